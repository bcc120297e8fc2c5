"""The JSON documents of the commands beside `check`: a contract. Keys stay and keep their meaning; more may be added.

What they are made of is in `contract/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite._version import __version__
from evsite.allocation.result import SlotShare
from evsite.network.titles import unit_of
from evsite.output.from_result import from_result
from evsite.output.json.conductors import proposal_figures
from evsite.output.json.contract.moment import AllocateDocument
from evsite.output.json.contract.report import (
    EquipmentFigures,
    FallbackFigures,
    Guaranteed,
    GuaranteedWithOffline,
    OfflineWitness,
    PortFigures,
    ReportDocument,
)
from evsite.output.json.described import described_figures
from evsite.output.json.findings import finding_figures
from evsite.output.json.left_over import left_over_figures
from evsite.output.json.serialize import document_json
from evsite.output.json.verdict import verdict_figures
from evsite.output.json.week import week_figures
from evsite.output.located import ToolInfo, counts, located_findings
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.result import Allocation
    from evsite.analysis.record_notes import UnfitLoads
    from evsite.model.site import Site
    from evsite.output.located import CheckedFile
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.proofs.guarantee import Guarantee
    from evsite.proofs.offline import FallbackLoad
    from evsite.studies.conductors import ConductorProposal
    from evsite.studies.headline import Headline
    from evsite.studies.results import PortReport, SiteReport
    from evsite.studies.week import WeekReport

JsonObject = dict[str, Any]


def assumed(site: Site) -> tuple[str, ...]:
    """What figures of the stations were assumed, for the `notes` of a document."""
    return tuple(assumption.note for assumption in site.assumptions)


def report_document(
    site: Site,
    checked: CheckedFile,
    report: SiteReport,
    found: Headline,
    *,
    at: str | None = None,
    week: WeekReport | None = None,
    conductors: Sequence[ConductorProposal] | None = None,
) -> JsonObject:
    """The figures of a site with every port in use, and its findings as `check` shows them."""
    summary = counts(checked.findings)
    lists = _PortLists()
    ports = tuple(_port(report, port, lists) for port in report.ports)
    document = ReportDocument(
        file=checked.document.filename,
        verdict=verdict_figures(site, found, checked.findings),
        site=report.site,
        nec=report.nec,
        miles_per_kwh=report.miles_per_kwh,
        home_runs=report.home_runs,
        premise=report.premise,
        groups=report.groups,
        ports=ports,
        port_lists=lists.listed(),
        equipment=tuple(_equipment(site, load, report.unfit) for load in report.equipment),
        fallbacks=tuple(_fallback(site, load, report.unfit) for load in report.fallbacks),
        left_over=None if report.left_over is None else left_over_figures(site, report.left_over),
        vehicles=report.vehicles,
        dwelling=report.dwelling,
        records=checked.records,
        notes=(*report.notes, *assumed(site)),
        findings=tuple(map(finding_figures, located_findings([checked], ToolInfo(__version__)))),
        summary=summary,
        project=site.project,
        described=described_figures(site),
        mix=report.mix,
        at=at,
        week=None if week is None else week_figures(site, week),
        conductors=None if conductors is None else tuple(map(proposal_figures, conductors)),
    )
    return document_json(document, site)


class _PortLists:
    """Lists of ports, each once, known by their number."""

    def __init__(self) -> None:
        self._number: dict[tuple[str, ...], int] = {}
        self._seen: dict[int, tuple[tuple[str, ...], int]] = {}

    def number(self, ports: tuple[str, ...]) -> int:
        # most ports share one object, and to hash a long list takes its time
        if id(ports) not in self._seen:
            self._seen[id(ports)] = ports, self._number.setdefault(ports, len(self._number))
        return self._seen[id(ports)][1]

    def listed(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self._number)


def _port(report: SiteReport, port: PortReport, lists: _PortLists) -> PortFigures:
    guarantee = report.guarantees.get(port.port)
    return from_result(
        PortFigures,
        port,
        managed=guarantee is not None,
        guaranteed=Guaranteed("none") if guarantee is None else _guaranteed(report, guarantee, port, lists),
        with_offline=GuaranteedWithOffline() if guarantee is None else _with_offline(report, guarantee, port, lists),
    )


def _guaranteed(report: SiteReport, guarantee: Guarantee, port: PortReport, lists: _PortLists) -> Guaranteed:
    power_kw = guarantee.current_a * port.kw_per_a
    less = guarantee.current_a < port.all_in_use.current_a * (1 - TOLERANCE)
    return Guaranteed(
        proof="exact" if guarantee.exact else "bound",
        current_a=guarantee.current_a,
        power_kw=power_kw,
        range_mi_per_h=power_kw * report.miles_per_kwh,
        limited_by=guarantee.limit,
        least_found_a=guarantee.least_found_a,
        witness=lists.number(guarantee.witness) if less else None,
    )


def _with_offline(
    report: SiteReport, guarantee: Guarantee, port: PortReport, lists: _PortLists
) -> GuaranteedWithOffline:
    """What is guaranteed in every mix of offline and online stations; the mix where it is less than otherwise."""
    mixed, power_kw = guarantee.with_offline, guarantee.with_offline_current_a * port.kw_per_a
    witness = None
    if mixed is not None and mixed.lowers(guarantee.current_a):
        witness = OfflineWitness(mixed.least_found_a, lists.number(mixed.online), lists.number(mixed.offline))
    return GuaranteedWithOffline(guarantee.with_offline_current_a, power_kw, power_kw * report.miles_per_kwh, witness)


def _fallback(site: Site, load: FallbackLoad, unfit: UnfitLoads) -> FallbackFigures:
    unit = unit_of(site, load.limit, load.unit).lower()
    fits = None if load.fits and unfit.bear_on(site, load.limit) else load.fits
    return FallbackFigures(load.limit, fits, **{f"load_{unit}": load.load, f"limit_{unit}": load.allowed})


def _equipment(site: Site, load: EquipmentLoad, unfit: UnfitLoads) -> EquipmentFigures:
    unit = unit_of(site, load.limit, load.unit).lower()
    figures = {
        f"limit_{unit}": load.allowed,
        f"greatest_load_{unit}": load.greatest,
        f"greatest_load_with_offline_{unit}": max(load.greatest, load.with_offline),
    }
    return EquipmentFigures(
        load.limit,
        "exact" if load.exact else "bound",
        True if load.overloaded else False if load.safe and not unfit.bear_on(site, load.limit) else None,
        tuple(SlotShare(name, amps) for name, amps in load.witness) or None,
        **figures,
    )


def allocation_document(site: Site, allocation: Allocation) -> JsonObject:
    """The answer for one moment; `slots` is empty where no port takes turns."""
    document = AllocateDocument(
        file=site.source.filename,
        policy=allocation.policy,
        ports=allocation.shares,
        limits=allocation.limits,
        slots=allocation.slots,
        share_of_bound=allocation.share_of_bound,
        slot_h=allocation.slot_h,
        notes=(*allocation.notes, *assumed(site)),
    )
    return document_json(document, site)

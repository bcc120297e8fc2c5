"""The verdict of a report as JSON has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import unit_of
from evsite.output.from_result import from_result
from evsite.output.json.contract.report import (
    CapacityUse,
    ReportVerdict,
    VerdictCapacity,
    VerdictPort,
    VerdictStay,
)
from evsite.output.json.week import stretch_figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.finding import Finding
    from evsite.model.site import Site
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.studies.headline import Headline


def verdict_figures(site: Site, found: Headline, findings: Iterable[Finding]) -> ReportVerdict:
    """The answer in short: the figures of the report's first lines and of the page."""
    got, typical, stay, used = found.guaranteed, found.typical, found.stay, found.capacity
    return from_result(
        ReportVerdict,
        found,
        not_checked=sum(finding.status == "not checked" for finding in findings),
        least=None if got is None else from_result(VerdictPort, got),
        least_proof="none" if got is None else "exact" if found.exact else "bound",
        least_with_offline=None if found.with_offline is None else from_result(VerdictPort, found.with_offline),
        without_charging=stretch_figures(found.without_charging),
        ports_sharing=found.sharing,
        ports_in_order=found.in_order,
        typical=None if typical is None else from_result(VerdictPort, typical),
        stay=VerdictStay(
            stay.hours_h,
            found.idle_h,
            stay.miles_needed,
            found.guaranteed_mi,
            found.typical_mi,
            found.enough,
            stay.assumed or None,
        ),
        capacity=VerdictCapacity(
            used.connected_kva, used.managed_kva, tuple(_use(site, load) for load in used.fullest)
        ),
    )


def _use(site: Site, load: EquipmentLoad) -> CapacityUse:
    unit = unit_of(site, load.limit, load.unit).lower()
    figures = {f"load_{unit}": load.most, f"limit_{unit}": load.allowed, f"left_{unit}": load.left}
    return CapacityUse(load.limit, "exact" if load.exact else "bound", **figures)

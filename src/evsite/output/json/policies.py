"""`evsite compare-policies` as JSON: a contract. Times are minutes and moments of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.allocation.policies import policy_named
from evsite.model.week import show_moment
from evsite.network.titles import unit_of
from evsite.output.from_result import from_result
from evsite.output.json.contract.policies import (
    DriverFigures,
    OutcomeFigures,
    PeakFigures,
    PoliciesDocument,
    RunFigures,
    ScenarioDocument,
)
from evsite.output.json.documents import assumed
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.policy_results import (
        DriverOutcome,
        LimitPeak,
        PolicyComparison,
        PolicyOutcome,
        PolicyRun,
        ScenarioComparison,
    )

JsonObject = dict[str, Any]


def policies_document(site: Site, comparison: PolicyComparison) -> JsonObject:
    """One moment under every policy."""
    document = PoliciesDocument(
        file=site.source.filename,
        slot_h=comparison.slot_h,
        policies=tuple(map(_outcome, comparison.outcomes)),
        notes=(*comparison.notes, *assumed(site)),
    )
    return document_json(document, site)


def _outcome(outcome: PolicyOutcome) -> OutcomeFigures:
    return from_result(OutcomeFigures, outcome, trade_off=policy_named(outcome.policy).trade_off, ports=outcome.shares)


def scenario_document(site: Site, scenario: str, comparison: ScenarioComparison) -> JsonObject:
    """A scenario under every policy; minutes count from Monday 00:00 of the week in which it starts."""
    document = ScenarioDocument(
        file=site.source.filename,
        scenario=scenario,
        start_min=comparison.start_min,
        slot_h=comparison.slot_h,
        policies=tuple(_run(site, run) for run in comparison.runs),
        notes=(*comparison.notes, *assumed(site)),
    )
    return document_json(document, site)


def _run(site: Site, run: PolicyRun) -> RunFigures:
    return from_result(
        RunFigures,
        run,
        peak_at=show_moment(int(run.peak_at_min)),
        trade_off=policy_named(run.policy).trade_off,
        drivers=tuple(map(_driver, run.drivers)),
        limits=tuple(_limit(site, peak) for peak in run.limits),
    )


def _driver(driver: DriverOutcome) -> DriverFigures:
    return from_result(DriverFigures, driver, arrived=show_moment(driver.arrived_min))


def _limit(site: Site, peak: LimitPeak) -> PeakFigures:
    unit = unit_of(site, peak.limit, peak.unit).lower()
    at = show_moment(int(peak.at_min))
    return PeakFigures(peak.limit, at, **{f"load_{unit}": peak.load, f"limit_{unit}": peak.value})

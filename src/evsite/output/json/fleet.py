"""`evsite fleet` as JSON: a contract."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite._version import __version__
from evsite.network.titles import unit_of
from evsite.output.from_result import from_result
from evsite.output.json.contract.fleet import (
    FleetDocument,
    FleetFigures,
    FleetFindingFigures,
    FleetLimitFigures,
    ScheduleFigures,
    StageFigures,
    StepFigures,
    TripFigures,
    TripScheduleFigures,
    TripsFigures,
    UnplannedFigures,
)
from evsite.output.json.documents import assumed
from evsite.output.json.findings import finding_figures, summary
from evsite.output.json.fleet_run import run_figures
from evsite.output.json.serialize import document_json
from evsite.output.located import ToolInfo, located_findings
from evsite.output.stamps import stamp
from evsite.rounding import TOLERANCE
from evsite.studies.fleets.binding import full_steps
from evsite.studies.fleets.results import MISSED_KWH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.site import Site
    from evsite.output.located import CheckedFile
    from evsite.studies.fleets.report_results import FleetReport
    from evsite.studies.fleets.results import FleetPlan, LimitUse, Stage, Steadiness
    from evsite.tariffs.model import Tariff

JsonObject = dict[str, Any]


def fleet_document(
    site: Site,
    report: FleetReport,
    checked: Sequence[CheckedFile],
    files: Sequence[str],
    tariff: Tariff | None = None,
) -> JsonObject:
    """The plan as a document.

    Parameters
    ----------
    site
        The site.
    report
        The plan, and what there is to say about it.
    checked
        The files with the findings in each.
    files
        What the trips were read from.
    tariff
        By what costs count.
    """
    plan, trips = report.plan, report.plan.trips
    document = FleetDocument(
        file=site.source.filename,
        trips=TripsFigures(
            files=tuple(files),
            trips=len(trips.trips),
            origin_at=stamp(trips.calendar, 0),
            zone=trips.calendar.zone.name,
            dated=trips.calendar.dated,
            left_out=trips.left_out,
            notes=trips.notes,
        ),
        tariff=None if tariff is None else tariff.name,
        cost_usd=plan.cost_usd,
        energy_usd=plan.energy_usd,
        demand_usd=plan.demand_usd,
        shortfall_kwh=sum(tally.shortfall_kwh for tally in report.tallies),
        ready=sum(tally.ready for tally in report.tallies),
        unplanned=from_result(
            UnplannedFigures,
            report.unplanned,
            ready=sum(tally.unplanned_ready for tally in report.tallies),
            shortfall_kwh=sum(tally.unplanned_shortfall_kwh for tally in report.tallies),
        ),
        fleets=tuple(
            from_result(FleetFigures, tally, fleet=tally.fleet.name, rank=tally.fleet.rank, intent=tally.fleet.intent)
            for tally in report.tallies
        ),
        vehicles=tuple(trip_figures(report)),
        schedule=_schedule(site, report),
        stages=(*map(_stage, plan.stages), _steadiness(plan.steadiness)),
        limits=tuple(_limit(site, plan, use) for use in plan.limits if len(use.load)),
        findings=tuple(
            from_result(FleetFindingFigures, finding_figures(entry), file=entry.path)
            for entry in located_findings(checked, ToolInfo(__version__))
        ),
        summary=summary(checked),
        run=None if report.carried_out is None else run_figures(report.carried_out),
        notes=(*(note for note in plan.notes if note not in trips.notes), *report.notes, *assumed(site)),
    )
    return document_json(document, site)


def trip_figures(report: FleetReport) -> Iterator[TripFigures]:
    """What each trip gets, in the order of the file."""
    plan = report.plan
    calendar = plan.trips.calendar
    for number, trip in enumerate(plan.trips.trips):
        ready_s, delivered_kwh = plan.ready_s[number], float(plan.delivered_kwh[number])
        charged = trip.soc is not None and trip.battery_kwh is not None
        yield from_result(
            TripFigures,
            trip,
            trip=report.trip_number(number),
            port=plan.ports[number],
            arrive_at=stamp(calendar, trip.arrive_s),
            depart_at=stamp(calendar, trip.depart_s),
            delivered_kwh=delivered_kwh,
            shortfall_kwh=float(plan.shortfall_kwh[number]),
            ready=float(plan.shortfall_kwh[number]) <= MISSED_KWH,
            ready_at=None if ready_s is None else stamp(calendar, ready_s),
            ready_s=ready_s,
            drawn_kwh=float((plan.power_kw[number] * plan.present_h[number]).sum()),
            peak_kw=float(plan.power_kw[number].max(initial=0.0)),
            soc_at_departure=(trip.soc or 0.0) + delivered_kwh / (trip.battery_kwh or 1.0) if charged else None,
        )


def _schedule(site: Site, report: FleetReport) -> ScheduleFigures:
    plan = report.plan
    calendar, edge_s = plan.trips.calendar, plan.edge_s.tolist()
    steps = (StepFigures(stamp(calendar, begin), begin, stamp(calendar, end), end) for begin, end in pairwise(edge_s))
    rows = []
    for number, trip in enumerate(plan.trips.trips):
        there = np.flatnonzero(plan.present_h[number] > 0)
        first, last = (int(there[0]), int(there[-1]) + 1) if len(there) else (0, 0)
        port = plan.ports[number]
        power_kw = plan.power_kw[number, first:last]
        energy_kwh = power_kw * plan.present_h[number, first:last]
        current_a = power_kw * 0 if port is None else power_kw / site.ports[port].input_kw_per_a
        figures = (tuple(each.tolist()) for each in (power_kw, current_a, energy_kwh))
        rows.append(TripScheduleFigures(report.trip_number(number), trip.vehicle, port, first, *figures))
    step_min = (edge_s[1] - edge_s[0]) / 60 if len(edge_s) > 1 else 0.0
    return ScheduleFigures(step_min, tuple(steps), tuple(rows))


_STAGES = {
    "shortfall": ("shortfall_kwh", "shortfall_bound_kwh"),
    "delay": ("delay_kwh_h", "delay_bound_kwh_h"),
    "cost": ("cost_usd", "cost_bound_usd"),
}


def _stage(stage: Stage) -> StageFigures:
    value, bound = _STAGES[stage.kind]
    figures: JsonObject = {value: stage.value, bound: stage.bound}
    return StageFigures(stage.kind, stage.fleet, stage.rank, stage.proved, **figures)


def _steadiness(steadiness: Steadiness) -> StageFigures:
    return StageFigures(
        "steadiness",
        fleet=None,
        rank=None,
        proved=steadiness.proved,
        starts=steadiness.starts,
        starts_bound=steadiness.bound,
    )


def _limit(site: Site, plan: FleetPlan, use: LimitUse) -> FleetLimitFigures:
    unit = unit_of(site, use.id, use.unit).lower()
    at = fullest_step(use)
    hours = np.diff(plan.edge_s) / 3600
    figures = {
        f"load_{unit}": float(use.load[at]),
        f"limit_{unit}": float(use.limit[at]),
        f"usd_per_{unit}": use.usd_per_unit,
        f"kwh_per_{unit}": use.kwh_per_unit,
    }
    return FleetLimitFigures(
        limit=use.id,
        peak_at=stamp(plan.trips.calendar, float(plan.edge_s[at])),
        peak_s=float(plan.edge_s[at]),
        full_h=float(hours[full_steps(use)].sum()),
        **figures,
    )


def fullest_step(use: LimitUse) -> int:
    """The first step in which a limit is fullest."""
    fullness = np.divide(use.load, use.limit, out=np.ones_like(use.load), where=use.limit > 0)
    return int(np.argmax(fullness >= fullness.max() * (1 - TOLERANCE)))

"""What really came of a plan for fleets, as a part of the document of `evsite fleet`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.output.from_result import from_result
from evsite.output.json.contract.fleet import (
    FleetRegretFigures,
    NewsFigures,
    RegretFigures,
    ReplanFigures,
    RunFigures,
    RunTripFigures,
    StepFigures,
)
from evsite.output.stamps import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.fleets.report_results import CarriedOut
    from evsite.studies.fleets.rolling import Run


def run_figures(done: CarriedOut) -> RunFigures:
    """What was carried out, and what not knowing has cost."""
    run = done.run
    calendar = run.trips.calendar
    steps = pairwise(run.edge_s[: run.until_step + 1].tolist())
    return from_result(
        RunFigures,
        run,
        now_at=None if done.now_s is None else stamp(calendar, done.now_s),
        now_s=done.now_s,
        steps=tuple(StepFigures(stamp(calendar, begin), begin, stamp(calendar, end), end) for begin, end in steps),
        trips=tuple(_trips(done)),
        replans=tuple(_replans(run)),
        regret=_regret(done),
        notes=done.notes,
    )


def _trips(done: CarriedOut) -> Iterator[RunTripFigures]:
    run, news = done.run, done.news()
    calendar = run.trips.calendar
    until_s = float(run.edge_s[run.until_step]) if done.now_s is None else done.now_s

    def moment(at_s: float) -> tuple[str | None, float | None]:
        return (stamp(calendar, at_s), at_s) if at_s <= until_s else (None, None)

    for position, (trip, stay) in enumerate(zip(run.trips.trips, run.stays, strict=True)):
        came = stay.arrive_s < stay.depart_s and stay.arrive_s <= until_s
        over = done.now_s is None or stay.depart_s <= until_s
        arrive_at, arrive_s = moment(stay.arrive_s) if came else (None, None)
        depart_at, depart_s = moment(stay.depart_s) if came else (None, None)
        fault_at, fault_s = moment(stay.fault_s)
        drawn_kwh = run.energy_kwh[position, : run.until_step]
        steps = np.flatnonzero(drawn_kwh > 0)
        first, last = (int(steps[0]), int(steps[-1]) + 1) if len(steps) else (0, 0)
        yield from_result(
            RunTripFigures,
            trip,
            trip=position + 1,
            arrive_at=arrive_at,
            arrive_s=arrive_s,
            depart_at=depart_at,
            depart_s=depart_s,
            fault_at=fault_at,
            fault_s=fault_s,
            delivered_kwh=float(run.delivered_kwh[position]),
            drawn_kwh=float(drawn_kwh.sum()),
            shortfall_kwh=float(run.shortfall_kwh[position]) if over else None,
            news=news.get(position),
            first_step=first,
            energy_kwh=tuple(drawn_kwh[first:last].tolist()),
        )


def _replans(run: Run) -> Iterator[ReplanFigures]:
    trips = run.trips.trips
    for replan in run.replans:
        news = (NewsFigures(each + 1, trips[each].vehicle, new) for each, new in sorted(replan.news.items()))
        yield ReplanFigures(stamp(run.trips.calendar, replan.at_s), replan.at_s, tuple(news))


def _regret(done: CarriedOut) -> RegretFigures | None:
    regret = done.regret
    if regret is None:
        return None
    more_kwh = sum(regret.shortfall_kwh.values())
    return RegretFigures(
        shortfall_kwh=more_kwh,
        cost_usd=regret.cost_usd,
        foresight_shortfall_kwh=float(done.run.shortfall_kwh.sum()) - more_kwh,
        foresight_cost_usd=regret.foresight.cost_usd,
        fleets=tuple(FleetRegretFigures(name, kwh) for name, kwh in regret.shortfall_kwh.items()),
    )

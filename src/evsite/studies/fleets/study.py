"""All that `evsite fleet` tells: a plan, a plan from now on, or what came of a plan beside foresight."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evsite.studies.fleets.costs import charges_of_plan, left_out
from evsite.studies.fleets.known import ENOUGH_KWH
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.report import fleet_report
from evsite.studies.fleets.report_results import CarriedOut, Missed, SinceThen
from evsite.studies.fleets.rolling import carry_out, regret_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from evsite.model.fleets import Actual, Actuals, TripSet
    from evsite.model.site import Site
    from evsite.studies.fleets.report_results import FleetReport
    from evsite.studies.fleets.results import FleetPlan
    from evsite.studies.fleets.rolling import Run
    from evsite.tariffs.model import Tariff

_LATEST_S = 86_400.0
"""A vehicle may stay so much longer than planned at most."""


class NothingLeftError(Exception):
    """No vehicle is there any more at an instant, and none is still to come."""


def fleet_study(
    site: Site,
    trips: TripSet,
    *,
    tariff: Tariff | None = None,
    actuals: Actuals | None = None,
    now_s: float | None = None,
    step_min: float = 15,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    peak_so_far_kw: Mapping[str, float] | None = None,
) -> FleetReport:
    """Plan trips; with what became of them, carry the plan out and plan the rest anew.

    Parameters
    ----------
    site
        The site.
    trips
        The trips as planned, and their fleets.
    tariff, step_min, offline, loads, peak_so_far_kw
        As for `plan_fleets`.
    actuals
        What really became of trips; None where nothing is known.
    now_s
        The instant of which the rest is planned anew [s since the origin of the trips]. None with `actuals` where all
        is over: the plan is that of the beginning then, and what came of it stands beside it.

    Returns
    -------
    FleetReport
        The plan (from now on), its alerts, and what was carried out.

    Raises
    ------
    PlanError
        Trips, tariff and site do not go together.
    NothingLeftError
        There is nothing to plan at this instant.
    """
    how: dict[str, Any] = {"step_min": step_min, "offline": tuple(offline), "loads": loads}
    about: dict[str, Any] = {"notes": () if tariff is None else tuple(left_out(tariff))}
    peaks_kw = dict(peak_so_far_kw or {})
    faulted: Collection[str] = ()
    start_s: float | None = None
    carried_out: CarriedOut | None = None
    known = {} if actuals is None else actuals.by_trip
    notes = () if actuals is None else actuals.notes
    if now_s is not None:
        run = _run_until(site, trips, known, now_s, {**how, "tariff": tariff, "peak_so_far_kw": peaks_kw})
        plan, faulted, peaks_kw = run.plan, run.known.faulted, dict(run.peaks_kw)
        start_s, carried_out = float(plan.edge_s[0]), CarriedOut(run, now_s, None, notes)
        about["since"] = _since(run, actuals, now_s)
    elif actuals is not None:
        run = carry_out(site, trips, known, tariff=tariff, peak_so_far_kw=peaks_kw, **how)
        regret = regret_of(site, run, tariff=tariff, peak_so_far_kw=peaks_kw, **how)
        plan, carried_out = run.planned, CarriedOut(run, None, regret, notes)
    else:
        plan = plan_fleets(site, trips, tariff=tariff, peak_so_far_kw=peaks_kw, **how)

    def solve(site: Site, trips: TripSet, *, search: bool) -> FleetPlan:
        about_now: dict[str, Any] = {"start_s": start_s, "begun": start_s is not None, "faulted": faulted}
        about_now["search"] = search
        return plan_fleets(site, trips, tariff=tariff, peak_so_far_kw=peaks_kw, **about_now, **how)

    if tariff is not None:
        about["charges"] = charges_of_plan(
            site,
            plan,
            tariff,
            step_min=step_min,
            loads=loads,
            peak_so_far_kw=peaks_kw,
            begun=start_s is not None,
        )
    report = fleet_report(site, plan, solve, offline=how["offline"], loads=loads, **about)
    return replace(report, carried_out=carried_out)


def _run_until(site: Site, trips: TripSet, known: Mapping[int, Actual], now_s: float, how: Mapping[str, Any]) -> Run:
    last_s = max((trip.depart_s for trip in trips.trips), default=now_s)
    stays_s = [each.depart_s for each in known.values() if each.depart_s is not None]
    if now_s > max([last_s, *stays_s]) + _LATEST_S:
        raise NothingLeftError
    run = carry_out(site, trips, known, until_s=now_s, **how)
    if not run.known.positions:
        raise NothingLeftError
    return run


def _since(run: Run, actuals: Actuals | None, now_s: float) -> SinceThen:
    number = {position: place for place, position in enumerate(run.known.positions)}
    rows = {} if actuals is None else actuals.by_trip
    return SinceThen(
        now_s=now_s,
        positions=run.known.positions,
        news={number[each]: new for each, new in run.known.news.items() if each in number},
        actuals={number[each]: row for each, row in rows.items() if each in number},
        faulted=run.known.faulted,
        sources=() if actuals is None else actuals.sources,
        missed=tuple(_missed(run, rows)),
    )


def _missed(run: Run, rows: Mapping[int, Actual]) -> Iterator[Missed]:
    """The trips that no plan can help any more though their vehicles have never stood at a port."""
    now_s = float(run.plan.edge_s[0])
    for position, (trip, stay) in enumerate(zip(run.trips.trips, run.stays, strict=True)):
        if position in run.known.positions or trip.port is None or trip.need_kwh <= ENOUGH_KWH:
            continue
        row = rows.get(position)
        is_cancelled = stay.depart_s == -math.inf
        has_been_there = stay.arrive_s < stay.depart_s and stay.arrive_s <= now_s
        if not (is_cancelled or has_been_there):
            is_absent = row is not None and row.arrive_s == math.inf and trip.depart_s <= now_s
            yield Missed(trip, row, port_taken=not is_absent)

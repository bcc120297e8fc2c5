"""What depot staff should know of a plan: vehicles that leave with less than they need, or nearly so, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.rounding import exceeds
from evsite.studies.fleets.binding import binding_limits
from evsite.studies.fleets.report_results import Alert, AtFullSpeed
from evsite.studies.fleets.results import MISSED_KWH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from evsite.model.fleets import Trip
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.studies.fleets.report_results import BindingLimit, SinceThen
    from evsite.studies.fleets.results import FleetPlan

LAXITY_S, LAXITY_SHARE = 1800.0, 0.05
"""What a vehicle should have to spare: half an hour, or this share of its stay where that is more."""


def find_alerts(
    site: Site,
    plan: FleetPlan,
    offline: Collection[str],
    planned_alone: Callable[[int], FleetPlan | None],
    since: SinceThen | None = None,
) -> tuple[tuple[Alert, ...], tuple[BindingLimit, ...]]:
    """The alerts of a plan in the order of its trips, and the limits that keep vehicles from what they need.

    Parameters
    ----------
    site
        The site.
    plan
        The plan.
    offline
        The ports that cannot be reached.
    planned_alone
        The plan for the trip of a number where no other vehicle is there; None where it may not be made.
    since
        What is new, for a plan from now on.
    """
    trips = plan.trips.trips
    alerts: list[Alert] = []
    for number, trip in enumerate(trips):
        if since is not None and plan.ports[number] in since.faulted:
            alerts.append(_at_fault(site, plan, number))
        else:
            alerts += _of_trip(site, plan, number, trip, offline, planned_alone)
        if since is not None and since.news.get(number) == "late":
            alerts.append(Alert("late", number))
    short = [alert.trip for alert in alerts if alert.kind == "short"]
    limits = binding_limits(site, plan, short) if short else ()
    held = {number: tuple(limit for limit in limits if number in limit.trips) for number in short}
    return tuple(replace(a, limits=held[a.trip]) if a.kind == "short" else a for a in alerts), limits + _alone(
        alerts, limits
    )


def _alone(alerts: Sequence[Alert], others: Sequence[BindingLimit]) -> tuple[BindingLimit, ...]:
    """The limits that hold vehicles even where no other one is there, each once, without those that are known."""
    found: dict[LimitId, BindingLimit] = {}
    for alert in alerts:
        for limit in alert.limits if alert.kind == "impossible" else ():
            known = found.setdefault(limit.id, limit)
            if known is not limit:
                found[limit.id] = replace(known, trips=(*known.trips, *limit.trips))
    return tuple(limit for key, limit in found.items() if key not in {other.id for other in others})


def at_full_speed(site: Site, trip: Trip, port: str) -> AtFullSpeed | None:
    """What a trip could have alone at a port; None where the port gives nothing."""
    power_kw = site.ports[port].max_a * site.ports[port].input_kw_per_a
    if trip.max_kw is not None:
        power_kw = min(power_kw, trip.max_kw)
    if power_kw <= 0:
        return None
    takes_s = trip.need_kwh / (trip.efficiency * power_kw) * 3600
    return AtFullSpeed(power_kw, trip.arrive_s + takes_s, trip.depart_s - trip.arrive_s - takes_s)


def needed_kw(trip: Trip) -> float:
    """The power that brings a trip what it needs in its stay [kW drawn from the site]."""
    return trip.need_kwh / (trip.efficiency * (trip.depart_s - trip.arrive_s) / 3600)


def _at_fault(site: Site, plan: FleetPlan, number: int) -> Alert:
    port, missing_kwh = plan.ports[number], float(plan.shortfall_kwh[number])
    alone = None if port is None else at_full_speed(site, plan.trips.trips[number], port)
    return Alert("fault", number, missing_kwh if missing_kwh > MISSED_KWH else 0.0, alone)


def _of_trip(
    site: Site,
    plan: FleetPlan,
    number: int,
    trip: Trip,
    offline: Collection[str],
    planned_alone: Callable[[int], FleetPlan | None],
) -> Iterator[Alert]:
    port = plan.ports[number]
    missing_kwh = float(plan.shortfall_kwh[number])
    alone = None if port is None else at_full_speed(site, trip, port)
    if port is None:
        if trip.need_kwh > MISSED_KWH:
            yield Alert("no-port", number, missing_kwh)
    elif port in offline:
        yield Alert("offline", number, missing_kwh if missing_kwh > MISSED_KWH else 0.0, alone)
    elif missing_kwh > MISSED_KWH:
        if alone is None or alone.laxity_s < 0:
            yield Alert("impossible", number, missing_kwh, alone)
            return
        found = planned_alone(number)
        if found is None or float(found.shortfall_kwh[0]) <= MISSED_KWH:
            yield Alert("short", number, missing_kwh, alone)
        else:
            limits = tuple(replace(limit, trips=(number,)) for limit in binding_limits(site, found, (0,)))
            yield Alert("impossible", number, missing_kwh, alone, limits=limits)
    elif alone is not None and trip.need_kwh > MISSED_KWH:
        margin_s = max(LAXITY_S, LAXITY_SHARE * (trip.depart_s - trip.arrive_s))
        if exceeds(margin_s, alone.laxity_s):
            yield Alert("tight", number, 0.0, alone, margin_s)
    if trip.over_target_kwh > MISSED_KWH:
        yield Alert("over-target", number, trip.over_target_kwh)

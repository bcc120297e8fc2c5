"""The stays of a plan for fleets as a charging profile can tell them: instants, and amperes from each second on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.studies.fleets.results import MISSED_KWH

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.fleets.results import FleetPlan


class PlannedStay(NamedTuple):
    """A vehicle at a port from one instant to another [s since 1970, UTC], and what it may draw.

    `current_a` is by second from its arrival on; `short` says that its battery misses something at departure.
    """

    vehicle: str
    port: str
    arrive_s: int
    depart_s: int
    current_a: dict[int, float]
    short: bool


def planned_stays(site: Site, plan: FleetPlan) -> tuple[PlannedStay, ...]:
    """The stays of a plan, in the order of its trips; those without a port are left out.

    Parameters
    ----------
    site
        The site.
    plan
        The plan, of trips with dates.
    """
    origin_s = plan.trips.calendar.origin_s
    edges_s = [float(edge_s) for edge_s in plan.edge_s]
    found = []
    for place, (trip, port) in enumerate(zip(plan.trips.trips, plan.ports, strict=True)):
        if port is None:
            continue
        kw_per_a = site.ports[port].input_kw_per_a
        current_a = {
            max(0, round(edges_s[step] - trip.arrive_s)): float(plan.power_kw[place, step]) / kw_per_a
            for step in range(len(edges_s) - 1)
            if plan.present_h[place, step] > 0
        }
        found.append(
            PlannedStay(
                trip.vehicle,
                port,
                round(origin_s + trip.arrive_s),
                round(origin_s + trip.depart_s),
                current_a if 0 in current_a else {0: 0.0, **current_a},
                bool(plan.shortfall_kwh[place] > MISSED_KWH),
            )
        )
    return tuple(found)

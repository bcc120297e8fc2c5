"""Which port each trip has: the one that it names, or a free one of those that its fleet may use."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from evsite.studies.fleets.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Collection

    from evsite.model.fleets import Trip, TripSet
    from evsite.model.site import Site

_Stays = dict[str, list[tuple[float, float]]]


def choose_ports(site: Site, trips: TripSet, offline: Collection[str] = ()) -> tuple[str | None, ...]:
    """Give every trip a port.

    Trips that name none are served in the order in which they arrive. Each takes the weakest free port that could give
    it what it needs in its stay, or the strongest one where none could; of alike ports the one that was left last, so
    that the others stay free for longer stays. A port that cannot be reached is taken last.

    Parameters
    ----------
    site
        The site.
    trips
        The trips and their fleets.
    offline
        Ports that cannot be reached.

    Returns
    -------
    tuple[str | None, ...]
        The port of each trip; None for one that no port is free for.

    Raises
    ------
    PlanError
        Two trips name the same port at the same time, or a trip or a fleet names a port that the site does not have.
    """
    taken: _Stays = {}
    ports: list[str | None] = [trip.port for trip in trips.trips]
    allowed = {fleet.name: tuple(site.ports) if fleet.ports is None else fleet.ports for fleet in trips.fleets}
    unknown = {name for names in allowed.values() for name in names} | {name for name in ports if name is not None}
    unknown -= site.ports.keys()
    if unknown:
        raise PlanError(f"the site has no port {', '.join(sorted(unknown))}")
    by_arrival = sorted(range(len(ports)), key=lambda number: _order(trips.trips[number]))
    for number in by_arrival:
        trip, port = trips.trips[number], ports[number]
        if port is not None and not _take(taken, port, trip):
            raise PlanError(f"{trip.name}: {port} has another vehicle at that time")
    for number in by_arrival:
        trip = trips.trips[number]
        if ports[number] is None:
            free = [name for name in allowed[trip.fleet] if _fits(taken, name, trip)]
            if free:
                chosen = min(free, key=lambda name: _rating(site, taken, offline, trip, name))
                ports[number] = chosen
                _take(taken, chosen, trip)
    return tuple(ports)


def _order(trip: Trip) -> tuple[float, ...]:
    most_kw = float("inf") if trip.max_kw is None else trip.max_kw
    return trip.arrive_s, trip.depart_s, -trip.need_kwh, trip.efficiency, most_kw


def _rating(
    site: Site, taken: _Stays, offline: Collection[str], trip: Trip, name: str
) -> tuple[bool, bool, float, float]:
    """What is least for the port that suits a trip best."""
    port = site.ports[name]
    power_kw = port.max_a * port.input_kw_per_a
    stay_h = (trip.depart_s - trip.arrive_s) / 3600
    enough = power_kw * trip.efficiency * stay_h >= trip.need_kwh or (
        trip.max_kw is not None and power_kw >= trip.max_kw
    )
    before = [end for _, end in taken.get(name, []) if end <= trip.arrive_s]
    return name in offline, not enough, power_kw if enough else -power_kw, -max(before, default=float("-inf"))


def _fits(taken: _Stays, name: str, trip: Trip) -> bool:
    stays = taken.get(name, [])
    place = bisect_left(stays, (trip.arrive_s, trip.depart_s))
    before = place == 0 or stays[place - 1][1] <= trip.arrive_s
    return before and (place == len(stays) or stays[place][0] >= trip.depart_s)


def _take(taken: _Stays, name: str, trip: Trip) -> bool:
    if not _fits(taken, name, trip):
        return False
    stays = taken.setdefault(name, [])
    stays.insert(bisect_left(stays, (trip.arrive_s, trip.depart_s)), (trip.arrive_s, trip.depart_s))
    return True

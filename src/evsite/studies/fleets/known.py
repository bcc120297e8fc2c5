"""What is known of trips at an instant: who is there, who is late, who has left, whose port has a fault."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.model.fleets import AS_PLANNED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from evsite.model.fleets import Actual, Trip, TripSet

    Floats = NDArray[np.float64]

News = Literal["late", "early", "longer", "left", "cancelled", "fault"]
ENOUGH_KWH = 1e-6
"""A battery that lacks no more than this has what it needs."""


@dataclass(frozen=True, slots=True)
class Stay:
    """When a vehicle is really at its port, and from when on the port gives nothing [s]."""

    arrive_s: float
    depart_s: float
    fault_s: float = math.inf

    @property
    def until_s(self) -> float:
        """Until when it can charge."""
        return max(self.arrive_s, min(self.depart_s, self.fault_s))


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan from an instant on has to count with: the trips that are not over, and their positions."""

    trips: TripSet
    positions: tuple[int, ...]
    news: Mapping[int, News]
    """By trip, what differs from the file."""
    faulted: frozenset[str]
    """The ports that give nothing any more."""


def real_stays(trips: Sequence[Trip], actuals: Mapping[int, Actual]) -> tuple[Stay, ...]:
    """When the vehicles are really there. One whose port is still taken plugs in when it is free.

    Who comes first is first, whatever was planned. A port that has a fault keeps it: whoever comes to it later gets
    nothing either.

    Parameters
    ----------
    trips
        The trips, each with its port; None for one that never gets one.
    actuals
        What really became of some of them, by position.
    """
    found: dict[int, Stay] = {}
    free_s: dict[str, float] = {}
    fault_s: dict[str, float] = {}
    for position, actual in actuals.items():
        port = trips[position].port
        if port is not None and actual.fault_s is not None:
            fault_s[port] = min(actual.fault_s, fault_s.get(port, math.inf))
    arrivals_s = [
        trip.arrive_s if (came_s := actuals.get(position, AS_PLANNED).arrive_s) is None else came_s
        for position, trip in enumerate(trips)
    ]
    for position in sorted(range(len(trips)), key=lambda each: (arrivals_s[each], trips[each].arrive_s, each)):
        trip, actual = trips[position], actuals.get(position, AS_PLANNED)
        arrive_s = arrivals_s[position]
        depart_s = trip.depart_s if actual.depart_s is None else actual.depart_s
        if trip.port is not None:
            arrive_s = max(arrive_s, free_s.get(trip.port, -math.inf))
        arrive_s = min(arrive_s, depart_s)
        if trip.port is not None and depart_s > arrive_s:
            free_s[trip.port] = depart_s
        fault = math.inf if trip.port is None else fault_s.get(trip.port, math.inf)
        found[position] = Stay(arrive_s, depart_s, fault)
    return tuple(found[position] for position in range(len(trips)))


def known_at(
    trips: TripSet,
    stays: Sequence[Stay],
    delivered_kwh: Floats,
    now_s: float,
    next_s: float,
    *,
    without_port: bool = False,
) -> Known:
    """The trips as they look at an instant to whoever knows nothing of what follows.

    A vehicle that is there leaves when its trip says, or at the end of the step where that has passed and it lacks
    something. One that should be there and is not is expected at the end of the step, or when its port is free. Who has
    left gets nothing more, nor does who stands at a port with a fault, or comes to one.

    Parameters
    ----------
    trips
        The trips as planned, each with its port.
    stays
        When vehicles are really there; only what has happened by now is looked at.
    delivered_kwh
        What batteries have gained so far, by trip.
    now_s, next_s
        The instant, and the end of the step that begins then [s].
    without_port
        Whether trips without a port are kept, to be given one.
    """
    found: dict[int, Trip] = {}
    news: dict[int, News] = {}
    taken_s: dict[str, float] = {}
    faulted: set[str] = set()
    # who stands at a port has it, whoever was to come before
    there = [stay.arrive_s <= now_s < stay.depart_s for stay in stays]
    for position in sorted(range(len(stays)), key=lambda each: (not there[each], trips.trips[each].arrive_s, each)):
        trip, stay = trips.trips[position], stays[position]
        if trip.port is None and not without_port:
            continue
        if trip.port is not None and stay.fault_s <= now_s:
            faulted.add(trip.port)
        if stay.depart_s <= now_s:
            if trip.depart_s > now_s:
                news[position] = "cancelled" if stay.depart_s == -math.inf else "left"
            continue
        need_kwh = max(0.0, trip.need_kwh - float(delivered_kwh[position]))
        arrive_s, depart_s = now_s, trip.depart_s
        if stay.arrive_s <= now_s:
            if trip.arrive_s > now_s:
                news[position] = "early"
            if depart_s <= now_s and need_kwh > ENOUGH_KWH and trip.port not in faulted:
                depart_s, news[position] = next_s, "longer"
        else:
            arrive_s = trip.arrive_s
            if arrive_s <= now_s < depart_s:
                arrive_s, news[position] = next_s, "late"
        if trip.port in faulted and depart_s > now_s:
            news[position] = "fault"
        if trip.port is not None:
            arrive_s = max(arrive_s, taken_s.get(trip.port, -math.inf))
        if depart_s <= arrive_s:
            continue
        if trip.port is not None:
            taken_s[trip.port] = depart_s
        found[position] = _from(trip, arrive_s, depart_s, need_kwh, float(delivered_kwh[position]))
    kept = {trip.fleet for trip in found.values()}
    known = replace(
        trips,
        trips=tuple(found[position] for position in sorted(found)),
        fleets=tuple(fleet for fleet in trips.fleets if fleet.name in kept),
    )
    return Known(known, tuple(sorted(found)), news, frozenset(faulted))


def _from(trip: Trip, arrive_s: float, depart_s: float, need_kwh: float, delivered_kwh: float) -> Trip:
    """What is left of a trip."""
    soc = trip.soc
    if soc is not None and trip.battery_kwh is not None:
        soc += delivered_kwh / trip.battery_kwh
    return replace(trip, arrive_s=arrive_s, depart_s=depart_s, need_kwh=need_kwh, soc=soc)

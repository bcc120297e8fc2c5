"""A waiting line in which whoever needs the highest mean power until it leaves comes first.

That power changes while vehicles wait: what one wants stays, and the time that it has gets shorter. Its inverse, the
seconds for each kWh, is a straight line in time, so it is known when one of two vehicles overtakes the other. The
vehicles meet in a tournament whose matches are played again only when that moment has come: a kinetic tournament
tree (Basch, Guibas and Hershberger, "Data structures for mobile data", 1999).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from evsite.studies.simulation.rate_groups import Vehicle

_EARLY_S = 1e-6
"""So long before two vehicles have the same need they are compared again: less than that may be rounding."""
_LEAST_PLACES = 8


class _Match(NamedTuple):
    """Who comes first of those below, and until when that is certain."""

    first: Vehicle | None
    until_s: float


_NOBODY = _Match(None, math.inf)


class NeedLine:
    """Who waits, first whoever needs the most power; of those who need the same, who came first."""

    def __init__(self) -> None:
        self._place: dict[int, int] = {}
        self._free = list(range(_LEAST_PLACES - 1, -1, -1))
        self._matches = [_NOBODY] * (2 * _LEAST_PLACES)
        """The match of two is at half their number; the final is 1, and places begin in the middle."""

    def add(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle join."""
        if not self._free:
            self._grow(now_s)
        place = self._place[vehicle.number] = self._free.pop()
        self._set(place, _Match(vehicle, math.inf), now_s)

    def remove(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle leave the line; nothing happens where it does not wait."""
        place = self._place.pop(vehicle.number, None)
        if place is not None:
            self._free.append(place)
            self._set(place, _NOBODY, now_s)

    def first(self, now_s: float) -> Vehicle | None:
        """Who needs the most power now.

        Parameters
        ----------
        now_s
            The moment [s]; not before that of an earlier call.

        Returns
        -------
        Vehicle | None
            The vehicle; None where nobody waits.
        """
        # matches to be played again, those below before those above
        due, at = [1], 0
        while at < len(due):
            number = due[at]
            at += 1
            if number < len(self._matches) // 2 and self._matches[number].until_s <= now_s:
                due += [2 * number, 2 * number + 1]
        for number in reversed(due):
            if number < len(self._matches) // 2 and self._matches[number].until_s <= now_s:
                self._play(number, now_s)
        return self._matches[1].first

    def _grow(self, now_s: float) -> None:
        """Make room for twice as many."""
        places = len(self._matches) // 2
        waiting = self._matches[places:]
        self._matches = [_NOBODY] * (2 * places) + waiting + [_NOBODY] * places
        self._free = list(range(2 * places - 1, places - 1, -1))
        for number in range(2 * places - 1, 0, -1):
            self._play(number, now_s)

    def _set(self, place: int, match: _Match, now_s: float) -> None:
        number = place + len(self._matches) // 2
        self._matches[number] = match
        while number > 1:
            number //= 2
            self._play(number, now_s)

    def _play(self, number: int, now_s: float) -> None:
        (one, one_until_s), (other, other_until_s) = self._matches[2 * number], self._matches[2 * number + 1]
        until_s = min(one_until_s, other_until_s)
        if one is None or other is None:
            self._matches[number] = _Match(one or other, until_s)
            return
        first, second = (one, other) if _order(one, now_s) >= _order(other, now_s) else (other, one)
        self._matches[number] = _Match(first, min(until_s, _overtaken_s(first, second, now_s)))


def _wanted_kwh(vehicle: Vehicle) -> float:
    """What it wants before it leaves [kWh]; 0 where it does not say, or never leaves."""
    return (vehicle.session.energy_kwh or 0.0) if vehicle.session.leave_s is not None or _stays(vehicle) else 0.0


def _stays(vehicle: Vehicle) -> bool:
    """Whether it stays so long from when it has a port on, so that its need is the same whenever that is."""
    return vehicle.session.stay_s is not None


def _stay_s(vehicle: Vehicle, now_s: float) -> float:
    """How long it would have a port that it got now [s]."""
    session = vehicle.session
    if session.leave_s is not None:
        return session.leave_s - now_s
    return math.inf if session.stay_s is None else session.stay_s


def _order(vehicle: Vehicle, now_s: float) -> tuple[float, int]:
    """The mean power that gives a vehicle what it wants before it leaves [kWh a second], inf where no time is left.

    Of those that need the same the first to come has the higher one.
    """
    stay_s = _stay_s(vehicle, now_s)
    return _wanted_kwh(vehicle) / stay_s if stay_s > 0 else math.inf, -vehicle.number


def _overtaken_s(first: Vehicle, second: Vehicle, now_s: float) -> float:
    """The moment up to which the first of two needs no less than the second; now where that is too close to tell."""
    first_kwh, second_kwh = _wanted_kwh(first), _wanted_kwh(second)
    if not second_kwh:
        return math.inf
    if not first_kwh:
        return now_s
    # seconds for each kWh, and by how much more they fall in a second
    gap = _stay_s(second, now_s) / second_kwh - _stay_s(first, now_s) / first_kwh
    falls = (not _stays(second)) / second_kwh - (not _stays(first)) / first_kwh
    return max(now_s, now_s + gap / falls * (1 - TOLERANCE) - _EARLY_S) if falls > 0 else math.inf

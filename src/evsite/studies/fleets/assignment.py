"""Ports for vehicles whose trips name none."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from evsite.studies.fleets.port_choice import PortChoice
from evsite.studies.fleets.port_selection import Stay, select_stays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.model.fleets import Fleet, Trip, TripSet
    from evsite.model.site import Site

_MOST_TRIES = 5_000
"""How often, in all, it is tried whether a vehicle can move to make room for another."""
_MOST_MOVED = 40
"""How many vehicles may be moved, one to the place of the next, to make room for one."""


def assign_ports(site: Site, trips: TripSet, *, offline: Iterable[str] = ()) -> tuple[str | None, ...]:
    """The port of every trip: the one that it names, or one of those that its fleet may use.

    Where ports are short, as many vehicles as can get one of the fleets of the smallest rank, then of the next, and so
    on; those who need nothing come last. That is exact among trips that may use the same ports, if no other trip may
    use one of these and none names one; elsewhere they are placed rank by rank, and those in the way moved where that
    makes room. Of the ports that are free a vehicle gets one that gives what it can draw, no larger than that, and
    below equipment that carries little in its stay. Names and the order of trips play no part.

    Parameters
    ----------
    site
        The site.
    trips
        The trips.
    offline
        Ports that no vehicle is sent to; a trip that names one keeps it.

    Returns
    -------
    tuple[str | None, ...]
        By trip; None where no port is free for the whole stay.
    """
    board = _Board(site, trips)
    closed = frozenset(offline)
    fleets = {fleet.name: fleet for fleet in trips.fleets}
    by_ports: dict[frozenset[str], list[int]] = {}
    open_to: dict[frozenset[str], tuple[str, ...]] = {}
    for number, trip in enumerate(trips.trips):
        if trip.port is not None:
            board.put(number, trip.port, fixed=True)
            continue
        ports = tuple(name for name in fleets[trip.fleet].ports or site.ports if name not in closed)
        open_to[frozenset(ports)] = ports
        by_ports.setdefault(frozenset(ports), []).append(number)
    place = {name: at for at, name in enumerate(site.ports)}
    alone = [group for group in by_ports if _alone(group, by_ports, board)]
    for group in sorted(alone, key=lambda each: min((place[name] for name in each), default=0)):
        numbers = sorted(by_ports[group], key=lambda number: _order(trips.trips[number]))
        stays = [_stay(trips.trips[number], fleets) for number in numbers]
        for number, gets in zip(numbers, select_stays(stays, len(group)), strict=True):
            if gets:
                board.place(number, open_to[group])
    rest = [(number, open_to[ports]) for ports, numbers in by_ports.items() if ports not in alone for number in numbers]
    rest.sort(key=lambda each: (_rank(trips.trips[each[0]], fleets), _order(trips.trips[each[0]])))
    for number, names in rest:
        board.place(number, names, movable=True)
    return tuple(board.port_of)


def _alone(ports: frozenset[str], by_ports: dict[frozenset[str], list[int]], board: _Board) -> bool:
    """Whether some ports are alike to all who may use one of them: the same may use all, and nobody names one."""
    others = (other for other in by_ports if other is not ports)
    return ports.isdisjoint(board.taken) and all(ports.isdisjoint(other) for other in others)


def _rank(trip: Trip, fleets: dict[str, Fleet]) -> int:
    ranks = [fleet.rank for fleet in fleets.values()]
    return fleets[trip.fleet].rank if trip.need_kwh > 0 else max(ranks) + 1


def _stay(trip: Trip, fleets: dict[str, Fleet]) -> Stay:
    return Stay(trip.arrive_s, trip.depart_s, _rank(trip, fleets))


def _order(trip: Trip) -> tuple[float, ...]:
    """In order of arrival; of those who come at once the largest first."""
    return trip.arrive_s, -(trip.max_kw or 0.0), -trip.need_kwh, trip.depart_s


class _Board:
    """Who stands at which port from when until when."""

    def __init__(self, site: Site, trips: TripSet) -> None:
        self._trips: Sequence[Trip] = trips.trips
        self._choice = PortChoice(site)
        self._stays: dict[str, list[tuple[float, float, int]]] = {name: [] for name in site.ports}
        self._fixed: set[int] = set()
        self._may_use: dict[int, Sequence[str]] = {}
        self._tries_left = _MOST_TRIES
        self.port_of: list[str | None] = [None] * len(trips.trips)
        self.taken: set[str] = set()

    def put(self, number: int, port: str, *, fixed: bool = False) -> None:
        """Put a trip at a port."""
        trip = self._trips[number]
        insort(self._stays[port], (trip.arrive_s, trip.depart_s, number))
        self._choice.stands(trip, port)
        self.port_of[number] = port
        self.taken.add(port)
        if fixed:
            self._fixed.add(number)

    def _take_away(self, number: int) -> None:
        trip, port = self._trips[number], self.port_of[number]
        assert port is not None
        self._stays[port].remove((trip.arrive_s, trip.depart_s, number))
        self._choice.leaves(trip, port)
        self.port_of[number] = None

    def _in_the_way(self, trip: Trip, port: str) -> Iterator[int]:
        """Trips at a port that overlap one; nothing overlaps where a stay ends when the next begins."""
        stays = self._stays[port]
        place = bisect_left(stays, (trip.depart_s,))
        # stays of a port do not overlap, so that those before the last that does not reach the arrival do not either
        while place and stays[place - 1][1] > trip.arrive_s:
            place -= 1
            yield stays[place][2]

    def place(
        self, number: int, ports: Sequence[str], *, movable: bool = False, moved: frozenset[int] = frozenset()
    ) -> bool:
        """Give a trip the port that fits best, if one is free or, with `movable`, can be made free.

        Parameters
        ----------
        number
            The trip.
        ports
            Those that it may use.
        movable
            Whether another vehicle may move to make room.
        moved
            Trips that have lost their ports in this turn; none of them moves again.

        Returns
        -------
        bool
            Whether it has one; if not, all stand where they stood.
        """
        trip = self._trips[number]
        self._may_use[number] = ports
        ways = {port: list(self._in_the_way(trip, port)) for port in ports}
        free = [port for port in ports if not ways[port]]
        if free:
            self.put(number, self._choice.best_first(trip, free)[0])
            return True
        if not movable or len(moved) >= _MOST_MOVED:
            return False
        for port in self._choice.best_first(trip, ports):
            if len(ways[port]) != 1 or not self._tries_left:
                continue
            other = ways[port][0]
            if other in self._fixed or other in moved:
                continue
            self._tries_left -= 1
            self._take_away(other)
            self.put(number, port)
            if self.place(other, self._may_use[other], movable=True, moved=moved | {number, other}):
                return True
            self._take_away(number)
            self.put(other, port)
        return False

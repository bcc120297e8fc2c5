"""Spreading vehicles evenly: over phases first, then over panels and circuits, then over stations."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from evsite.network.places import Place, node_place, station_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from evsite.model.site import Port, Site


def balanced_order(site: Site, ports: Iterable[int], most: int | None = None) -> NDArray[np.int64]:
    """Ports (by number) in the order in which they are taken: every beginning of it is spread evenly.

    With `most` only so many.

    The next vehicle goes to the connection ("AB", "BC", ...) with the fewest so far; there down the tree, at every step
    to the panel, then the circuit, with the fewest; among circuits alike, to the station with the fewest.
    """
    spread = _Spread(site)
    for port in ports:
        spread.add(port)
    return np.array(spread.take(most), dtype=np.int64)


@dataclass(slots=True)
class _Spot:
    """A node as the ports of one connection see it: what is below it, or which ports wait on it."""

    node: int
    below: list[tuple[tuple[int, int], int]] = field(default_factory=list)
    """A heap of (load when last looked at, number of the spot)."""
    waiting: deque[int] = field(default_factory=deque)
    left: int = 0


class _Spread:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._ports = list(site.ports.values())
        self._spots: list[_Spot] = []
        self._numbers: dict[tuple[str, Place | None], int] = {}
        self._nodes: dict[Place | None, int] = {}
        self._ways: dict[tuple[str, Place], list[int]] = {}
        self._ways_to: dict[tuple[str, str | None], list[int]] = {}
        self._vehicles: list[int] = []
        self._at_station: Counter[str] = Counter()

    def add(self, port: int) -> None:
        way = self._way(self._ports[port])
        self._spots[way[-1]].waiting.append(port)
        for number in way:
            self._spots[number].left += 1

    def _way(self, port: Port) -> list[int]:
        """Spots from the top down to the circuit; a port on none has its station there."""
        pair = port.connection or ""
        end = station_place(port.station) if port.circuit is None else node_place(port.circuit)
        if (pair, end) not in self._ways:
            feeder = None if port.circuit is None else self._site.circuits[port.circuit].fed_from
            self._ways[pair, end] = self._longer(self._way_to(pair, feeder), pair, end)
        return self._ways[pair, end]

    def _way_to(self, pair: str, feeder: str | None) -> list[int]:
        """Spots from the top down to what feeds circuits; the top alone for what is on no circuit."""
        if (pair, feeder) not in self._ways_to:
            way = self._longer([], pair, None)
            for name in reversed([] if feeder is None else self._site.way_up(feeder)):
                way = self._longer(way, pair, node_place(name))
            self._ways_to[pair, feeder] = way
        return self._ways_to[pair, feeder]

    def _longer(self, way: list[int], pair: str, place: Place | None) -> list[int]:
        """A way with one spot more, which is made where it is not known yet."""
        known = len(self._spots)
        number = self._numbers.setdefault((pair, place), known)
        if number == known:
            node = self._nodes.setdefault(place, len(self._nodes))
            self._spots.append(_Spot(node))
            if way:
                self._spots[way[-1]].below.append(((0, 0), number))
        return [*way, number]

    def take(self, most: int | None) -> list[int]:
        self._vehicles = [0] * len(self._nodes)
        for spot in self._spots:
            spot.waiting = self._by_station(spot.waiting)
        used = {number: 0 for (_, place), number in self._numbers.items() if place is None}
        order: list[int] = []
        while used and len(order) != most:
            top = number = min(used, key=used.__getitem__)
            way = [number]
            while self._spots[number].below:
                number = self._least(self._spots[number].below)
                way.append(number)
            port = self._spots[number].waiting.popleft()
            order.append(port)
            used[top] += 1
            self._at_station[self._ports[port].station] += 1
            for passed in way:
                self._spots[passed].left -= 1
                self._vehicles[self._spots[passed].node] += 1
            if not self._spots[top].left:
                del used[top]
        return order

    def _load(self, spot: _Spot) -> tuple[int, int]:
        """Vehicles at a node, and at the station that is next on it where it is a circuit."""
        station = self._at_station[self._ports[spot.waiting[0]].station] if spot.waiting else 0
        return self._vehicles[spot.node], station

    def _least(self, heap: list[tuple[tuple[int, int], int]]) -> int:
        # loads change from elsewhere, and a circuit's next station may be a fresher one: looked up when on top
        while True:
            load, number = heap[0]
            spot = self._spots[number]
            if not spot.left:
                heapq.heappop(heap)
                continue
            now = self._load(spot)
            if now == load:
                return number
            heapq.heapreplace(heap, (now, number))

    def _by_station(self, ports: deque[int]) -> deque[int]:
        """The ports of one circuit: one of every station, then the second of every station, and so on."""
        if len(ports) < 2:
            return ports
        seen: Counter[str] = Counter()
        turn = []
        for port in ports:
            station = self._ports[port].station
            turn.append((seen[station], port))
            seen[station] += 1
        return deque(port for _, port in sorted(turn))

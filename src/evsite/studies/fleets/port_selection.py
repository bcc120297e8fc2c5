"""Which vehicles get a port where alike ports are short: intervals of which at most so many may overlap.

Trips are edges from their arrival to their departure along a line of moments, on which as many units flow as there are
ports. The flow of greatest weight is integral, and weights that no number of lower ranks outweighs make it best rank
by rank.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Stay(NamedTuple):
    """A stay that wants a port, from one moment up to another; smaller ranks count before larger ones."""

    arrive_s: float
    depart_s: float
    rank: int


def select_stays(stays: Sequence[Stay], ports: int) -> list[bool]:
    """The stays that get a port: as many as can of the smallest rank, then of the next, and so on.

    Parameters
    ----------
    stays
        The stays; one that ends when another begins leaves its port to that one.
    ports
        How many ports there are, any of which serves any stay.

    Returns
    -------
    list[bool]
        By stay, whether it gets one.
    """
    if most_at_once(stays) <= ports:
        return [True] * len(stays)
    weights = _weights(stays)
    moments = sorted({moment for stay in stays for moment in stay[:2]})
    place = {moment: number for number, moment in enumerate(moments)}
    line = _Line(len(moments), ports)
    edges = [
        line.add(place[stay.arrive_s], place[stay.depart_s], 1, -weight)
        for stay, weight in zip(stays, weights, strict=True)
    ]
    line.fill()
    return [line.room[edge] == 0 for edge in edges]


def most_at_once(stays: Sequence[Stay]) -> int:
    """The greatest number of stays at one moment."""
    changes = sorted([(stay.depart_s, -1) for stay in stays] + [(stay.arrive_s, 1) for stay in stays])
    here = most = 0
    for _, change in changes:
        here += change
        most = max(most, here)
    return most


def _weights(stays: Sequence[Stay]) -> list[int]:
    """Weights of which one is more than all of larger ranks together."""
    weight, by_rank = 1, {}
    ranks = [stay.rank for stay in stays]
    for rank in sorted(set(ranks), reverse=True):
        by_rank[rank] = weight
        weight *= ranks.count(rank) + 1
    return [by_rank[rank] for rank in ranks]


class _Line:
    """A flow along a line of moments, in whole numbers; edges stand beside those that take them back."""

    def __init__(self, moments: int, units: int) -> None:
        self._units = units
        self._edges: list[list[int]] = [[] for _ in range(moments)]
        self._ends: list[int] = []
        self._costs: list[int] = []
        self.room: list[int] = []
        for moment in range(moments - 1):
            self.add(moment, moment + 1, units, 0)

    def add(self, start: int, end: int, room: int, cost: int) -> int:
        """An edge, by the number that it gets."""
        for tail, head, most, price in ((start, end, room, cost), (end, start, 0, -cost)):
            self._edges[tail].append(len(self._ends))
            self._ends.append(head)
            self.room.append(most)
            self._costs.append(price)
        return len(self._ends) - 2

    def fill(self) -> None:
        """Send one unit after the other along the cheapest way, as long as that costs less than nothing."""
        potential = self._first_costs()
        for _ in range(self._units):
            way, costs = self._cheapest(potential)
            potential = [one + other for one, other in zip(potential, costs, strict=True)]
            if potential[-1] >= 0:
                return
            moment = len(self._edges) - 1
            while moment:
                edge = way[moment]
                self.room[edge] -= 1
                self.room[edge ^ 1] += 1
                moment = self._ends[edge ^ 1]

    def _first_costs(self) -> list[int]:
        """The least cost of the way to each moment, while all edges lead ahead."""
        costs = [0] * len(self._edges)
        for moment, edges in enumerate(self._edges):
            for edge in edges:
                if self.room[edge]:
                    costs[self._ends[edge]] = min(costs[self._ends[edge]], costs[moment] + self._costs[edge])
        return costs

    def _cheapest(self, potential: list[int]) -> tuple[list[int], list[int]]:
        """The edge by which the cheapest way comes to each moment, and its cost beside the potential."""
        found: list[int | None] = [None] * len(self._edges)
        way = [-1] * len(self._edges)
        best: list[int | None] = [None] * len(self._edges)
        best[0] = 0
        queue = [(0, 0)]
        while queue:
            cost, moment = heappop(queue)
            if found[moment] is not None:
                continue
            found[moment] = cost
            for edge in self._edges[moment]:
                end = self._ends[edge]
                if not self.room[edge] or found[end] is not None:
                    continue
                there = cost + self._costs[edge] + potential[moment] - potential[end]
                known = best[end]
                if known is None or there < known:
                    best[end] = there
                    way[end] = edge
                    heappush(queue, (there, end))
        last = max(cost for cost in found if cost is not None)
        return way, [last if cost is None else cost for cost in found]

"""The best placement of every number of vehicles: the largest minimum that can be had.

From below: orders of ports whose every beginning is a good placement, the better one for each number. From above: the
number of ports that can have more than that at once (`capacity`). Where that number is smaller than the number of
vehicles, nothing better exists and the placement is proved to be the best. Elsewhere vehicles are moved one by one, and
what still is open stays an interval with both ends proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evsite.proofs.occupancy.balanced import balanced_order
from evsite.proofs.occupancy.capacity import Capacity
from evsite.proofs.occupancy.moving import Places
from evsite.proofs.occupancy.tree import build_kinds
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.proofs.occupancy.placements import PortRows, PrefixLevels

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_LEVELS = 1000
_MOST_COUNTED, _MOST_KINDS_COUNTED = 20_000_000, 60_000
"""Ports are counted at so many levels, fewer where there are many ports or nodes that differ; between these levels the
bounds hold but are wider."""
_MOST_TIERS = 8
_MOST_ADDED = 50_000_000
"""Ports times entries up to which vehicles are added one by one where they hurt least."""
_MOST_TRIED = 400_000
"""Placements up to which all are looked at, counting those that are alike once."""
MOST_MOVED = 400
"""Ports up to which it is tried to close an open interval; what is found for one number may better others."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best known placement of some vehicles (the first of the order of `prefix_levels`), and its upper bound."""

    prefix_levels: PrefixLevels
    bound: float


class BestSearch:
    """Levels that are reached and levels that cannot be exceeded, by entry of `wanted`, closing in on each other."""

    def __init__(self, ports: PortRows, balanced: PrefixLevels, vehicles: Sequence[int]) -> None:
        self._ports = ports
        wanted = self._wanted = np.array(vehicles, dtype=np.int64)
        self._places = Places(ports, balanced.order)
        self._walks = [balanced]
        self._walk = np.zeros(len(wanted), dtype=np.int64)
        self._level = balanced.level[wanted - 1]
        self._bound = np.sort(ports.ceiling)[::-1][wanted - 1]
        for order in self._orders():
            self._offer(ports.prefix_levels(order))

    @cached_property
    def _capacity(self) -> Capacity:
        return Capacity(build_kinds(self._ports))

    def known(self, vehicles: Ints) -> tuple[Ints, list[PrefixLevels]]:
        """Good placements of numbers that are wanted, before any is proved: the walk of each, and the walks."""
        return self._walk[np.searchsorted(self._wanted, vehicles)], self._walks

    def narrow(self, vehicles: Sequence[int]) -> None:
        """Ask for these numbers alone, which have to be wanted already."""
        place = np.searchsorted(self._wanted, np.array(vehicles, dtype=np.int64))
        self._wanted, self._walk = self._wanted[place], self._walk[place]
        self._level, self._bound = self._level[place], self._bound[place]

    def results(self) -> list[Best]:
        """The best placement of each number that is wanted."""
        self._prove()
        self._try_all()
        if self._ports.ports <= MOST_MOVED:
            self._move()
            self._halve()
        return [
            Best(self._walks[prefixes], float(max(bound, level)))
            for prefixes, bound, level in zip(self._walk, self._bound, self._level, strict=True)
        ]

    def _orders(self) -> Iterator[Ints]:
        if self._ports.ports * self._places.entries <= _MOST_ADDED:
            yield self._places.greedy_order()
        # ports that can have more before those that cannot, balanced within each part
        for step in np.unique(self._ports.ceiling)[1:][-_MOST_TIERS:]:
            above = self._ports.ceiling >= step
            site = self._ports.allocator.site
            parts = [balanced_order(site, np.flatnonzero(part)) for part in (above, ~above)]
            yield np.concatenate(parts)

    def _offer(self, prefixes: PrefixLevels) -> None:
        """Take the beginnings of an order where they are better than what is known."""
        level = np.full(len(self._wanted), -1.0)
        reached = self._wanted <= len(prefixes.order)
        level[reached] = prefixes.level[self._wanted[reached] - 1]
        better = level > self._level
        if better.any():
            self._level[better], self._walk[better] = level[better], len(self._walks)
            self._walks.append(prefixes)

    def _open(self) -> Ints:
        return np.flatnonzero(self._bound > self._level * (1 + 2 * TOLERANCE))

    def _prove(self) -> None:
        """Count the ports that can have more than what is reached."""
        levels = np.unique(self._level[self._open()])
        most = min(_MOST_LEVELS, _MOST_COUNTED // self._ports.ports, _MOST_KINDS_COUNTED // self._capacity.kinds)
        most = max(most, 2)
        if len(levels) > most:
            levels = levels[np.linspace(0, len(levels) - 1, most).astype(np.int64)]
        for index in halving(len(levels)):
            self._count(float(levels[index]))

    def _count(self, level: float) -> None:
        """Bound every number of vehicles that cannot have more than `level`."""
        # nothing is reached by a level of 0: any other one shows what is possible
        more = level * (1 + TOLERANCE) if level > 0 else TOLERANCE * float(self._ports.ceiling.max())
        beyond = self._wanted > self._capacity.at(more)
        self._bound[beyond] = np.minimum(self._bound[beyond], np.maximum(more, self._level[beyond]))
        closed = beyond & (self._level >= level) & (self._level <= more)
        self._bound[closed] = self._level[closed]

    def _try_all(self) -> None:
        """Where that is feasible, settle what is open by looking at every placement."""
        if len(self._open()) and self._places.combinations() <= _MOST_TRIED:
            for order in self._places.best_of_all():
                prefixes = self._ports.prefix_levels(order)
                self._offer(prefixes)
                here = self._wanted == len(order)
                self._bound[here] = self._level[here]

    def _move(self) -> None:
        """Try to better what is open by moving vehicles, from the most vehicles down: less of them fit as well."""
        for index in self._open()[::-1]:
            if index not in self._open():
                continue
            self._offer(
                self._ports.prefix_levels(
                    self._places.moved(self._walks[self._walk[index]].order[: self._wanted[index]])
                )
            )
            self._count(float(self._level[index]))

    def _halve(self) -> None:
        """Lower the bounds of what is still open as far as counting shows it."""
        for index in self._open():
            low, high = float(self._level[index]), float(self._bound[index])
            while high > low * (1 + TOLERANCE) + 1e-300 and high - low > TOLERANCE * high:
                middle = (low + high) / 2
                if self._capacity.at(middle) < self._wanted[index]:
                    high = middle
                else:
                    low = middle
            beyond = (self._wanted >= self._wanted[index]) & (self._bound > high)
            self._bound[beyond] = np.maximum(high, self._level[beyond])


def halving(count: int) -> list[int]:
    """Numbers below `count`: both ends first, then the middle of what is between, and so on."""
    order = [0, count - 1] if count > 1 else list(range(count))
    parts = [(0, count - 1)]
    for low, high in parts:
        if high - low > 1:
            middle = (low + high) // 2
            order.append(middle)
            parts += [(low, middle), (middle, high)]
    return order

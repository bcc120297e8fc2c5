"""Progressive filling of a few classes of vehicles under a few rows, in plain numbers.

The same shares as `filling.fill`, which is made for many states at once and for whole networks. Where vehicles come and
leave one by one, only a handful of rows count (`binding_rows`); plain numbers are then many times faster than arrays.
"""

from __future__ import annotations

from heapq import heapify, heapreplace
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING

from evsite.network.phasors import crossing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.binding_rows import BindingRows, CountingRows
    from evsite.allocation.vehicle_classes import VehicleClass

_SAME = 1e-12
"""Levels that differ by less than this part differ from rounding alone."""
Stopped = tuple[float, int]
"""Amperes of each vehicle of a class, and the row that stops them (-1: none does)."""


_Rising = tuple[float, int, float, float]
"""The level at which a class has all that it takes, its place among the classes, what it takes [A], and its weight."""


class PlainFilling:
    """Filling of some classes under the rows that count, for any number of vehicles of each."""

    __slots__ = ("_base", "_free", "_limit", "_members", "_rising")

    def __init__(self, rows: BindingRows, classes: Sequence[VehicleClass], counting: CountingRows) -> None:
        """Prepare.

        Parameters
        ----------
        rows
            The rows of the component.
        classes
            The classes that are there: all that stand under the rows that count here.
        counting
            The rows that count.
        """
        self._base, self._limit = rows.base, rows.limit
        self._free: list[tuple[int, Stopped]] = []
        """By place among the classes, what those get that no row stops."""
        self._members: dict[int, tuple[tuple[int, complex], ...]] = {}
        """By row those under it, by position in `_rising`, with what each vehicle loads it with at level 1."""
        rising: list[_Rising] = []
        for place, own in enumerate(classes):
            over = counting.over[own.atom] if own.ceiling_a > 0 else None
            if over:
                rising.append((own.ceiling_a / own.weight, place, own.ceiling_a, own.weight))
            else:
                self._free.append((place, (own.ceiling_a, -1)))
        rising.sort(key=itemgetter(0))
        self._rising = tuple(rising)
        members: dict[int, list[tuple[int, complex]]] = {}
        for position, (_, place, _, weight) in enumerate(rising):
            for row, coefficient in counting.over[classes[place].atom]:
                members.setdefault(row, []).append((position, weight * coefficient))
        for row, under in members.items():
            self._members[row] = tuple(under)

    def fill(self, counts: Sequence[int]) -> list[Stopped]:
        """Raise vehicles together until every one has stopped.

        Parameters
        ----------
        counts
            How many vehicles there are of each class.

        Returns
        -------
        list[Stopped]
            By class, what each vehicle gets [A] and the row that stops it.
        """
        found: list[Stopped] = [(0.0, -1)] * len(counts)
        for place, stopped in self._free:
            found[place] = stopped
        rising, members, base, limit = self._rising, self._members, self._base, self._limit
        count = [counts[each[1]] for each in rising]
        full_at = []
        for row, under in members.items():
            slope = 0j
            for position, load in under:
                slope += count[position] * load
            from_nothing = slope and not base[row]
            full_at.append((limit[row] / abs(slope) if from_nothing else crossing(base[row], slope, limit[row]), row))
        heapify(full_at)
        left, first = len(rising), 0
        level_of: list[float | None] = [None] * left
        """By position the level at which it has stopped."""
        known = dict.fromkeys(members, left)
        """By row, how many still rose when its level was worked out: it only rises as vehicles stop."""
        while left:
            level, full = full_at[0]
            before = left
            while first < len(rising) and rising[first][0] <= level * (1 + _SAME):
                if level_of[first] is None:
                    level_of[first], place, ceiling_a, _ = rising[first]
                    found[place] = ceiling_a, -1
                    left -= 1
                first += 1
            if left < before:
                continue
            if known[full] != left:
                known[full] = left
                heapreplace(full_at, (self._full_at(full, count, level_of), full))
                continue
            for position, _ in members[full]:
                if level_of[position] is None:
                    level_of[position] = level
                    _, place, _, weight = rising[position]
                    found[place] = level * weight, full
                    left -= 1
            # nobody under it rises any more
            known[full] = left
            heapreplace(full_at, (inf, full))
        return found

    def _full_at(self, row: int, count: Sequence[int], level_of: Sequence[float | None]) -> float:
        """The level at which a row is full where some have stopped."""
        fixed, slope = self._base[row], 0j
        for position, load in self._members[row]:
            level = level_of[position]
            if level is None:
                slope += count[position] * load
            else:
                fixed += count[position] * level * load
        return crossing(fixed, slope, self._limit[row])

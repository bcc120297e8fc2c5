"""How many ports can have at least a given level at once: a count that no placement beats.

From the bottom up, every kind of node (`tree`) says for every set of its outgoing classes how many of their ports it
can carry: first what its children and its own ports allow, added up; then, with rows, the most whole ports under all
of them. A node remembers only these maxima, not which numbers go together, so above several classes the count may be
larger than what can be placed: it is an upper bound, and exact where every node below the top has one class.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from evsite.proofs.occupancy.tree import Kind

    Floats = NDArray[np.float64]

Counts = dict[int, int]
"""Most ports by set of classes (bits)."""

_ALL_SETS = 4
"""Up to so many classes a node remembers every set of them; beyond, single classes and all together."""
_MOST_BOXES = 4000
_FITS = 1e-11
"""Finer than `TOLERANCE`, which the levels asked of it differ by."""
_COUNT_SLACK = 1e-10
"""A count of ports that misses a whole number by less is that number; absolute, since counts are."""


class Capacity:
    """The capacity of a site by level."""

    def __init__(self, kinds: list[Kind]) -> None:
        self._kinds = kinds
        self._seen: list[tuple[list[float], list[Counts]]] = [([], []) for _ in kinds]

    @property
    def kinds(self) -> int:
        """How many kinds of nodes have to be counted at a level."""
        return len(self._kinds)

    def at(self, level: float) -> int:
        """No more than this many ports can have at least `level` at the same time."""
        known: list[Counts] = []
        for kind, seen in zip(self._kinds, self._seen, strict=True):
            known.append(_between(seen, level) or _counted(seen, level, _counts(kind, known, level)))
        return known[-1][1]


def _between(seen: tuple[list[float], list[Counts]], level: float) -> Counts | None:
    """Counts never grow with the level: the same on both sides, the same here."""
    levels, counts = seen
    place = bisect_left(levels, level)
    if 0 < place < len(levels) and counts[place - 1] == counts[place]:
        return counts[place]
    return None


def _counted(seen: tuple[list[float], list[Counts]], level: float, counts: Counts) -> Counts:
    place = bisect_left(seen[0], level)
    seen[0].insert(place, level)
    seen[1].insert(place, counts)
    return counts


def _counts(kind: Kind, known: list[Counts], level: float) -> Counts:
    """What a node can carry, by set of its outgoing classes."""
    width = len(kind.loads)
    direct = [len(ceilings) - int(np.searchsorted(ceilings, level * (1 - _FITS))) for ceilings in kind.direct]
    inflow: Counts = {}
    for wanted in _sets(width):
        total = sum(direct[index] for index in range(width) if wanted >> index & 1)
        for child, count, names in kind.children:
            part = sum(1 << place for place, name in enumerate(names) if wanted >> name & 1)
            total += count * _most(known[child], part)
        inflow[wanted] = total
    result: Counts = {}
    for wanted in _sets(max(kind.leaves) + 1):
        here = [index for index in range(width) if wanted >> kind.leaves[index] & 1]
        result[wanted] = _largest_number(kind, inflow, here, level)
    return result


def _sets(classes: int) -> Iterable[int]:
    if classes <= _ALL_SETS:
        return range(1, 1 << classes)
    return [*(1 << index for index in range(classes)), (1 << classes) - 1]


def _most(counts: Counts, wanted: int) -> int:
    """Most ports of a set of classes, from the sets that are remembered."""
    if not wanted:
        return 0
    if wanted in counts:
        return counts[wanted]
    singles = sum(count for name, count in counts.items() if name & wanted and name.bit_count() == 1)
    return min(singles, max(counts.values()))


def _largest_number(kind: Kind, inflow: Counts, here: list[int], level: float) -> int:
    """The most ports of the classes `here` that come in and fit the rows, or a little more (never less)."""
    everything = sum(1 << index for index in here)
    most = _most(inflow, everything)
    singles = np.array([inflow[1 << index] for index in here])
    amount = np.array([kind.loads[index] for index in here])
    load = kind.coefficient[:, here] * (amount[:, 0] * level + amount[:, 1])
    limit = kind.limit * (1 + _FITS)
    if not most or (np.abs(load @ singles) <= limit).all():
        return most
    sets = []
    for size in range(1, len(here)):
        for chosen in combinations(range(len(here)), size):
            name = sum(1 << here[index] for index in chosen)
            if size > 1 and name in inflow:
                sets.append((np.isin(np.arange(len(here)), chosen), inflow[name]))
    return _Boxes(load, limit, sets, most).search(singles)


class _Boxes:
    """Search over whole numbers of ports by class, in boxes that are halved while they can hold more than is found.

    Rows are monotone, so a box whose lower corner does not fit holds nothing, and no class in it goes beyond what fits
    on top of the lower corner.
    """

    def __init__(
        self,
        load: NDArray[np.complex128],
        limit: Floats,
        sets: list[tuple[NDArray[np.bool_], int]],
        most: int,
    ) -> None:
        self._load = load
        self._limit = limit
        self._sets = sets
        self._most = most

    def search(self, singles: NDArray[np.int64]) -> int:
        """The largest sum of numbers up to `singles`; an upper bound for it where the search would take long."""
        low = np.zeros((1, len(singles)), dtype=np.int64)
        high = singles[None, :].copy()
        found = 0
        while True:
            low, high = self._shrink(low, high)
            bound = self._bound(low, high)
            if len(low):
                found = max(found, int(low.sum(axis=1).max()))
            open_ = bound > found
            low, high, bound = low[open_], high[open_], bound[open_]
            if not len(low):
                return found
            if len(low) > _MOST_BOXES:
                return int(bound.max())
            low, high = _halve(low, high)

    def _shrink(self, low: NDArray[np.int64], high: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        fixed = low @ self._load.T
        size = np.abs(fixed)
        fits = (size <= self._limit).all(axis=1)
        for chosen, most in self._sets:
            fits &= low[:, chosen].sum(axis=1) <= most
        low, high, fixed, size = low[fits], high[fits], fixed[fits], size[fits]
        if not len(low):
            return low, high
        # larger root of |fixed + load * x| = limit, by box, row and class
        room = ((self._limit - size) * (self._limit + size))[:, :, None]
        turn = fixed.real[:, :, None] * self._load.real + fixed.imag[:, :, None] * self._load.imag
        squared = self._load.real**2 + self._load.imag**2
        root = np.sqrt(turn * turn + squared * room)
        with np.errstate(divide="ignore", invalid="ignore"):
            more = np.where(turn > 0, room / (turn + root), (root - turn) / squared)
        more = np.where(squared > 0, more, np.inf).min(axis=1)
        step = np.floor(np.minimum(more + _COUNT_SLACK, (high - low).astype(np.float64))).astype(np.int64)
        return low, low + step

    def _bound(self, low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int64]:
        bound = np.minimum(high.sum(axis=1), self._most)
        for chosen, most in self._sets:
            bound = np.minimum(bound, np.minimum(high[:, chosen].sum(axis=1), most) + high[:, ~chosen].sum(axis=1))
        return np.where((high >= low).all(axis=1), bound, -1)


def _halve(low: NDArray[np.int64], high: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every box in two halves across its widest side."""
    widest = np.argmax(high - low, axis=1)
    each = np.arange(len(low))
    middle = (low[each, widest] + high[each, widest]) // 2
    below, above = high.copy(), low.copy()
    below[each, widest] = middle
    above[each, widest] = middle + 1
    return np.concatenate((low, above)), np.concatenate((below, high))

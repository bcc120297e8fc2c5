"""Shares of vehicles that fill together, by how many there are of each class; what was worked out once is kept.

A state that is not known is filled together with those that may follow it: somebody comes or leaves, and then somebody
else does. Filling a hundred states takes little longer than filling one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.filling import Cells, fill
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.components import Component
    from evsite.allocation.moment import Delivered
    from evsite.allocation.vehicle_classes import Classes, VehicleClass

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_CLASSES = 24
"""With more classes than this no state is expected before it is there: hardly one comes a second time."""
_MOST_AHEAD = 300
"""So many states are filled at once at most, besides the one that is asked for."""
_TRIED = 100
"""After so many states that were not known, looking ahead goes on only while it helps."""

Key = bytes | tuple[tuple[int, int], ...]
Members = dict[int, list[tuple[int, float]]]
"""By class, the port of each vehicle and what it accepts [A]."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassState:
    """What vehicles get while there are so many of each class; sequences are in the order of `counts`.

    `counts` has the numbers of the classes that are there, with how many vehicles there are of each. `current_a` is the
    average over a cycle where they take turns; each is then without power for the part `unpowered` of the time and at
    most for `wait_h` in a row. `stopped_by` are the limits, by number, that keep somebody from more.
    """

    counts: tuple[tuple[int, int], ...]
    current_a: tuple[float, ...]
    unpowered: tuple[float, ...]
    wait_h: tuple[float, ...]
    stopped_by: frozenset[int]


class ClassShares:
    """The shares of one component, and how many vehicles of each class are there now."""

    def __init__(
        self,
        component: Component,
        classes: Classes,
        base_a: Floats,
        delivered: Callable[[Sequence[int], Sequence[float]], Delivered],
        *,
        simple: bool,
    ) -> None:
        """Prepare.

        Parameters
        ----------
        component
            The component.
        classes
            The classes of its vehicles.
        base_a
            What offline ports draw, by atom [A].
        delivered
            The answer of the whole allocator, by ports in use and what vehicles accept there [A]: for states in which
            not all minimums fit, or in which more than filling decides.
        simple
            Whether filling decides where all minimums fit: all ports fill together, and none share power modules.
        """
        self._arrays = component.arrays
        self._classes = classes
        self._base = base_a[None, :] if base_a.any() else None
        self._delivered = delivered
        self._simple = simple
        self._ports = len(component.ports)
        self._here: dict[int, int] = {}
        self._known: dict[Key, ClassState] = {}
        self._ahead: dict[Key, tuple[_Batch, int]] = {}
        self._misses = self._hits = 0
        self._moves = np.zeros((0, 0), dtype=np.int64)

    def join(self, number: int) -> None:
        """Count one more vehicle of a class."""
        self._here[number] = self._here.get(number, 0) + 1

    def leave(self, number: int) -> None:
        """Count one vehicle less of a class."""
        self._here[number] -= 1
        if not self._here[number]:
            del self._here[number]

    def state(self, members: Callable[[], Members]) -> ClassState:
        """The shares of those that are there; `members` says who they are."""
        key = self._key()
        found = self._known.get(key)
        if found is None:
            found = self._filled(key) if self._simple and self._here else None
            if found is None:
                found = self._by_allocator(members())
            self._known[key] = found
        return found

    def _key(self) -> Key:
        classes = len(self._classes.all)
        if classes > _MOST_CLASSES:
            return tuple(sorted(self._here.items()))
        counts = [0] * classes
        for number, count in self._here.items():
            counts[number] = count
        return _packed(np.array(counts, dtype=np.uint32))

    def _filled(self, key: Key) -> ClassState | None:
        """Shares by filling alone; None where somebody then has less than it needs to charge."""
        place = self._ahead.pop(key, None)
        if place is not None:
            self._hits += 1
            return place[0].state(place[1])
        self._misses += 1
        classes = len(self._classes.all)
        if classes > _MOST_CLASSES:
            own = [self._classes.all[number] for number in sorted(self._here)]
            counts = np.array([[self._here[each.number] for each in own]])
            return _Batch(self._arrays, own, counts, self._base).state(0)
        counts = np.array([[self._here.get(number, 0) for number in range(classes)]])
        if self._misses < _TRIED or self._hits > self._misses // 4:
            counts = np.concatenate((counts, self._next_states(counts[0])))
        batch = _Batch(self._arrays, self._classes.all[:classes], counts, self._base)
        for row, packed in enumerate(map(_packed, counts[1:].astype(np.uint32)), 1):
            self._ahead.setdefault(packed, (batch, row))
        return batch.state(0)

    def _next_states(self, counts: Ints) -> Ints:
        """The states that may come next, by state and class."""
        classes = len(counts)
        if self._moves.shape[1] != classes:
            one = np.concatenate((np.eye(classes, dtype=np.int64), -np.eye(classes, dtype=np.int64)))
            pairs = combinations_with_replacement(range(2 * classes), 2)
            two = np.array([one[first] + one[second] for first, second in pairs])
            self._moves = np.unique(np.concatenate((one, two)), axis=0) if len(two) <= _MOST_AHEAD else one
            self._moves = self._moves[self._moves.any(axis=1)]
        states = counts + self._moves
        possible = (states >= 0).all(axis=1) & (states.sum(axis=1) <= self._ports)
        return np.asarray(states[possible], dtype=np.int64)

    def _by_allocator(self, members: Members) -> ClassState:
        """Shares, and averages of turns, of the vehicles that are there; those of one class average the same."""
        counts = tuple(sorted(self._here.items()))
        present = [vehicle for number, _ in counts for vehicle in members[number]]
        found = self._delivered([port for port, _ in present], [accept_a for _, accept_a in present])
        current_a, unpowered, wait_h = [], [], []
        for number, _ in counts:
            ports = [port for port, _ in members[number]]
            current_a.append(float(found.current_a[ports].mean()))
            unpowered.append(float(found.without[ports].mean()))
            between = found.turns[ports] & (found.without[ports] < 1)
            wait_h.append(float(np.where(between, found.wait_h[ports], 0.0).max()))
        stopped = {int(found.limit[port]) for port, _ in present}
        return ClassState(
            counts, tuple(current_a), tuple(unpowered), tuple(wait_h), frozenset(each for each in stopped if each >= 0)
        )


def _packed(counts: NDArray[np.uint32]) -> bytes:
    """Counts as bytes; classes that have nobody yet, at the end, make no difference."""
    return counts.tobytes().rstrip(b"\0")


class _Batch:
    """States that are filled at once, by state and class."""

    def __init__(
        self, arrays: NetworkArrays, classes: Sequence[VehicleClass], counts: Ints, base: Floats | None
    ) -> None:
        self._classes = list(classes)
        self._counts = counts
        atoms = [each.atom for each in self._classes]
        missing = sorted(set(range(arrays.atoms)).difference(atoms))
        # one empty cell an atom, so that no atom is without
        order = np.argsort(np.array(atoms + missing), kind="stable")
        atom = np.array(atoms + missing, dtype=np.int64)[order]
        weights, ceiling_a, enough_a = np.array([(each.weight, each.ceiling_a, each.enough_a) for each in classes]).T
        level_of = np.append(ceiling_a / weights, np.full(len(missing), np.inf))[order]
        cells = Cells(atom, level_of, np.searchsorted(atom, np.arange(arrays.atoms)).astype(np.int64))
        weight = np.concatenate((counts * weights, np.zeros((len(counts), len(missing)))), axis=1)[:, order]
        every = None if base is None else np.broadcast_to(base, (len(counts), arrays.atoms)).copy()
        levels = fill(arrays, cells, weight, base=every)
        rising_a = levels.level[:, atoms] * weights
        self._current_a = np.minimum(rising_a, ceiling_a)
        self._limit = np.where(rising_a < ceiling_a, np.append(arrays.row_limit, -1)[levels.row[:, atoms]], -1)
        short = (counts > 0) & (ceiling_a > 0) & (self._current_a < enough_a * (1 - TOLERANCE))
        self._short = short.any(axis=1).tolist()

    def state(self, row: int) -> ClassState | None:
        """A state of the batch; None where somebody has less than it needs to charge."""
        if self._short[row]:
            return None
        columns = np.flatnonzero(self._counts[row]).tolist()
        counts, current_a = self._counts[row].tolist(), self._current_a[row].tolist()
        limit = self._limit[row].tolist()
        own = [self._classes[column] for column in columns]
        return ClassState(
            tuple([(each.number, counts[column]) for each, column in zip(own, columns, strict=True)]),
            tuple([current_a[column] for column in columns]),
            tuple([1.0 if each.ceiling_a == 0 else 0.0 for each in own]),
            (0.0,) * len(own),
            frozenset([limit[column] for column in columns if limit[column] >= 0]),
        )

"""A queue that changes: vehicles are served one after the other, and only those behind a change are served anew."""

from __future__ import annotations

from bisect import bisect_left, insort
from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.allocation.binding_rows import BindingRows
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]

Key = tuple[float, int]
"""Where a vehicle stands: by the first number, and by the second where that is the same."""


_KEY = attrgetter("key")


class Place:
    """A vehicle in a queue, and what it is granted [A]; `row` is the row that keeps it from more (-1: none)."""

    __slots__ = ("atom", "ceiling_a", "enough_a", "granted_a", "key", "row", "vehicle")

    def __init__(self, key: Key, vehicle: int, atom: int, ceiling_a: float, enough_a: float) -> None:
        self.key = key
        self.vehicle = vehicle
        self.atom = atom
        self.ceiling_a = ceiling_a
        self.enough_a = enough_a
        self.granted_a = 0.0
        self.row = -1

    def __lt__(self, other: Place) -> bool:
        return self.key < other.key


class QueueLine:
    """The queue of one component: as `orders.serve_in_order`, one change after the other."""

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A]."""
        self._rows = BindingRows(arrays, base_a)
        self._line: list[Place] = []
        self._first = 0
        """Who stands from this place on may get something else."""

    def __len__(self) -> int:
        return len(self._line)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._line)

    @property
    def limited(self) -> bool:
        """Whether a limit keeps somebody from more."""
        return bool(self._rows.binding)

    def insert(self, place: Place) -> None:
        """Let a vehicle join the queue."""
        insort(self._line, place)
        self._first = min(self._first, self._position(place))
        self._rows.mark(place.atom)

    def remove(self, place: Place) -> None:
        """Let a vehicle leave the queue."""
        position = self._position(place)
        del self._line[position]
        if position < self._first:
            self._first -= 1
        if place.granted_a or place.row >= 0:
            self._rows.draw(place.atom, -place.granted_a)
            self._rows.mark(place.atom)
            self._first = min(self._first, position)
        if not self._line:
            self._rows.clear()

    def reorder(self, keys: dict[int, Key]) -> None:
        """Give vehicles other places, by their numbers."""
        before = list(self._line)
        for place in before:
            place.key = keys[place.vehicle]
        self._line.sort(key=_KEY)
        if before == self._line:
            return
        for number, (old, new) in enumerate(zip(before, self._line, strict=True)):
            if old is not new:
                self._first = min(self._first, number)
                self._rows.mark(new.atom)

    def settle(self) -> list[Place]:
        """Serve whom changes concern; returned are those that get something else, or are stopped by something else."""
        behind = self._line[self._first :]
        self._first = len(self._line)
        counting = self._rows.binding
        while True:
            atoms = self._rows.concerned(counting)
            anew = [place for place in behind if place.atom in atoms]
            found = self._served(anew, counting)
            changes = [(place.atom, amps - place.granted_a) for place, (amps, _) in zip(anew, found, strict=True)]
            more = self._rows.changed(changes)
            exceeded = self._rows.exceeded(more, counting)
            if not exceeded:
                break
            counting = counting | exceeded
        changed = []
        for place, (granted_a, row) in zip(anew, found, strict=True):
            if granted_a != place.granted_a or row != place.row:
                place.granted_a, place.row = granted_a, row
                changed.append(place)
        # who stands before the change is stopped by the same rows as before
        binding = {place.row for place in self._line if place.row in counting}
        self._rows.settled(atoms, binding, more)
        return changed

    def _served(self, anew: list[Place], counting: set[int]) -> list[tuple[float, int]]:
        """What each is granted after all that stand before it [A], and the row that keeps it from more (-1: none)."""
        over = {
            atom: [entry for entry in self._rows.over[atom] if entry[0] in counting]
            for atom in {place.atom for place in anew}
        }
        load, limit = {row: self._rows.load[row] for row in counting}, self._rows.limit
        for place in anew:
            if place.granted_a:
                for row, coefficient in over[place.atom]:
                    load[row] -= place.granted_a * coefficient
        found = []
        alike: dict[tuple[int, float, float], tuple[float, int]] = {}
        for place in anew:
            # until somebody is granted something, those alike get the same answer: nothing
            kind = place.atom, place.ceiling_a, place.enough_a
            answer = alike.get(kind)
            if answer is not None:
                found.append(answer)
                continue
            most_a, stopped_by = place.ceiling_a, -1
            for row, coefficient in over[place.atom] if most_a > 0 else ():
                if abs(load[row] + place.ceiling_a * coefficient) > limit[row]:
                    up_to_a = crossing(load[row], coefficient, limit[row])
                    if up_to_a < most_a:
                        most_a, stopped_by = up_to_a, row
            if most_a < place.enough_a * (1 - TOLERANCE):
                most_a = 0.0
            answer = most_a, stopped_by
            found.append(answer)
            if not most_a:
                alike[kind] = answer
            elif over[place.atom]:
                alike.clear()
                for row, coefficient in over[place.atom]:
                    load[row] += most_a * coefficient
        return found

    def _position(self, place: Place) -> int:
        position = bisect_left(self._line, place)
        while self._line[position] is not place:
            position += 1
        return position

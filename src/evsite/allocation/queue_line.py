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
    from evsite.allocation.binding_rows import CountingRows

    Floats = NDArray[np.float64]

_ENOUGH = 1 - TOLERANCE

Key = tuple[float, int]
"""Where a vehicle stands: by the first number, and by the second where that is the same."""


class Place:
    """A vehicle in a queue, and what it is granted [A]; `row` is the row that keeps it from more (-1: none)."""

    __slots__ = ("alike", "atom", "ceiling_a", "enough_a", "granted_a", "key", "next_a", "row", "vehicle")

    def __init__(self, key: Key, vehicle: int, atom: int, ceiling_a: float, enough_a: float) -> None:
        self.key = key
        self.vehicle = vehicle
        self.atom = atom
        self.ceiling_a = ceiling_a
        self.enough_a = enough_a
        self.alike = atom, ceiling_a, enough_a
        self.granted_a = self.next_a = 0.0
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

    @property
    def binding(self) -> set[int]:
        """The rows that keep somebody from more."""
        return self._rows.binding

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
        for place in self._line:
            place.key = keys[place.vehicle]
        self.sort()

    def sort(self) -> None:
        """Put vehicles in their places again where keys have changed."""
        before = self._line
        self._line = sorted(before, key=attrgetter("key"))
        for number, (old, new) in enumerate(zip(before, self._line, strict=True)):
            if old is not new:
                self._first = min(self._first, number)
                self._rows.mark(new.atom)

    def settle(self) -> list[Place]:
        """Serve whom changes concern; returned are those that get something else."""
        rows = self._rows
        behind = self._line[self._first :]
        self._first = len(self._line)
        counting = rows.counting(rows.binding)
        while True:
            atoms = rows.concerned(counting)
            anew = [place for place in behind if place.atom in atoms]
            self._serve(anew, counting)
            changed = [place for place in anew if place.next_a != place.granted_a]
            more = rows.changed([(place.atom, place.next_a - place.granted_a) for place in changed])
            exceeded = rows.exceeded(more, counting.numbers)
            if not exceeded:
                break
            counting = rows.counting(counting.numbers | exceeded)
        for place in changed:
            place.granted_a = place.next_a
        # who stands before the change is stopped by the same rows as before
        binding = {place.row for place in self._line}
        binding.discard(-1)
        rows.settled(atoms, binding, more)
        return changed

    def _serve(self, anew: list[Place], counting: CountingRows) -> None:
        """Work out what each gets after all that stand before it, and the row that keeps it from more."""
        over_atom, all_loads, limit = counting.over, self._rows.load, self._rows.limit
        load = {row: all_loads[row] for row in counting.numbers}
        if load:
            for place in anew:
                granted_a = place.granted_a
                if granted_a:
                    for row, coefficient in over_atom[place.atom]:
                        load[row] -= granted_a * coefficient
        # who is like somebody that has to wait waits too, as long as nobody draws more in between
        waiting: dict[tuple[int, float, float], int] = {}
        for place in anew:
            if waiting and place.alike in waiting:
                place.next_a, place.row = 0.0, waiting[place.alike]
                continue
            ceiling_a = most_a = place.ceiling_a
            over, stopped_by = over_atom[place.atom], -1
            if ceiling_a > 0:
                for row, coefficient in over:
                    if abs(load[row] + ceiling_a * coefficient) > limit[row]:
                        up_to_a = crossing(load[row], coefficient, limit[row])
                        if up_to_a < most_a:
                            most_a, stopped_by = up_to_a, row
            place.row = stopped_by
            if most_a < place.enough_a * _ENOUGH or not most_a:
                place.next_a = 0.0
                waiting[place.alike] = stopped_by
                continue
            place.next_a = most_a
            for row, coefficient in over:
                load[row] += most_a * coefficient
            if waiting:
                waiting.clear()

    def _position(self, place: Place) -> int:
        position = bisect_left(self._line, place)
        while self._line[position] is not place:
            position += 1
        return position

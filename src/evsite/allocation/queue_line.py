"""A queue that changes: vehicles are served one after the other, and only those behind a change are served anew."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from evsite.allocation.orders import Headroom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]

Key = tuple[float, int]
"""Where a vehicle stands: by the first number, and by the second where that is the same."""


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
        self._arrays = arrays
        self._base = base_a
        self._headroom = Headroom(arrays, base_a)
        self._line: list[Place] = []
        self._limited = 0
        self._first = 0
        """Everybody from this place on has to be served anew."""

    def __len__(self) -> int:
        return len(self._line)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._line)

    @property
    def limited(self) -> bool:
        """Whether a limit keeps somebody from more."""
        return self._limited > 0

    def insert(self, place: Place) -> None:
        """Let a vehicle join the queue."""
        insort(self._line, place)
        self._first = min(self._first, self._position(place))

    def remove(self, place: Place) -> None:
        """Let a vehicle leave the queue."""
        position = self._position(place)
        del self._line[position]
        if position < self._first:
            self._first -= 1
        if place.row >= 0:
            self._limited -= 1
        if place.granted_a:
            self._headroom.take(place.atom, -place.granted_a)
            if self._limited:
                self._first = min(self._first, position)
        if not self._line:
            # what rounding has left in the sums goes with the last vehicle
            self._headroom = Headroom(self._arrays, self._base)

    def reorder(self, keys: dict[int, Key]) -> None:
        """Give vehicles other places, by their numbers."""
        before = list(self._line)
        for place in before:
            place.key = keys[place.vehicle]
        self._line.sort()
        changed = (number for number, (old, new) in enumerate(zip(before, self._line, strict=True)) if old is not new)
        self._first = min(self._first, next(changed, len(before)))

    def settle(self) -> list[Place]:
        """Serve whom changes concern; returned are those that get something else, or are stopped by something else."""
        behind = self._line[self._first :]
        self._first = len(self._line)
        for place in behind:
            if place.granted_a:
                self._headroom.take(place.atom, -place.granted_a)
        changed = []
        for place in behind:
            granted_a, row = self._granted(place)
            if granted_a:
                self._headroom.take(place.atom, granted_a)
            if granted_a != place.granted_a or row != place.row:
                self._limited += (row >= 0) - (place.row >= 0)
                place.granted_a, place.row = granted_a, row
                changed.append(place)
        return changed

    def _granted(self, place: Place) -> tuple[float, int]:
        if place.ceiling_a <= 0:
            return 0.0, -1
        most_a, row = self._headroom.up_to(place.atom, place.ceiling_a)
        return (most_a if most_a >= place.enough_a * (1 - TOLERANCE) else 0.0), row

    def _position(self, place: Place) -> int:
        position = bisect_left(self._line, place)
        while self._line[position] is not place:
            position += 1
        return position

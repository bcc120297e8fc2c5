"""A queue that changes: vehicles are served one after the other, and only those behind a change are served anew."""

from __future__ import annotations

from bisect import bisect
from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.allocation.binding_rows import BindingRows
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.binding_rows import CountingRows

    Floats = NDArray[np.float64]

_ENOUGH = 1 - TOLERANCE
_SAME = 1e-12
"""A current that differs by this share of what a vehicle takes differs from rounding alone."""

Key = tuple[float, int]
"""Where a vehicle stands: by the first number, and by the second where that is the same."""


class Place:
    """A vehicle in a queue, and what it is granted [A]; `row` is the row that keeps it from more (-1: none)."""

    __slots__ = ("atom", "ceiling_a", "enough_a", "granted_a", "key", "kind", "next_a", "row", "vehicle")

    def __init__(self, key: Key, vehicle: int, atom: int, ceiling_a: float, enough_a: float) -> None:
        self.key = key
        self.vehicle = vehicle
        self.atom = atom
        self.ceiling_a = ceiling_a
        self.enough_a = enough_a
        self.kind = -1
        """Those of one kind are alike: a number that the queue gives."""
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
        self._kinds: dict[tuple[int, float, float], int] = {}

    @property
    def binding(self) -> set[int]:
        """The rows that keep somebody from more, or would if others did not."""
        return self._rows.binding | self._rows.also_full

    def insert(self, place: Place) -> None:
        """Let a vehicle join the queue."""
        position = bisect(self._line, place)
        self._line.insert(position, place)
        self._first = min(self._first, position)
        place.kind = self._kinds.setdefault((place.atom, place.ceiling_a, place.enough_a), len(self._kinds))
        self._rows.mark(place.atom)

    def remove(self, place: Place) -> None:
        """Let a vehicle leave the queue."""
        position = [each.vehicle for each in self._line].index(place.vehicle)
        del self._line[position]
        if position < self._first:
            self._first -= 1
        if place.granted_a or place.row >= 0:
            self._rows.draw(place.atom, -place.granted_a)
            self._rows.mark(place.atom)
            self._first = min(self._first, position)
        if not self._line:
            self._rows.clear()

    def settle(self) -> list[Place]:
        """Serve whom changes concern; returned are those that get something else."""
        rows = self._rows
        behind = self._line[self._first :]
        self._first = len(self._line)
        counting = rows.counting_now
        while True:
            atoms, over_them, other = rows.concerned(counting)
            anew = behind if len(atoms) == len(rows.over) else [place for place in behind if place.atom in atoms]
            self._serve(anew, counting)
            changed = [place for place in anew if abs(place.next_a - place.granted_a) > _SAME * place.ceiling_a]
            changes_a: dict[int, float] = {}
            for place in changed:
                atom = place.atom
                changes_a[atom] = changes_a.get(atom, 0.0) + (place.next_a - place.granted_a)
            load = rows.loads(changes_a.items())
            full = rows.full(load, other)
            exceeded = rows.exceeded(load, full)
            if not exceeded:
                break
            counting = rows.counting(counting.numbers.union(exceeded))
        for place in changed:
            place.granted_a = place.next_a
        # who stands before the change is stopped by the same rows as before
        binding = set(map(attrgetter("row"), self._line))
        binding.discard(-1)
        rows.settled(atoms, binding, load)
        if binding:
            full += rows.full(load, over_them - binding)
            if full:
                stopped = {place.atom for place in self._line if place.granted_a < place.ceiling_a * _ENOUGH}
                rows.add_full(full, stopped.__contains__)
        return changed

    def _serve(self, anew: list[Place], counting: CountingRows) -> None:
        """Work out what each gets after all that stand before it, and the row that keeps it from more."""
        rows, over_atom, limit = self._rows, counting.over, self._rows.limit
        only_grow, all_loads, under = rows.only_grow, rows.load, rows.under
        load = {row: all_loads[row] for row in counting.numbers}
        if load:
            before_a: dict[int, float] = {}
            for place in anew:
                if place.granted_a:
                    before_a[place.atom] = before_a.get(place.atom, 0.0) + place.granted_a
            for atom, amps in before_a.items():
                for row, coefficient in over_atom[atom]:
                    load[row] -= amps * coefficient
        # who is like somebody that has to wait waits too; for the same row, as long as nobody draws more in between
        waiting: dict[int, int] = {}
        left_out: set[int] = set()
        full: dict[int, int] = {}
        """By atom a row over it of which nothing is left."""
        for place in anew:
            kind, ceiling_a = place.kind, place.ceiling_a
            if kind in waiting:
                place.next_a, place.row = 0.0, waiting[kind]
                continue
            if ceiling_a > 0 and place.atom in full:
                place.next_a, place.row = 0.0, full[place.atom]
                continue
            over = over_atom[place.atom] if ceiling_a > 0 else ()
            for row, coefficient in over:
                if abs(load[row] + ceiling_a * coefficient) > limit[row]:
                    most_a, place.row = self._most(place, load, over, waits=kind in left_out)
                    if most_a >= ceiling_a * (1 - _SAME):
                        place.row = -1
                    break
            else:
                most_a, place.row = ceiling_a, -1
                if ceiling_a < place.enough_a * _ENOUGH:
                    most_a = 0.0
            place.next_a = most_a
            if most_a:
                for row, coefficient in over:
                    load[row] += most_a * coefficient
                if waiting:
                    waiting.clear()
                if place.row >= 0 and only_grow[place.row]:
                    for atom in under[place.row]:
                        full.setdefault(atom, place.row)
            else:
                waiting[kind] = place.row
                if place.row >= 0 and only_grow[place.row]:
                    left_out.add(kind)

    def _most(
        self, place: Place, load: Mapping[int, complex], over: Sequence[tuple[int, complex]], *, waits: bool
    ) -> tuple[float, int]:
        """What a vehicle gets that cannot have all it takes, 0 where that is too little; and the row that stops it.

        It may be known that it `waits`.
        """
        ceiling_a, limit = place.ceiling_a, self._rows.limit
        full = [entry for entry in over if abs(load[entry[0]] + ceiling_a * entry[1]) > limit[entry[0]]]
        if waits and len(full) == 1:
            return 0.0, full[0][0]
        most_a, stopped_by = ceiling_a, -1
        for row, coefficient in full:
            up_to_a = crossing(load[row], coefficient, limit[row])
            if up_to_a < most_a:
                most_a, stopped_by = up_to_a, row
        return (0.0 if most_a < place.enough_a * _ENOUGH else most_a), stopped_by

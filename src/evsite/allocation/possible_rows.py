"""Rows that can be full with the vehicles that are there now, whatever they are given.

What is below a row is bounded as in `implied_rows`: by the limits of equipment further down, and by what the vehicles
there take. A row that stays below its limit by a margin stops nobody, also in the slots of those that take turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import sum_by
from evsite.allocation.implied_rows import BELOW, MOST_ROWS, most_carried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]
    Ints = NDArray[np.int64]


class PossibleRows:
    """The rows of a network, each with the parts below it: `possible` says which of them can be full.

    A part has the atoms of some equipment, under whatever of its lines. A pair is a row with a part below it; the first
    pairs are the rows with their own parts.
    """

    def __init__(self, arrays: NetworkArrays, owner_of_row: Sequence[int]) -> None:
        """Prepare; rows of one owner are lines of the same equipment. Time grows with the parts below each row."""
        self._arrays = arrays
        tree = _Parts(arrays, owner_of_row)
        cap_a = sum_by(arrays.port_atom, arrays.cap_a, arrays.atoms)
        known: dict[tuple[bytes, ...], float] = {}
        parent, bound, height = list(range(arrays.rows)), [np.inf] * arrays.rows, [0] * arrays.rows
        pair_of_entry = []
        on_row = np.zeros(arrays.atoms, dtype=np.complex128)
        for row, own in enumerate(tree.part_of_row):
            atoms, coefficient = tree.entries_of_row[row]
            on_row[atoms] = coefficient
            pair_of = {own: row}
            for part in tree.below(own):
                pair_of[part] = len(parent)
                parent.append(pair_of[tree.parent[part]])
                wanted, others, limits = on_row[tree.atoms_of[part]], tree.others[part], tree.limits[part]
                key = wanted.tobytes(), others.tobytes(), limits.tobytes(), cap_a[tree.atoms_of[part]].tobytes()
                if key not in known:
                    known[key] = most_carried(wanted, others, limits, cap_a[tree.atoms_of[part]])
                bound.append(known[key])
                height.append(tree.height[part])
            pair_of_entry += [pair_of.get(tree.smallest[atom], row) for atom in atoms.tolist()]
            on_row[atoms] = 0
        self._pair_of_entry = np.array(pair_of_entry, dtype=np.int64)
        self._parent = np.array(parent, dtype=np.int64)
        self._bound = np.array(bound)
        heights = np.array(height, dtype=np.int64)
        below = np.arange(len(parent)) >= arrays.rows
        self._by_height = [np.flatnonzero(below & (heights == each)) for each in np.unique(heights[below]).tolist()]

    def possible(self, taken_a: Floats) -> frozenset[int]:
        """The rows that can be full where all vehicles at each atom take so much together [A]."""
        arrays = self._arrays
        carried = sum_by(self._pair_of_entry, np.abs(arrays.coefficient) * taken_a[arrays.row_atom], len(self._parent))
        for pairs in self._by_height:
            least = np.minimum(carried[pairs], self._bound[pairs])
            carried += sum_by(self._parent[pairs], least, len(carried))
        # nothing is below a limit of 0, which is full from the beginning
        full = (carried[: arrays.rows] > arrays.limit * BELOW) | (arrays.limit <= 0)
        return frozenset(np.flatnonzero(full).tolist())


class _Parts:
    """The atoms below each equipment, each set within the next larger one; one that only overlaps others is left out.

    `others` are the coefficients of the rows over a part, by row and atom of it, and `limits` their limits.
    """

    def __init__(self, arrays: NetworkArrays, owner_of_row: Sequence[int]) -> None:
        starts = arrays.row_start[1:]
        atoms, values = np.split(arrays.row_atom, starts), np.split(arrays.coefficient, starts)
        self.entries_of_row: list[tuple[Ints, Complexes]] = list(zip(atoms, values, strict=True))[: arrays.rows]
        rows_of_owner: dict[int, list[int]] = {}
        for row, owner in enumerate(owner_of_row):
            rows_of_owner.setdefault(owner, []).append(row)
        rows_of: dict[bytes, list[int]] = {}
        for rows in rows_of_owner.values():
            under = np.unique(np.concatenate([self.entries_of_row[row][0] for row in rows]))
            rows_of.setdefault(under.tobytes(), []).extend(rows)
        self.atoms_of = [np.frombuffer(key, dtype=np.int64) for key in rows_of]
        self.part_of_row = [0] * arrays.rows
        self.others: list[Complexes] = []
        self.limits: list[Floats] = []
        for part, rows in enumerate(rows_of.values()):
            for row in rows:
                self.part_of_row[row] = part
            self._take_rows(part, sorted(rows, key=lambda row: float(arrays.limit[row]))[:MOST_ROWS], arrays.limit)
        self.parent = [-1] * len(self.atoms_of)
        self.height = [0] * len(self.atoms_of)
        self.smallest = [-1] * arrays.atoms
        """The smallest part that each atom is in; -1 for none."""
        self._children: list[list[int]] = [[] for _ in self.atoms_of]
        self._nest(arrays.atoms)

    def _take_rows(self, part: int, rows: Sequence[int], limit: Floats) -> None:
        under = self.atoms_of[part]
        others = np.zeros((len(rows), len(under)), dtype=np.complex128)
        for place, row in enumerate(rows):
            atoms, values = self.entries_of_row[row]
            others[place, np.searchsorted(under, atoms)] = values
        self.others.append(others)
        self.limits.append(limit[list(rows)])

    def _nest(self, atoms: int) -> None:
        largest = np.full(atoms, -1, dtype=np.int64)
        for part in sorted(range(len(self.atoms_of)), key=lambda each: len(self.atoms_of[each])):
            under = self.atoms_of[part]
            within, counts = np.unique(largest[under], return_counts=True)
            inside = [each for each in zip(within.tolist(), counts.tolist(), strict=True) if each[0] >= 0]
            if any(count < len(self.atoms_of[each]) for each, count in inside):
                continue
            for each, _ in inside:
                self.parent[each] = part
                self.height[part] = max(self.height[part], self.height[each] + 1)
            self._children[part] = [each for each, _ in inside]
            for atom in under[largest[under] < 0].tolist():
                self.smallest[atom] = part
            largest[under] = part

    def below(self, part: int) -> list[int]:
        """The parts within a part, larger ones before those within them."""
        found, ahead = [], [part]
        while ahead:
            children = self._children[ahead.pop()]
            found += children
            ahead += children
        return found

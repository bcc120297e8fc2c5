"""The parts of a component whose vehicles take turns, while vehicles come and leave.

What a part is given in a slot differs from its average, so every row that can be full at all joins those below it, not
only rows that stop somebody. Which rows can be full follows from who is there.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.possible_rows import PossibleRows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.binding_rows import BindingRows, CountingRows

    Floats = NDArray[np.float64]


class TurnParts:
    """The atoms of parts whose vehicles take turns (`atoms`), and the rows that join them."""

    def __init__(self, arrays: NetworkArrays, rows: BindingRows, base_a: Floats, owner_of: Sequence[int]) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A], `owner_of` the owners of limits."""
        self._arrays = arrays
        self._rows = rows
        self._offline = bool(base_a.any())
        self._owner_of = owner_of
        self.atoms: set[int] = set()
        self._joining: set[int] = set()

    @cached_property
    def _possible_rows(self) -> PossibleRows:
        return PossibleRows(self._arrays, [self._owner_of[limit] for limit in self._arrays.row_limit.tolist()])

    def counting(self, taken_a: Mapping[int, float]) -> CountingRows:
        """The rows that can be full where all vehicles at each atom take so much together [A], by atom.

        Offline ports draw what they were set to, beyond limits too: then all rows are said to.
        """
        if self._offline:
            return self._rows.counting(range(self._arrays.rows))
        by_atom = np.zeros(self._arrays.atoms)
        by_atom[list(taken_a)] = list(taken_a.values())
        return self._rows.counting(self._possible_rows.possible(by_atom))

    def join(self, taken_a: Mapping[int, float]) -> None:
        """Let the rows over those who take turns join them that can be full now, and say whom a difference concerns."""
        rows, numbers = self._rows, self.counting(taken_a).numbers
        joining = {row for atom in self.atoms for row, _ in rows.over[atom] if row in numbers}
        if joining == self._joining:
            return
        for row in joining ^ self._joining:
            for atom in rows.under[row] & self.atoms:
                rows.mark(atom)
        rows.bind((rows.binding - self._joining) | joining)
        self._joining = joining

    def take(self, atoms: set[int], counting: CountingRows) -> None:
        """Vehicles at these atoms take turns from now on."""
        self.atoms |= atoms
        self._joining |= {row for atom in atoms for row, _ in counting.over[atom]}

    def drop(self, atoms: set[int]) -> None:
        """Vehicles at these atoms take no turns any more."""
        if not self.atoms.isdisjoint(atoms):
            self.atoms -= atoms
            self._joining -= {row for atom in atoms for row, _ in self._rows.over[atom]}

    def clear(self) -> None:
        """Nobody takes turns."""
        self.atoms, self._joining = set(), set()

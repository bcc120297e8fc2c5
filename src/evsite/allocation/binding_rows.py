"""The loads of rows while vehicles come and leave, and which rows stop somebody.

A row that stops nobody can be left out: shares that keep to the other rows, and load this one within its limit, are the
shares with all rows. So a vehicle that comes or leaves concerns only those that it shares a row with that stops
somebody, those that these share one with, and so on. What comes of that is tried against the rows that were left out;
those that would carry too much join in, and it is worked out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import rows_by_atom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]

_WITHIN = TOLERANCE / 10
"""A load may exceed a limit by this share from rounding alone."""


class BindingRows:
    """The rows of a component.

    `over` has the rows over each atom with the coefficient of the atom there, `under` the atoms under each row, `base`
    what offline ports put on each, and `load` all that is drawn. `binding` are the rows that stop somebody.
    """

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A]."""
        self.over = rows_by_atom(arrays)
        self.under = [set(atoms.tolist()) for atoms in np.split(arrays.row_atom, arrays.row_start[1:])]
        self.limit: list[float] = arrays.limit.tolist()
        self.base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self.over[atom]:
                self.base[row] += amps * coefficient
        self.load = list(self.base)
        self.binding: set[int] = set()
        self._rows_over = [{row for row, _ in over} for over in self.over]
        self._most = [limit * (1 + _WITHIN) for limit in self.limit]
        self._touched: set[int] = set()

    def mark(self, atom: int) -> None:
        """Say that somebody at an atom comes, leaves, or takes something else."""
        self._touched.add(atom)

    def draw(self, atom: int, change_a: float) -> None:
        """Let an atom draw so much more."""
        load = self.load
        for row, coefficient in self.over[atom]:
            load[row] += change_a * coefficient

    def clear(self) -> None:
        """Drop what rounding has left in the loads, where nobody draws anything."""
        self.load = list(self.base)

    def restart(self, atoms: Iterable[int]) -> None:
        """Begin again where nobody draws anything yet and vehicles have come to these atoms."""
        self.load = list(self.base)
        self.binding = set()
        self._touched = set(atoms)

    def concerned(self, rows: set[int]) -> set[int]:
        """The atoms whose vehicles what was touched concerns, where only these rows count."""
        if not rows:
            return self._touched
        found, ahead = set(self._touched), list(self._touched)
        seen: set[int] = set()
        while ahead:
            for row in (self._rows_over[ahead.pop()] & rows) - seen:
                seen.add(row)
                fresh = self.under[row] - found
                found |= fresh
                ahead += fresh
        return found

    def changed(self, changes: Iterable[tuple[int, float]]) -> dict[int, complex]:
        """How much more rows carry if atoms draw so much more [A]; with 0 for rows over atoms that were touched."""
        more = {row: 0j for atom in self._touched for row, _ in self.over[atom]}
        for atom, change_a in changes:
            if change_a:
                for row, coefficient in self.over[atom]:
                    more[row] = more.get(row, 0j) + change_a * coefficient
        return more

    def exceeded(self, more: Mapping[int, complex], but: set[int]) -> set[int]:
        """The rows, but for some, that would carry too much with so much more."""
        load, most = self.load, self._most
        return {row for row, change in more.items() if row not in but and abs(load[row] + change) > most[row]}

    def settled(self, concerned: set[int], binding: set[int], more: Mapping[int, complex]) -> None:
        """Take over what rows carry more, and say which of them stop somebody at the atoms that were concerned."""
        load = self.load
        for row, change in more.items():
            load[row] += change
        if self.binding != binding:
            self.binding = {row for row in self.binding - binding if self.under[row].isdisjoint(concerned)} | binding
        self._touched = set()

"""Which rows of a component can stop anybody now, kept up to date while vehicles come and leave.

A row that carries all vehicles under it at their ceilings stops nobody, whatever the others do: a smaller draw never
loads a row more. So a vehicle that comes or leaves concerns only those that it shares such a row with, those that these
share one with, and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import rows_by_atom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.vehicle_classes import VehicleClass

    Floats = NDArray[np.float64]


class ScarceRows:
    """The rows of a component.

    `rows` has the rows over each atom with the coefficient of the atom there, `atoms` the atoms under each row, and
    `base` what offline ports put on it. `slope` is what all vehicles add to a row for one unit of the level that they
    rise to together, and `scarce` are the rows that would carry too much with every vehicle at its ceiling.
    """

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A]."""
        self.rows = rows_by_atom(arrays)
        self.atoms = [set(atoms.tolist()) for atoms in np.split(arrays.row_atom, arrays.row_start[1:])]
        self.limit: list[float] = arrays.limit.tolist()
        self.base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self.rows[atom]:
                self.base[row] += amps * coefficient
        self._touched: set[int] = set()
        self._vehicles = 0
        self._begin()

    def join(self, own: VehicleClass) -> None:
        """Count one more vehicle of a class."""
        self._vehicles += 1
        self._add(own, 1)

    def leave(self, own: VehicleClass) -> None:
        """Count one vehicle less of a class."""
        self._vehicles -= 1
        self._add(own, -1)
        if not self._vehicles:
            # what rounding has left in the sums goes with the last vehicle
            self._begin()

    def concerned(self) -> set[int]:
        """The atoms whose vehicles may get something else than when this was asked last."""
        found, ahead = set(self._touched), list(self._touched)
        self._touched.clear()
        seen: set[int] = set()
        while ahead:
            for row, _ in self.rows[ahead.pop()]:
                if row in self.scarce and row not in seen:
                    seen.add(row)
                    fresh = self.atoms[row] - found
                    found |= fresh
                    ahead += fresh
        return found

    def _begin(self) -> None:
        self._wanted = list(self.base)
        self.slope = [0j] * len(self.base)
        self.scarce = {row for row in range(len(self.base)) if self._is_scarce(row)}

    def _add(self, own: VehicleClass, vehicles: int) -> None:
        self._touched.add(own.atom)
        if own.ceiling_a <= 0:
            return
        for row, coefficient in self.rows[own.atom]:
            self._wanted[row] += vehicles * own.ceiling_a * coefficient
            self.slope[row] += vehicles * own.weight * coefficient
            if self._is_scarce(row) != (row in self.scarce):
                self.scarce ^= {row}
                self._touched |= self.atoms[row]

    def _is_scarce(self, row: int) -> bool:
        return abs(self._wanted[row]) > self.limit[row] * (1 - TOLERANCE)

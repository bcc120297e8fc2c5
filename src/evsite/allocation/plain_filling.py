"""Progressive filling of one state after the other, in plain numbers: for components of few limits.

The same shares as `filling.fill`, which is made for many states at once and for large networks. Here vehicles come and
leave one by one, so what every row would carry with all vehicles at their ceilings is kept up to date; a row that
carries that stops nobody, whatever the others do, and takes no part. What remains are a handful of rows, for which
plain numbers are many times faster than arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.arrays import rows_by_atom
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.vehicle_classes import VehicleClass

    Floats = NDArray[np.float64]

_ONE_LEVEL = 1e-12
"""Rows that are full at levels closer than this share are full at one."""

Stopped = tuple[float, int]
"""Amperes of each vehicle of a class, and the row that stops them (-1: none does)."""


class PlainFilling:
    """The vehicles of one component, and what they get."""

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A]."""
        self._rows = rows_by_atom(arrays)
        self._limit: list[float] = arrays.limit.tolist()
        self._base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self._rows[atom]:
                self._base[row] += amps * coefficient
        self._wanted = list(self._base)
        self._scarce = {row for row in range(arrays.rows) if self._is_scarce(row)}
        self._vehicles = 0

    def join(self, own: VehicleClass) -> None:
        """Count one more vehicle of a class."""
        self._vehicles += 1
        self._add(own, own.ceiling_a)

    def leave(self, own: VehicleClass) -> None:
        """Count one vehicle less of a class."""
        self._vehicles -= 1
        if self._vehicles:
            self._add(own, -own.ceiling_a)
        else:
            # what rounding has left in the sums goes with the last vehicle
            self._wanted = list(self._base)
            self._scarce = {row for row in range(len(self._base)) if self._is_scarce(row)}

    def fill(self, present: Iterable[tuple[VehicleClass, int]]) -> dict[int, Stopped]:
        """Raise all vehicles together until every one has stopped.

        Parameters
        ----------
        present
            The classes of the vehicles that are there, and how many there are of each.

        Returns
        -------
        dict[int, Stopped]
            By number of the class, what each vehicle gets [A] and the row that stops it.
        """
        scarce, rows, limit = self._scarce, self._rows, self._limit
        found: dict[int, Stopped] = {}
        rising: list[tuple[float, VehicleClass, int, list[tuple[int, complex]]]] = []
        fixed = {row: self._base[row] for row in scarce}
        slope = dict.fromkeys(scarce, 0j)
        under = dict.fromkeys(scarce, 0)
        for own, count in present:
            over = [entry for entry in rows[own.atom] if entry[0] in scarce] if own.ceiling_a > 0 else []
            if not over:
                found[own.number] = own.ceiling_a, -1
                continue
            rising.append((own.ceiling_a / own.weight, own, count, over))
            for row, coefficient in over:
                slope[row] += count * own.weight * coefficient
                under[row] += 1
        rising.sort(key=lambda each: each[0])
        full_at = {row: crossing(fixed[row], slope[row], limit[row]) for row, classes in under.items() if classes}
        while rising:
            level = min(full_at.values())
            at_ceiling = rising[0][0] <= level
            full = set() if at_ceiling else {row for row, at in full_at.items() if at <= level * (1 + _ONE_LEVEL)}
            stays, changed = [], set()
            for each in rising:
                each_level, own, count, over = each
                if at_ceiling:
                    if each_level > level:
                        stays.append(each)
                        continue
                    amps, stopped_by = own.ceiling_a, -1
                else:
                    stopped_by = next((row for row, _ in over if row in full), -1)
                    if stopped_by < 0:
                        stays.append(each)
                        continue
                    amps = level * own.weight
                found[own.number] = amps, stopped_by
                for row, coefficient in over:
                    fixed[row] += count * amps * coefficient
                    slope[row] -= count * own.weight * coefficient
                    under[row] -= 1
                    changed.add(row)
            for row in changed:
                if under[row]:
                    full_at[row] = crossing(fixed[row], slope[row], limit[row])
                else:
                    del full_at[row]
            rising = stays
        return found

    def _add(self, own: VehicleClass, current_a: float) -> None:
        for row, coefficient in self._rows[own.atom]:
            self._wanted[row] += current_a * coefficient
            if self._is_scarce(row):
                self._scarce.add(row)
            else:
                self._scarce.discard(row)

    def _is_scarce(self, row: int) -> bool:
        return abs(self._wanted[row]) > self._limit[row] * (1 - TOLERANCE)

"""Progressive filling of one state after the other, in plain numbers: for components of few limits.

The same shares as `filling.fill`, which is made for many states at once and for large networks. Here vehicles come and
leave one by one, so what every row would carry with all vehicles at their ceilings is kept up to date; a row that
carries that stops nobody, whatever the others do, and takes no part. What remains are a handful of rows, for which
plain numbers are many times faster than arrays.
"""

from __future__ import annotations

from heapq import heapify, heapreplace
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import rows_by_atom
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.vehicle_classes import VehicleClass

    Floats = NDArray[np.float64]

Stopped = tuple[float, int]
"""Amperes of each vehicle of a class, and the row that stops them (-1: none does)."""


class PlainFilling:
    """The vehicles of one component, and what they get."""

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A]."""
        self._rows = rows_by_atom(arrays)
        self._atoms = [set(atoms.tolist()) for atoms in np.split(arrays.row_atom, arrays.row_start[1:])]
        self._limit: list[float] = arrays.limit.tolist()
        self._base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self._rows[atom]:
                self._base[row] += amps * coefficient
        self._vehicles = 0
        self._begin()

    def _begin(self) -> None:
        self._wanted = list(self._base)
        self._slope = [0j] * len(self._base)
        self._scarce = {row for row in range(len(self._base)) if self._is_scarce(row)}

    def join(self, own: VehicleClass) -> None:
        """Count one more vehicle of a class."""
        self._vehicles += 1
        self._add(own, 1)

    def leave(self, own: VehicleClass) -> None:
        """Count one vehicle less of a class."""
        self._vehicles -= 1
        if self._vehicles:
            self._add(own, -1)
        else:
            # what rounding has left in the sums goes with the last vehicle
            self._begin()

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
        for own, count in present:
            over = [entry for entry in rows[own.atom] if entry[0] in scarce] if scarce and own.ceiling_a > 0 else []
            if over:
                rising.append((own.ceiling_a / own.weight, own, count, over))
            else:
                found[own.number] = own.ceiling_a, -1
        if not rising:
            return found
        rising.sort(key=lambda each: each[0])
        fixed = {row: self._base[row] for row in scarce}
        slope = {row: self._slope[row] for row in scarce}
        # a level at which a row is full only rises as vehicles stop: what is known of it is never too high
        full_at = [(crossing(fixed[row], slope[row], limit[row]), row) for row in scarce]
        heapify(full_at)
        changed: set[int] = set()
        while rising:
            while full_at[0][1] in changed:
                row = full_at[0][1]
                changed.discard(row)
                heapreplace(full_at, (crossing(fixed[row], slope[row], limit[row]), row))
            level, full = full_at[0]
            at_ceiling, under = rising[0][0] <= level, self._atoms[full]
            stays = []
            for each in rising:
                each_level, own, count, over = each
                if at_ceiling:
                    stops, amps, stopped_by = each_level <= level, own.ceiling_a, -1
                else:
                    stops, amps, stopped_by = own.atom in under, level * own.weight, full
                if not stops:
                    stays.append(each)
                    continue
                found[own.number] = amps, stopped_by
                for row, coefficient in over:
                    fixed[row] += count * amps * coefficient
                    slope[row] -= count * own.weight * coefficient
                    changed.add(row)
            rising = stays
            if not at_ceiling:
                # nobody under it rises any more
                heapreplace(full_at, (inf, full))
                changed.discard(full)
        return found

    def _add(self, own: VehicleClass, vehicles: int) -> None:
        if own.ceiling_a <= 0:
            return
        for row, coefficient in self._rows[own.atom]:
            self._wanted[row] += vehicles * own.ceiling_a * coefficient
            self._slope[row] += vehicles * own.weight * coefficient
            if self._is_scarce(row):
                self._scarce.add(row)
            else:
                self._scarce.discard(row)

    def _is_scarce(self, row: int) -> bool:
        return abs(self._wanted[row]) > self._limit[row] * (1 - TOLERANCE)

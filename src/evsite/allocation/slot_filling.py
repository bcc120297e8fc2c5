"""What the ports that a slot serves get: their minimums, and what the limits leave beside."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import NetworkArrays
from evsite.allocation.filling import fill, make_cells
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from evsite.allocation.rotation_set import RotationSet

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class SlotFilling:
    """Fills slots of a rotation set: classes as atoms, and one atom more for what others put on each row."""

    def __init__(self, rotation_set: RotationSet) -> None:
        self._crowd = rotation_set
        classes, rows = len(rotation_set.count), len(rotation_set.limit)
        row, atom = np.nonzero(np.abs(rotation_set.coefficient) > 0)
        row = np.concatenate((row, np.arange(rows)))
        atom = np.concatenate((atom, classes + np.arange(rows)))
        coefficient = np.concatenate(
            (rotation_set.coefficient[np.abs(rotation_set.coefficient) > 0], rotation_set.fixed)
        )
        order = np.lexsort((atom, row))
        row, atom, coefficient = row[order], atom[order], coefficient[order]
        bare = np.setdiff1d(np.arange(classes), atom)
        owner = np.concatenate((atom, bare))
        of_row = np.concatenate((row, np.full(len(bare), rows)))
        by_atom = np.argsort(owner, kind="stable")
        count = np.bincount(owner, minlength=classes + rows)
        self._arrays = NetworkArrays(
            atoms=classes + rows,
            rows=rows,
            row_start=np.searchsorted(row, np.arange(rows)).astype(np.int64),
            row_atom=atom,
            coefficient=coefficient,
            limit=rotation_set.limit,
            atom_start=(np.cumsum(count) - count).astype(np.int64),
            atom_row=of_row[by_atom],
            port_atom=np.arange(classes),
            cap_a=rotation_set.ceiling_a,
            row_limit=np.arange(rows),
            entry_row=row,
            entry_atom=owner[by_atom],
        )
        self._base = np.concatenate((np.zeros(classes), np.ones(rows)))

    def fluid(self) -> Floats:
        """The max-min amperes of each port if no minimum had to be kept: no mix has a higher least average."""
        rotation_set = self._crowd
        return np.asarray(
            self._filled(
                rotation_set.count[None, :],
                rotation_set.rate,
                np.zeros(len(rotation_set.count)),
                rotation_set.ceiling_a,
            )[0]
        )

    def fill(self, served: Ints) -> Floats:
        """Amperes of each served port, by slot and class: minimums first, then the same level for all."""
        rotation_set = self._crowd
        amps = self._filled(served, rotation_set.rate, rotation_set.minimum_a, rotation_set.ceiling_a)
        return np.asarray(np.where(served > 0, amps, 0.0))

    def ways(self, served: Ints, wanted_a: Floats | None) -> Iterator[Floats]:
        """Ways to give a slot's amperes: all alike, averages alike, and as wanted as far as that fits."""
        rotation_set = self._crowd
        yield self.fill(served[None, :])[0]
        rate = rotation_set.rate * rotation_set.count / np.maximum(served, 1)
        yield np.where(
            served > 0, self._filled(served[None, :], rate, rotation_set.minimum_a, rotation_set.ceiling_a)[0], 0.0
        )
        if wanted_a is None:
            return
        wanted_a = np.clip(wanted_a, rotation_set.minimum_a, rotation_set.ceiling_a)
        start = rotation_set.fixed + rotation_set.coefficient @ (served * rotation_set.minimum_a)
        step = rotation_set.coefficient @ (served * (wanted_a - rotation_set.minimum_a))
        rows = zip(start.tolist(), step.tolist(), rotation_set.limit.tolist(), strict=True)
        part = min((crossing(one, more, most) for one, more, most in rows), default=1.0)
        floor = rotation_set.minimum_a + min(part, 1.0) * (1 - 1e-12) * (wanted_a - rotation_set.minimum_a)
        yield np.where(
            served > 0, self._filled(served[None, :], rotation_set.rate, floor, rotation_set.ceiling_a)[0], 0.0
        )

    def _filled(self, served: Ints, rate: Floats, floor_a: Floats, ceiling_a: Floats) -> Floats:
        cells, _, cell = make_cells(self._arrays, ceiling_a / rate, rate, floor_a / rate)
        weight = np.zeros((len(served), len(cells.atom)))
        weight[:, cell] = served * rate
        base = np.broadcast_to(self._base, (len(served), len(self._base)))
        level = fill(self._arrays, cells, weight, base=base).level[:, : len(rate)]
        amps: Floats = np.where(level < ceiling_a / rate, np.maximum(rate * level, floor_a), ceiling_a)
        return amps

    def fullest(self) -> Ints:
        """Every count of served ports that fits and could serve no more ports."""
        rotation_set = self._crowd
        shape = tuple((rotation_set.count + 1).tolist())
        counts = np.stack(np.unravel_index(np.arange(math.prod(shape)), shape), axis=1).astype(np.int64)
        fits = np.ones(len(counts), dtype=np.bool_)
        drawn = counts * rotation_set.minimum_a
        for index in range(len(rotation_set.limit)):
            load = np.abs(rotation_set.fixed[index] + drawn @ rotation_set.coefficient[index])
            fits &= load <= rotation_set.limit[index] * (1 + TOLERANCE)
        full = fits.copy()
        grid = fits.reshape(shape)
        for axis in range(len(shape)):
            more = np.zeros(shape, dtype=np.bool_)
            inner = [slice(None)] * len(shape)
            outer = [slice(None)] * len(shape)
            inner[axis], outer[axis] = slice(0, -1), slice(1, None)
            more[tuple(inner)] = grid[tuple(outer)]
            full &= ~more.reshape(-1)
        return counts[full]

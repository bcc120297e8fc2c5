"""The limits of a site over the powers that a plan decides, step by step.

A row of a step is `|base + sum of value * power| <= 1`, in parts of its limit. Where all its phasors point the same way
it is linear; the others are discs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.simulation.clairvoyant_cells import Cells as AtomCells
from evsite.studies.simulation.clairvoyant_cells import entries_of, phasor_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.cells import Cells, Vehicles
    from evsite.studies.fleets.steps import Steps
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
    Phasors = NDArray[np.complex128]

_STRAIGHT = 1e-12
"""Only rounding of 64-bit numbers: phasors whose directions differ by less are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class LimitRows:
    """Rows, with their entries in order of rows: the row, the cell, and what 1 kW of each vehicle of the cell adds.

    `step` and `row` say where each of them holds and which row of `StateLimits` it is; `straight` whether it is linear.
    `value` counts all vehicles of the class of a cell.
    """

    entry_row: Ints
    cell: Ints
    value: Phasors
    base: Phasors
    step: Ints
    row: Ints
    straight: Bools

    def sums(self, power_kw: Floats) -> Phasors:
        """The phasor sum of each row, as a part of its limit, from the power of each cell."""
        drawn = phasor_sums(self.entry_row, self.value * power_kw[self.cell], len(self.base))
        return np.asarray(self.base + drawn, dtype=np.complex128)

    def chosen(self, which: Bools) -> LimitRows:
        """Some of the rows."""
        number = np.cumsum(which) - 1
        kept = which[self.entry_row]
        return LimitRows(
            number[self.entry_row[kept]],
            self.cell[kept],
            self.value[kept],
            self.base[which],
            self.step[which],
            self.row[which],
            self.straight[which],
        )


def limit_rows(limits: StateLimits, steps: Steps, vehicles: Vehicles, cells: Cells) -> LimitRows:
    """Every row that the cells together can fill; the others never bind.

    Parameters
    ----------
    limits
        The limits by state of the week.
    steps
        The steps, and the states that each of them meets.
    vehicles, cells
        What is decided.
    """
    # a cell for each state that its step meets
    order = np.argsort(steps.block_step, kind="stable")
    counts = np.bincount(steps.block_step, minlength=len(steps.hours))
    first = np.cumsum(counts) - counts
    times = counts[cells.step]
    cell = np.repeat(np.arange(len(times)), times)
    place = np.arange(len(cell)) - np.repeat(np.cumsum(times) - times, times)
    state = steps.block_state[order][first[cells.step[cell]] + place]
    vehicle = cells.vehicle[cell]
    table = entries_of(
        limits,
        AtomCells(
            session=vehicle,
            interval=cells.step[cell],
            atom=vehicles.atom[vehicle, state],
            most_kwh=cells.cap_kw[cell],
            a_per_kwh=1 / vehicles.kw_per_a[vehicle],
        ),
    )
    limit = np.maximum(limits.limit[table.slot_row], 1e-300)
    step = np.zeros(len(limit), dtype=np.int64)
    step[table.slot] = cells.step[cell][table.cell]
    amps_per_kw = cells.count[cell] / vehicles.kw_per_a[vehicle]
    value = table.coefficient * amps_per_kw[table.cell] / limit[table.slot]
    by_row = np.argsort(table.slot, kind="stable")
    base = limits.reserved[table.slot_row] / limit
    every = LimitRows(
        entry_row=table.slot[by_row],
        cell=cell[table.cell[by_row]],
        value=value[by_row],
        base=base,
        step=step,
        row=table.slot_row,
        straight=_straight(table.slot[by_row], value[by_row], base),
    )
    reached = np.abs(every.sums(cells.cap_kw)) > 1 + _STRAIGHT
    return every.chosen(reached)


def _straight(row: Ints, value: Phasors, base: Phasors) -> Bools:
    """The rows whose phasors all point the same way."""
    if not len(base):
        return np.zeros(0, dtype=np.bool_)
    first = np.searchsorted(row, np.arange(len(base)))
    toward = np.conj(value[first]) / np.abs(value[first])
    aside = np.abs((value * toward[row]).imag) > _STRAIGHT * np.abs(value)
    base_aside = np.abs((base * toward).imag) > _STRAIGHT
    return np.asarray(~base_aside & (np.bincount(row, aside, len(base)) == 0), dtype=np.bool_)


def within(rows: LimitRows, power_kw: Floats, step_of_cell: Ints) -> Floats:
    """A plan with each step scaled down until it is within every limit.

    Parameters
    ----------
    rows
        The limits.
    power_kw
        Power by cell, near to the limits.
    step_of_cell
        The step of each cell.
    """
    size = np.abs(rows.sums(power_kw))
    room = 1 - np.abs(rows.base)
    # limits are convex, and what is reserved alone is within them
    scale = np.where(size > 1, room / (room + np.maximum(0.0, size - 1)), 1.0)
    least = np.ones(int(step_of_cell.max(initial=0)) + 1)
    np.minimum.at(least, rows.step, scale)
    return np.asarray(power_kw * least[step_of_cell], dtype=np.float64)

"""The limits of a site over the powers that a plan decides, step by step.

A row of a step is `|base + sum of value * power| <= 1`, in parts of its limit. Where all its phasors point the same way
it is linear; the others are discs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.rounding import TOLERANCE
from evsite.studies.simulation.clairvoyant_cells import Cells as AtomCells
from evsite.studies.simulation.clairvoyant_cells import entries_of, phasor_sums, together

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
    """Rows over sums of amperes; each sum is of the cells of one atom in one step.

    `step` and `row` say where each row holds and which row of `StateLimits` it is; `straight` whether it is linear. The
    entries of rows stand in order of rows: the row, the sum, and what an ampere of it adds. So do those of sums: the
    sum, the cell, and the amperes of all vehicles of the class of the cell for 1 kW of each.
    """

    entry_row: Ints
    entry_sum: Ints
    value: Phasors
    base: Phasors
    step: Ints
    row: Ints
    straight: Bools
    of_sum: Ints
    cell: Ints
    a_per_kw: Floats

    @property
    def sums(self) -> int:
        """How many sums there are."""
        return int(self.of_sum[-1]) + 1 if len(self.of_sum) else 0

    def summed_a(self, power_kw: Floats) -> Floats:
        """The amperes of each sum, from the power of each cell."""
        drawn = np.bincount(self.of_sum, self.a_per_kw * power_kw[self.cell], minlength=self.sums)
        return np.asarray(drawn, dtype=np.float64)

    def loads(self, power_kw: Floats) -> Phasors:
        """The phasor of each row, as a part of its limit, from the power of each cell."""
        drawn = self.value * self.summed_a(power_kw)[self.entry_sum]
        return np.asarray(self.base + phasor_sums(self.entry_row, drawn, len(self.base)), dtype=np.complex128)

    def chosen(self, which: Bools) -> LimitRows:
        """Some of the rows, with the sums that they need."""
        number = np.cumsum(which) - 1
        kept = which[self.entry_row]
        needed = np.zeros(self.sums, dtype=np.bool_)
        needed[self.entry_sum[kept]] = True
        place = np.cumsum(needed) - 1
        inside = needed[self.of_sum]
        return LimitRows(
            entry_row=number[self.entry_row[kept]],
            entry_sum=place[self.entry_sum[kept]],
            value=self.value[kept],
            base=self.base[which],
            step=self.step[which],
            row=self.row[which],
            straight=self.straight[which],
            of_sum=place[self.of_sum[inside]],
            cell=self.cell[inside],
            a_per_kw=self.a_per_kw[inside],
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
    vehicle, step = cells.vehicle[cell], cells.step[cell]
    expanded = AtomCells(
        session=vehicle,
        port=vehicles.port[vehicle],
        interval=step,
        atom=vehicles.atom[vehicle, state],
        most_kwh=cells.cap_kw[cell],
        a_per_kwh=1 / vehicles.kw_per_a[vehicle],
        hours=steps.hours[step],
        there=np.ones(len(step)),
    )
    chosen, of_cell = together(expanded)
    table = entries_of(limits, expanded.chosen(chosen))
    limit = np.maximum(limits.limit[table.slot_row], 1e-300)
    step_of_row = np.zeros(len(limit), dtype=np.int64)
    step_of_row[table.slot] = step[chosen][table.cell]
    by_row = np.argsort(table.slot, kind="stable")
    by_sum = np.argsort(of_cell, kind="stable")
    value = (table.coefficient / limit[table.slot])[by_row]
    base = limits.reserved[table.slot_row] / limit
    every = LimitRows(
        entry_row=table.slot[by_row],
        entry_sum=table.cell[by_row],
        value=value,
        base=base,
        step=step_of_row,
        row=table.slot_row,
        straight=_straight(table.slot[by_row], value, base),
        of_sum=of_cell[by_sum],
        cell=cell[by_sum],
        a_per_kw=(cells.count[cell] / vehicles.kw_per_a[vehicle])[by_sum],
    )
    most_kw = vehicles.offer_kw[cells.vehicle, cells.step]
    return every.chosen(np.abs(every.loads(most_kw)) > 1 + _STRAIGHT)


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
    size = np.abs(rows.loads(power_kw))
    room = 1 - np.abs(rows.base)
    # limits are convex, and what is reserved alone is within them
    scale = np.where(size > 1 + TOLERANCE, room / (room + np.maximum(0.0, size - 1)), 1.0)
    least = np.ones(int(step_of_cell.max(initial=0)) + 1)
    np.minimum.at(least, rows.step, scale)
    return np.asarray(power_kw * least[step_of_cell], dtype=np.float64)

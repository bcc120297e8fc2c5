"""The columns and rows of a plan, and the aims in the order in which they count.

Columns are the power of each cell [kW], the shortfall of each class of vehicles (of one vehicle, battery kWh), the
peaks that are billed [kW], by month the blocks of power that are subscribed to and the demand above them [kW], and the
sums of amperes that limits on phasors are over [A].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.charges import peak_entries
from evsite.studies.fleets.programme import Rows, stacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.cells import Cells, Vehicles
    from evsite.studies.fleets.charges import Charges
    from evsite.studies.fleets.limit_rows import LimitRows
    from evsite.studies.fleets.results import StageKind
    from evsite.studies.fleets.steps import Steps

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Phasors = NDArray[np.complex128]


def runs(of_sum: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """The entries of some sums, one sum after the other: the place among those wanted, and the entry."""
    counts = np.bincount(of_sum, minlength=int(wanted.max(initial=-1)) + 1)
    first = np.cumsum(counts) - counts
    times = counts[wanted]
    place = np.repeat(np.arange(len(wanted)), times)
    return place, np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times) + first[wanted][place]


_FIRST_LEAVES = 0.7
"""By how much energy that is late counts more for the vehicle that leaves first than for the one that leaves last.

In depots of 100 vehicles 0.2 leaves twice as many pauses, and more than 0.7 no fewer.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What one stage makes as small as can be: `cost` by column. Of all fleets of a rank, or of none."""

    kind: StageKind
    rank: int | None
    cost: Floats
    size: float = 0.0
    """What the fleets of a shortfall need in all [kWh]."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is decided under which limits, at which prices."""

    steps: Steps
    vehicles: Vehicles
    cells: Cells
    limits: LimitRows
    charges: Charges
    priced: bool
    """Whether there is a tariff."""
    discs: LimitRows
    """The limits that are not linear."""
    directions: list[tuple[Ints, Phasors]] = field(default_factory=list)
    """Discs and directions in which they were cut: a changed problem with the same limits begins with these cuts."""

    fixed_blocks: tuple[float, ...] | None = None
    """By month, the blocks that are subscribed; None where parts of one are decided too."""

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self.sums.stop)

    @property
    def shortfalls(self) -> slice:
        """The columns of shortfalls."""
        return slice(len(self.cells.step), len(self.cells.step) + len(self.vehicles.need_kwh))

    @property
    def peaks(self) -> slice:
        """The columns of peaks."""
        return slice(self.shortfalls.stop, self.shortfalls.stop + len(self.charges.usd_per_kw))

    @property
    def blocks(self) -> slice:
        """The columns of subscribed blocks."""
        return slice(self.peaks.stop, self.peaks.stop + len(self.charges.covered))

    @property
    def above_blocks(self) -> slice:
        """The columns of demand above them."""
        return slice(self.blocks.stop, self.blocks.stop + len(self.charges.covered))

    @property
    def sums(self) -> slice:
        """The columns of sums of amperes."""
        return slice(self.above_blocks.stop, self.above_blocks.stop + self.discs.sums)

    @property
    def least_shortfall_kwh(self) -> Floats:
        """What each vehicle would lack if it were alone."""
        return np.maximum(0.0, self.vehicles.need_kwh - self.vehicles.most_kwh)

    def bounds(self) -> tuple[Floats, Floats]:
        """The least and the greatest value of every column."""
        charges, cells = self.charges, self.cells
        average, cell, kw = peak_entries(charges, cells)
        most_kw = charges.other_kw + np.bincount(average, kw * cells.cap_kw[cell], len(charges.hours))
        highest_kw = charges.least_kw.copy()
        np.maximum.at(highest_kw, charges.peak, most_kw)
        nothing = np.zeros(self.discs.sums)
        fewest, most, above_kw = self._blocks(highest_kw)
        lower = np.concatenate(
            (cells.least_kw, self.least_shortfall_kwh, charges.least_kw, fewest, 0 * above_kw, nothing)
        )
        most_a = self.discs.summed_a(cells.cap_kw)
        upper = np.concatenate((cells.cap_kw, self.vehicles.need_kwh, highest_kw, most, above_kw, most_a))
        return lower, np.maximum(lower, upper)

    def _blocks(self, highest_kw: Floats) -> tuple[Floats, Floats, Floats]:
        """The fewest and the most blocks of each month, and the most demand above them [kW]."""
        subscription = self.charges.subscription
        peak_kw = highest_kw[self.charges.covered]
        if subscription is None:
            return peak_kw, peak_kw, peak_kw
        # without a price of what is above them, all of it is subscribed
        above_kw = peak_kw * (subscription.overage_usd_per_kw is not None)
        if self.fixed_blocks is not None:
            blocks = np.array(self.fixed_blocks)
            return blocks, blocks, above_kw
        return np.ones(len(peak_kw)), np.maximum(1.0, np.ceil(peak_kw / subscription.block_kw)), above_kw

    def rows(self) -> Rows:
        """Needs, linear limits, averages that no peak may be below, and blocks that cover peaks."""
        return stacked(
            [self._needs(), self.linear_limits().scaled(), self._averages(), self._coverings(), self._sums()]
        )

    def linear_limits(self) -> Rows:
        """The linear limits, in parts of each; among all rows they follow those of the vehicles."""
        linear = self.limits.chosen(self.limits.straight)
        upper = 1.0 - np.abs(linear.base)
        place, entry = runs(linear.of_sum, linear.entry_sum)
        value = np.abs(linear.value)[place] * linear.a_per_kw[entry]
        return Rows(linear.entry_row[place], linear.cell[entry], value, np.full(len(upper), -np.inf), upper)

    def rows_of_cells(self) -> tuple[Ints, Ints, Phasors]:
        """The limit rows that each cell counts on, one cell after the other.

        Returns
        -------
        tuple[Ints, Ints, Phasors]
            By cell the place of its first entry, and at last their number; by entry the row, and what a kW of the cell
            adds to it.
        """
        limits = self.limits
        place, entry = runs(limits.of_sum, limits.entry_sum)
        cell = limits.cell[entry]
        order = np.argsort(cell, kind="stable")
        part = (limits.value[place] * limits.a_per_kw[entry])[order]
        return np.searchsorted(cell[order], np.arange(len(self.cells.step) + 1)), limits.entry_row[place][order], part

    def _sums(self) -> Rows:
        discs = self.discs
        number = np.arange(discs.sums)
        row = np.concatenate((discs.of_sum, number))
        order = np.argsort(row, kind="stable")
        column = np.concatenate((discs.cell, self.sums.start + number))
        value = np.concatenate((discs.a_per_kw, np.full(len(number), -1.0)))
        nothing = np.zeros(len(number))
        return Rows(row[order], column[order], value[order], nothing, nothing)

    def _needs(self) -> Rows:
        vehicles, cells = len(self.vehicles.need_kwh), len(self.cells.step)
        row = np.concatenate((self.cells.vehicle, np.arange(vehicles)))
        order = np.argsort(row, kind="stable")
        column = np.concatenate((np.arange(cells), cells + np.arange(vehicles)))
        value = np.concatenate((self.cells.battery_kwh_per_kw, np.ones(vehicles)))
        need = self.vehicles.need_kwh
        return Rows(row[order], column[order], value[order], need, need)

    def _averages(self) -> Rows:
        charges = self.charges
        average, cell, kw = peak_entries(charges, self.cells)
        number = np.arange(len(charges.hours))
        row = np.concatenate((average, number))
        order = np.argsort(row, kind="stable")
        column = np.concatenate((cell, self.peaks.start + charges.peak))
        value = np.concatenate((kw, np.full(len(number), -1.0)))
        return Rows(row[order], column[order], value[order], np.full(len(number), -np.inf), -charges.other_kw)

    def _coverings(self) -> Rows:
        """A row for each month: its peak is covered by blocks, or above them."""
        charges, count = self.charges, len(self.charges.covered)
        block_kw = 1.0 if charges.subscription is None else charges.subscription.block_kw
        number = np.arange(count)
        column = np.column_stack(
            (self.peaks.start + charges.covered, self.blocks.start + number, self.above_blocks.start + number)
        ).ravel()
        value = np.tile((1.0, -block_kw, -1.0), count)
        return Rows(np.repeat(number, 3), column, value, np.full(count, -np.inf), np.zeros(count)).scaled()

    def aims(self) -> list[Aim]:
        """The aims in the order in which they count."""
        vehicles, cells = self.vehicles, self.cells
        hours = (self.steps.edge_s[1:] - self.steps.edge_s[0])[cells.step] / 3600
        found = []
        for rank in np.unique(vehicles.rank).tolist():
            own = vehicles.rank == rank
            shortfall = np.zeros(self.columns)
            shortfall[self.shortfalls] = np.where(own, vehicles.count, 0)
            found.append(Aim("shortfall", rank, shortfall, float((vehicles.count * vehicles.need_kwh)[own].sum())))
            if (own & vehicles.asap).any():
                delay = np.zeros(self.columns)
                delay[: len(hours)] = np.where(
                    (own & vehicles.asap)[cells.vehicle], cells.battery_kwh_per_kw * cells.count * hours, 0.0
                )
                found.append(Aim("delay", rank, delay))
        if self.priced:
            found.append(Aim("cost", None, self.cost()))
        return found

    def lateness(self) -> Floats:
        """What each column adds to the energy of all batteries times the hours to the end of its step.

        Who leaves first counts a little more, so that vehicles charge one after the other and not in turns.
        """
        vehicles, cells = self.vehicles, self.cells
        hours = (self.steps.edge_s[1:] - self.steps.edge_s[0])[cells.step] / 3600
        steps = np.arange(1, vehicles.present_h.shape[1] + 1)
        last = (np.where(vehicles.present_h > 0, steps, 0)).max(axis=1, initial=0)
        place = np.empty(len(last))
        place[np.argsort(last, kind="stable")] = np.arange(len(last))
        weight = 1 + _FIRST_LEAVES * (1 - place / max(1, len(last)))
        found = np.zeros(self.columns)
        found[: len(hours)] = cells.battery_kwh_per_kw * cells.count * hours * weight[cells.vehicle]
        return found

    def cost(self) -> Floats:
        """What each column costs [USD]."""
        cells, subscription = self.cells, self.charges.subscription
        months = len(self.charges.covered)
        block_usd = 0.0 if subscription is None else subscription.block_usd_per_month
        above_usd = 0.0 if subscription is None else subscription.overage_usd_per_kw or 0.0
        return np.concatenate(
            (
                self.charges.usd_per_kwh[cells.step] * cells.present_h * cells.count
                if self.priced
                else np.zeros(len(cells.step)),
                np.zeros(len(self.vehicles.need_kwh)),
                self.charges.usd_per_kw,
                np.full(months, block_usd),
                np.full(months, above_usd),
                np.zeros(self.discs.sums),
            )
        )

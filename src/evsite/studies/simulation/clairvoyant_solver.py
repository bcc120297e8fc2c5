"""The most energy within limits on phasor sums, bounded from above: a linear programme with cuts outside the cones.

A limit `|z| <= 1` on a phasor sum z is replaced by half-planes `Re(conj(u) z) <= 1` with |u| = 1. Each of them contains
the whole disc, so the maximum of every programme on the way is at least the true one (Kelley, The cutting-plane method
for solving convex programs, J. SIAM 8(4), 1960). Cuts are added where a solution leaves the disc. Below the bound
stands a plan within every limit: the solution, with each interval that exceeds a limit scaled down.

A programme that takes too much work is bounded in two halves of its time. A session that is there in both may then use
what it wants twice, which again can only raise the bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.studies.simulation.clairvoyant_cells import entries_of, phasor_sums, together
from evsite.studies.simulation.growing_programme import GrowingProgramme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.simulation.clairvoyant_cells import Cells
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Phasors = NDArray[np.complex128]

_GAP = 1e-6
"""Cuts are added until the plan is so near to the bound, as a part of it."""
_MOST_ROUNDS = 60
"""A bound holds after any round."""
_NEARLY = 0.9
"""Cut in a round is what is outside by so much of the furthest in its interval: most of the others never bind."""
_MOST_CELLS = 400_000
"""More cells are not solved at once."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """No plan delivers more than `most_kwh`; the plan `energy_kwh`, by cell, is within all limits."""

    most_kwh: float
    energy_kwh: Floats


@dataclass(frozen=True, slots=True)
class _Discs:
    """Phasor sums as parts of their limits: `|base + sum of value * amount| <= 1`, entries sorted by disc.

    `amount` is by pair of an atom and an interval: what its cells get [kWh], those of another voltage in proportion to
    their amperes. `share` is what a kWh of each cell counts there, and `pair` the pair of each cell.
    """

    disc: Ints
    of_pair: Ints
    value: Phasors
    base: Phasors
    interval: Ints
    pair: Ints
    share: Floats

    def amounts(self, energy_kwh: Floats) -> Floats:
        """The amount of each pair."""
        return np.asarray(np.bincount(self.pair, energy_kwh * self.share), dtype=np.float64)

    def cells_of(self, pairs: Ints) -> tuple[Ints, Ints]:
        """The cells of some pairs, one pair after the other: the position among the pairs, and the cell."""
        order = np.argsort(self.pair, kind="stable")
        counts = np.bincount(self.pair)
        first = (np.cumsum(counts) - counts)[pairs]
        position = np.repeat(np.arange(len(pairs)), counts[pairs])
        ends = np.cumsum(counts[pairs])
        return position, order[np.arange(len(position)) + (first - ends + counts[pairs])[position]]

    def sums(self, amount: Floats) -> Phasors:
        """The phasor sum of each disc."""
        found = self.base + phasor_sums(self.disc, self.value * amount[self.of_pair], len(self.base))
        return np.asarray(found, dtype=np.complex128)


def most_energy(limits: StateLimits, cells: Cells, left_kwh: Floats) -> Bounded:
    """Bound what sessions can get in some cells.

    Parameters
    ----------
    limits
        The limits.
    cells
        The cells; they share no limit and no session with others.
    left_kwh
        The most that each session can use in them, by session; inf for any amount.

    Returns
    -------
    Bounded
        The bound [kWh], and a plan that comes near to it.
    """
    intervals = np.unique(cells.interval)
    small = len(cells.session) <= _MOST_CELLS or len(intervals) == 1
    found, solved = _at_once(limits, cells, left_kwh) if small else (None, False)
    if found is not None and (solved or len(intervals) == 1):
        return found
    early = cells.interval < intervals[len(intervals) // 2]
    return _in_two(limits, cells, left_kwh, early)


def _in_two(limits: StateLimits, cells: Cells, left_kwh: Floats, early: NDArray[np.bool_]) -> Bounded:
    """Bound two parts of the intervals apart, as if sessions could use what they lack in each of them once more."""
    energy_kwh = np.zeros(len(cells.session))
    most_kwh = 0.0
    for part in (early, ~early):
        found = most_energy(limits, cells.chosen(part), left_kwh)
        energy_kwh[part] = found.energy_kwh
        most_kwh += found.most_kwh
    had, could = (np.bincount(cells.session, kwh, minlength=len(left_kwh)) for kwh in (energy_kwh, cells.most_kwh))
    used = energy_kwh * np.minimum(1.0, left_kwh / np.maximum(had, 1e-300))[cells.session]
    return Bounded(min(most_kwh, float(np.minimum(left_kwh, could).sum())), used)


def _at_once(limits: StateLimits, cells: Cells, left_kwh: Floats) -> tuple[Bounded, bool]:
    """The bound of one programme, and whether the work for it was not too much."""
    sessions, session = np.unique(cells.session, return_inverse=True)
    left = left_kwh[sessions]
    discs = _discs(limits, cells)
    programme = _programme(cells, session, left)
    most_kwh = float(np.minimum(left, np.bincount(session, cells.most_kwh)).sum())
    plan = np.zeros(len(session))
    solution, rounds = cells.most_kwh, 0
    while rounds < _MOST_ROUNDS:
        _add_cuts(programme, discs, discs.sums(discs.amounts(solution)))
        solution, bound, solved = programme.solve()
        most_kwh = min(most_kwh, bound)
        had = np.bincount(session, solution)
        used = solution * np.minimum(1.0, left / np.maximum(had, 1e-300))[session]
        found = _within_limits(discs, cells, used)
        if found.sum() > plan.sum():
            plan = found
        if plan.sum() >= most_kwh * (1 - _GAP) or not solved:
            break
        rounds += 1
    return Bounded(most_kwh, plan), solved or rounds > 0


def _discs(limits: StateLimits, cells: Cells) -> _Discs:
    """The rows that the cells can fill; the others need no disc."""
    first, pair = together(cells)
    highest = np.zeros(len(first))
    np.maximum.at(highest, pair, cells.a_per_kwh)
    table = entries_of(limits, cells.chosen(first))
    limit = limits.limit[table.slot_row]
    interval = np.empty(len(limit), dtype=np.int64)
    interval[table.slot] = cells.interval[first][table.cell]
    order = np.argsort(table.slot, kind="stable")
    every = _Discs(
        disc=table.slot[order],
        of_pair=table.cell[order],
        value=(table.coefficient * highest[table.cell] / limit[table.slot])[order],
        base=limits.reserved[table.slot_row] / limit,
        interval=interval,
        pair=pair,
        share=cells.a_per_kwh / highest[pair],
    )
    reached = np.abs(every.sums(every.amounts(cells.most_kwh))) > 1
    number = np.cumsum(reached) - 1
    kept = reached[every.disc]
    return _Discs(
        disc=number[every.disc[kept]],
        of_pair=every.of_pair[kept],
        value=every.value[kept],
        base=every.base[reached],
        interval=interval[reached],
        pair=pair,
        share=every.share,
    )


def _programme(cells: Cells, session: Ints, left: Floats) -> GrowingProgramme:
    """A column for each cell, and a row for each session that could get more than it can use."""
    programme = GrowingProgramme(np.ones(len(session)), cells.most_kwh)
    short = np.bincount(session, cells.most_kwh) > left
    order = np.argsort(session, kind="stable")
    order = order[short[session[order]]]
    number = np.cumsum(short) - 1
    programme.add_rows(number[session[order]], order, np.ones(len(order)), left[short])
    return programme


def _add_cuts(programme: GrowingProgramme, discs: _Discs, sums: Phasors) -> None:
    """Add the tangent in the direction of each sum that is outside of its disc."""
    size = np.abs(sums)
    furthest = np.ones(int(discs.interval.max(initial=0)) + 1)
    np.maximum.at(furthest, discs.interval, size)
    outside = (size > 1) & (size - 1 >= _NEARLY * (furthest[discs.interval] - 1))
    number = np.cumsum(outside) - 1
    kept = outside[discs.disc]
    toward = np.conj(sums) / np.where(outside, size, 1.0)
    disc = discs.disc[kept]
    entry, cell = discs.cells_of(discs.of_pair[kept])
    value = (toward[disc] * discs.value[kept]).real[entry] * discs.share[cell]
    upper = 1.0 - (toward * discs.base).real[outside]
    programme.add_rows(number[disc][entry], cell, value, upper)


def _within_limits(discs: _Discs, cells: Cells, energy_kwh: Floats) -> Floats:
    """A plan with each interval scaled down until it is within every limit."""
    size = np.abs(discs.sums(discs.amounts(energy_kwh)))
    room = 1 - np.abs(discs.base)
    # discs are convex, and what is reserved alone is within them
    scale = np.where(size > 1, room / (room + np.maximum(0.0, size - 1)), 1.0)
    least = np.ones(int(cells.interval.max(initial=0)) + 1)
    np.minimum.at(least, discs.interval, scale)
    return np.asarray(energy_kwh * least[cells.interval], dtype=np.float64)

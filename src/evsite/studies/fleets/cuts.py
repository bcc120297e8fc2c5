"""Limits on phasor sums in a linear programme: half-planes that hold the disc, added where a solution leaves it.

Every half-plane `Re(conj(u) z) <= 1` with |u| = 1 contains the whole disc `|z| <= 1`, so no plan is lost and the least
of every programme on the way bounds the true one from below (Kelley, The cutting-plane method for solving convex
programs, J. SIAM 8(4), 1960). Some directions are there from the beginning, since cuts there are needed anyway.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.programme import NO_PRICE, Rows, UnsolvedError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.problem import Problem
    from evsite.studies.fleets.programme import Programme, Solution

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Phasors = NDArray[np.complex128]

OUTSIDE = 1e-7
"""A sum that exceeds its limit by a smaller part is cut no more: the plan is scaled down by so much at most."""
_ROUNDS = 200
_WHOLE_ROUNDS = 20
_NEAR = 1e-7
"""A solution that is so near to its bound is the best, as a part of it."""
_FIRST = 5
"""Directions of the first cuts of a disc."""


class Cuts:
    """The discs of a programme and the cuts that were made of them."""

    def __init__(self, programme: Programme, problem: Problem) -> None:
        """Add the first cuts."""
        self._programme = programme
        self.discs = problem.discs
        self._columns = problem.sums.start
        self._number = np.flatnonzero(~problem.limits.straight)
        self.settled = np.zeros(len(self.discs.base), dtype=np.bool_)
        """The discs whose sums a stage has fixed."""
        self._row, self._disc, self._scale = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        if len(self.discs.base):
            low, high = self._arcs()
            every = np.arange(len(self.discs.base))
            for part in np.linspace(0.0, 1.0, _FIRST):
                self._add(every, np.exp(1j * (low + part * (high - low))))
        self._directions = problem.directions
        for which, toward in self._directions:
            self._add(which, toward)

    def minimise(self, cost: Floats) -> Solution:
        """Find columns of least cost that no disc is left by, but for `OUTSIDE`."""
        solution = self._programme.minimise(cost)
        for _ in range(_ROUNDS):
            if not self._cut(solution):
                break
            solution = self._programme.minimise(cost)
        return solution

    def minimise_whole(self, cost: Floats) -> Solution:
        """Find columns of least cost in a programme with integers that no disc is left by, but for `OUTSIDE`.

        Each integer programme is followed by linear ones with its integers, whose cuts stay (Duran and Grossmann, An
        outer-approximation algorithm for a class of mixed-integer nonlinear programs, Mathematical Programming 36,
        1986). The best of a fixed number of rounds is returned, with what the integer programmes prove.

        Raises
        ------
        UnsolvedError
            None was found.
        """
        best: Solution | None = None
        bound = -np.inf
        for _ in range(_WHOLE_ROUNDS):
            try:
                found = self._programme.minimise(cost)
            except UnsolvedError:
                # as many nodes as are allowed held no plan: what was found before holds
                break
            bound = max(bound, found.bound)
            if not self._cut(found):
                return replace(found, bound=bound)
            with self._programme.integers_held(found.column), suppress(UnsolvedError):
                within = self.minimise(cost)
                best = within if best is None or within.value < best.value else best
            if best is not None:
                if best.value <= bound + _NEAR * max(1.0, abs(bound)):
                    break
                self._programme.start_from(best.column)
        if best is None:
            raise UnsolvedError("no integers were found that the limits allow")
        return replace(best, bound=min(bound, best.value))

    def _cut(self, solution: Solution) -> bool:
        """Cut off a solution where it leaves discs; whether it does."""
        if not len(self.discs.base):
            return False
        sums = self.discs.loads(solution.column)
        outside = np.flatnonzero((np.abs(sums) > 1 + OUTSIDE) & ~self.settled)
        if not len(outside):
            return False
        toward = sums[outside] / np.abs(sums[outside])
        self._directions.append((outside, toward))
        self._add(outside, toward)
        return True

    def keep(self, solution: Solution) -> None:
        """Allow only what costs as little as a solution.

        Where a cut of a disc has a multiplier, the sum of the disc is the same in all that costs as little, since only
        one point of a disc lies that far in the direction of the cut. So it stays where it is.
        """
        programme = self._programme
        cut = np.zeros(len(programme.rows.upper), dtype=np.bool_)
        cut[self._row] = True
        programme.keep(solution, ~cut)
        priced = np.abs(solution.multiplier[self._row]) > NO_PRICE
        touched = np.zeros(len(self.settled), dtype=np.bool_)
        touched[self._disc[priced]] = True
        fixed = np.flatnonzero(touched & ~self.settled)
        self.settled |= touched
        own = self._row[self.settled[self._disc]]
        programme.bound_rows(own, np.full(len(own), -np.inf), np.full(len(own), np.inf))
        self._fix(fixed, solution)
        programme.forget()

    def _fix(self, which: Ints, solution: Solution) -> None:
        """Add rows that leave the sums of some discs where they are."""
        discs = self.discs
        loads = discs.loads(solution.column)[which]
        toward = loads / np.abs(loads)
        number = np.full(len(discs.base), -1)
        number[which] = np.arange(len(which))
        kept = number[discs.entry_row] >= 0
        row = number[discs.entry_row[kept]]
        column = self._columns + discs.entry_sum[kept]
        value = np.conj(toward)[row] * discs.value[kept]
        for part in (value.real, value.imag):
            side = np.bincount(row, part * solution.column[column], len(which)).astype(np.float64)
            self._programme.add(Rows(row, column, part, side, side))

    def _arcs(self) -> tuple[Floats, Floats]:
        """The directions that each sum can have: from the first to the last of its phasors [rad]."""
        discs = self.discs
        first = np.searchsorted(discs.entry_row, np.arange(len(discs.base)))
        turned = np.angle(discs.value * np.conj(discs.value[first])[discs.entry_row])
        low, high = np.zeros(len(first)), np.zeros(len(first))
        np.minimum.at(low, discs.entry_row, turned)
        np.maximum.at(high, discs.entry_row, turned)
        start = np.angle(discs.value[first])
        return start + low, start + high

    def _add(self, which: Ints, toward: Phasors) -> None:
        discs = self.discs
        number = np.full(len(discs.base), -1)
        number[which] = np.arange(len(which))
        kept = number[discs.entry_row] >= 0
        row = number[discs.entry_row[kept]]
        value = (np.conj(toward)[row] * discs.value[kept]).real
        upper = 1.0 - (np.conj(toward) * discs.base[which]).real
        rows = Rows(row, self._columns + discs.entry_sum[kept], value, np.full(len(which), -np.inf), upper)
        first = len(self._programme.rows.upper)
        self._row = np.append(self._row, first + np.arange(len(which)))
        self._disc = np.append(self._disc, which)
        self._scale = np.append(self._scale, rows.scale())
        self._programme.add(rows.scaled())

    def gains(self, multiplier: Floats, limits: int) -> Floats:
        """What each limit would gain if it were greater by its whole, to first order, from multipliers of all rows."""
        return np.asarray(
            np.bincount(self._number[self._disc], -multiplier[self._row] * self._scale, minlength=limits),
            dtype=np.float64,
        )

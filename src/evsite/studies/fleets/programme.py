"""A linear programme that is solved for one aim after the other, with bounds that do not rest on the solver.

Any multipliers of the rows prove a bound (weak duality), since every column has a least and a greatest value: it is
worked out anew from what the solver gives as multipliers.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.rounding import TOLERANCE
from evsite.studies.fleets.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NO_PRICE = 1e-7
"""Multipliers and reduced costs below this are taken for zero."""
OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0}
_TOLERANCES = (TOLERANCE, 1e-8, 1e-7)
"""Of the solver; the next one where it does not come to an end with the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Columns of least cost, the multipliers of rows and the reduced costs of columns.

    No columns within rows and bounds cost less than `bound`.
    """

    column: Floats
    value: float
    bound: float
    multiplier: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows `lower <= sum of value * column <= upper`, their entries in order of rows."""

    row: Ints
    column: Ints
    value: Floats
    lower: Floats
    upper: Floats

    def scale(self) -> Floats:
        """What each row is multiplied with so that its greatest entry is 1."""
        highest = np.zeros(len(self.upper))
        np.maximum.at(highest, self.row, np.abs(self.value))
        return np.asarray(1 / np.where(highest > 0, highest, 1.0), dtype=np.float64)

    def scaled(self) -> Rows:
        """The same rows, the greatest entry of each 1."""
        scale = self.scale()
        return Rows(self.row, self.column, self.value * scale[self.row], self.lower * scale, self.upper * scale)


def stacked(parts: list[Rows]) -> Rows:
    """Rows one after the other."""
    first = np.cumsum([0, *(len(part.upper) for part in parts)])
    return Rows(
        np.concatenate([part.row + begin for part, begin in zip(parts, first, strict=False)]),
        np.concatenate([part.column for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.lower for part in parts]),
        np.concatenate([part.upper for part in parts]),
    )


class UnsolvedError(PlanError):
    """Raised where the solver gives up on a programme that has a solution."""


class Programme:
    """Columns between bounds, and rows to which more can be added; kept in the solver from one aim to the next."""

    def __init__(self, lower: Floats, upper: Floats, rows: Rows, *, integer: Bools | None = None) -> None:
        """Set the programme up."""
        import highspy  # heavy: only where fleets are planned

        self.lower, self.upper, self.rows = lower.copy(), upper.copy(), rows
        self._whole = np.flatnonzero(np.zeros(len(lower), np.bool_) if integer is None else integer)
        self._whole_kept = len(self._whole) > 0
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(lower), len(rows.upper)
        programme.col_cost_ = np.zeros(len(lower))
        programme.col_lower_, programme.col_upper_ = self.lower, self.upper
        programme.row_lower_, programme.row_upper_ = rows.lower, rows.upper
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.searchsorted(rows.row, np.arange(len(rows.upper) + 1)).astype(np.int32)
        matrix.index_, matrix.value_ = rows.column.astype(np.int32), rows.value
        # the class itself writes to the terminal before it can be silenced; what it is made from does not
        solver_of: Any = highspy.Highs.__base__
        self.solver = solver_of()
        self.set(**OPTIONS)
        self.solver.passModel(programme)
        if self._whole_kept:
            self._set_whole(kept=True)

    def set(self, **options: float | str | bool) -> None:
        """Set options of the solver."""
        for option, value in options.items():
            self.solver.setOptionValue(option, value)

    def add(self, rows: Rows) -> None:
        """Add rows."""
        if not len(rows.upper):
            return
        start = np.searchsorted(rows.row, np.arange(len(rows.upper))).astype(np.int32)
        self.solver.addRows(
            len(rows.upper),
            rows.lower,
            rows.upper,
            len(rows.row),
            start,
            rows.column.astype(np.int32),
            rows.value,
        )
        self.rows = stacked([self.rows, rows])

    def bound_columns(self, which: Ints, lower: Floats, upper: Floats) -> None:
        """Give some columns other bounds."""
        self.lower[which], self.upper[which] = lower, upper
        self.solver.changeColsBounds(len(which), which.astype(np.int32), lower, upper)

    @contextmanager
    def integers_held(self, column: Floats) -> Iterator[None]:
        """Within this, integers stay where a solution has them, so that what is left is a linear programme."""
        which = self._whole
        lower, upper = self.lower[which], self.upper[which]
        at = np.round(column[which])
        self.bound_columns(which, at, at)
        self._set_whole(kept=False)
        try:
            yield
        finally:
            self.bound_columns(which, lower, upper)
            self._set_whole(kept=True)

    def _set_whole(self, *, kept: bool) -> None:
        import highspy

        kind = highspy.HighsVarType.kInteger if kept else highspy.HighsVarType.kContinuous
        kinds = np.full(len(self._whole), int(kind), dtype=np.uint8)
        self.solver.changeColsIntegrality(len(self._whole), self._whole.astype(np.int32), kinds)
        self._whole_kept = kept

    def bound_rows(self, which: Ints, lower: Floats, upper: Floats) -> None:
        """Give some rows other bounds."""
        self.rows.lower[which], self.rows.upper[which] = lower, upper
        self.solver.changeRowsBounds(len(which), which.astype(np.int32), lower, upper)

    def minimise(self, cost: Floats) -> Solution:
        """Find columns of least cost.

        Raises
        ------
        UnsolvedError
            The solver found none.
        """
        import highspy

        columns = len(cost)
        self.solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), cost)
        status = None
        solved = {highspy.HighsModelStatus.kOptimal}
        if self._whole_kept:
            # its bound says how far from the best it may be
            statuses = highspy.HighsModelStatus
            solved |= {statuses.kSolutionLimit, statuses.kObjectiveTarget, statuses.kObjectiveBound}
        for tolerance in _TOLERANCES:
            self.set(primal_feasibility_tolerance=tolerance, dual_feasibility_tolerance=tolerance)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status in solved:
                break
            self.solver.clearSolver()
        else:
            raise UnsolvedError(f"the solver found no plan: {status}")
        found = self.solver.getSolution()
        if not found.value_valid:
            raise UnsolvedError(f"the solver found no plan: {status}")
        column = np.clip(np.array(found.col_value), self.lower, self.upper)
        if self._whole_kept:
            bound = float(self.solver.getInfo().mip_dual_bound)
            empty = np.zeros(0)
            return Solution(column, float(cost @ column), bound, empty, empty)
        multiplier = np.array(found.row_dual)
        reduced = self.reduced(cost, multiplier)
        return Solution(column, float(cost @ column), self.bound(reduced, multiplier), multiplier, reduced)

    def reduced(self, cost: Floats, multiplier: Floats) -> Floats:
        """The reduced costs of columns."""
        paid = np.bincount(self.rows.column, multiplier[self.rows.row] * self.rows.value, minlength=len(cost))
        return np.asarray(cost - paid, dtype=np.float64)

    def bound(self, reduced: Floats, multiplier: Floats) -> float:
        """What these multipliers prove that no columns can cost less than."""
        side = np.where(multiplier > 0, self.rows.lower, self.rows.upper)
        # a multiplier at a side that the row does not have is rounding of the solver
        by_rows = np.where(np.isfinite(side), multiplier * np.where(np.isfinite(side), side, 0.0), 0.0).sum()
        return float(by_rows + np.minimum(reduced * self.lower, reduced * self.upper).sum())

    def multipliers_of(self, costs: list[Floats]) -> list[Floats]:
        """Multipliers of the rows for other costs, at the basis of the last solution.

        They say what a little more of each row is worth in each of the costs.
        """
        _, basic = self.solver.getBasicVariables()
        basic = np.asarray(basic)
        found = []
        for cost in costs:
            own = np.where(basic >= 0, cost[np.maximum(basic, 0)], 0.0)
            found.append(np.asarray(self.solver.getBasisTransposeSolve(own)[1], dtype=np.float64))
        return found

    def start_from(self, column: Floats) -> None:
        """Give the solver a solution to begin with."""
        import highspy

        found = highspy.HighsSolution()
        found.col_value = column.tolist()
        self.solver.setSolution(found)

    def forget(self) -> None:
        """Let the solver begin anew: for another cost that is faster than from where it is."""
        self.solver.clearSolver()

    def keep(self, solution: Solution, rows: Bools | None = None) -> None:
        """Allow only what costs as little as a solution: the face of the programme on which it lies.

        Every column with a reduced cost stays at its bound, every row with a multiplier at its side; what is left has
        the same cost, and no dense row is needed to say so. Some rows may be left to the caller.
        """
        reduced = np.abs(solution.reduced) > NO_PRICE
        free = reduced & (self.upper > self.lower)
        at = np.where(solution.reduced > 0, self.lower, self.upper)
        which = np.flatnonzero(free)
        self.bound_columns(which, at[which], at[which])
        held = (np.abs(solution.multiplier) > NO_PRICE) & (self.rows.upper > self.rows.lower)
        if rows is not None:
            held &= rows
        side = np.where(solution.multiplier > 0, self.rows.lower, self.rows.upper)
        which = np.flatnonzero(held & np.isfinite(side))
        self.bound_rows(which, side[which], side[which])

"""A linear programme to which rows are added, with an upper bound that does not rest on tolerances of the solver.

Multipliers p >= 0 of the rows `A x <= b` prove for `0 <= x <= most` that `gain x <= b p + sum of most * max(0, gain - p
A)`, whatever p is (weak duality). The bound is this sum, worked out anew from what the solver gives as multipliers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


_MOST_WORK = 6e9
"""Steps of one solution times columns; work is counted, not time, so that answers are the same everywhere."""


class GrowingProgramme:
    """Columns between 0 and a most, of which the gain is as great as rows allow."""

    def __init__(self, gain: Floats, most: Floats) -> None:
        """Set up the columns; there are no rows yet."""
        import highspy  # heavy: only where a bound is asked for

        self._gain, self._most = gain, most
        self._row, self._column = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._value, self._upper = np.zeros(0), np.zeros(0)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(gain), 0
        programme.col_cost_ = -gain
        programme.col_lower_, programme.col_upper_ = np.zeros(len(gain)), most
        programme.a_matrix_.start_ = np.zeros(len(gain) + 1, dtype=np.int32)
        # the class itself writes to the terminal before it can be silenced; what it is made from does not
        solver_of: Any = highspy.Highs.__base__
        self._solver = solver_of()
        options = {"output_flag": False, "threads": 1, "random_seed": 0, "presolve": "off"}
        for option, value in {**options, "simplex_iteration_limit": max(1, int(_MOST_WORK / len(gain)))}.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(programme)

    def add_rows(self, row: Ints, column: Ints, value: Floats, upper: Floats) -> None:
        """Add rows `sum of value * column <= upper`, given by entries in order of their rows."""
        if not len(upper):
            return
        highest = np.zeros(len(upper))
        np.maximum.at(highest, row, np.abs(value))
        # rows of one size, whatever their unit and the length of the interval
        scale = 1 / np.where(highest > 0, highest, 1.0)
        value, upper = value * scale[row], upper * scale
        start = np.searchsorted(row, np.arange(len(upper)))
        self._solver.addRows(
            len(upper),
            np.full(len(upper), -np.inf),
            upper,
            len(row),
            start.astype(np.int32),
            column.astype(np.int32),
            value,
        )
        self._row = np.append(self._row, row + len(self._upper))
        self._column, self._value = np.append(self._column, column), np.append(self._value, value)
        self._upper = np.append(self._upper, upper)

    def solve(self) -> tuple[Floats, float, bool]:
        """Columns of greatest gain, what no columns within the rows can exceed, and whether these are the same.

        They are not where the work for it was too much; the bound holds all the same.
        """
        import highspy

        self._solver.run()
        solved = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = self._solver.getSolution()
        column = np.array(found.col_value) if found.value_valid else np.zeros(len(self._gain))
        price = np.maximum(0.0, -np.array(found.row_dual)) if found.dual_valid else np.zeros(len(self._upper))
        paid = np.bincount(self._column, price[self._row] * self._value, minlength=len(self._gain))
        bound = float(price @ self._upper + self._most @ np.maximum(0.0, self._gain - paid))
        return np.clip(column, 0.0, self._most), bound, solved

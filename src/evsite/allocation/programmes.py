"""Linear programmes, with whole numbers where asked, solved by HiGHS; imported only where a site rotates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_NODES = 2000
"""Nodes of the search for whole numbers: its bound is a proof at any of them, so the work is counted, not the time."""


WHOLE_GAP = 1e-5
"""Programmes with whole numbers are solved to this part: their bounds hold in any case."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A maximum: the numbers, the price of every row, and what no other numbers can exceed."""

    value: Floats
    price: Floats
    most: float


def maximise(
    gain: Floats,
    matrix: Floats,
    row_limits: tuple[Floats, Floats],
    limits: tuple[Floats, Floats],
    whole: NDArray[np.bool_] | None = None,
) -> Solution | None:
    """The numbers within some limits that gain most.

    Parameters
    ----------
    gain
        By number.
    matrix
        By row and number.
    row_limits
        Lower and upper limits by row.
    limits
        Lower and upper limits by number.
    whole
        Which numbers have to be whole; default none.

    Returns
    -------
    Solution | None
        The solution; None where there is none, or none was found.
    """
    import highspy  # heavy: only where a site rotates

    row, column = np.nonzero(matrix.T)[::-1]
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = matrix.shape[1], matrix.shape[0]
    programme.col_cost_ = gain
    programme.col_lower_, programme.col_upper_ = limits
    programme.row_lower_, programme.row_upper_ = row_limits
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.searchsorted(column, np.arange(matrix.shape[1] + 1)).astype(np.int32)
    programme.a_matrix_.index_ = row.astype(np.int32)
    programme.a_matrix_.value_ = matrix[row, column]
    programme.sense_ = highspy.ObjSense.kMaximize
    if whole is not None:
        kinds = highspy.HighsVarType
        programme.integrality_ = [kinds.kInteger if is_whole else kinds.kContinuous for is_whole in whole.tolist()]
    # the class itself writes to the terminal before it can be silenced; what it is made from does not
    solver_of: Any = highspy.Highs.__base__
    solver = solver_of()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    if whole is not None:
        for option, number in (("mip_rel_gap", WHOLE_GAP), ("mip_abs_gap", 1e-12), ("mip_max_nodes", _MOST_NODES)):
            solver.setOptionValue(option, number)
    solver.passModel(programme)
    solver.run()
    found = solver.getSolution()
    info = solver.getInfo()
    if not found.value_valid or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return Solution(
        value=np.array(found.col_value),
        price=np.abs(np.array(found.row_dual)),
        most=float(info.objective_function_value if whole is None else info.mip_dual_bound),
    )

"""Which cells are on, and with how many power modules: an integer programme for few trips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.rounding import TOLERANCE
from evsite.studies.fleets.cuts import Cuts
from evsite.studies.fleets.programme import Programme, Rows, UnsolvedError, stacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.problem import Problem
    from evsite.studies.fleets.stages import Reached

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

MOST_TRIPS = 30
"""More trips are not looked at one by one."""
_MOST_NODES = 3000
"""Work is counted, not time, so that answers are the same everywhere."""
_SLACK = 1e-6
"""What of a kept value may be given up, as a part of it: the solver keeps to whole numbers no better."""


def integer_plan(
    problem: Problem,
    pool: Ints,
    module_kw: Floats,
    modules: Ints,
    minimum_kw: Floats,
    start: Floats,
    relaxed: list[Reached],
) -> tuple[Bools, Floats, list[float]] | None:
    """Look for the best pattern of cells that are on.

    Parameters
    ----------
    problem
        What is decided, every vehicle by itself.
    pool, module_kw, modules
        By cell its pool of modules (-1 for none) and the power of one; modules by pool.
    minimum_kw
        The least that each cell draws where it draws anything [kW].
    start
        The columns of a plan that is whole.
    relaxed
        What a plan without regard to minimums and modules reached.

    Returns
    -------
    tuple[Bools, Floats, list[float]] | None
        The cells that are on, the most that each draws with its modules [kW], and what no whole plan can go below, by
        aim; None where no such plan was found.
    """
    cells = problem.cells
    own = np.flatnonzero(minimum_kw > 0)
    pooled = np.flatnonzero(pool >= 0)
    lower, upper = problem.bounds()
    most = np.concatenate((np.ones(len(own)), np.ceil(cells.cap_kw[pooled] / module_kw[pooled] - TOLERANCE)))
    first = problem.columns
    rows = stacked(
        [
            problem.rows(),
            _pairs(own, first, -cells.cap_kw[own], upper=True),
            _pairs(own, first, -minimum_kw[own], upper=False),
            _pairs(pooled, first + len(own), -module_kw[pooled], upper=True),
            _shared(pool[pooled], cells.step[pooled], modules, first + len(own)),
        ]
    )
    integer = np.concatenate((np.zeros(first, np.bool_), np.ones(len(most), np.bool_)))
    programme = Programme(np.append(lower, np.zeros(len(most))), np.append(upper, most), rows, integer=integer)
    programme.set(mip_rel_gap=0.0, mip_abs_gap=1e-7, mip_max_nodes=_MOST_NODES, mip_feasibility_tolerance=TOLERANCE)
    cuts = Cuts(programme, problem)
    switched = np.concatenate((start[own] > 0, np.ceil(start[pooled] / module_kw[pooled] - 1e-7)))
    column = np.append(start, switched)
    bounds: list[float] = []
    for before in relaxed:
        cost = np.append(before.aim.cost, np.zeros(len(most)))
        programme.start_from(column)
        programme.set(objective_target=before.bound + 1e-7 * max(1.0, abs(before.bound)))
        try:
            solution = cuts.minimise_whole(cost)
        except UnsolvedError:
            return None
        column = solution.column
        bounds.append(max(solution.bound, before.bound if len(bounds) == sum(_met(bounds, relaxed)) else -np.inf))
        used = np.flatnonzero(cost)
        kept = solution.value + _SLACK * max(1.0, abs(solution.value)) * 1e-1
        programme.add(Rows(np.zeros(len(used), np.int64), used, cost[used], np.array([-np.inf]), np.array([kept])))
    on = np.ones(len(cells.step), dtype=np.bool_)
    on[own] = column[first : first + len(own)] > 0.5
    cap_kw = cells.cap_kw.copy()
    cap_kw[pooled] = np.minimum(cap_kw[pooled], np.round(column[first + len(own) :]) * module_kw[pooled])
    return on, cap_kw, bounds


def _met(bounds: list[float], relaxed: list[Reached]) -> list[bool]:
    """Of the aims before, whether a whole plan comes as near to the goal as one that need not be whole."""
    return [
        bound <= each.bound + 1e-6 * max(1.0, abs(each.bound)) for bound, each in zip(bounds, relaxed, strict=False)
    ]


def _pairs(cell: Ints, first: int, value: Floats, *, upper: bool) -> Rows:
    """Rows of a cell and its own integer: `x + value * z <= 0`, or `>= 0`."""
    count = len(cell)
    row = np.repeat(np.arange(count), 2)
    column = np.column_stack((cell, first + np.arange(count))).ravel()
    values = np.column_stack((np.ones(count), value)).ravel()
    nothing, open_end = np.zeros(count), np.full(count, np.inf)
    return Rows(row, column, values, -open_end if upper else nothing, nothing if upper else open_end)


def _shared(pool: Ints, step: Ints, modules: Ints, first: int) -> Rows:
    """A row for each pool and step: no more modules than there are."""
    width = int(step.max(initial=0)) + 1
    keys, row = np.unique(pool * width + step, return_inverse=True)
    order = np.argsort(row, kind="stable")
    upper = modules[keys // width].astype(np.float64) if len(keys) else np.zeros(0)
    return Rows(row[order], (first + np.arange(len(row)))[order], np.ones(len(row)), np.full(len(keys), -np.inf), upper)

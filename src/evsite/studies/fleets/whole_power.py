"""Power that is drawn whole or not at all: minimum currents of vehicles, and power modules.

A plan without regard to these is a bound. Where it breaks one of them, cells are shut and modules dealt out until none
is broken; each time the rest is planned anew. What that costs is told as the gap to the bound, and with few trips an
integer programme looks for a plan without it (`integer_plan.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.rounding import TOLERANCE
from evsite.studies.fleets.integer_plan import MOST_TRIPS, integer_plan
from evsite.studies.fleets.problem import runs
from evsite.studies.fleets.stages import Reached, solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.network.compile import Network
    from evsite.studies.fleets.cells import Cells, Vehicles
    from evsite.studies.fleets.problem import Problem

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_ROUNDS = 3
"""How often cells that were shut may leave their energy to others that are off."""
_NEAR = 1e-5
"""A plan so near to its bound is not searched for a better one: the integer programme is no more exact."""
_ABOVE = 1e-6
"""By how much a cell that is on is kept above its minimum, so that it is not below when a step is scaled down."""


@dataclass(frozen=True, slots=True, eq=False)
class Modules:
    """Pools of power modules: by cell its pool (-1 for none) and the power of a module there; modules by pool."""

    pool: Ints
    module_kw: Floats
    modules: Ints


def modules_of(networks: Sequence[Network], vehicles: Vehicles, cells: Cells) -> Modules:
    """The modules behind the ports of some cells; the fewest of the states of the week."""
    pool = np.full(len(vehicles.port), -1)
    module_kw = np.ones(len(vehicles.port))
    modules = []
    for number, pools in enumerate(zip(*(network.pools for network in networks), strict=True)):
        modules.append(min(each.modules for each in pools))
        for port, module_a in zip(pools[0].ports, pools[0].module_a, strict=True):
            own = vehicles.port == port
            pool[own] = number
            module_kw[own] = module_a * vehicles.kw_per_a[own]
    return Modules(pool[cells.vehicle], module_kw[cells.vehicle], np.array(modules, dtype=np.int64))


def minimums_of(vehicles: Vehicles, cells: Cells) -> Floats:
    """The least that each cell draws where it draws anything [kW]."""
    return np.asarray(np.minimum(vehicles.min_kw[cells.vehicle], cells.cap_kw), dtype=np.float64)


def broken(cells: Cells, modules: Modules, minimum_kw: Floats, power_kw: Floats) -> tuple[Bools, Bools]:
    """The cells that draw less than their minimum, and those of pools whose modules are not enough."""
    low = (power_kw > minimum_kw * 1e-7) & (power_kw < minimum_kw * (1 - TOLERANCE))
    return low, _crowded(cells, modules, _held(modules, power_kw))


def _held(modules: Modules, power_kw: Floats) -> Ints:
    """The modules that each cell needs."""
    parts = power_kw / modules.module_kw
    return np.where(modules.pool >= 0, np.ceil(parts - 1e-7 * np.maximum(parts, 1.0)), 0).astype(np.int64)


def _crowded(cells: Cells, modules: Modules, held: Ints) -> Bools:
    pooled = modules.pool >= 0
    if not pooled.any():
        return pooled
    width = int(cells.step.max()) + 1
    key = np.where(pooled, modules.pool * width + cells.step, 0)
    total = np.bincount(key[pooled], held[pooled], minlength=len(modules.modules) * width)
    return np.asarray(pooled & (total[key] > modules.modules[modules.pool]), dtype=np.bool_)


def solve_whole(
    problem: Problem, modules: Modules, column: Floats, reached: list[Reached], *, search: bool = True
) -> tuple[Floats, list[Reached], bool]:
    """A plan that draws whole or not at all, from one that does not.

    Parameters
    ----------
    problem
        What is decided, every vehicle by itself.
    modules
        The power modules of its cells.
    column, reached
        The plan without regard to minimums and modules, which bounds every other.
    search
        Whether to look for a better one than that by an integer programme.

    Returns
    -------
    tuple[Floats, list[Reached], bool]
        The columns of the plan, what came of every aim, and whether a search that was not made could find a better one.
    """
    minimum_kw = minimums_of(problem.vehicles, problem.cells)
    found, values = _rounded(problem, modules, minimum_kw, column, reached)
    best = _told(values, reached)
    if all(each.proves(each.value, _NEAR) for each in best) or len(problem.vehicles.port) > MOST_TRIPS:
        return found, best, False
    if not search:
        return found, best, True
    pattern = integer_plan(problem, modules.pool, modules.module_kw, modules.modules, minimum_kw, found, reached)
    if pattern is None:
        return found, best, False
    on, cap_kw, bounds = pattern
    cells = problem.cells
    least = np.where(on, np.minimum(minimum_kw * _above(problem), cap_kw), 0.0)
    fixed = replace(problem, cells=replace(cells, least_kw=least, cap_kw=np.where(on, cap_kw, 0.0)))
    better, values = solve(fixed)
    told = [
        Reached(each.aim, each.value, min(bound, each.value), each.multiplier)
        for each, bound in zip(values, bounds, strict=True)
    ]
    key, key_before = ([round(each.value, 6) for each in values] for values in (told, best))
    if key == key_before:
        # a pattern of the integer programme is any of many: the other plan charges in longer blocks
        same = zip(best, told, strict=True)
        best = [Reached(own.aim, own.value, min(each.bound, own.value), own.multiplier) for own, each in same]
    return (better, told, False) if key < key_before else (found, best, False)


def _rounded(
    problem: Problem, modules: Modules, minimum_kw: Floats, column: Floats, values: list[Reached]
) -> tuple[Floats, list[Reached]]:
    """Keep cells on, shut others and deal out modules, a few times; at last nothing else may be drawn."""
    cells = problem.cells
    cap_kw = cells.cap_kw.copy()
    # beside phasor limits every plan takes many programmes
    rounds = _ROUNDS if problem.limits.straight.all() else 0
    for last in (*[False] * rounds, True):
        power_kw = column[: len(cap_kw)]
        low, crowded = broken(cells, modules, minimum_kw, power_kw)
        if not (low.any() or crowded.any()):
            break
        on = (minimum_kw > 0) & (power_kw >= minimum_kw * (1 - TOLERANCE))
        raised = _raised(problem, minimum_kw, power_kw, low, on)
        least_kw = np.where(on | raised, minimum_kw * _above(problem), 0.0)
        cap_kw = np.minimum(cap_kw, _dealt(cells, modules, (modules.pool >= 0) if last else crowded, power_kw))
        # a port whose modules went to others is off
        least_kw = np.where(least_kw <= cap_kw, least_kw, 0.0)
        cap_kw = np.where(low & ~raised, 0.0, cap_kw)
        if last:
            cap_kw = np.where((minimum_kw > 0) & (least_kw == 0), 0.0, cap_kw)
        column, values = solve(replace(problem, cells=replace(cells, least_kw=least_kw, cap_kw=cap_kw)))
    return column, values


def _above(problem: Problem) -> float:
    return 1.0 if problem.limits.straight.all() else 1 + _ABOVE


def _raised(problem: Problem, minimum_kw: Floats, power_kw: Floats, low: Bools, on: Bools) -> Bools:
    """Of the cells that draw too little the ones that are raised to their minimum: as many as needs and limits allow.

    The minimums of all that is on stay within every limit and every need, so that there is such a plan.
    """
    cells, limits = problem.cells, problem.limits
    least_kw = np.where(on, minimum_kw * _above(problem), 0.0)
    energy = minimum_kw * _above(problem) * cells.battery_kwh_per_kw
    left_kwh = problem.vehicles.need_kwh - np.bincount(
        cells.vehicle, np.where(on, energy, 0.0), len(problem.vehicles.need_kwh)
    )
    raised = np.zeros(len(low), dtype=np.bool_)
    part = np.where(low, power_kw / np.where(minimum_kw > 0, minimum_kw, 1.0), 0.0)
    which = np.flatnonzero(low)
    for cell in which[np.lexsort((which, -np.round(part[which], 9)))].tolist():
        vehicle = cells.vehicle[cell]
        if left_kwh[vehicle] >= energy[cell]:
            left_kwh[vehicle] -= energy[cell]
            raised[cell] = True
    place, entry = runs(limits.of_sum, limits.entry_sum)
    row, cell_of = limits.entry_row[place], limits.cell[entry]
    while raised.any():
        full = np.abs(limits.loads(np.where(raised, minimum_kw * _above(problem), least_kw))) > 1
        inside = full[row] & raised[cell_of]
        if not inside.any():
            break
        # the one of each full row that has least of its minimum
        rows, cells_in = row[inside], cell_of[inside]
        order = np.lexsort((cells_in, np.round(part[cells_in], 9), rows))
        raised[cells_in[order[np.unique(rows[order], return_index=True)[1]]]] = False
    return raised


def _dealt(cells: Cells, modules: Modules, crowded: Bools, power_kw: Floats) -> Floats:
    """The most that each cell of a crowded pool may draw: whole modules, the left-over to who misses least."""
    most = np.full(len(power_kw), np.inf)
    which = np.flatnonzero(crowded)
    if not len(which):
        return most
    parts = power_kw[which] / modules.module_kw[which]
    count = np.floor(parts + 1e-7)
    width = int(cells.step.max()) + 1
    key = modules.pool[which] * width + cells.step[which]
    left = modules.modules[modules.pool[which]] - np.bincount(key, count)[key]
    order = np.lexsort((cells.vehicle[which], -(parts - count), key))
    first = np.searchsorted(key[order], key[order])
    count[order] += np.arange(len(order)) - first < left[order]
    most[which] = count * modules.module_kw[which]
    return most


def _told(values: list[Reached], bounds: list[Reached]) -> list[Reached]:
    """Values beside bounds; after an aim that missed its own, those of later aims say nothing."""
    found: list[Reached] = []
    for value, bound in zip(values, bounds, strict=True):
        kept = all(each.proved for each in found)
        low = bound.bound if kept else 0.0
        found.append(Reached(value.aim, value.value, min(low, value.value), value.multiplier))
    return found

"""The stages of a plan: each aim as small as can be beside what those before it reached.

Where all limits are linear and no fleet is to be ready as soon as possible, all aims are solved at once, with weights
that fall from one to the next; the multipliers of that one programme then prove every stage, or the stages are solved
one by one. With an optimum its face is kept (`Cuts.keep`): the value itself needs no row.

Of the plans that reach all aims alike the one is taken that charges earliest: it can be told again, and a vehicle that
leaves before its time has the more. Pauses of vehicles in it are looked at afterwards (`steadying.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.cuts import Cuts
from evsite.studies.fleets.programme import Programme, UnsolvedError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.problem import Aim, Problem

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

EXACT = 1e-6
"""A stage is proved where its value is so near to its bound: as a part of the value, or of all that fleets need."""
_MARGINS = (1.5, 32.0)
"""By how much weights exceed what is needed on a tree, where every vehicle is there for whole steps; tried in order."""

_MOST_MONTHS = 3
"""In plans over more months not every mix of more and fewer blocks is tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """What came of an aim: the value of the plan, what no plan can go below, and multipliers of limit rows."""

    aim: Aim
    value: float
    bound: float
    multiplier: Floats
    """By row of limits, what this aim would gain to first order if the limit were greater by its whole."""

    @property
    def proved(self) -> bool:
        """Whether no plan can be better."""
        return self.proves(self.value)

    def proves(self, value: float, within: float = EXACT) -> bool:
        """Whether a value is that of the bound, but for a part."""
        return value - self.bound <= within * max(1.0, abs(value), self.aim.size)


def solve(problem: Problem) -> tuple[Floats, list[Reached]]:
    """Solve all stages.

    Parameters
    ----------
    problem
        What is decided.

    Returns
    -------
    tuple[Floats, list[Reached]]
        The columns of the plan, and what came of every aim.
    """
    aims = problem.aims()
    lower, _ = problem.bounds()
    if not aims or not len(lower):
        # nothing is decided where nobody is left
        return lower, [Reached(aim, 0.0, 0.0, np.zeros(len(problem.limits.base))) for aim in aims]
    column, reached = _solved(problem, aims)
    if problem.fixed_blocks is not None or problem.charges.subscription is None:
        return column, reached
    return _in_blocks(problem, column, reached)


def _in_blocks(problem: Problem, column: Floats, reached: list[Reached]) -> tuple[Floats, list[Reached]]:
    """A plan with whole blocks of subscribed power, from one with parts of them, which bounds every other.

    What a plan costs at least is convex in the number of blocks. So in one month the best whole number is next to the
    best one; in several months at once the gap to the bound says how much better another choice could be.
    """
    parts = column[problem.blocks]
    near = np.where(np.abs(parts - np.round(parts)) < EXACT, np.round(parts), parts)
    low, high = np.floor(near).astype(int).tolist(), np.ceil(near).astype(int).tolist()
    pairs = list(zip(low, high, strict=True))
    choices = product(*map(set, pairs)) if len(pairs) <= _MOST_MONTHS else [tuple(low), tuple(high)]
    found = []
    for blocks in sorted(set(choices)):
        try:
            own, values = solve(replace(problem, fixed_blocks=tuple(map(float, blocks))))
        except UnsolvedError:
            # fewer than what other load and earlier peaks ask for
            if blocks == tuple(high):
                raise
            continue
        found.append(([round(each.value, 6) for each in values], own, values))
    _, best, values = min(found, key=lambda each: each[0])
    alone = len(parts) == 1
    return best, [
        Reached(own.aim, own.value, min(own.value, own.bound if alone and own.proved else root.bound), own.multiplier)
        for own, root in zip(values, reached, strict=True)
    ]


def _solved(problem: Problem, aims: list[Aim]) -> tuple[Floats, list[Reached]]:
    one_by_one = not problem.limits.straight.all() or any(aim.kind == "delay" for aim in aims)
    if not one_by_one:
        column, reached = _at_once(problem, aims)
        if reached and all(each.proved for each in reached):
            return column, reached
    return _one_by_one(problem, aims)


def _at_once(problem: Problem, aims: list[Aim]) -> tuple[Floats, list[Reached]]:
    """One programme for all aims, each proved by the multipliers of its basis."""
    lower, upper = problem.bounds()
    programme = Programme(lower, upper, problem.rows())
    costs = np.array([aim.cost for aim in aims])
    column, reached = lower, list[Reached]()
    for margin in _MARGINS:
        weight = _weights(problem, aims, margin)
        solution = programme.minimise(np.asarray(weight @ costs, dtype=np.float64))
        column, reached = solution.column, list[Reached]()
        parts = programme.multipliers_of(list(costs))
        for place, aim in enumerate(aims):
            # plans that keep the values before it: what a weighted sum up to it cannot go below, less those values
            part = weight[: place + 1] / weight[place]
            multiplier = np.asarray(part @ np.array(parts[: place + 1]), dtype=np.float64)
            least = programme.bound(programme.reduced(part @ costs[: place + 1], multiplier), multiplier)
            before = sum(float(own) * each.value for own, each in zip(part, reached, strict=False))
            value = float(aim.cost @ column)
            bound = max(least - before, float(np.minimum(aim.cost * lower, aim.cost * upper).sum()))
            reached.append(Reached(aim, value, min(value, bound), _of_limits(problem, parts[place], None)))
        if all(each.proved for each in reached):
            cuts = Cuts(programme, problem)
            cuts.keep(solution)
            return cuts.minimise(problem.lateness()).column, reached
    return column, reached


def _weights(problem: Problem, aims: list[Aim], margin: float) -> Floats:
    """Weights of the aims: a kWh of one is worth more than all that it could cost in those after it."""
    cells, charges = problem.cells, problem.charges
    gain = cells.battery_kwh_per_kw
    if not len(gain):
        return np.ones(len(aims))
    efficiency = problem.vehicles.efficiency[cells.vehicle]
    usd = 1.0
    if problem.priced:
        by_step = np.zeros(len(problem.steps.hours))
        np.add.at(by_step, charges.step, (charges.steepest_usd_per_kw[charges.peak] / charges.hours)[charges.average])
        usd = float(((np.maximum(charges.usd_per_kwh, 0.0) + by_step)[cells.step] / efficiency).max()) or 1.0
    # what is there for a part of a step takes all of a limit: a kWh of it can stand in the way of several
    ratio = min(float(gain.max() / gain.min()), 16.0)
    weight = np.ones(len(aims))
    for place in reversed(range(len(aims))):
        if aims[place].kind == "cost":
            continue
        following = place + 1 < len(aims) and aims[place + 1].kind == "shortfall"
        weight[place] = margin * ratio * (weight[place + 1] if following else usd)
    return weight


def _one_by_one(problem: Problem, aims: list[Aim]) -> tuple[Floats, list[Reached]]:
    """A programme for each aim."""
    lower, upper = problem.bounds()
    programme = Programme(lower, upper, problem.rows())
    cuts = Cuts(programme, problem)
    reached: list[Reached] = []
    for aim in aims:
        solution = cuts.minimise(aim.cost)
        bound = max(solution.bound, float(np.minimum(aim.cost * programme.lower, aim.cost * programme.upper).sum()))
        multiplier = _of_limits(problem, solution.multiplier, cuts)
        reached.append(Reached(aim, solution.value, min(solution.value, bound), multiplier))
        cuts.keep(solution)
    return cuts.minimise(problem.lateness()).column, reached


def _of_limits(problem: Problem, multiplier: Floats, cuts: Cuts | None) -> Floats:
    """What a limit row that is greater by its whole would gain, from the multipliers of the rows of a programme."""
    limits = problem.limits
    found = np.zeros(len(limits.base)) if cuts is None else cuts.gains(multiplier, len(limits.base))
    first = len(problem.vehicles.need_kwh)
    linear = np.flatnonzero(limits.straight)
    found[linear] = -multiplier[first : first + len(linear)] * problem.linear_limits().scale()
    return found

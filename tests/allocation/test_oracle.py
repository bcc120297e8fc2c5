"""Random sites against an independent convex solver and an independent check of every limit.

The solver knows no filling: it maximises the smallest level above all minimums, freezes the ports whose multipliers say
that they cannot have more, and goes on with the rest (lexicographic max-min), over limits that `physics` takes from the
site itself. Sites whose minimums do not all fit have no such shares; `test_rotation` is about those.
"""

import random
import warnings

import cvxpy as cp
import numpy as np
import pytest
from asking import ceilings_of, fit_together, fixed, minimums_of, shares, weights_of
from hypothesis import given
from physics import bounds_of
from sites import cases

from evsite.allocation.allocator import Allocator
from evsite.sitefile.loading import loads

pytestmark = pytest.mark.slow

CHUNKS = 12
SITES_A_CHUNK = 15
SAME = 1e-5
EXACT = 1e-9


def max_min(site, case, policy):
    """Lexicographic max-min shares by a convex solver, in amperes by port."""
    bounds = bounds_of(site)
    ceiling, weight = ceilings_of(site, case), weights_of(site, policy)
    shut = {port for bound in bounds if bound.value <= 1e-12 for port in bound.parts}
    names = [name for name in site.ports if ceiling[name] > 0 and name not in shut]
    amps = dict.fromkeys(site.ports, 0.0)
    if not names:
        return amps
    scale = max(ceiling[name] for name in names)
    position = {name: index for index, name in enumerate(names)}
    rows = {}
    for bound in bounds:
        for side in bound.cones():
            held = [port for port in side if port in position]
            if held:
                row = np.zeros(len(names), dtype=complex)
                for port in held:
                    row[position[port]] = bound.parts[port] * scale / bound.value
                rows[row.tobytes()] = row
    matrix = np.array(list(rows.values())) if rows else np.zeros((0, len(names)), dtype=complex)
    x, level = cp.Variable(len(names)), cp.Variable()
    floor, rising = cp.Parameter(len(names)), cp.Parameter(len(names))
    lower = x >= floor + rising * level
    most = np.array([ceiling[name] for name in names]) / scale
    needed = minimums_of(site, case)
    minimum = np.array([needed[name] for name in names]) / scale
    full = minimum >= most * (1 - 1e-9)
    # a little room, which the solver needs
    limits = [x >= minimum * (1 - 1e-7), x <= most]
    # one direction alone adds up like plain numbers; the others need the cone
    flat = np.array([_flat(row) for row in matrix], dtype=bool)
    if flat.any():
        limits.append(np.abs(matrix[flat]) @ x <= 1)
    if len(matrix) and not flat.all():
        turning = matrix[~flat]
        limits.append(cp.SOC(np.ones(len(turning)), cp.vstack([turning.real @ x, turning.imag @ x]), axis=0))
    problem = cp.Problem(cp.Maximize(level), [lower, *limits])
    rates = np.array([weight[name] for name in names])
    rates /= rates.max()
    free = ~full
    least = np.where(full, most * (1 - 1e-7), 0.0)
    while free.any():
        floor.value, rising.value = np.where(free, 0.0, least), np.where(free, rates, 0.0)
        assert any(_solved(problem, within) for within in (1e-11, 1e-9)), problem.status
        multiplier = lower.dual_value * rates * free
        stopped = free & (multiplier > 0.3 * multiplier.max()) & (multiplier > 1e-4)
        assert stopped.any()
        least[stopped] = rates[stopped] * level.value * (1 - 1e-9)
        free &= ~stopped
    for name, index in position.items():
        amps[name] = float(least[index]) * scale
    return amps


def _solved(problem, within):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            problem.solve(solver=cp.CLARABEL, tol_gap_abs=within, tol_gap_rel=within, tol_feas=within)
        except cp.error.SolverError:
            return False
    return problem.status in {"optimal", "optimal_inaccurate"}


def _flat(row):
    parts = row[row != 0]
    turned = parts / parts[0]
    return bool(np.all(np.abs(turned.imag) < 1e-12) and np.all(turned.real > 0))


@pytest.mark.parametrize("number", range(CHUNKS))
def test_equal_and_proportional_shares_agree_with_a_convex_solver(number):
    @fixed(number, SITES_A_CHUNK)
    @given(cases(max_ports=10))
    def agree(case):
        site = loads(case.text)
        if not fit_together(bounds_of(site), minimums_of(site, case)):
            return
        for policy in ("equal", "proportional"):
            found, wanted = shares(site, case, policy), max_min(site, case, policy)
            for port in site.ports:
                assert found[port] == pytest.approx(wanted[port], rel=SAME, abs=SAME), (policy, port)

    agree()


def assert_holds(site, case, amps):
    """No limit is exceeded, by these draws or any smaller ones; nobody gets more than accepted."""
    ceiling = ceilings_of(site, case)
    for port, value in amps.items():
        assert 0 <= value <= ceiling[port] * (1 + EXACT), port
    for bound in bounds_of(site):
        load, makers = bound.worst(amps)
        assert load <= bound.value * (1 + EXACT) + 1e-12, (bound.name, makers)


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs", None])
@pytest.mark.parametrize("number", range(4))
def test_no_limit_is_ever_exceeded(number, policy):
    mixed = ("equal", "proportional", "fcfs")

    @fixed(100 + number, 30)
    @given(cases(policies=mixed))
    def holds(case):
        site = loads(case.text)
        assert_holds(site, case, shares(site, case, policy))
        allocator = Allocator(site, policy)
        moment = allocator.moment(**case.moment)
        rotation = allocator.rotation(moment, allocator.shares(moment))
        for slot in rotation.slots if rotation is not None else ():
            assert_holds(site, case, dict(zip(site.ports, slot.tolist(), strict=True)))

    holds()


@pytest.mark.parametrize("number", range(2))
def test_no_limit_is_exceeded_when_vehicles_draw_less_than_they_may(number):
    @fixed(200 + number, 40)
    @given(cases())
    def holds(case):
        site = loads(case.text)
        given_amps = shares(site, case, "equal")
        bounds = bounds_of(site)
        dice = random.Random(7)
        for _ in range(40):
            drawn = {port: value * dice.choice((0.0, 1.0, dice.random())) for port, value in given_amps.items()}
            for bound in bounds:
                load = abs(sum(part * drawn[port] for port, part in bound.parts.items()))
                assert load <= bound.value * (1 + EXACT) + 1e-12, bound.name

    holds()

"""Rotations checked without evsite's own filling: every limit from the site itself, and the best cycle by cones."""

import itertools
import warnings

import cvxpy as cp
import numpy as np
from asking import ceilings_of, fit_together, minimums_of
from physics import bounds_of

EXACT = 1e-9


def assert_lawful(site, case, rotation):
    """Every slot keeps every limit and serves with the minimum; averages count slots by their lengths."""
    bounds, ceiling, needed = bounds_of(site), ceilings_of(site, case), minimums_of(site, case)
    names = list(site.ports)
    for slot in rotation.slots:
        amps = dict(zip(names, slot.tolist(), strict=True))
        for bound in bounds:
            assert bound.worst(amps)[0] <= bound.value * (1 + EXACT) + 1e-12, bound.name
        for port, value in amps.items():
            assert 0 <= value <= ceiling[port] * (1 + EXACT), port
            assert value == 0 or value >= needed[port] * (1 - EXACT), port
    total = sum(length * slot for length, slot in zip(rotation.length_h.tolist(), rotation.slots, strict=True))
    np.testing.assert_allclose(rotation.mean_a, total / rotation.length_h.sum(), rtol=1e-9, atol=1e-12)
    assert (rotation.length_h > 0).all()


def waits_h(rotation, port):
    """The longest time that a port is without current, the cycle being repeated."""
    served = [slot[port] > 0 for slot in rotation.slots]
    assert any(served)
    longest = run = 0.0
    for there, length in itertools.islice(
        itertools.cycle(zip(served, rotation.length_h.tolist(), strict=True)), 2 * len(served)
    ):
        run = 0.0 if there else run + length
        longest = max(longest, run)
    return longest


def best_least(site, case, worth, promised_a=None):
    """The highest least average of any cycle, by a cone programme over every set of ports that can be served together.

    `worth` is what an ampere counts for, by port; a port that cannot be served by itself is left out. With
    `promised_a`, of the cycles that give ports at least so much.
    """
    bounds, ceiling, needed = bounds_of(site), ceilings_of(site, case), minimums_of(site, case)

    def fits(chosen):
        return fit_together(bounds, {name: needed[name] if name in chosen else 0.0 for name in site.ports})

    names = [name for name in site.ports if ceiling[name] > 0 and fits({name})]
    lawful = [
        set(chosen)
        for size in range(1, len(names) + 1)
        for chosen in itertools.combinations(names, size)
        if fits(chosen)
    ]
    level = cp.Variable()
    part = cp.Variable(len(lawful), nonneg=True)
    limits = [cp.sum(part) == 1]
    total = dict.fromkeys(names, 0)
    for number, chosen in enumerate(lawful):
        ports = sorted(chosen, key=names.index)
        drawn = cp.Variable(len(ports))
        low = np.array([needed[name] for name in ports])
        high = np.array([ceiling[name] for name in ports])
        limits += [drawn >= low * part[number], drawn <= high * part[number]]
        for bound in bounds:
            for side in bound.cones():
                held = [name for name in side if name in chosen]
                if held:
                    value = np.array([bound.parts[name] for name in held]) / bound.value
                    at = drawn[[ports.index(name) for name in held]]
                    limits.append(cp.SOC(part[number], cp.hstack([value.real @ at, value.imag @ at])))
        for index, name in enumerate(ports):
            total[name] = total[name] + drawn[index]
    limits += [total[name] * worth[name] >= level for name in names]
    limits += [total[name] >= amps * (1 - EXACT) for name, amps in (promised_a or {}).items()]
    problem = cp.Problem(cp.Maximize(level), limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem.solve(solver=cp.CLARABEL)
    assert problem.status in {"optimal", "optimal_inaccurate"}, problem.status
    return float(level.value), names

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
    # what each port draws in each set, one after the other, and every limit of a set as a row over all of them
    places = [(number, name) for number, chosen in enumerate(lawful) for name in names if name in chosen]
    position = {place: index for index, place in enumerate(places)}
    drawn = cp.Variable(len(places))
    sets = np.array([number for number, _ in places])
    low, high = (np.array([amps[name] for _, name in places]) for amps in (needed, ceiling))
    rows, row_sets = [], []
    for number, chosen in enumerate(lawful):
        for bound in bounds:
            for side in bound.cones():
                row = np.zeros(len(places), dtype=complex)
                for name in chosen.intersection(side):
                    row[position[number, name]] = bound.parts[name] / bound.value
                if row.any():
                    rows.append(row)
                    row_sets.append(number)
    matrix = np.array(rows).reshape(-1, len(places))
    of_port = np.array([[float(name == own) for _, name in places] for own in names])
    total = of_port @ drawn
    limits = [
        cp.sum(part) == 1,
        drawn >= cp.multiply(low, part[sets]),
        drawn <= cp.multiply(high, part[sets]),
        cp.multiply(np.array([worth[name] for name in names]), total) >= level,
        *(total[names.index(name)] >= amps * (1 - EXACT) for name, amps in (promised_a or {}).items()),
    ]
    if rows:
        limits.append(cp.SOC(part[row_sets], cp.vstack([matrix.real @ drawn, matrix.imag @ drawn]), axis=0))
    problem = cp.Problem(cp.Maximize(level), limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem.solve(solver=cp.CLARABEL)
    assert problem.status in {"optimal", "optimal_inaccurate"}, problem.status
    return float(level.value), names

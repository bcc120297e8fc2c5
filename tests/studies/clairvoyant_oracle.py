"""The most energy with perfect foresight a second time: one convex programme, limits from the site itself, true cones.

Nothing of evsite's reductions: a variable for every vehicle in every interval, every limit in each of them, a week
that is looked up minute by minute. Slow and plain on purpose.
"""

import itertools
import math

import cvxpy as cp
import numpy as np
from hypothesis import strategies as st
from physics import bounds_of
from weekday_sessions import MONDAY

from evsite.model.moments import changes, site_at
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.stays import Stay


def session_set(sessions, calendar=MONDAY):
    """Sessions (port, arrive, leave in minutes, energy or None, acceptance or None) as a set, and their stays."""
    ordered = sorted(sessions, key=lambda each: each[1])
    found = tuple(
        Session(f"v{number}", 60 * start, port, 60 * end, energy_kwh=energy, accept_a=accept)
        for number, (port, start, end, energy, accept) in enumerate(ordered)
    )
    stays = [Stay(number, each.port, each.arrive_s, each.leave_s) for number, each in enumerate(found)]
    return SessionSet(found, calendar), stays


@st.composite
def visits(draw, ports, *, last_min=900):
    """Up to two vehicles at each port, one after the other."""
    found = []
    for port in ports:
        edges = sorted(draw(st.lists(st.integers(0, last_min // 15), max_size=4, unique=True)))
        for start, end in zip(edges[::2], edges[1::2], strict=False):
            energy = draw(st.one_of(st.none(), st.integers(0, 40), st.floats(0.5, 30)))
            accept = draw(st.one_of(st.none(), st.integers(0, 60)))
            found.append((port, 15 * start, 15 * end, energy, accept))
    return found


def most_energy_kwh(site, sessions):
    """The greatest energy of these sessions by a convex solver, within every limit at every moment [kWh]."""
    times = sorted({time for _, start, end, _, _ in sessions for time in (start, end)})
    last = max(times, default=0)
    weekly = {edge + week for edge in changes(site) for week in range(0, last + 1, 10_080)}
    times = sorted({*times, *(edge for edge in weekly if times and times[0] < edge < last)})
    cells, limits = [], []
    for start, end in itertools.pairwise(times):
        now = site_at(site, start % 10_080 if len(changes(site)) > 1 else None)
        there = [number for number, (_, arrive, leave, _, _) in enumerate(sessions) if arrive <= start and leave >= end]
        shut = {port for bound in bounds_of(now) if bound.value <= 1e-12 for port in bound.parts}
        position = {}
        for number in there:
            port, _, _, _, accept = sessions[number]
            most = min(now.ports[port].max_a, math.inf if accept is None else accept)
            if most > 0 and port not in shut:
                position[port] = len(cells)
                cells.append((number, most, now.ports[port].output_kw_per_a * (end - start) / 60))
        for bound in bounds_of(now):
            for side in bound.cones() if bound.value > 1e-12 else ():
                held = [port for port in side if port in position]
                if held:
                    limits.append(([position[port] for port in held], [bound.parts[p] / bound.value for p in held]))
    if not cells:
        return 0.0
    most = np.array([cell[1] for cell in cells], dtype=float)
    gain = np.array([cell[2] for cell in cells])
    x = cp.Variable(len(cells))
    held = [x >= 0, x <= 1]
    for number, session in enumerate(sessions):
        own = [index for index, cell in enumerate(cells) if cell[0] == number]
        if own and session[3] is not None:
            held.append((gain * most)[own] @ x[own] <= session[3])
    if limits:
        real, imaginary = np.zeros((len(limits), len(cells))), np.zeros((len(limits), len(cells)))
        for row, (columns, parts) in enumerate(limits):
            for column, part in zip(columns, parts, strict=True):
                real[row, column], imaginary[row, column] = part.real * most[column], part.imag * most[column]
        held.append(cp.SOC(np.ones(len(limits)), cp.vstack([real @ x, imaginary @ x]), axis=0))
    scale = float((gain * most).sum())
    problem = cp.Problem(cp.Maximize((gain * most / scale) @ x), held)
    problem.solve(solver=cp.SCS, eps_abs=1e-9, eps_rel=1e-9, max_iters=200_000)
    assert problem.status == "optimal", problem.status
    return float(problem.value) * scale

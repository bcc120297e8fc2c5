"""Convex solvers on a site given as JSON: one stage of max-min with Clarabel, or all of them through cvxpy."""

import json
import sys
import time
import warnings
from pathlib import Path

import clarabel
import numpy as np
from scipy import sparse


def load(path):
    """Ceilings, and the rows of all limits as two sparse matrices scaled to a limit of 1."""
    given = json.loads(Path(path).read_text())
    ceiling = np.array(given["ceiling_a"])
    rows, columns, real, imag = [], [], [], []
    for number, limit in enumerate(given["limits"]):
        rows += [number] * len(limit["ports"])
        columns += limit["ports"]
        real += [part / limit["limit"] for part in limit["re"]]
        imag += [part / limit["limit"] for part in limit["im"]]
    shape = (len(given["limits"]), len(ceiling))
    return ceiling, sparse.csr_matrix((real, (rows, columns)), shape), sparse.csr_matrix((imag, (rows, columns)), shape)


def stage(ceiling, real, imag):
    """Maximise the smallest share once."""
    ports, limits = len(ceiling), real.shape[0]
    interleaved = sparse.vstack([sparse.csr_matrix(real.shape), -real, -imag]).tocsr()
    order = np.arange(3 * limits).reshape(3, limits).T.ravel()
    eye = sparse.identity(ports, format="csr")
    matrix = sparse.bmat(
        [
            [-eye, np.ones((ports, 1))],
            [eye, None],
            [interleaved[order], None],
        ],
        format="csc",
    )
    bound = np.concatenate([np.zeros(ports), ceiling, np.tile([1.0, 0.0, 0.0], limits)])
    cost = np.zeros(ports + 1)
    cost[-1] = -1
    cones = [clarabel.NonnegativeConeT(2 * ports), *[clarabel.SecondOrderConeT(3)] * limits]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    calls, took = 0, 0.0
    start = time.process_time()
    while took < 0.2:
        solver = clarabel.DefaultSolver(sparse.csc_matrix((ports + 1, ports + 1)), cost, matrix, bound, cones, settings)
        solution = solver.solve()
        calls, took = calls + 1, time.process_time() - start
    return took / calls, np.array(solution.x)


def maxmin(ceiling, real, imag):
    """Stage by stage, freezing whoever the multipliers say cannot have more."""
    import cvxpy as cp

    start = time.process_time()
    ports = len(ceiling)
    scale = ceiling.max()
    x, level = cp.Variable(ports), cp.Variable()
    floor, rising = cp.Parameter(ports), cp.Parameter(ports)
    lower = x >= floor + rising * level
    cone = cp.SOC(np.ones(real.shape[0]), cp.vstack([(real * scale) @ x, (imag * scale) @ x]), axis=0)
    problem = cp.Problem(cp.Maximize(level), [lower, x <= ceiling / scale, cone])
    free, least = ceiling > 0, np.zeros(ports)
    while free.any():
        floor.value, rising.value = np.where(free, 0.0, least), free.astype(float)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            problem.solve(solver=cp.CLARABEL)
        multiplier = lower.dual_value * free
        stopped = free & (multiplier > 1e-3 * multiplier.max())
        least[stopped] = level.value * (1 - 1e-5)
        free &= ~stopped
    return time.process_time() - start, least * scale


def main():
    """Measure one job and print the answer as JSON."""
    job, path = sys.argv[1:]
    problem = load(path)
    seconds, amps = (stage if job == "stage" else maxmin)(*problem)
    json.dump({"seconds": seconds, "amps": amps.tolist()}, sys.stdout)


if __name__ == "__main__":
    main()

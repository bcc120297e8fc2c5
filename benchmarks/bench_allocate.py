"""One allocation at many sizes, beside sorting as many numbers, convex solvers and acnportal's simulator.

Everything is timed in one run on one core, so that the ratios hold on any machine. Peers run in processes of their own
and are given 60 s; acnportal is installed into a virtual environment of its own, and left out, with a word, where that
fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
from common import (
    ROOT,
    arguments,
    best_s,
    caltech_site,
    machine,
    one_circuit_site,
    panels_site,
    shown,
    table,
    times,
    vehicles,
)

PATIENCE_S = 60
PEERS = Path(__file__).parent / "peers"
SITES = {
    10: lambda: one_circuit_site(10),
    54: caltech_site,
    100: lambda: panels_site(100),
    1_000: lambda: panels_site(1_000),
    10_000: lambda: panels_site(10_000),
    100_000: lambda: panels_site(100_000),
}


def allocator_of(ports: int):
    """The allocator of a site, and a moment with every port in use and mixed vehicles."""
    from evsite.allocation.allocator import Allocator
    from evsite.sitefile.loading import loads

    site = loads(SITES[ports]())
    allocator = Allocator(site, "equal")
    accept = {} if ports == 54 else vehicles(allocator.network.ports)
    return allocator, allocator.moment(accept_a=accept)


def problem_of(allocator, moment) -> dict:
    """The site as plain numbers for the peers: ports with ceilings and angles, limits with a coefficient a port."""
    network = allocator.network
    shared: dict[int, dict[int, complex]] = {}
    for port, terms in enumerate(network.terms):
        for limit, part in terms:
            shared.setdefault(limit, {})[port] = part
    limits = [
        {
            "limit": network.limits[limit].value,
            "ports": list(parts),
            "re": [p.real for p in parts.values()],
            "im": [p.imag for p in parts.values()],
        }
        for limit, parts in shared.items()
        if len(parts) > 1
    ]
    angles = {"AB": 30, "BC": -90, "CA": 150, "AN": 0, "BN": -120, "CN": 120, "ABC": 0}
    return {
        "ceiling_a": moment.ceiling_a.tolist(),
        "angle": [angles[port.connection] for port in allocator.site.ports.values()],
        "volts": [port.voltage_v for port in allocator.site.ports.values()],
        "limits": limits,
    }


class Peers:
    """Runs the peers; who was once not done in time is not asked about larger sites."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.acn = acnportal(folder)
        self.late: set[str] = set()
        self.word: dict[tuple[str, int], str] = {}

    def ask(self, job: str, ports: int, problem: Path) -> dict | None:
        """What a peer measured; None, with a word in `word`, if it was not done in time or failed."""
        ours = job in {"stage", "maxmin"}
        python = sys.executable if ours else self.acn
        if python is None:
            self.word[job, ports] = "not installed"
            return None
        if job in self.late:
            self.word[job, ports] = f"over {PATIENCE_S} s"
            return None
        command = [python, str(PEERS / ("convex.py" if ours else "acnsim.py")), job, str(problem)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            self.late.add(job)
            self.word[job, ports] = f"over {PATIENCE_S} s"
            return None
        if done.returncode:
            print(f"{job} at {ports}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            self.word[job, ports] = "failed"
            return None
        return json.loads(done.stdout)


def acnportal(folder: Path) -> str | None:
    """The Python of a virtual environment with acnportal; None, with a word, where it cannot be had."""
    given = os.environ.get("ACNPORTAL_PYTHON")
    if given:
        return given
    python = folder / "acnportal" / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder / "acnportal")], check=True, capture_output=True)
        wanted = ["acnportal==0.3.3", "setuptools<81"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True, capture_output=True)
    except (subprocess.CalledProcessError, OSError):
        print("acnportal cannot be installed here: its columns stay empty", file=sys.stderr)
        return None
    return str(python)


JOBS = {
    "stage": "Clarabel, one stage",
    "maxmin": "cvxpy max-min",
    "roundrobin": "acnsim round robin",
    "fcfs": "acnsim fcfs",
}


def by_size(sizes: list[int], folder: Path, *, with_peers: bool) -> None:
    """The table over numbers of ports."""
    peers = Peers(folder) if with_peers else None
    rows, ratios, shares_of = [], [], {}
    for ports in sizes:
        allocator, moment = allocator_of(ports)
        numbers = np.random.default_rng(1).random(ports)
        sort = best_s(lambda numbers=numbers: np.sort(numbers))
        mine = best_s(lambda a=allocator, m=moment: a.shares(m))
        queue = best_s(lambda n=ports: served_in_order(n), least=1) if ports <= 10_000 else None
        found = {}
        if peers is not None:
            problem = folder / f"{ports}.json"
            problem.write_text(json.dumps(problem_of(allocator, moment)))
            found = {job: peers.ask(job, ports, problem) for job in JOBS}
        took = {job: None if answer is None else answer["seconds"] for job, answer in found.items()}
        cells = [
            shown(took[job]) if took.get(job) is not None else peers.word[job, ports] if peers is not None else "-"
            for job in JOBS
        ]
        shares_of[ports] = (allocator.shares(moment).current_a, found)
        rows.append([f"{ports:,}", shown(mine), shown(sort), *cells[:3], shown(queue), cells[3]])
        against = [times(took.get(job), queue if job == "fcfs" else mine) for job in JOBS]
        ratios.append([f"{ports:,}", times(mine, sort), *against])
    head = ["ports", "evsite equal", "np.sort", *list(JOBS.values())[:3], "evsite fcfs", JOBS["fcfs"]]
    table("One allocation, every port in use", head, rows)
    head = ["ports", "evsite / np.sort", *(f"{name} / evsite" for name in JOBS.values())]
    table("Ratios of the same run", head, ratios)
    agreement(shares_of)


_QUEUES: dict[int, tuple] = {}


def served_in_order(ports: int):
    """First come, first served in the order of the file."""
    if ports not in _QUEUES:
        from evsite.allocation.allocator import Allocator
        from evsite.sitefile.loading import loads

        allocator = Allocator(loads(SITES[ports]()), "fcfs")
        accept = {} if ports == 54 else vehicles(allocator.network.ports)
        _QUEUES[ports] = (allocator, allocator.moment(accept_a=accept))
    allocator, moment = _QUEUES[ports]
    return allocator.shares(moment)


def agreement(shares_of: dict) -> None:
    """How far the peers' answers are from evsite's."""
    rows = []
    for ports, (mine, found) in shares_of.items():
        row = [f"{ports:,}"]
        for job in ("maxmin", "roundrobin"):
            answer = found.get(job)
            row.append("-" if answer is None else f"{np.abs(np.array(answer['amps']) - mine).max():.2g} A")
        rows.append(row)
    table(
        "Largest difference from evsite's shares",
        ["ports", "cvxpy max-min", "acnsim round robin (steps of 0.1 A)"],
        rows,
    )


def many_occupancies(count: int) -> None:
    """A million random occupancies of the 20-port panel (7 on AB, 7 on BC, 6 on CA)."""
    from evsite.allocation.allocator import Allocator
    from evsite.allocation.filling import fill, make_cells
    from evsite.sitefile.loading import loads

    text = '[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'
    text += '[panels.P]\nfed_from = "U"\nmain = "400 A"\n'
    for pair, ports in (("AB", 7), ("BC", 7), ("CA", 6)):
        text += f'[circuits.C{pair}]\npanel = "P"\ncount = {ports}\nbreaker = "100 A"\nphases = "{pair}"\n'
        text += f'[stations.{pair}_]\ncount = {ports}\nmax_current = "80 A"\ncircuits = "C{pair}"\n'
    allocator = Allocator(loads(text), "equal")
    arrays = allocator.arrays
    there = np.random.default_rng(1).random((count, 20)) < 0.6
    rows = []
    for title, ceilings in (
        ("every vehicle takes 80 A", allocator.arrays.cap_a),
        (
            "eight kinds of vehicle",
            np.minimum(allocator.arrays.cap_a, list(vehicles(allocator.network.ports).values())),
        ),
    ):
        cells, _, port_cell = make_cells(arrays, ceilings / allocator.rate, allocator.rate)
        one_hot = np.zeros((20, len(cells.atom)))
        one_hot[np.arange(20), port_cell] = allocator.rate

        def answer(cells=cells, one_hot=one_hot):
            return fill(arrays, cells, there @ one_hot)

        took = best_s(answer, least=2)
        rows.append([title, f"{count:,}", str(len(cells.atom)), shown(took), shown(took / count)])
    table("Occupancies of the 20-port panel, one core", ["vehicles", "occupancies", "cells", "time", "each"], rows)


def memory(ports: int) -> None:
    """Memory of one allocation beside that of the compiled site."""
    allocator, moment = allocator_of(ports)
    tracemalloc.start()
    allocator.shares(moment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    arrays = sum(value.nbytes for value in vars_of(allocator.arrays))
    table(
        "Memory of one allocation",
        ["ports", "arrays of the site", "more while allocating", "per port"],
        [[f"{ports:,}", f"{arrays / 1e6:.1f} MB", f"{peak / 1e6:.1f} MB", f"{(arrays + peak) / ports:,.0f} B"]],
    )


def vars_of(arrays) -> list[np.ndarray]:
    """The arrays of a slotted dataclass."""
    return [value for name in arrays.__slots__ if isinstance(value := getattr(arrays, name), np.ndarray)]


def main() -> None:
    """Print all tables."""
    options = arguments("time of one allocation", quick="up to 1,000 ports, 100,000 occupancies", alone="without peers")
    print(machine())
    sizes = [ports for ports in SITES if not options.quick or ports <= 1_000]
    with tempfile.TemporaryDirectory() as folder:
        by_size(sizes, Path(folder), with_peers=not options.alone)
    many_occupancies(100_000 if options.quick else 1_000_000)
    memory(sizes[-1])


if __name__ == "__main__":
    assert ROOT
    main()

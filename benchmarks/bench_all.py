"""What evsite aims at, what was measured, and the ratio of both: one table of one run, beside the peers.

Each line is printed as soon as it is measured, so that a run that is cut short is of use. Seconds are processor time of
whole processes, so that other work on the machine counts little. Peers and evsite are measured by the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bench_allocate import PEERS, acnportal, allocator_of, problem_of
from bench_commands import run, site
from bench_growth import MOST, growth
from bench_simulate import FIRST_DAY, GROWTH, ask_acnportal, cores, event_s, measured_year
from common import arguments, best_s, machine, shown, times
from garages import garage, june, play

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE_AIMS_S = {1_000: None, 10_000: 5.0, 100_000: 30.0}
OTHER_AIMS_S = {"report": {10_000: 3.0}, "check": {}, "allocate": {}}
MOST_MB = 1_000
SORTS, CLARABEL, START_UP = 20.0, 5.0, 5.0
ROUNDS = 5
ACNPORTAL, PATIENCE_S = 100.0, 300
YEAR_S, EVENT_GROWTH = 3.0, 2.0


def commands(folder: Path, *, quick: bool) -> Iterator[list[str]]:
    """Time, memory and output of commands on sites of one group on each panel."""
    program = [sys.executable, "-m", "evsite"]
    wanted = [("table", ports, aim) for ports, aim in TABLE_AIMS_S.items() if not (quick and ports > 10_000)]
    wanted += [(name, ports, aims.get(ports)) for name, aims in OTHER_AIMS_S.items() for ports in (1_000, 10_000)]
    for name, ports, aim in wanted:
        file = folder / f"{ports}.toml"
        if not file.exists():
            file.write_text(site(ports, grouped=False))
        for form in ("text", "json"):
            done = run([*program, name, str(file), *(["--format", "json"] if form == "json" else [])])
            yield [
                f"{name}, {ports:,} ports, {form}",
                "-" if aim is None else f"{shown(aim)}, {MOST_MB:,} MB",
                shown(done.cpu_s),
                "-" if aim is None else f"{done.cpu_s / aim:.2f} of the aim",
                f"{done.peak_mb:.0f} MB",
                f"{done.output_mb * 1e6:,.0f} B",
            ]


def allocations(folder: Path, *, quick: bool) -> Iterator[list[str]]:
    """One allocation beside a stage of Clarabel, and beside sorting as many numbers."""
    import numpy as np

    allocator, moment = allocator_of(54)
    problem = folder / "54.json"
    problem.write_text(json.dumps(problem_of(allocator, moment)))
    stages, ours = [], []
    for _ in range(ROUNDS):
        peer = [sys.executable, str(PEERS / "convex.py"), "stage", str(problem)]
        done = subprocess.run(peer, capture_output=True, text=True, check=True)
        stages.append(json.loads(done.stdout)["seconds"])
        ours.append(best_s(lambda: allocator.shares(moment)))
    times_faster = min(stages) / min(ours)
    yield [
        "54 ports beside one stage of Clarabel",
        f"{CLARABEL:.0f} times faster",
        f"{shown(min(ours))} to {shown(min(stages))}",
        f"{times_faster:.1f} x",
        "",
        "",
    ]
    for ports in (10_000,) if quick else (10_000, 100_000):
        allocator, moment = allocator_of(ports)
        numbers = np.random.default_rng(1).random(ports)
        sort = best_s(lambda numbers=numbers: np.sort(numbers))
        mine = best_s(lambda a=allocator, m=moment: a.shares(m))
        aim = f"within {SORTS:.0f} sorts" if ports == 100_000 else "-"
        took = f"{shown(mine)} to {shown(sort)}"
        yield [f"{ports:,} ports beside np.sort", aim, took, f"{mine / sort:.0f} x", "", ""]


def start_up(folder: Path) -> list[str]:
    """A check of twenty ports beside what it cannot do without."""
    file = folder / "20.toml"
    file.write_text(site(20, grouped=True))
    ours, imports = [], []
    for _ in range(ROUNDS):
        ours.append(run([sys.executable, "-m", "evsite", "check", str(file)]).cpu_s)
        imports.append(run([sys.executable, "-c", "import typer, pydantic"]).cpu_s)
    took, base = min(ours), min(imports)
    return [
        "check, 20 ports, beside import typer, pydantic",
        f"within {START_UP:.0f} imports",
        f"{shown(took)} to {shown(base)}",
        f"{took / base:.1f} x",
        "",
        "",
    ]


def growths(*, quick: bool) -> Iterator[list[str]]:
    """The reader or rule that grows most, and whatever grows more than in proportion."""
    most, steepest = 0.0, None
    for title, n, _, twice, ratio, mark in growth(quick=quick):
        line = [f"growth of {title}", f"below {MOST} x", f"{twice} at 2 x {n}", f"{ratio} x {mark}".strip(), "", ""]
        if float(ratio) > most:
            most, steepest = float(ratio), line
        if mark:
            yield line
    if steepest is not None:
        yield [f"{steepest[0]}: the most", *steepest[1:]]


def simulations(folder: Path, *, quick: bool) -> Iterator[list[str]]:
    """Sessions beside acnportal, a year under each policy, and how the time of an event grows with the site."""
    from evsite.studies.simulation.simulate import SIMULATED_NAMES

    site, sessions = garage("jpl", any_ampere=True), june("jpl", FIRST_DAY, FIRST_DAY)
    python = None if quick else acnportal(folder)
    if python is not None:
        theirs, told = ask_acnportal(python, site, sessions, folder, PATIENCE_S)
        took = min(play(site, sessions, "fcfs")[1] for _ in range(ROUNDS))
        title, aim = "a day of JPL, fcfs, beside acnportal", f"{ACNPORTAL:.0f} times faster"
        if theirs is None:
            yield [title, aim, told, "-", "", ""]
        else:
            yield [title, aim, f"{shown(took)} to {shown(theirs['seconds'])}", times(theirs["seconds"], took), "", ""]
    for policy in ("equal", "fcfs") if quick else SIMULATED_NAMES:
        found = measured_year(policy, [], cores())
        title, peak = f"a year of 100 ports, {policy}", f"{found['peak_mb']:.0f} MB"
        for how, took in ((f"by the clock, {cores()} processes", "wall_s"), ("processor time, one process", "seconds")):
            ratio = f"{found[took] / YEAR_S:.2f} of the aim"
            yield [f"{title}, {how}", shown(YEAR_S), shown(found[took]), ratio, peak, ""]
    for policy in ("equal", "fcfs"):
        few, many = event_s(GROWTH[0], policy)[2], event_s(GROWTH[1], policy)[2]
        title = f"an event of {GROWTH[1]} ports beside one of {GROWTH[0]}, {policy}"
        yield [title, f"below {EVENT_GROWTH} x", f"{shown(many)} to {shown(few)}", times(many, few), "", ""]


def main() -> None:
    """Print the table, line by line."""
    options = arguments("what is aimed at, and what was measured", quick="up to 10,000 ports")
    print(machine())
    print("\n### Aims\n")
    print(
        "| what | aim | measured | ratio | peak | output |\n|------|-----|----------|-------|------|--------|",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = chain(
            [start_up(folder)],
            allocations(folder, quick=options.quick),
            commands(folder, quick=options.quick),
            simulations(folder, quick=options.quick),
            growths(quick=options.quick),
        )
        for row in rows:
            print("| " + " | ".join(row) + " |", flush=True)
    print(f"\nload average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

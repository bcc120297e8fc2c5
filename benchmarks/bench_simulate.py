"""Sessions of real drivers played through: beside acnportal, over a year of 100 ports, and as the site grows.

1. June 2019 at two real garages, first come first served, by evsite and by acnportal's simulator in one run. Both get
   the same sessions, snapped to 5 min (acnportal's step), and the same limits: acnportal's network is built of the
   limits that evsite compiles, with their phasors. acnportal plays only some days unless `--whole`; if it is not done
   in `--patience` seconds it is ended.
2. A year of 100 ports under each policy, beside what every command imports: below a transformer that is often full, and
   below one that never is.
3. Four weeks of 100 ports below either transformer: the bound of perfect foresight, and a day of 400 ports.
4. A day of 100, 400 and 1,600 ports with as many sessions a port: the time of an event should stay.

Seconds are processor time, without reading; beside that of a year stands how long it takes by the clock in as many
processes as there are cores, which means something where nothing else runs on the machine. Each policy of a year runs
in a process of its own, so that its memory can be told. Circles of objects are looked for as rarely as in the program.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from bench_allocate import acnportal, problem_of
from bench_commands import run
from common import best_s, machine, shared_garage_site, shown, table, times
from garages import STEP_S, acn_files, full_of, garage, june, play, wall_s

if TYPE_CHECKING:
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.results import PolicyRun

HERE = Path(__file__).parent
FIRST_DAY = 3
"""Of June 2019: a Monday."""
YEAR = {"drivers": 155, "days": 365, "seed": 1}
GROWTH = (100, 400, 1_600)
DRIVERS_A_PORT = 1.55


def beside_acnportal(options: argparse.Namespace, folder: Path) -> None:
    """June 2019, first come first served, by both."""
    python = None if options.alone else acnportal(folder)
    first, last = (1, 30) if options.whole else (FIRST_DAY, min(30, FIRST_DAY + options.days - 1))
    rows = []
    for name in ("jpl", "caltech") if options.garage is None else (options.garage,):
        site, sessions = garage(name), june(name, first, last)
        window = f"{name}, {first} to {last} June, {len(sessions.sessions):,} sessions"
        eager_site = garage(name, any_ampere=True)
        ours, ours_s = play(site, sessions, "fcfs")
        eager, took = play(eager_site, sessions, "fcfs")
        for _ in range(2):
            ours_s = min(ours_s, play(site, sessions, "fcfs")[1])
            took = min(took, play(eager_site, sessions, "fcfs")[1])
        rows += [
            _line(window, "evsite, under 8 A waits", ours, ours_s, took),
            _line(window, "evsite, any ampere", eager, took, took),
        ]
        if python is None:
            continue
        theirs, told = ask_acnportal(python, site, sessions, folder, options.patience)
        if theirs is None:
            rows.append([window, "acnportal, any ampere, steps of 5 min", told, "", "", "", "", told, ""])
            continue
        apart_kwh = [a.energy_kwh - b for a, b in zip(eager.outcomes, theirs["energy_kwh"], strict=True)]
        rows.append(
            [
                window,
                "acnportal, any ampere, steps of 5 min",
                f"{sum(theirs['energy_kwh']):,.3f}",
                f"{sum(theirs['full']):,}",
                f"{-sum(apart_kwh) / eager.energy_kwh:+.3%}",
                f"{theirs['peak_kw']:.3f}",
                f"{theirs['fullest']:.7f}",
                shown(theirs["seconds"]),
                times(theirs["seconds"], took),
            ]
        )
    head = ["sessions", "who", "kWh", "full", "kWh to any ampere", "peak kW", "fullest limit", "time", "to any ampere"]
    table("First come first served, sessions at the nearest 5 min", head, rows)


def _line(window: str, who: str, found: PolicyRun, took: float, beside_s: float) -> list[str]:
    fullest = max(limit.peak_load / limit.value for limit in found.limits)
    peak_kw = float(found.power.power_kw.max())
    cells = [f"{found.energy_kwh:,.3f}", f"{full_of(found):,}", "", f"{peak_kw:.3f}", f"{fullest:.7f}"]
    return [window, who, *cells, shown(took), times(took, beside_s)]


def ask_acnportal(
    python: str, site: Site, sessions: SessionSet, folder: Path, patience_s: float
) -> tuple[dict | None, str]:
    """What acnportal found; or None and why."""
    from evsite.allocation.allocator import Allocator

    allocator = Allocator(site, "equal")
    problem = problem_of(allocator, allocator.moment())
    number = {port: position for position, port in enumerate(site.ports)}
    first_s = sessions.sessions[0].arrive_s
    problem["sessions"] = [
        [
            number[each.port],
            round((each.arrive_s - first_s) / STEP_S),
            round((each.leave_s - first_s) / STEP_S),
            each.energy_kwh,
        ]
        for each in sessions.sessions
        if each.port is not None and each.leave_s is not None
    ]
    path = folder / "sessions.json"
    path.write_text(json.dumps(problem))
    command = [python, "-W", "ignore", str(HERE / "peers" / "acnsim_sessions.py"), str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience_s, check=False)
    except subprocess.TimeoutExpired:
        return None, f"over {patience_s:.0f} s"
    if done.returncode:
        print(f"acnportal: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None, "failed"
    return json.loads(done.stdout), ""


def cores() -> int:
    """How many processes the command line would use."""
    return os.cpu_count() or 1


def as_the_program() -> None:
    """Look for circles of objects as rarely as `evsite.__main__` does."""
    gc.set_threshold(2_000_000, 10, 10)


def year_of(policy: str, files: list[str], jobs: int | None = None, transformer_kva: int = 300) -> dict[str, float]:
    """A year of 100 ports under one policy, or the sessions of files at JPL: time [s] and memory [MB].

    With `jobs` also how long it takes by the clock in so many processes.
    """
    as_the_program()
    from evsite.sitefile.loading import loads
    from evsite.sitefile.sessions.loading import load_sessions
    from evsite.studies.arrivals.sessions import synthetic_sessions

    if files:
        site = garage("jpl")
        sessions = load_sessions(files, site)
    else:
        site = loads(shared_garage_site(100, transformer_kva))
        sessions = synthetic_sessions(site, "workplace", **YEAR)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found, took = play(site, sessions, policy)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "sessions": len(sessions.sessions),
        "energy_kwh": found.energy_kwh,
        "full": full_of(found),
        "events": found.events,
        "states": found.states,
        "seconds": took,
        "before_mb": before,
        "peak_mb": peak_mb,
        "wall_s": 0.0 if jobs is None else wall_s(site, sessions, policy, jobs),
    }


def measured_year(
    policy: str, files: list[Path], jobs: int | None = None, transformer_kva: int = 300
) -> dict[str, float]:
    """`year_of` in a process of its own."""
    code = f"import json, sys; sys.path.insert(0, {str(HERE)!r}); import bench_simulate; "
    arguments = policy, [str(file) for file in files], jobs, transformer_kva
    code += f"print(json.dumps(bench_simulate.year_of(*{arguments!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def imports_s() -> float:
    """What every command imports: the fastest of some processes [s]."""
    return min(run([sys.executable, "-c", "import typer, pydantic"]).cpu_s for _ in range(5))


def years(title: str, files: list[Path], policies: tuple[str, ...], transformer_kva: int = 300) -> None:
    """A year under each policy, beside the imports."""
    base = imports_s()
    rows = []
    for policy in policies:
        found = measured_year(policy, files, cores(), transformer_kva)
        rows.append(
            [
                policy,
                f"{found['energy_kwh']:,.3f}",
                f"{found['full']:,}",
                f"{found['events']:,}",
                f"{found['states']:,}",
                shown(found["seconds"]),
                shown(found["wall_s"]),
                shown(found["seconds"] / found["events"]),
                times(found["seconds"], base),
                f"{found['peak_mb']:.0f} MB (+{found['peak_mb'] - found['before_mb']:.0f})",
            ]
        )
    by_clock = f"by the clock, {cores()} processes"
    head = ["policy", "kWh", "full", "events", "states", "time", by_clock, "an event", "to import typer, pydantic"]
    title = f"{title}, {found['sessions']:,} sessions; the imports take {shown(base)}"
    table(title, [*head, "peak memory"], rows)


def event_s(ports: int, policy: str) -> tuple[int, int, float]:
    """A day of so many ports: sessions, events, and the least processor time of an event [s]."""
    from evsite.sitefile.loading import loads
    from evsite.studies.arrivals.sessions import synthetic_sessions

    site = loads(shared_garage_site(ports))
    sessions = synthetic_sessions(site, "workplace", drivers=round(DRIVERS_A_PORT * ports), days=1, seed=1)
    found, _ = play(site, sessions, policy)
    took = best_s(lambda: play(site, sessions, policy), least=2)
    return len(sessions.sessions), found.events, took / found.events


def growth(policies: tuple[str, ...]) -> None:
    """The time of an event on larger sites."""
    rows = []
    for policy in policies:
        each = {ports: event_s(ports, policy) for ports in GROWTH}
        cells = [f"{shown(took)} ({events:,})" for _, events, took in each.values()]
        rows.append([policy, *cells, times(each[GROWTH[-1]][2], each[GROWTH[0]][2])])
    head = ["policy", *(f"{ports:,} ports" for ports in GROWTH), f"{GROWTH[-1]:,} to {GROWTH[0]}"]
    table("A day: time of an event (events), compiling the site included", head, rows)


def bounded(ports: int, transformer_kva: int, days: int) -> list[str]:
    """What perfect foresight could deliver in some days: a row of the table."""
    from evsite.sitefile.loading import loads
    from evsite.studies.arrivals.sessions import synthetic_sessions
    from evsite.studies.simulation.clairvoyant import clairvoyant_bound
    from evsite.studies.simulation.stays import stays_of

    site = loads(shared_garage_site(ports, transformer_kva))
    sessions = synthetic_sessions(site, "workplace", drivers=round(DRIVERS_A_PORT * ports), days=days, seed=1)
    run, took = play(site, sessions, "fcfs")
    start = time.process_time()
    found = clairvoyant_bound(site, sessions, stays_of(run))
    bound_s = time.process_time() - start
    what = f"{ports:,} ports, {days} {'day' if days == 1 else 'days'}, transformers of {transformer_kva} kVA"
    cells = [f"{len(sessions.sessions):,}", f"{run.energy_kwh:,.3f}", f"{found.energy_kwh:,.3f}", f"{found.gap:.1e}"]
    return [what, *cells, shown(bound_s), times(bound_s, took)]


def foresight() -> None:
    """The bound of perfect foresight, beside one policy played."""
    rows = [bounded(100, 300, 28), bounded(100, 500, 28), bounded(400, 300, 1)]
    head = ["what", "sessions", "kWh, fcfs", "kWh, perfect foresight", "gap", "time", "to fcfs played"]
    table("The bound of perfect foresight", head, rows)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description="sessions of real drivers played through")
    parser.add_argument("--quick", action="store_true", help="fcfs and equal only, without acnportal")
    parser.add_argument("--alone", action="store_true", help="without acnportal")
    parser.add_argument("--days", type=int, default=3, help="days that acnportal plays (default 3)")
    parser.add_argument("--whole", action="store_true", help="the whole month in acnportal: some ten minutes")
    parser.add_argument("--patience", type=float, default=None, help="seconds for acnportal (default 300, or 3,000)")
    parser.add_argument("--acn", type=Path, help="folder with CSV files of ACN-Data, named SITE_FIRST_LAST.csv[.gz]")
    parser.add_argument("--garage", choices=("jpl", "caltech"), help="one garage beside acnportal")
    parser.add_argument("--only", choices=("acnportal", "year", "foresight", "growth"), help="one table")
    options = parser.parse_args()
    options.alone = options.alone or options.quick
    options.patience = options.patience or (3000 if options.whole else 300)
    from evsite.studies.simulation.simulate import SIMULATED_NAMES

    policies = ("equal", "fcfs") if options.quick else SIMULATED_NAMES
    print(machine())
    as_the_program()
    with tempfile.TemporaryDirectory() as folder:
        if options.only in {None, "acnportal"}:
            beside_acnportal(options, Path(folder))
    if options.only in {None, "year"}:
        years("A year of 100 ports below a transformer that is often full", [], policies)
        years("A year of 100 ports below a transformer that never is", [], policies, 500)
        if options.acn:
            years("JPL, May to December 2019", acn_files(options.acn, "jpl", 2019), policies)
    if options.only in {None, "foresight"}:
        foresight()
    if options.only in {None, "growth"}:
        growth(policies)
    print(f"\nload average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

"""A week of real sessions in the network that `evsite export acnportal` writes: acnportal beside `evsite simulate`.

acnportal loads the document by `ChargingNetwork.from_json`, without a warning, and plays a week of June 2019, first
come first served, in steps of 5 min; evsite plays the same sessions, snapped to 5 min, by events. Any current can be
given, as acnportal's scheduler has no minimum of a group. A session may differ by what one step gives at most, since
acnportal ends a step before it gives what is free to the next: the script fails if one differs by more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from bench_allocate import acnportal
from common import machine, shown, table
from garages import STEP_S, garage, june, play

HERE = Path(__file__).parent
FIRST_DAY, DAYS = 3, 7
"""Of June 2019: a week from Monday on."""


def beside(name: str, python: str, folder: Path, days: int, patience_s: float) -> tuple[list[str], bool]:
    """A row of the table, and whether every session agrees within a step."""
    from evsite.output.acnportal_json import acnportal_document
    from evsite.output.json.writer import dumps
    from evsite.studies.acnportal.network import acn_network

    site, sessions = garage(name, any_ampere=True), june(name, FIRST_DAY, FIRST_DAY + days - 1)
    network = acn_network(site)
    assert not any(each.stricter for each in network.constraints)
    ours, took = play(site, sessions, "fcfs")
    first_s = sessions.sessions[0].arrive_s
    rows = [
        [
            each.port,
            round((each.arrive_s - first_s) / STEP_S),
            round((each.leave_s - first_s) / STEP_S),
            each.energy_kwh,
        ]
        for each in sessions.sessions
        if each.leave_s is not None
    ]
    (folder / "network.json").write_text(dumps(acnportal_document(network)))
    (folder / "sessions.json").write_text(json.dumps(rows))
    command = [python, "-W", "ignore", str(HERE / "peers" / "acnsim_network.py")]
    command += [str(folder / "network.json"), str(folder / "sessions.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=patience_s, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(f"acnportal failed at {name}")
    theirs = json.loads(done.stdout)
    apart_kwh = [outcome.energy_kwh - other for outcome, other in zip(ours.outcomes, theirs["energy_kwh"], strict=True)]
    step_kwh = max(port.max_a * port.output_kw_per_a for port in site.ports.values()) * STEP_S / 3600
    most_kwh = max(map(abs, apart_kwh))
    total_kwh = sum(theirs["energy_kwh"])
    cells = [
        f"{name}, {len(rows):,} sessions",
        f"{theirs['evses']} / {theirs['constraints']}",
        f"{ours.energy_kwh:,.3f}",
        f"{total_kwh:,.3f}",
        f"{total_kwh / ours.energy_kwh - 1:+.3%}",
        f"{most_kwh:.3f}",
        f"{step_kwh:.3f}",
        f"{sum(abs(each) > step_kwh for each in apart_kwh)}",
        str(theirs["feasible"]),
        shown(took),
        shown(theirs["seconds"]),
    ]
    return cells, theirs["feasible"] and most_kwh <= step_kwh


def main() -> None:
    """Print the table; the exit code is 1 where a session is further apart than a step."""
    parser = argparse.ArgumentParser(description="a week of sessions in an exported network")
    parser.add_argument("--days", type=int, default=DAYS, help="days from Monday, 3 June 2019 (default 7)")
    parser.add_argument("--patience", type=float, default=1200, help="seconds for acnportal (default 1,200)")
    parser.add_argument("--garage", choices=("jpl", "caltech"), help="one garage alone")
    options = parser.parse_args()
    print(machine())
    rows, good = [], True
    with tempfile.TemporaryDirectory() as folder:
        python = acnportal(Path(folder))
        if python is None:
            sys.exit(1)
        for name in ("caltech", "jpl") if options.garage is None else (options.garage,):
            row, agrees = beside(name, python, Path(folder), options.days, options.patience)
            rows.append(row)
            good = good and agrees
    head = ["sessions", "EVSEs / rows", "evsite kWh", "acnportal kWh", "difference", "most of a session kWh"]
    head += ["a step kWh", "beyond a step", "feasible", "evsite", "acnportal"]
    table("A week in the exported network, first come first served", head, rows)
    sys.exit(not good)


if __name__ == "__main__":
    main()

"""Sizing 20, 200 and 2,000 stalls with their proofs, beside the import of the two libraries that every command loads.

Each is a process of its own, and user time is counted, so that other work on the machine counts little; the ratio is
what counts.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys

from common import arguments, machine, shown, table, times

IMPORT = [sys.executable, "-c", "import typer, pydantic"]
SIZE = [sys.executable, "-m", "evsite", "size"]
SITES = {
    "208Y/120, 225 kVA": ("--service", "225 kVA", "--system", "208Y/120"),
    "480Y/277, 4,000 A": ("--service", "4000 A", "--system", "480Y/277"),
}
STALLS = {"208Y/120, 225 kVA": (20,), "480Y/277, 4,000 A": (20, 200, 2000)}


def user_s(command: list[str], least: int = 3) -> float:
    """User time of a process [s]: the least of some runs."""
    found = []
    for _ in range(least):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, env=dict(os.environ))
        found.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return min(found)


def main() -> None:
    """Print the table."""
    asked = arguments(__doc__ or "", quick="up to 200 stalls")
    print(machine())
    base_s = user_s(IMPORT)
    rows = [["import typer, pydantic", "", shown(base_s), "1 x"]]
    for site, options in SITES.items():
        for stalls in STALLS[site]:
            if asked.quick and stalls > 200:
                continue
            command = [*SIZE, *options, "--stalls", str(stalls), "--min-current", "6 A"]
            taken_s = user_s(command, 1 if stalls > 200 else 3)
            rows.append([site, f"{stalls:,}", shown(taken_s), times(taken_s, base_s)])
    table("Sizing, user time of whole processes", ["site", "stalls", "user time", "to the import"], rows)


if __name__ == "__main__":
    main()

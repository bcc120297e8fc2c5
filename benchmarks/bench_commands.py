"""Whole commands on sites of 1,000 and 10,000 ports: processor time, memory and output, and how they grow.

Beside them stands a process that imports typer and pydantic and ends. Each process runs by turns with the others, and
what counts are the ratios: a cost in proportion to the site grows tenfold from one size to the other, less what a
process takes to start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from common import arguments, machine, shown, table

SIZES = (1_000, 10_000)
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As a user runs it: modules are compiled once, not by every process."""
COMMANDS = (
    *("check", "check --format json", "report", "report --format json"),
    *("allocate", "allocate --format json", "table", "table --format json"),
)
PANEL = """[panels.P{n}]
fed_from = "M"
main = "400 A"
[circuits.C{n}_]
panel = "P{n}"
count = 20
breaker = "40 A"
[stations.S{n}_]
ports = 1
max_current = "32 A"
count = 20
circuits = "C{n}_"
"""


class Run(NamedTuple):
    """One process: processor time [s], the most memory [MB], and what it wrote [MB]."""

    cpu_s: float
    peak_mb: float
    output_mb: float


def site(ports: int, *, grouped: bool) -> str:
    """Panels of twenty 32 A ports under one group of 8 A for each port, with a group on each panel or not."""
    text = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400000 A"\nsystem = "208Y/120"\n'
    text += f'[panels.M]\nfed_from = "U"\nmain = "400000 A"\n[groups.M]\non = "M"\nlimit = "{8 * ports} A"\n'
    for n in range(ports // 20):
        text += PANEL.format(n=n)
        if grouped:
            text += f'[groups.G{n}]\non = "P{n}"\nlimit = "200 A"\n'
    return text


def run(command: list[str]) -> Run:
    """Run a process to its end, whatever its exit code."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env=COMPILED)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # it has been waited for
        return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output.seek(0, os.SEEK_END) / 1e6)


def main() -> None:
    """Print what commands take on both sizes, and the growth per port."""
    options = arguments("commands on large sites", quick="each process once")
    print(machine())
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        for title, grouped in (("one group", False), ("a group on each panel besides", True)):
            files = []
            for ports in SIZES:
                files.append(Path(folder) / f"{ports}.toml")
                files[-1].write_text(site(ports, grouped=grouped))
            commands = {"import typer, pydantic": [[python, "-c", "import typer, pydantic"]]}
            for name in COMMANDS:
                command, *rest = name.split()
                commands[name] = [[python, "-m", "evsite", command, str(file), *rest] for file in files]
            run(commands["check"][0])  # compiles the modules
            runs: dict[tuple[str, int], list[Run]] = {}
            for _ in range(1 if options.quick else 3):
                for name, each in commands.items():
                    for size, command in enumerate(each):
                        runs.setdefault((name, size), []).append(run(command))
            found = {key: Run(*map(median, zip(*several, strict=True))) for key, several in runs.items()}
            base_s = found["import typer, pydantic", 0].cpu_s
            rows = [["import typer, pydantic", shown(base_s), "", "", "", "", ""]]
            for name in COMMANDS:
                few, many = found[name, 0], found[name, 1]
                grown = (many.cpu_s - base_s) / (few.cpu_s - base_s)
                took = [shown(few.cpu_s), shown(many.cpu_s), f"{grown:.1f} x", f"{many.cpu_s / base_s:.0f} x"]
                written = f"{many.output_mb:.2f} MB ({many.output_mb / few.output_mb:.1f} x)"
                rows.append([name, *took, f"{many.peak_mb:.0f} MB", written])
            head = ["command", *(f"{ports:,} ports" for ports in SIZES)]
            head += ["growth beyond the imports", "to the imports", "peak", "output (growth)"]
            table(f"Processor time of commands, {title}", head, rows)


if __name__ == "__main__":
    main()

"""Start-up: whole processes, by turns, beside a bare interpreter and the libraries that a check cannot do without."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import ROOT, arguments, caltech_site, machine, panels_site, shown, table

ROUNDS = 21
TWO = "import typer, pydantic"
LIBRARIES = ("typer", "pydantic", "tomli", "tomli_w", "rich.console", "pint", "numpy")
"""What evsite is built on; the first three are imported by every `check`."""


def faulty_site() -> str:
    """A site file of 200 ports with more than fifty findings: breakers too small and setpoints too high."""
    supplies = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "480Y/277"\n'
        '[supplies.T]\nkind = "transformer"\nrating = "1300 kVA"\nsystem = "208Y/120"\nfed_from = "U"\n'
    )
    lines = [supplies]
    for number in range(10):
        lines.append(
            f'[panels.P{number}]\nfed_from = "T"\nmain = "{300 + 25 * (number % 9)} A"\nbus = "400 A"\n'
            f'[groups.P{number}]\non = "P{number}"\nlimit = "{500 + number} A"\n'
        )
        for family, (breaker, current) in enumerate(((90, 80), (85, 80), (100, 80), (35, 32))):
            name = f"{number}x{family}_"
            lines.append(
                f'[circuits.C{name}]\npanel = "P{number}"\ncount = 5\nbreaker = "{breaker} A"\n'
                f'[stations.S{name}]\ncount = 5\nmax_current = "{current} A"\ncircuits = "C{name}"\n'
            )
    return "".join(lines)


def run(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall time of one process, and the time of the processor that it took [s]."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print medians and ratios."""
    options = arguments("start-up time of evsite", quick="five rounds only")
    python = sys.executable
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        # compiled once, as an installation is, also where the environment says that nothing is to be written
        env = dict(os.environ) | {
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"),
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        files = {}
        for name, text in (
            ("20 ports", panels_site(20)),
            ("54 ports", caltech_site()),
            ("200 ports", panels_site(200)),
            ("200 ports with findings", faulty_site()),
        ):
            files[name] = str(Path(folder) / (name.replace(" ", "-") + ".toml"))
            Path(files[name]).write_text(text)
        program = [python, "-m", "evsite"]
        commands = {
            "python -c pass": [python, "-c", "pass"],
            **{f"import {name}": [python, "-c", f"import {name}"] for name in LIBRARIES},
            TWO: [python, "-c", TWO],
            "evsite --version": [*program, "--version"],
            "evsite --help": [*program, "--help"],
            "evsite check, 20 ports": [*program, "check", files["20 ports"]],
            "evsite check, office example": [*program, "check", str(ROOT / "examples" / "office.toml")],
            "evsite check, 54 ports": [*program, "check", files["54 ports"]],
            "evsite check, 200 ports": [*program, "check", files["200 ports"]],
            "evsite check, 200 ports with 50 findings and more": [*program, "check", files["200 ports with findings"]],
            "evsite table, 20 ports": [*program, "table", files["20 ports"]],
            "evsite allocate, 54 ports": [*program, "allocate", files["54 ports"]],
        }
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for command in commands.values():
            run(command, env)
        for _ in range(5 if options.quick else ROUNDS):
            # by turns, so that whatever disturbs the machine disturbs all of them alike
            for name, command in commands.items():
                took[name].append(run(command, env))
    for kind, part in (("wall time", 0), ("processor time", 1)):
        times = {name: [each[part] for each in values] for name, values in took.items()}
        median = {name: statistics.median(values) for name, values in times.items()}
        bare, typer, imports = median["python -c pass"], median["import typer"], median[TWO]
        table(
            f"Start-up ({kind} of whole processes)",
            [
                "command",
                "median",
                "fastest",
                "above bare Python",
                f"to {LIBRARIES[0]}",
                "to both",
                "fastest to fastest of both",
            ],
            [
                [
                    name,
                    shown(value),
                    shown(min(times[name])),
                    shown(value - bare),
                    f"{value / typer:.2f}",
                    f"{value / imports:.2f}",
                    f"{min(times[name]) / min(times[TWO]):.2f}",
                ]
                for name, value in median.items()
            ],
        )


if __name__ == "__main__":
    main()

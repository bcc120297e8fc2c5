"""Start-up: whole processes, by turns, beside a bare interpreter and the two imports that a check cannot do without."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import ROOT, arguments, caltech_site, machine, panels_site, shown, table

ROUNDS = 21


def run(command: list[str], env: dict[str, str]) -> float:
    """Wall time of one process [s]."""
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print medians and ratios."""
    options = arguments("start-up time of evsite", quick="five rounds only")
    python = sys.executable
    env = dict(os.environ) | {"PYTHONPATH": str(ROOT / "src")}
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, text in (
            ("20 ports", panels_site(20)),
            ("54 ports", caltech_site()),
            ("200 ports", panels_site(200)),
        ):
            files[name] = str(Path(folder) / (name.replace(" ", "-") + ".toml"))
            Path(files[name]).write_text(text)
        program = [python, "-m", "evsite"]
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "import typer, pydantic": [python, "-c", "import typer, pydantic"],
            "evsite --version": [*program, "--version"],
            "evsite --help": [*program, "--help"],
            "evsite check, 20 ports": [*program, "check", files["20 ports"]],
            "evsite check, office example": [*program, "check", str(ROOT / "examples" / "office.toml")],
            "evsite check, 54 ports": [*program, "check", files["54 ports"]],
            "evsite check, 200 ports": [*program, "check", files["200 ports"]],
            "evsite table, 20 ports": [*program, "table", files["20 ports"]],
            "evsite allocate, 54 ports": [*program, "allocate", files["54 ports"]],
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            run(command, env)  # bytecode is compiled once
        for _ in range(5 if options.quick else ROUNDS):
            # by turns, so that whatever disturbs the machine disturbs all of them alike
            for name, command in commands.items():
                took[name].append(run(command, env))
    median = {name: statistics.median(values) for name, values in took.items()}
    bare, imports = median["python -c pass"], median["import typer, pydantic"]
    table(
        "Start-up (medians of whole processes)",
        ["command", "median", "fastest", "to bare Python", "to the two imports"],
        [
            [name, shown(value), shown(min(took[name])), f"{value / bare:.2f}", f"{value / imports:.2f}"]
            for name, value in median.items()
        ],
    )


if __name__ == "__main__":
    main()

"""Run the main commands on every example, in one process: python tools/examples.py

Exits with 1 and names the command where an example fails, or where a broken one passes its check.
"""

import contextlib
import io
import sys
from pathlib import Path

from evsite.cli.guard import guarded

EXAMPLES = Path(__file__).parent.parent / "examples"
COMMANDS = ("check", "report", "allocate", "table")


def ended(command: str, file: Path) -> int:
    """The exit code of a command on a file; what it prints is dropped."""
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        return int(guarded([command, str(file)]))


def main() -> int:
    """Run them all; the exit code."""
    good = [file for folder in (".", "designs", "sized") for file in sorted((EXAMPLES / folder).glob("*.toml"))]
    wrong = [f"evsite {command} {file} failed" for file in good for command in COMMANDS if ended(command, file)]
    broken = sorted((EXAMPLES / "broken").glob("*.toml"))
    wrong += [f"evsite check {file} should find errors" for file in broken if ended("check", file) != 1]
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    if wrong:
        return 1
    sys.stdout.write(f"{len(good)} examples run, {len(broken)} broken ones are found out\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

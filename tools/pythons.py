"""Install evsite for every Python that is at hand and run the examples there: python tools/pythons.py

Looks for the versions that pyproject.toml names, on the path and among those of pyenv, and tries each but the one that
runs this (the tests have that one). Says which were tried and which are not at hand; exits with 1 if one fails.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLASSIFIER = "Programming Language :: Python :: 3."
COMMANDS = (("check",), ("report",), ("allocate",))
RUN = """
import sys
from evsite.cli.guard import guarded
for words in (line.split("\\t") for line in sys.stdin.read().splitlines()):
    code = guarded(words)
    assert code == 0, (words, code)
"""
"""Runs a command for each line of standard input in one process."""


def declared() -> list[str]:
    """The versions that the package is said to run on: "3.11"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [f"3.{each.removeprefix(CLASSIFIER)}" for each in project["classifiers"] if each.startswith(CLASSIFIER)]


def found(version: str) -> str | None:
    """An interpreter of a version; None where there is none that starts."""
    named = [shutil.which(f"python{version}")]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named += sorted(map(str, pyenv.glob(f"{version}.*/bin/python{version}")))
    for python in filter(None, named):
        reported = subprocess.run(
            [python, "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if reported.stdout.strip() == version:
            return python
    return None


def tried(python: str) -> bool:
    """Whether the package installs and the examples run with an interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "venv"
        inner = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "venv", home], check=True)
        subprocess.run([inner, "-m", "pip", "install", "--quiet", "--no-compile", str(ROOT)], check=True)
        files = sorted((ROOT / "examples").glob("*.toml"))
        lines = "\n".join("\t".join((*words, str(file))) for file in files for words in COMMANDS)
        done = subprocess.run(
            [inner, "-W", "error::DeprecationWarning:evsite", "-c", RUN],
            input=lines, text=True, cwd=folder, stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    return done.returncode == 0


def main() -> int:
    """Try every version, as many at a time as there are cores; the exit code."""
    current = "{}.{}".format(*sys.version_info)
    pythons = {version: found(version) for version in declared() if version != current}
    at_hand = {version: python for version, python in pythons.items() if python is not None}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        passed = dict(zip(at_hand, pool.map(tried, at_hand.values()), strict=True))
    for version, good in passed.items():
        print(f"Python {version}: {'the examples run' if good else 'FAILED'}")
    missing = pythons.keys() - at_hand.keys()
    if missing:
        print(f"not at hand, so not tried: Python {', '.join(sorted(missing))}")
    return 0 if all(passed.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Lock what the action installs: every package with its version and the hashes of its files.

    python tools/lock.py [--upgrade]

Resolves the dependencies and the build backend that pyproject.toml declares, for every Python and system at once, and
writes action/requirements.txt. Versions that are locked already are kept unless --upgrade is given. Then every
system and Python is tried without installing anything: each must find a wheel for every package.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "action" / "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
HEADER = """\
# What the action installs before evsite itself, on Python 3.11 to 3.14 and Linux, macOS and Windows.
# Written by `make lock` from the dependencies and the build backend in pyproject.toml.

"""


def main() -> int:
    """Write the lock file and try it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions, also of what is locked")
    arguments = parser.parse_args()
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)
    wanted = [*declared["project"]["dependencies"], *declared["build-system"]["requires"]]
    oldest = declared["project"]["requires-python"].removeprefix(">=")

    with tempfile.TemporaryDirectory() as folder:
        resolved = Path(folder) / "requirements.txt"
        if LOCK.exists() and not arguments.upgrade:
            resolved.write_bytes(LOCK.read_bytes())
        uv(
            *("pip", "compile", "-", "--universal", "--python-version", oldest, "--generate-hashes"),
            *("--only-binary", ":all:", "--no-header", "--no-annotate", "--quiet", "--output-file", str(resolved)),
            text="\n".join(wanted),
        )
        LOCK.write_text(HEADER + resolved.read_text(encoding="utf-8"), encoding="utf-8")
        for system in SYSTEMS:
            for python in PYTHONS:
                uv(
                    *("pip", "install", "--dry-run", "--quiet", "--target", folder, "--require-hashes"),
                    *("--python-platform", system, "--python-version", python),
                    *("--only-binary", ":all:", "--requirements", str(LOCK)),
                )
                print(f"locked for Python {python} on {system}")
    return 0


def uv(*arguments: str, text: str = "") -> None:
    """Run uv with the settings of the command line alone; a failure ends the program."""
    command = [sys.executable, "-m", "uv", "--no-config", *arguments]
    done = subprocess.run(command, input=text, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"failed: uv {' '.join(arguments)}")


if __name__ == "__main__":
    sys.exit(main())

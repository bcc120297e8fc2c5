"""Mutants that no test noticed, other than those that only change text: what `make mutate` prints at its end.

    python tools/survivors.py [PATTERN...]    # names of mutants as in `mutmut run`: evsite.rules.sharing.dwell.*

Reads what `mutmut run` left in mutants/ of the working folder. The exit code is 1 where a mutant survived.
"""

from __future__ import annotations

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
STRING = re.compile(r"""f?"[^"]*"|f?'[^']*'""")


def mutmut(*arguments: str) -> str:
    return subprocess.run([MUTMUT, *arguments], capture_output=True, text=True, check=True).stdout


def without_text(source: str) -> str:
    """Some lines with every string alike."""
    return STRING.sub("text", source)


def is_text(difference: str) -> bool:
    """Whether a mutant changes nothing but what a message or a key says."""
    lines = [line for line in difference.splitlines() if line[:3] not in {"---", "+++"}]
    before, after = ("\n".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    return without_text(before) == without_text(after)


def main() -> int:
    patterns = sys.argv[1:] or ["*"]
    tried = survived = 0
    for line in mutmut("results", "--all", "true").splitlines():
        name, _, result = line.strip().partition(": ")
        if result == "not checked" or not any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
            continue
        tried += 1
        if result != "survived":
            continue
        difference = mutmut("show", name)
        if not is_text(difference):
            survived += 1
            print(difference)
    if not tried:
        print(f"no mutant of {' '.join(patterns)} was tried: is that the name of a module, and has mutmut run?")
        return 2
    print(f"{survived} of {tried} mutants survived outside of text")
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())

"""The short way to `evsite check`: plain invocations are read here, everything else goes the way of all commands.

An editor runs `check` at every save and a hook at every commit, and importing typer and building its commands takes
longer than the whole rest of a check of some ports. So what is certain to mean the same is read without it: files,
`--format`, `--fail-on`, `--root` and `--color` with values that are right, and `--` before names of files. Help, wrong
usage, shell completion and whatever else has to be explained stay typer's; a test holds both ways against each other.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from evsite.cli.console import ColorChoice, Threshold
from evsite.output.diagnostics.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence


class CheckCall(NamedTuple):
    """What a command line asks of `check`."""

    files: tuple[str, ...]
    formats: tuple[str, ...]
    fail_on: Threshold
    color: ColorChoice
    root: str | None = None

    def run(self) -> int:
        """Check, and the exit code."""
        from evsite.cli.checking import run_check

        return run_check(self.files, self.formats, self.fail_on, self.color, ((), ()), self.root)


def plain_check(arguments: Sequence[str]) -> CheckCall | None:
    """The check that a command line asks for; None if it asks for something else, or in any way but the plainest."""
    if not arguments or arguments[0] != "check" or "_EVSITE_COMPLETE" in os.environ:
        return None
    files: list[str] = []
    given: dict[str, list[str]] = {"--format": [], "--fail-on": [], "--root": [], "--color": []}
    words = iter(arguments[1:])
    for word in words:
        if word == "--":
            files += words
            break
        if word == "-" or not word.startswith("-"):
            files.append(word)
            continue
        option, equals, value = word.partition("=")
        if option not in given:
            return None
        given[option].append(value if equals else next(words, ""))
    fail_on, root, color = given["--fail-on"] or ["error"], given["--root"], given["--color"] or ["auto"]
    if (
        not all(files)
        or not all(text.partition("=")[0] in FORMATS for text in given["--format"])
        or not (len(fail_on) == 1 and fail_on[0] in get_args(Threshold))
        or not (len(root) < 2 and all(root))
        or not (len(color) == 1 and color[0] in get_args(ColorChoice))
    ):
        return None
    formats = given["--format"] or ["full"]
    threshold, choice = cast("Threshold", fail_on[0]), cast("ColorChoice", color[0])
    return CheckCall(tuple(files), tuple(formats), threshold, choice, root[0] if root else None)

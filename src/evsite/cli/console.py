"""Streams: what a terminal can show, writing to a pipe that may close, and complaints about options."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, NoReturn, TextIO

from evsite.cli.exits import Exit
from evsite.output.look import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ColorChoice = Literal["auto", "always", "never"]


def look_of(stream: TextIO, color: ColorChoice = "auto") -> Look:
    """What `stream` can show: no wrapping unless it is a terminal."""
    terminal = stream.isatty()
    width = _columns() if terminal else None
    encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
    return Look(width, _colored(color, terminal=terminal), encoding.startswith("utf"))


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _colored(choice: ColorChoice, *, terminal: bool) -> bool:
    """The option beats NO_COLOR, which beats FORCE_COLOR and CLICOLOR_FORCE, which beat a dumb terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name) not in {None, "", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def write(pieces: Iterable[str]) -> None:
    """Write results. A reader that went away (`| head`) is no error: the rest is discarded, the exit code stays."""
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        from evsite.cli.guard import discard_stdout

        discard_stdout()


def refuse(problems: Sequence[str]) -> NoReturn:
    """Name everything that cannot be used of what was asked for, and exit with the code of wrong usage."""
    for problem in problems:
        sys.stderr.write(f"evsite: {problem}\n")
    sys.exit(Exit.USAGE)


def remark(text: str) -> None:
    """Something beside the results."""
    sys.stderr.write(f"evsite: {text}\n")

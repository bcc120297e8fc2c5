"""Streams: what a terminal can show, writing results, and complaints about what was asked for."""

from __future__ import annotations

import os
import re
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal, NoReturn, TextIO

from evsite.cli.exits import Exit
from evsite.cli.streams import reader_is_gone
from evsite.output.text.terminal_style import TerminalStyle, printable
from evsite.words import without_steering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

ColorChoice = Literal["auto", "always", "never"]
Threshold = Literal["error", "warning", "info", "never"]
"""The mildest severity that `check` fails for."""
GITHUB = "github"
"""The format whose lines a job of GitHub is to obey."""
_FOR_PEOPLE = frozenset({"text", "full", "concise", "markdown", GITHUB})
"""Formats that people read as they are; all others are data."""
_COMMAND = re.compile(r"((?:\A|\n)[^\S\n]*):(?=:)")
_LATER_COMMAND = re.compile(r"(\n[^\S\n]*):(?=:)")


def terminal_of(stream: TextIO, color: ColorChoice = "auto") -> TerminalStyle:
    """What `stream` can show: no wrapping unless it is a terminal."""
    terminal = stream.isatty()
    width = get_terminal_size().columns if terminal else None
    encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
    return TerminalStyle(width, colored(color, stream), encoding.startswith("utf"))


def on_terminal(stream: TextIO) -> bool:
    """Whether somebody sees what is written there at once."""
    return stream.isatty()


def colored(choice: ColorChoice, stream: TextIO) -> bool:
    """Whether `stream` gets colours.

    The option beats NO_COLOR, which beats FORCE_COLOR and CLICOLOR_FORCE, which beat a dumb terminal.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name) not in {None, "", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def write(pieces: Iterable[str], *, commands: bool = False, escaped: bool = False) -> None:
    """Write results. A reader that went away (`| head`) is no error: the rest is left out, the exit code stays.

    They are written as `for_people` has them.

    Raises
    ------
    UnwritableError
        They cannot be written (a full disk, a closed stream).
    """
    for shown in for_people(pieces, commands=commands, escaped=escaped):
        if reader_is_gone():
            return
        sys.stdout.write(shown)
    sys.stdout.flush()


def for_people(pieces: Iterable[str], *, commands: bool = False, escaped: bool = False) -> Iterator[str]:
    """A text in pieces as people may see it on a terminal, or in the log of a job.

    A job of GitHub obeys lines of its log like "::error::text" and "##[error]text", and a site's names may be made like
    that: unless such lines are meant (`commands`), a character of each is spelled with an escape. What steers a
    terminal is spelled out in any case; it is not looked for where it is `escaped`, as in JSON.
    """
    begins = True
    for piece in pieces:
        shown = piece if escaped else without_steering(piece)
        yield shown if commands else without_commands(shown, begins=begins)
        begins = piece.endswith("\n") if piece else begins


def file_pieces(name: str, pieces: Iterable[str]) -> Iterable[str]:
    """What goes into a file of a format.

    A text for people is in a file what it is on standard output, for it is shown on terminals and in logs from there.
    Data is kept to the letter: its format says how it is read, and no terminal shows it.

    Parameters
    ----------
    name
        The format, as `--format` calls it.
    pieces
        What was made in that format.
    """
    return for_people(pieces, commands=name == GITHUB) if name in _FOR_PEOPLE else pieces


def without_commands(piece: str, *, begins: bool) -> str:
    """A piece of results in which no line is a command to a job of GitHub; `begins` says that a line begins with it."""
    if "::" in piece:
        piece = (_COMMAND if begins else _LATER_COMMAND).sub(r"\1\\u003a", piece)
    return piece.replace("##[", "#\\u0023[") if "##[" in piece else piece


def write_json(document: Mapping[str, Any]) -> None:
    """Write a JSON document; raises as `write` does."""
    from evsite.output.json.writer import pieces

    write(pieces(document), escaped=True)


def refuse(problems: Sequence[str]) -> NoReturn:
    """Name everything that cannot be used of what was asked for, and exit with the code of wrong usage."""
    stop(problems, Exit.USAGE)


def stop(problems: Sequence[str], code: Exit) -> NoReturn:
    """Say in a line each why the command ends, and end it with this code."""
    for problem in problems:
        remark(problem)
    sys.exit(code)


def remark(text: str) -> None:
    """Something beside the results, in one line."""
    sys.stderr.write(f"evsite: {without_commands(printable(text), begins=False)}\n")

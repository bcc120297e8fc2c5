"""`--format FORMAT[=FILE]`, which may be given several times: what it asks for, and where it goes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


COMPARE_FORMATS = {
    "text": "for people, verdict first",
    "json": "one document, for programs",
    "markdown": "a comment on a change, below the 65,536 characters of GitHub",
}
"""Formats of a comparison, and what each is for."""


class WantedFormat(NamedTuple):
    """A format, and the file it goes to; None for standard output."""

    format: str
    file: str | None


def wanted_formats(formats: Sequence[str], known: Collection[str], problems: list[str]) -> list[WantedFormat]:
    """The formats asked for.

    Parameters
    ----------
    formats
        The texts of the option.
    known
        The formats that there are.
    problems
        What is wrong with the texts is added here.
    """
    wanted = []
    for text in formats:
        name, equals, file = text.partition("=")
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            problems.append(f"--format: no format {name!r}; {hint}")
        elif equals and not file:
            problems.append(f"--format: {text!r} names no file after the equals sign")
        wanted.append(WantedFormat(name, file or None))
    if sum(each.file is None for each in wanted) > 1:
        problems.append("--format: only one format can go to the screen; write the others to files, FORMAT=FILE")
    return wanted

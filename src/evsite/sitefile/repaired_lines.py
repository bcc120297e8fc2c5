"""What is wrong with the lines of a whole text: their ends, marks of a merge, what a copy adds before them.

Each is reported once, and its help sets the whole text right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.remedy import Alternative, Remedy, Replacement, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.sitefile.spans import Range


class LineSlip(NamedTuple):
    """Something wrong with lines of a text: where, what, the way out, and how to read on."""

    at: Range
    message: str
    remedy: Remedy
    edits: list[Replacement]


_LONE_RETURN = re.compile(r"\r(?!\n)")
_MERGE = re.compile(
    r"^<{7}[^\n]*\n(?P<one>(?:(?!<{7}|={7}|>{7}|\|{7})[^\n]*\n)*+)"
    r"(?P<base>\|{7}[^\n]*\n(?:(?!<{7}|={7}|>{7})[^\n]*\n)*+)?"
    r"={7}[^\n]*\n(?P<two>(?:(?!<{7}|={7}|>{7}|\|{7})[^\n]*\n)*+)>{7}[^\n]*(?:\n|\Z)",
    re.MULTILINE,
)
_QUOTED = re.compile(r"^>[ ]?", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]*(?P<number>[0-9]{1,6})(?:[ \t]*[|:.)][ \t]?|[ \t]|$)", re.MULTILINE)


def line_slips(text: str) -> list[LineSlip]:
    """What is wrong with the lines of a text that is no TOML; the edits of all of them do not meet.

    Parameters
    ----------
    text
        The text of a TOML file.
    """
    returns = list(_LONE_RETURN.finditer(text))
    if returns:
        edits = [Replacement(found.start(), found.end(), "\n") for found in returns]
        message = f"{len(edits):,} line ends that are carriage returns alone, expected new lines"
        way = rewritten("save the file with the line ends of Unix or Windows", *edits)
        return [LineSlip((edits[0].start, edits[0].end), message, way, edits)]
    copied = _copied(text)
    return [copied] if copied is not None else list(_merges(text))


def _copied(text: str) -> LineSlip | None:
    """The same before every line: the numbers of the lines, or the > of a quoted mail."""
    lines = text.count("\n") + (not text.endswith("\n"))
    quotes = list(_QUOTED.finditer(text))
    if lines > 1 and len(quotes) >= lines:
        edits = [Replacement(found.start(), found.end(), "") for found in quotes]
        message = "a '>' before every line, as in a quoted mail, expected none"
        return LineSlip((edits[0].start, edits[0].end), message, rewritten("remove it from all lines", *edits), edits)
    if not re.match(r"\s*[0-9]", text):
        return None
    numbers = list(_NUMBERED.finditer(text))
    counted = [int(found["number"]) for found in numbers]
    if lines > 1 and len(numbers) >= lines and counted == [*range(counted[0], counted[0] + len(counted))]:
        edits = [Replacement(found.start(), found.end(), "") for found in numbers]
        way = rewritten("remove them from all lines", *edits)
        return LineSlip((edits[0].start, edits[0].end), "a number before every line, expected none", way, edits)
    return None


def _merges(text: str) -> Iterator[LineSlip]:
    """Both sides of a merge that was not finished; the first of them is read."""
    if "<<<<<<<" not in text:
        return
    for found in _MERGE.finditer(text):
        sides = [
            [Replacement(found.start(), found.start(side), ""), Replacement(found.end(side), found.end(), "")]
            for side in ("one", "two")
        ]
        ways = [
            Alternative(words=f"keep the {word} side of the merge", rewrites=tuple(edits))
            for word, edits in zip(("first", "second"), sides, strict=True)
        ]
        first_line = text.find("\n", found.start())
        message = "a merge that was not finished: two versions of these lines"
        yield LineSlip((found.start(), first_line), message, Remedy(tuple(ways)), sides[0])

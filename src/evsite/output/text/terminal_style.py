"""How text looks where it goes: width, colour and the signs that the stream can carry."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.model.site import Site

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


@dataclass(frozen=True, slots=True)
class TerminalStyle:
    """What a renderer may use.

    `width` is the number of columns of the terminal, None where lines must never be wrapped (a pipe, a file);
    `color` allows escape codes, `unicode` signs beyond ASCII.
    """

    width: int | None = None
    color: bool = False
    unicode: bool = True

    def styled(self, text: str, *styles: str) -> str:
        """`text` in these styles ("bold", "dim", "red", ...), or as it is where there is no colour."""
        if not self.color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"

    def styled_lines(self, text: str, *styles: str) -> str:
        """Each line of a text in these styles."""
        return "\n".join(self.styled(line, *styles) for line in text.splitlines())

    def prose(self, text: str, indent: str = "") -> str:
        """A paragraph, wrapped on a terminal only; lines after the first are indented."""
        if self.width is None:
            return text
        return "\n".join(_wrapped(text, max(self.width, 20), indent))


def _wrapped(text: str, room: int, indent: str) -> Iterator[str]:
    """Lines of whole words; escape codes take no room, and a word that is longer than a line has one of its own."""
    line, width, gap = "", 0, ""
    for word in _WORD.findall(text):
        if word.isspace():
            gap = " " * len(word)
            continue
        room_taken = cells(_ESCAPE.sub("", word))
        if line.strip() and width + len(gap) + room_taken > room:
            yield line
            line, width, gap = indent, len(indent), ""
        line += gap + word
        width += len(gap) + room_taken
        gap = ""
    yield line


_WORD = re.compile(r"\s+|\S+")
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

PLAIN = TerminalStyle()
"""The look of a pipe: no colour, no wrapping."""

printable = words.printable
"""As `evsite.words` has it, beside what else renderers use."""

COLORS = {"error": "red", "warning": "yellow", "info": "blue"}
"""The colour of each severity."""

NOTICE = words.NOTICE
"""As `evsite.words` has it."""


def notice(terminal: TerminalStyle) -> str:
    """The notice in the dim colour of small print."""
    return terminal.styled_lines(terminal.prose(NOTICE), "dim")


def noted(notes: Iterable[str], terminal: TerminalStyle) -> list[str]:
    """Each note as a paragraph of its own."""
    return [terminal.prose(f"note: {printable(note)}", "      ") for note in notes]


def assumed(site: Site, terminal: TerminalStyle) -> list[str]:
    """What was assumed about stations, as notes beside the figures."""
    return noted((assumption.note for assumption in site.assumptions), terminal)


def cells(text: str) -> int:
    """Columns that `text` takes on a terminal; it must hold no escape codes."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

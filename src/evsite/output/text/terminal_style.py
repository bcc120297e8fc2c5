"""How text looks where it goes: width, colour and the signs that the stream can carry."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite import words

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    def prose(self, text: str, indent: str = "") -> str:
        """A paragraph, wrapped on a terminal only; lines after the first are indented."""
        if self.width is None:
            return text
        return textwrap.fill(
            text, max(self.width, 20), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )


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
    return "\n".join(terminal.styled(line, "dim") for line in terminal.prose(NOTICE).splitlines())


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

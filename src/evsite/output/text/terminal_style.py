"""How text looks where it goes: width, colour and the signs that the stream can carry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evsite import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, RenderableType

    from evsite.model.site import Site

_NARROWEST = 10
"""Lines of prose hold so many columns beside their indent at least."""
_HEIGHT = 40
"""Lines of the terminal, which nothing depends on: rich takes a width only together with them on every terminal."""


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
        """`text` in these styles of rich ("bold", "dim", "red", ...), or as it is where there is no colour."""
        if not self.color or not text:
            return text
        from rich.color import ColorSystem
        from rich.style import Style

        return Style.parse(" ".join(styles)).render(text, color_system=ColorSystem.STANDARD)

    def styled_lines(self, text: str, *styles: str) -> str:
        """Each line of a text in these styles."""
        return "\n".join(self.styled(line, *styles) for line in text.splitlines())

    def title(self, text: str, indent: str = "") -> str:
        """A title in bold, wrapped as prose is."""
        return self.styled_lines(self.prose(text, indent), "bold")

    def drawn(self, renderable: RenderableType) -> list[str]:
        """The lines of something that rich draws."""
        console = _console(self)
        with console.capture() as capture:
            console.print(renderable, crop=False)
        return [line.rstrip() for line in capture.get().splitlines()]

    def prose(self, text: str, indent: str = "") -> str:
        """A paragraph, wrapped on a terminal only; lines after the first are indented."""
        if self.width is None or (len(text) <= self.width and text.isascii() and text.isprintable()):
            return text
        from rich.text import Text

        paragraph = Text.from_ansi(text)
        if paragraph.cell_len <= self.width:
            return text
        # the columns of the indent are taken off the first line, so that all lines have the same room
        head = next(end for end in range(len(indent), -1, -1) if cells(paragraph.plain[:end]) <= len(indent))
        first, rest = paragraph.divide([head])
        lines = rest.wrap(_console(self), max(self.width - len(indent), _NARROWEST), overflow="fold")
        shown = Text("\n" + indent, no_wrap=True, overflow="ignore").join(lines)
        return "\n".join(self.drawn(Text.assemble(first, shown, no_wrap=True, overflow="ignore")))


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
    from rich.cells import cell_len

    return cell_len(text)


@lru_cache(maxsize=4)
def _console(terminal: TerminalStyle) -> Console:
    """The console of rich for a terminal; what it may do is decided here alone, not by the environment."""
    from rich.console import Console

    return Console(
        width=terminal.width,
        height=_HEIGHT,
        color_system="standard" if terminal.color else None,
        force_terminal=terminal.color,
        no_color=not terminal.color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )

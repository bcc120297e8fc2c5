"""Bars made of characters: on a terminal, on a pipe and without colour they are the same signs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import cells, printable
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.text.terminal_style import TerminalStyle

WIDEST, _NARROWEST = 80, 40


def chart_width(terminal: TerminalStyle) -> int:
    """How many columns a chart takes: those of the terminal, 80 at most and on a pipe."""
    return max(_NARROWEST, min(WIDEST, terminal.width or WIDEST))


def within_width(terminal: TerminalStyle) -> TerminalStyle:
    """The same terminal no wider than charts are, so that what stands between them is not wider either."""
    return replace(terminal, width=chart_width(terminal))


def shares_bar(shares: Sequence[float], room: int, terminal: TerminalStyle) -> str:
    """A bar of up to three parts that end at these shares of the room (from 0 to 1, rising), each with its own sign."""
    signs = bar_signs(terminal)
    bar = ""
    for share, sign in zip(shares, signs, strict=False):
        end = min(room, max(1 if share > 0 else 0, round(share * room)))
        bar += sign * (end - len(bar))
    return bar + " " * (room - len(bar))


def bar_signs(terminal: TerminalStyle) -> tuple[str, str, str]:
    """The signs of the parts of a bar, in their order."""
    return ("█", "▒", "░") if terminal.unicode else ("#", "=", "-")


def fill_bar(share: float, room: int, terminal: TerminalStyle) -> str:
    """A bar that fills a share of its room, to an eighth of a column where the stream can show that.

    What is more than the room ends in an arrow.
    """
    if share > 1:
        return bar_signs(terminal)[0] * (room - 1) + (">" if not terminal.unicode else "▶")
    # full only where the limit is
    most = room if share >= 1 - TOLERANCE else room - 1 / 8
    if not terminal.unicode:
        full = min(round(share * room), int(most))
        return "#" * full + "." * (room - full)
    from rich.bar import END_BLOCK_ELEMENTS, FULL_BLOCK

    full, eighths = divmod(min(round(share * room * 8), round(most * 8)), 8)
    bar = FULL_BLOCK * full + (END_BLOCK_ELEMENTS[eighths] if eighths else "")
    return bar + "·" * (room - len(bar))


def fitted(text: str, room: int, terminal: TerminalStyle) -> str:
    """A text in exactly so many columns: filled up, or cut with a sign that says so."""
    text = printable(text)
    if cells(text) > room:
        while cells(text) >= room:
            text = text[:-1]
        text += "…" if terminal.unicode else "~"
    return text + " " * (room - cells(text))

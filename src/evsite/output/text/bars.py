"""Bars made of characters: on a terminal, on a pipe and without colour they are the same signs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import TerminalStyle, cells, printable
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    It is full only where the limit is reached; what is more ends in an arrow.
    """
    if share > 1:
        return bar_signs(terminal)[0] * (room - 1) + (">" if not terminal.unicode else "▶")
    full = share >= 1 - TOLERANCE
    if not terminal.unicode:
        signs = room if full else min(round(share * room), room - 1)
        return "#" * signs + "." * (room - signs)
    from rich.bar import Bar

    (bar,) = TerminalStyle(room).drawn(Bar(1, 0, 1 if full else share, width=room))
    return bar + "·" * (room - len(bar))


def fitted(text: str, room: int, terminal: TerminalStyle) -> str:
    """A text in exactly so many columns: filled up, or cut with a sign that says so."""
    from rich.cells import set_cell_size

    text = printable(text)
    if cells(text) > room:
        return set_cell_size(text, room - 1) + ("…" if terminal.unicode else "~")
    return set_cell_size(text, room)

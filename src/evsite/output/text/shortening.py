"""Long texts in little room: whole words, and a sign that says that something is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import cells, printable

if TYPE_CHECKING:
    from evsite.output.text.terminal_style import TerminalStyle


def shortened(text: str, room: int, terminal: TerminalStyle, *, middle: bool = False) -> str:
    """A text in no more than so many columns: what is too long ends with a whole word and a sign that says so.

    Parameters
    ----------
    text
        The text.
    room
        The columns that there are.
    terminal
        Where it is shown.
    middle
        Take out the middle in place of the end: of a long name its number at the end distinguishes it from others.
    """
    text = printable(text)
    if cells(text) <= room:
        return text
    sign = "…" if terminal.unicode else "~"
    if middle:
        tail = _fitting(text[::-1], (room - 1) // 2)[::-1]
        return _fitting(text, room - 1 - cells(tail)) + sign + tail
    head = _fitting(text, room - 1)
    if text[len(head)] != " ":
        at = head.rfind(" ")
        head = head[:at] if at >= len(head) // 2 else head
    return head.rstrip(" ,;:(") + sign


def _fitting(text: str, room: int) -> str:
    """The beginning of a text that takes no more than so many columns."""
    width = 0
    for place, character in enumerate(text):
        width += cells(character)
        if width > room:
            return text[:place]
    return text

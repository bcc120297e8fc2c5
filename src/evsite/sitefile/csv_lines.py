"""The cells of a line of CSV, with their places in it; and of a row whose quoted values go on in the next lines."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.finding import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_ROW_LINES = 20
"""A quoted value goes over so many lines at most: a mark that is never closed does not swallow the rows below it."""
_LONGEST_ROW = 100_000


class Cell(NamedTuple):
    """A cell of a line: its text, and the columns that it takes, from 0 with the end exclusive."""

    text: str
    start: int
    end: int

    def span(self, line: int) -> Span:
        """Where it stands; an empty cell is one column wide."""
        return Span(line, self.start + 1, line, max(self.end, self.start + 1) + 1)


def cells_of(line: str, separator: str) -> list[Cell] | None:
    """The cells of a line; None where a quotation mark does not begin or end one."""
    pattern = _pattern(separator)
    cells: list[Cell] = []
    position = 0
    while True:
        match = pattern.match(line, position)
        if match is None or (match.end() < len(line) and line[match.end()] != separator):
            return None
        whole = match[0]
        start = position + len(whole) - len(whole.lstrip()) if whole.strip() else position
        text = match[2] if match[1] is None else match[1].replace('""', '"')
        cells.append(Cell(text, start, start + len(whole.strip())))
        if match.end() == len(line):
            return cells
        position = match.end() + 1


@cache
def _pattern(separator: str) -> re.Pattern[str]:
    mark = re.escape(separator)
    return re.compile(rf'[^\S{mark}]*"((?:[^"]|"")*)"[^\S{mark}]*|([^{mark}"]*)')


def whole_row(lines: Sequence[str], first: int) -> str | None:
    """The row that begins with a line in which a quoted value is left open; None where none of the next ends it.

    Parameters
    ----------
    lines
        The lines of the file.
    first
        The place of the first line of the row among them.
    """
    marks = length = 0
    for last in range(first, min(first + _MOST_ROW_LINES, len(lines))):
        marks += lines[last].count('"')
        length += len(lines[last])
        if length > _LONGEST_ROW:
            return None
        if marks % 2 == 0:
            return "\n".join(lines[first : last + 1]) if last > first else None
    return None


def line_text(cell: Cell) -> str:
    """The text of a cell without the space around it, on one line."""
    return " ".join(cell.text.split()) if "\n" in cell.text else cell.text.strip()


def place_in(cell: Cell, number: int, text: str) -> Span:
    """Where a cell stands of a row that begins at a line; of a value of several lines the first of them.

    Parameters
    ----------
    cell
        The cell.
    number
        The number of the first line of the row.
    text
        The row.
    """
    above = text.count("\n", 0, cell.start)
    if not above and "\n" not in cell.text:
        return cell.span(number)
    begins = text.rfind("\n", 0, cell.start) + 1
    end = min(cell.end, (text + "\n").index("\n", cell.start))
    return Cell(cell.text, cell.start - begins, end - begins).span(number + above)

"""The cells of a line of CSV, with their places in it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from evsite.model.finding import Span


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

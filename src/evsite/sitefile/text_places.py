"""Lines and columns of a text, by offset; worked out only when somebody asks."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from evsite.model.finding import Span

if TYPE_CHECKING:
    from evsite.sitefile.spans import Range


class TextPlaces:
    """Where the lines of a text begin; lines and columns count from 1."""

    __slots__ = ("_last_line", "_line_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._line_starts: list[int] | None = None
        self._last_line: tuple[int, str] | None = None
        """Asked for again by whoever shows all that is wrong in it."""

    @property
    def starts(self) -> list[int]:
        """By line the offset of its first character."""
        if self._line_starts is None:
            # a carriage return alone ends a line for those who look at the file
            ends = r"\n|\r(?!\n)" if "\r" in self.text else "\n"
            self._line_starts = [0, *(match.end() for match in re.finditer(ends, self.text))]
        return self._line_starts

    def line(self, number: int) -> str:
        """A line without its end; beyond the last there is nothing."""
        starts = self.starts
        if not 1 <= number <= len(starts):
            return ""
        if self._last_line is None or self._last_line[0] != number:
            end = starts[number] - 1 if number < len(starts) else len(self.text)
            self._last_line = number, self.text[starts[number - 1] : end].removesuffix("\r")
        return self._last_line[1]

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column; that of the end for what is beyond it."""
        starts = self.starts
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(self.text))

    def between(self, start: int, end: int) -> Span:
        """The place of a stretch, by offsets."""
        return Span(*self.position(start), *self.position(end))

    def of_slip(self, at: Range) -> Span:
        """The place of a slip; one at the end of the text is shown after its last character, not on a line below."""
        start, end = at
        if start >= len(self.text):
            start = len(self.text.rstrip())
        line, column = self.position(start)
        last = min(end, len(self.text))
        within = start < last and self.text[start] not in "\r\n"
        return self.between(start, last) if within else Span(line, column, line, column + 1)

    def first_line(self, *, least_columns: int = 0) -> Span:
        """The first line without blanks at its end; at least so many columns."""
        first = self.text.partition("\n")[0].rstrip()
        return Span(1, 1, 1, max(len(first), least_columns) + 1)

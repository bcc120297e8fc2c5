"""Offsets and columns of a text, and the positions of the protocol: lines from 0, columns in code units."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from lsprotocol.types import Position, Range
from pygls.workspace import PositionCodec

if TYPE_CHECKING:
    from evsite.model.finding import Span

_LINE_END = re.compile(r"\n|\r(?!\n)")
"""The ends of lines that the protocol knows; TOML has no others either."""


class TextPositions:
    """The positions of one text.

    Parameters
    ----------
    text
        The text as the editor has it.
    codec
        Counts the code units of characters, of the encoding that was agreed upon; UTF-16 unless given.
    """

    def __init__(self, text: str, codec: PositionCodec | None = None) -> None:
        self.text = text
        self._codec = PositionCodec() if codec is None else codec
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._counted = (0, 0, 0)
        """A line, an offset in it, and the code units of the line before that."""
        self._mark = 1 if text.startswith("\ufeff") else 0
        """A byte order mark is no part of the text of a document, but of that of the editor."""

    def position(self, offset: int) -> Position:
        """The position of an offset into the text of a document: that of the editor without a byte order mark."""
        at = min(max(offset + self._mark, 0), len(self.text))
        line = bisect_right(self._starts, at) - 1
        return Position(line, self._units(line, at))

    def _units(self, line: int, at: int) -> int:
        """The code units of a line before an offset; counted on from the last one asked for, as they come in order."""
        start = self._starts[line]
        last_line, last, units = self._counted
        if line != last_line or at < last:
            last, units = start, 0
        between = self.text[last:at]
        units += len(between) if between.isascii() else self._codec.client_num_units(between)
        self._counted = line, at, units
        return units

    def range(self, start: int, end: int) -> Range:
        """The range between two offsets."""
        return Range(self.position(start), self.position(end))

    def range_of(self, span: Span) -> Range:
        """The range of a place in the document; one of no width is widened to a character where there is one."""
        start, end = self._offset(span.line, span.column), self._offset(span.end_line, span.end_column)
        if end <= start:
            end = start + (self.text[start + self._mark : start + self._mark + 1] not in {"", "\n", "\r"})
        return self.range(start, end)

    def offset(self, position: Position) -> int:
        """The offset of a position; one beyond the end of its line, or of the text, is that end."""
        if position.line >= len(self._starts):
            return len(self.text) - self._mark
        start = self._starts[position.line]
        following = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self.text)
        line = self.text[start:following].rstrip("\r\n")
        at = units = 0
        while at < len(line) and units < position.character:
            units += self._codec.client_num_units(line[at])
            at += 1
        return max(start + at - self._mark, 0)

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[min(line, len(self._starts)) - 1]
        return start + column - 1 - (0 if line == 1 else self._mark)

"""Rows of a text file: its encoding, what separates its cells, and one line after the other."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, BinaryIO, Self

from evsite.metering.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = tuple[int, list[str]]
"""The number of its line, and its cells without the space around them."""

_CHUNK_BYTES = 64 * 1024
_NO_TEXT = {
    b"PK\x03\x04": "a workbook or an archive: save its sheet as CSV",
    b"\xd0\xcf\x11\xe0": "a workbook: save its sheet as CSV",
    b"\x1f\x8b": "a packed file: unpack it",
    b"%PDF": "a PDF, from which no readings are taken",
}
"""How files begin that are no text, and what they are."""
_READABLE = "CSV or Green Button XML"
_EXPECTED = f"this is not a text file: expected {_READABLE}"
_MAX_LINE = 1_000_000
MAX_CELL = 4_000
"""Longer texts are no title, time or number; Python reads no number of more digits."""
MAX_COLUMNS = 20_000
"""A file with a column for each hour of two years has fewer."""
MAX_ROWS = 4_000_000
"""Seven years of minutes are fewer; so many readings are read of Green Button data too."""
_ABOVE = 1_000
"""Lines that may stand above the rows."""
_REPORT_EVERY = 8192


class TextRows:
    """The rows of a file, which can be gone through several times.

    Attributes
    ----------
    separator
        The mark between cells.
    """

    def __init__(self, stream: BinaryIO, progress: Callable[[int], None] | None = None) -> None:
        """Look at the bytes of a file that can be sought in.

        Raises
        ------
        DataError
            This is no text.
        """
        self._stream = stream
        self._progress = progress
        self._long_line = False
        self._encoding = encoding_of(stream)
        stream.seek(0)
        self._text = io.TextIOWrapper(stream, encoding=self._encoding, newline="")
        try:
            head = self._text.read(20_000).splitlines()[:80]
        except UnicodeDecodeError:
            raise DataError(_EXPECTED) from None
        self.separator = separator_of(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.detach()

    def __iter__(self) -> Iterator[Row]:
        lines = self._lines()
        # a quoted cell may stand behind a space; where space separates, an empty cell would be lost
        reader = csv.reader(lines, delimiter=self.separator, skipinitialspace=self.separator in ",;|")
        try:
            for number, row in enumerate(reader, start=1):
                if number > MAX_ROWS + _ABOVE:
                    raise DataError(f"more than {MAX_ROWS:,} rows, expected at most {MAX_ROWS:,}", line=number)
                if len(row) > MAX_COLUMNS:
                    raise DataError(f"{len(row):,} columns, expected at most {MAX_COLUMNS:,}", line=number)
                if self._long_line:
                    self._long_line = False
                    longest = max(map(len, row))
                    if longest > MAX_CELL:
                        raise DataError(f"a cell of {longest:,} characters, expected at most {MAX_CELL:,}", line=number)
                if row:
                    yield number, list(map(str.strip, row))
        except csv.Error as error:
            raise DataError(f"this is not CSV: {error}", line=reader.line_num) from None
        except UnicodeDecodeError:
            raise DataError(_EXPECTED) from None

    def _lines(self) -> Iterator[str]:
        """Lines, none of which goes on in the next: a quote that is not closed closes at the end of its line."""
        text = self._text
        text.seek(0)
        for number, line in enumerate(iter(lambda: text.readline(_MAX_LINE), ""), start=1):
            if len(line) >= _MAX_LINE:
                raise DataError(f"a line of more than {_MAX_LINE:,} characters", line=number)
            if len(line) > MAX_CELL:
                self._long_line = True
            if self._progress is not None and not number % _REPORT_EVERY:
                self._progress(self._stream.tell())
            if number == 1 and line[:4].lower() == "sep=":
                yield "\n"
            else:
                yield line.replace('"', "") if line.count('"') % 2 else line


def encoding_of(stream: BinaryIO, *, expected: str = _READABLE) -> str:
    """The encoding of a text file: UTF-8, UTF-16, or else the code page of Western Windows.

    Parameters
    ----------
    stream
        The bytes, which can be sought in.
    expected
        What the file should be, for the message where it is no text.

    Raises
    ------
    DataError
        This is no text.
    """
    stream.seek(0)
    head = stream.read(_CHUNK_BYTES)
    for begin, what in _NO_TEXT.items():
        if head.startswith(begin):
            raise DataError(f"this is not a text file: it looks like {what}")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0:400:2], head[1:400:2]
    if odd.count(0) * 2 > len(odd) and not even.count(0):
        return "utf-16-le"
    if even.count(0) * 2 > len(even) and not odd.count(0):
        return "utf-16-be"
    if b"\0" in head:
        raise DataError(f"this is not a text file: expected {expected}")
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def separator_of(head: list[str]) -> str:
    """The mark between the cells of a table, by its first lines."""
    if head and head[0][:4].lower() == "sep=" and len(head[0].strip()) == 5:
        return head[0].strip()[4]
    # a mark that is in as many lines as the comma is the separator, and the comma is in the numbers
    return max(";\t|,", key=lambda mark: sum(mark in line for line in head))

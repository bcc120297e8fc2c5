"""A session file as a table: its titles, the cells of its rows, and where each stands in the text."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.text_rows import encoding_of, separator_of
from evsite.model.finding import Span
from evsite.sitefile import problems
from evsite.sitefile.csv_lines import cells_of, line_text, place_in, whole_row
from evsite.sitefile.document import Document
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.model.finding import Finding
    from evsite.sitefile.csv_lines import Cell

_FOR_SEPARATOR = 80
"""Lines that are looked at to see what separates cells."""
MOST_LINES = 2_000_000
"""Sessions of a hundred ports over a century are fewer."""
_LONGEST_LINE = 100_000
_OTHER_TEXT = {
    re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"[^",]*"\s*:|\[\s*\{)'): "JSON",
    re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", re.IGNORECASE): "a page or XML",
}
"""How texts begin that are no tables, and what they are."""


def decoded_table(content: bytes, filename: str) -> tuple[Document, str]:
    """The same as `decoded` of what has to be a table.

    Raises
    ------
    SiteFileError
        It has characters that no text has.
    DataError
        It is no text at all, or one of another form.
    """
    for begin, what in _OTHER_TEXT.items():
        if begin.match(content):
            raise DataError(f"this is {what}, expected CSV")
    return decoded(content, filename)


def decoded(content: bytes, filename: str) -> tuple[Document, str]:
    """A document of bytes, and the encoding that they are in.

    Raises
    ------
    SiteFileError
        It has characters that no text has.
    DataError
        It is no text at all.
    """
    encoding = encoding_of(io.BytesIO(content), expected="CSV")
    text = content.decode(encoding, errors="replace" if encoding == "cp1252" else "strict")
    return Document.plain(text, filename), encoding


class CsvTable:
    """The rows of a table under its line of titles; empty lines and those that begin with # do not count.

    Attributes
    ----------
    titles
        The titles, without the space around them.
    rows
        The cells of each row; where a row has fewer cells than there are titles, the rest is empty.
    lines
        The number of the line of each row, the first where a quoted value goes over several.
    titles_text
        The text of the titles.
    long_rows
        The text of rows that go over several lines, by row.
    """

    def __init__(self, document: Document, findings: list[Finding], example: str = "port,time,energy,leave") -> None:
        """Read all rows; what is no table goes to the findings. `example` is a line of titles that would do."""
        self.document = document
        self.titles: list[str] = []
        self.title_cells: list[Cell] = []
        self.title_line = 1
        self.titles_text = ""
        self.long_rows: dict[int, str] = {}
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self._short: list[int] = []
        """The lines of rows with fewer cells than there are titles."""
        text = document.text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in document.text else document.text
        lines = text.split("\n")
        self.separator = separator_of([line for line in lines[:_FOR_SEPARATOR] if not line.startswith("#")])
        if len(lines) > MOST_LINES:
            message = f"the file has {len(lines):,} lines, expected at most {MOST_LINES:,}"
            findings.append(problems.TOO_MANY.finding(message, span=Span(1, 1, 1, 2)))
            return
        self._read(lines, findings)
        if not self.titles and not findings:
            message = f"the file is empty, expected a line of titles like {example}"
            findings.append(problems.MISSING_KEY.finding(message, span=Span(1, 1, 1, 1)))

    def _read(self, lines: list[str], findings: list[Finding]) -> None:
        separator, width, following = self.separator, 0, 0
        while following < len(lines):
            line, number = lines[following], following + 1
            following = number
            if not line.strip() or line.lstrip().startswith("#") or (number == 1 and line[:4].lower() == "sep="):
                continue
            if len(line) > _LONGEST_LINE:
                message = f"a line of {len(line):,} characters, expected at most {_LONGEST_LINE:,}"
                findings.append(problems.TOO_MANY.finding(message, span=Span(number, 1, number, 2)))
                return
            if '"' in line or not self.titles:
                cells = cells_of(line, separator)
                if cells is None and (whole := whole_row(lines, number - 1)) is not None:
                    cells = cells_of(whole, separator)
                    if cells is not None:
                        line, following = whole, number + whole.count("\n")
                if cells is None:
                    self._misquoted(line, number, findings)
                    if not self.titles:
                        return
                    continue
                texts = [line_text(cell) for cell in cells]
                if not self.titles:
                    self.titles, self.title_cells, self.title_line, width = texts, cells, number, len(texts)
                    self.titles_text = line
                    continue
                if following > number:
                    self.long_rows[len(self.rows)] = line
            else:
                texts = [text.strip() for text in line.split(separator)]
            if len(texts) > width:
                if any(texts[width:]):
                    self._too_long(line, number, findings)
                del texts[width:]
            elif len(texts) < width:
                self._short.append(number)
                texts += [""] * (width - len(texts))
            self.rows.append(texts)
            self.lines.append(number)

    @staticmethod
    def _misquoted(line: str, number: int, findings: list[Finding]) -> None:
        if len(findings) < 100:
            message = "a quotation mark in the wrong place: quote a whole value"
            span = Span(number, line.index('"') + 1, number, len(line) + 1)
            findings.append(problems.BAD_VALUE.finding(message, span=span))

    def _too_long(self, line: str, number: int, findings: list[Finding]) -> None:
        if len(findings) < 100:
            cells, width = cells_of(line, self.separator) or [], len(self.titles)
            message = f"line {number} has {len(cells)} values, and there are {width} titles"
            way, span = "leave out what has no title, or quote a comma", place_in(cells[width], number, line)
            findings.append(problems.BAD_VALUE.finding(message, remedy=way, span=span))

    def notes(self) -> list[str]:
        """What is assumed of rows that have too few values."""
        if not self._short:
            return []
        rows = "1 row has" if len(self._short) == 1 else f"{len(self._short):,} rows have"
        return [f"{rows} fewer values than there are titles, the first is line {self._short[0]}: the rest is empty"]

    def title_span(self, place: int) -> Span:
        """Where a title stands."""
        return place_in(self.title_cells[place], self.title_line, self.titles_text)

    def titles_span(self) -> Span:
        """Where the line of titles stands."""
        first, _, more = self.titles_text.partition("\n")
        return Span(self.title_line, 1, self.title_line, (len(first) if more else self.title_cells[-1].end) + 1)

    def span(self, row: int, place: int | None) -> Span:
        """Where a cell of a row stands; the row itself without a place."""
        number = self.lines[row]
        line = self.document.line(number)
        text = self.long_rows.get(row, line)
        cells = None if place is None else cells_of(text, self.separator)
        if cells is None or place is None or place >= len(cells):
            return Span(number, 1, number, len(line.rstrip()) + 1)
        return place_in(cells[place], number, text)

    def listed_titles(self) -> str:
        """The titles as messages show them."""
        return ", ".join(f"'{shown(title)}'" for title in self.titles[:20]) + (", ..." if len(self.titles) > 20 else "")

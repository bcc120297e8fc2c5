"""Documents as workbooks: a worksheet for each sheet, sums as formulas with their values, the same bytes each time.

Tables of different columns stand below each other, so a worksheet has many narrow columns, and a wide field takes
several of them. Every text is written as a text, so that none is taken for a formula. XlsxWriter comes with the extra
`xlsx`.
"""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evsite.documents.flat import VERIFY_COLUMNS, verify_cells
from evsite.documents.model import VERIFY, Number, Verify
from evsite.output.documents.cells import cell_text, column_heading, people_text
from evsite.output.documents.extras import MissingExtraError
from evsite.output.documents.worksheet_list import write_list
from evsite.output.text.terminal_style import NOTICE, cells, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.documents.model import Cell, Column, Document, Sheet, Table

_LONGEST_TEXT = 32_767
"""A cell holds no more characters."""
_NARROW = 9
"""The width of a column of a worksheet [characters]."""
_MOST_COLUMNS = 4
"""So many of them a field takes at most; longer texts go on in further lines."""
_LINE_POINTS = 15
_MOST_LINES = 27
"""A row is no higher than 409 points."""
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook knows no time zones, and this is when none of them was made
LETTER, LANDSCAPE_FIT = 1, (1, 0)


def workbook_bytes(document: Document) -> bytes:
    """A document as an XLSX file.

    Raises
    ------
    MissingExtraError
        XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("xlsx") from error
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": printable(document.title), "created": _MADE})
        formats = _Formats(book)
        for sheet in document.sheets:
            _Worksheet(book.add_worksheet(sheet.number), formats).write(document, sheet)
        if not document.sheets:
            book.add_worksheet("empty").write_string(0, 0, f"no {document.about} to show")
    return stream.getvalue()


class _Formats:
    """Formats of cells by what stands in them, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library has no types
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:  # noqa: ANN401
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(properties)
        return self._known[key]

    def cell(self, cell: Cell, *, right: bool, unit: bool, head: bool) -> Any:  # noqa: ANN401
        common = {"border": 1, "valign": "top", "text_wrap": True, "align": "right" if right else "left"}
        if head:
            return self.get(**common, bold=True, bg_color="#D9D9D9")
        if isinstance(cell, Number):
            decimals = "." + "0" * cell.digits if cell.digits else ""
            suffix = f' "{cell.unit}"' if unit and cell.unit else ""
            return self.get(**common, num_format=f"#,##0{decimals}{suffix}")
        return self.get(**common, italic=isinstance(cell, Verify))


class _Worksheet:
    """One worksheet, filled from the top; it knows where the columns of its tables stand."""

    def __init__(self, sheet: Any, formats: _Formats) -> None:  # noqa: ANN401 - the library has no types
        self._sheet = sheet
        self._formats = formats
        self._row = 0
        self._ranges: dict[tuple[str, str], tuple[int, int, int]] = {}
        self._used = 0

    def write(self, document: Document, sheet: Sheet) -> None:
        bold = self._formats.get(bold=True, font_size=14)
        self._line(f"{document.site}: {document.title}, NEC {document.nec}", bold)
        self._line(f"{sheet.number}  {sheet.title}", bold)
        if document.draft_words:
            self._line(document.draft_words, bold)
        listed = None
        for table in sheet.tables:
            self._row += 1
            if table.fill_in and listed is None:
                self._row = write_list(self._sheet, self._formats.get, table, self._row)
                listed = table
            elif table.form:
                self._form(table)
            else:
                self._table(table.key, table.title, table.columns, table.rows)
        self._row += 1
        for note in sheet.notes:
            self._line(note)
        if sheet.verify:
            self._row += 1
            self._table(VERIFY, "to verify", VERIFY_COLUMNS, [verify_cells(each) for each in sheet.verify])
        self._row += 1
        for note in (*document.notes, NOTICE):
            self._line(note)
        if listed is None:
            if self._used:
                self._sheet.set_column(0, self._used - 1, _NARROW)
            self._sheet.set_landscape()
            self._sheet.set_paper(LETTER)
            self._sheet.fit_to_pages(*LANDSCAPE_FIT)
        self._sheet.set_footer("&L&A&RPage &P of &N")

    def _line(self, text: str, look: Any = None) -> None:  # noqa: ANN401
        self._sheet.write_string(self._row, 0, printable(text)[:_LONGEST_TEXT], look)
        self._row += 1

    def _form(self, table: Table) -> None:
        """A form, a field a line; a value is not as wide as the texts of other forms, and goes on in further lines."""
        if table.titled:
            self._line(table.title, self._formats.get(bold=True))
        side = _columns_for([column.title for column in table.columns])
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                self._fields([(0, side, column.title, False), (side, _MOST_COLUMNS, cell, False)], unit=True)

    def _table(self, key: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        self._line(title, self._formats.get(bold=True))
        headings = [column_heading(column) for column in columns]
        spans = [
            _columns_for([heading, *(people_text(row[place]) for row in rows)])
            for place, heading in enumerate(headings)
        ]
        starts = [sum(spans[:place]) for place in range(len(spans))]
        right = [column.align == "right" for column in columns]
        self._fields(list(zip(starts, spans, headings, right, strict=True)), head=True)
        first = self._row
        for row in rows:
            self._fields(list(zip(starts, spans, row, right, strict=True)))
        if self._row > first:
            places = zip(columns, starts, strict=True)
            self._ranges.update({(key, column.key): (first, self._row - 1, start) for column, start in places})

    def _fields(self, fields: list[tuple[int, int, Cell, bool]], *, unit: bool = False, head: bool = False) -> None:
        """A row of fields: from which column on, how many columns wide, what stands there, whether on the right."""
        lines = 1
        for start, span, cell, right in fields:
            look = self._formats.cell(cell, right=right, unit=unit, head=head)
            text = cell_text(cell)[:_LONGEST_TEXT]
            if span > 1:
                self._sheet.merge_range(self._row, start, self._row, start + span - 1, "", look)
            if not isinstance(cell, Number):
                self._sheet.write_string(self._row, start, text, look)
                lines = max(lines, math.ceil(cells(text) / (span * _NARROW - 1)))
            elif (formula := self._formula(cell)) is None:
                self._sheet.write_number(self._row, start, cell.value, look)
            else:
                self._sheet.write_formula(self._row, start, formula, look, cell.value)
            self._used = max(self._used, start + span)
        self._sheet.set_row(self._row, _LINE_POINTS * min(lines, _MOST_LINES))
        self._row += 1

    def _formula(self, cell: Number) -> str | None:
        """The sum that a number is, where its table stands above."""
        from xlsxwriter.utility import xl_range

        if cell.sum_of is None:
            return None
        found = [self._ranges.get((cell.sum_of.table, column)) for column in cell.sum_of.columns]
        ranges = [xl_range(first, place, last, place) for first, last, place in filter(None, found)]
        return f"=SUM({','.join(ranges)})" if len(ranges) == len(found) else None


def _columns_for(texts: Iterable[str]) -> int:
    """How many columns of a worksheet texts take, with a little room beside them."""
    return min(max(1, math.ceil((max(map(cells, texts), default=0) + 1) / _NARROW)), _MOST_COLUMNS)

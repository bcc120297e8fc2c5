"""A table that people sort, filter and fill in, as a worksheet of its own: a column for each of its columns.

Its header stays in view and stands on each page; what is to be filled in is shaded. What the sheet has besides stands
below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.documents.model import Blank, Number
from evsite.output.documents.cells import cell_text, column_heading, people_text
from evsite.output.text.terminal_style import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.documents.model import Cell, Table

_NARROWEST, _WIDEST = 6, 28
"""Widths of columns [characters]; longer texts go on in further lines."""
_TO_WRITE = 13
"""The least width of one with boxes to fill in."""
_PAGE = 190
"""So many characters beside each other can be read on a page of 17 inches."""
TABLOID = 3
_LINE_POINTS, _MOST_LINES = 15, 27
"""A line of text, and so many of them in a row, which is no higher than 409 points."""
_FILL_IN = "#FFF9DB"
_HEAD = "#D9D9D9"


def write_list(sheet: Any, look: Callable[..., Any], table: Table, row: int) -> int:  # noqa: ANN401 - no types there
    """Write a table from a row on, and set the worksheet up for it; the first row below it.

    Parameters
    ----------
    sheet
        The worksheet.
    look
        Makes a format of properties.
    table
        The table.
    row
        The row of its header, from 0.
    """
    columns = table.columns
    if not columns:
        return row
    widths = [
        _width(column_heading(column), [line[place] for line in table.rows]) for place, column in enumerate(columns)
    ]
    common = {"border": 1, "valign": "top", "text_wrap": True}
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(row, place, column_heading(column), look(**common, bold=True, bg_color=_HEAD))
    sheet.set_row(row, _height([column_heading(column) for column in columns], widths))
    for number, line in enumerate(table.rows, start=row + 1):
        for place, (column, cell) in enumerate(zip(columns, line, strict=True)):
            indent = {} if column.align == "right" else {"indent": 1}
            _write(sheet, (number, place), cell, look(**common, align=column.align, **indent, **_shown(cell)))
        sheet.set_row(number, _height([cell_text(cell) for cell in line], widths))
    last = row + len(table.rows)
    labels = 1 + max((place for place, column in enumerate(columns) if column.label), default=-1)
    sheet.freeze_panes(row + 1, labels)
    sheet.repeat_rows(row)
    if labels:
        sheet.repeat_columns(0, labels - 1)
    if table.rows:
        sheet.autofilter(row, 0, last, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(TABLOID)
    sheet.fit_to_pages(-(-sum(widths) // _PAGE), 0)
    return last + 1


def _write(sheet: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:  # noqa: ANN401
    if isinstance(cell, Number):
        sheet.write_number(*place, cell.value, look)
    elif isinstance(cell, Blank):
        sheet.write_blank(*place, None, look)
    else:
        sheet.write_string(*place, cell_text(cell)[:32_767], look)


def _shown(cell: Cell) -> dict[str, Any]:
    if isinstance(cell, Blank):
        return {"bg_color": _FILL_IN, "num_format": "@"}
    if isinstance(cell, Number):
        return {"num_format": "0" + ("." + "0" * cell.digits if cell.digits else "")}
    return {"num_format": "@"}


def _width(heading: str, below: list[Cell]) -> int:
    """The width of a column: that of its texts, of a heading no more than its longest word, and room to write."""
    longest_word = max(map(cells, heading.split()), default=0)
    filled = max((cells(people_text(cell)) for cell in below), default=0)
    least = _TO_WRITE if any(isinstance(cell, Blank) for cell in below) else _NARROWEST
    return max(least, min(_WIDEST, max(longest_word + 2, filled + 2)))


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The height of a row in which every text goes on in as many lines as it needs [points]."""
    lines = max(_lines(text, width - 2) for text, width in zip(texts, widths, strict=True))
    return _LINE_POINTS * min(lines, _MOST_LINES)


def _lines(text: str, width: int) -> int:
    """In how many lines a text goes into a column, broken between words, and inside those that are longer."""
    if cells(text) <= width:
        return 1
    lines, used = 1, 0
    for word in text.split(" "):
        length = cells(word)
        if used and used + 1 + length > width:
            lines, used = lines + 1, 0
        used += length + bool(used)
        lines, used = lines + max(0, used - 1) // width, (used - 1) % width + 1 if used else 0
    return lines

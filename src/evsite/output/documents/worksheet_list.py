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
    from collections.abc import Callable

    from evsite.documents.model import Cell, Table

_NARROWEST, _WIDEST = 6, 28
"""Widths of columns [characters]; longer texts go on in further lines."""
_PAGE = 190
"""So many characters beside each other can be read on a page of 17 inches."""
TABLOID = 3
_FILL_IN = "#FFF9DB"
_HEAD = "#D9D9D9"


def write_list(sheet: Any, look: Callable[..., Any], table: Table, row: int) -> int:  # noqa: ANN401 - no types there
    """Write a table from a row on, and set the worksheet up for it; the first row below it.

    Args:
        sheet: the worksheet.
        look: makes a format of properties.
        table: the table.
        row: the row of its header, from 0.
    """
    columns = table.columns
    if not columns:
        return row
    widths = [
        _width([column_heading(column), *(people_text(line[place]) for line in table.rows)])
        for place, column in enumerate(columns)
    ]
    common = {"border": 1, "valign": "top", "text_wrap": True}
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(row, place, column_heading(column), look(**common, bold=True, bg_color=_HEAD))
    lines = max(-(-cells(column_heading(column)) // width) + 1 for column, width in zip(columns, widths, strict=True))
    sheet.set_row(row, 15 * min(lines, 6))
    for number, line in enumerate(table.rows, start=row + 1):
        for place, (column, cell) in enumerate(zip(columns, line, strict=True)):
            _write(sheet, (number, place), cell, look(**common, align=column.align, **_shown(cell)))
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


def _width(texts: list[str]) -> int:
    """The width of a column: that of its texts, of a heading no more than its longest word."""
    longest_word = max(map(cells, texts[0].split()), default=0)
    filled = max(map(cells, texts[1:]), default=0)
    return max(_NARROWEST, min(_WIDEST, max(longest_word + 1, filled + 1)))

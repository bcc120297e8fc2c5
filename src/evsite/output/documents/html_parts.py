"""Parts of HTML that documents and the page of a site share: texts with everything escaped, tables, forms, notes.

All markup is made here or beside the texts that it is around; a text of a site file reaches a page through `html_text`
alone.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.documents.model import Blank, Number, SheetNumber, Verify
from evsite.output.documents.cells import cell_text, column_heading, people_text
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.documents.model import Cell, Column, Table

_TABLES = Path(__file__).with_name("tables.css")


@cache
def tables_style() -> str:
    """The style sheet of tables; its colours are custom properties, which each page sets."""
    return _TABLES.read_text(encoding="utf-8")


def table_pieces(table: Table, kind: str = "") -> Iterator[str]:
    """A table in a region of its own that scrolls, with a caption, heads of columns, and heads of rows by label.

    Parameters
    ----------
    table
        The table.
    kind
        A further class of the region.
    """
    more = f" {kind}" if kind else ""
    yield f'<div class="table{more}" role="group" aria-label="{html_text(table.title)}" tabindex="0">\n<table>\n'
    yield f"<caption>{html_text(table.title)}</caption>\n<thead><tr>"
    for column in table.columns:
        yield f'<th scope="col"{_class(column)}>{html_text(column_heading(column))}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = (_cell(column, cell) for column, cell in zip(table.columns, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def form_pieces(title: str, fields: Iterable[tuple[str, Cell]]) -> Iterator[str]:
    """A form: a row for each field, with its unit."""
    yield f'<div class="table form">\n<table>\n<caption>{html_text(title)}</caption>\n<tbody>\n'
    for words, cell in fields:
        yield f'<tr><th scope="row">{html_text(words)}</th><td>{_shown(cell, with_unit=True)}</td></tr>\n'
    yield "</tbody>\n</table>\n</div>\n"


def _cell(column: Column, cell: Cell) -> str:
    kind = ' class="blank"' if isinstance(cell, Blank) else _class(column)
    name = 'th scope="row"' if column.label else "td"
    return f"<{name}{kind}>{_shown(cell)}</{name[:2]}>"


def _class(column: Column) -> str:
    if column.align == "right":
        return ' class="number"'
    return ' class="words"' if column.wrap else ""


def _shown(cell: Cell, *, with_unit: bool = False) -> str:
    if isinstance(cell, Number):
        return html_text(people_text(cell, with_unit=with_unit))
    if isinstance(cell, Verify):
        return f'<span class="verify">{html_text(cell_text(cell))}</span>'
    if isinstance(cell, SheetNumber):
        return f'<a href="#{sheet_id(cell)}">{html_text(cell)}</a>'
    return html_text(cell_text(cell))


def notes_pieces(notes: Iterable[str]) -> Iterator[str]:
    """Notes as a list under a head of their own; nothing for no notes."""
    lines = [f"<li>{html_text(note)}</li>\n" for note in notes]
    if lines:
        yield f"<h3>notes</h3>\n<ul>\n{''.join(lines)}</ul>\n"


def sheet_id(number: str) -> str:
    """The id of a sheet, from its number, which is made of letters, digits and hyphens."""
    return f"sheet-{html_text(number)}"


def html_text(text: str) -> str:
    """A text as HTML, within an element or within quotes."""
    return escape(printable(text))

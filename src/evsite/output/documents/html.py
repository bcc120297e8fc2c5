"""Documents as one HTML file: no script, nothing to load, drawings within it, and a style sheet for print.

In print sheets are as large as in a PDF: tables on the smallest size that they fit, drawings as full pages.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.documents.model import Blank, Number, SheetNumber, Verify
from evsite.output.documents import paper
from evsite.output.documents.cells import cell_text, column_heading, people_text
from evsite.output.documents.svg import svg_pieces
from evsite.output.documents.title_strip import title_fields, verify_table
from evsite.output.text.terminal_style import NOTICE, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.documents.drawing import PageSize
    from evsite.documents.model import Cell, Column, Document, Sheet, Table

_STYLE = Path(__file__).with_name("page.css")


def html_pieces(document: Document) -> Iterator[str]:
    """A document as HTML, piece by piece."""
    title = f"{_text(document.site)}: {_text(document.title)}"
    yield "<!DOCTYPE html>\n"
    yield f'<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<style>\n{_style()}</style>\n</head>\n<body>\n"
    yield from _head(document)
    yield "<main>\n"
    if not document.sheets:
        yield f"<p>no {_text(document.about)} to show</p>\n"
    for sheet in document.sheets:
        yield from _sheet(document, sheet)
    yield "</main>\n<footer>\n"
    yield from _notes(document.notes)
    yield f"<p>{NOTICE}</p>\n</footer>\n</body>\n</html>\n"


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _head(document: Document) -> Iterator[str]:
    yield f"<header>\n<h1>{_text(document.site)}</h1>\n"
    yield f"<p>{_text(document.title)}, NEC {document.nec}</p>\n"
    if document.draft_words:
        yield f'<p class="draft">{_text(document.draft_words)}</p>\n'
        yield '<div class="mark" aria-hidden="true">DRAFT</div>\n'
    fields = [field for part in title_fields(document) for field in part]
    yield from _form_rows("title block", fields)
    yield "</header>\n"
    if len(document.sheets) > 1:
        yield '<nav aria-label="sheets">\n<ol>\n'
        for sheet in document.sheets:
            yield f'<li><a href="#{_id(sheet.number)}">{_text(sheet.number)}</a> {_text(sheet.title)}</li>\n'
        yield "</ol>\n</nav>\n"


def _sheet(document: Document, sheet: Sheet) -> Iterator[str]:
    verify = verify_table(document, sheet)
    page = paper.sheet_for([*paper.sheet_tables(sheet), *([] if verify is None else [paper.measured(verify)])])
    key = _id(sheet.number)
    yield f'<section id="{key}" aria-labelledby="{key}-title" class="sheet-{page}">\n'
    yield f'<h2 id="{key}-title">{_text(sheet.number)} {_text(sheet.title)}</h2>\n'
    if sheet.drawing is not None:
        yield f'<figure class="drawing-{sheet.drawing.page}">\n'
        yield from svg_pieces(sheet.drawing, prefix=f"{key}-svg-", standalone=False)
        yield "</figure>\n"
    for table in sheet.tables:
        if table.form:
            for row in table.rows:
                fields = [(column.title, cell) for column, cell in zip(table.columns, row, strict=True)]
                yield from _form_rows(table.title, fields)
        elif table.rows:
            yield from _table(table, page)
        else:
            yield f"<p>no {_text(table.title)}</p>\n"
    yield from _notes(sheet.notes)
    if verify is not None:
        yield from _table(verify, page)
    yield "</section>\n"


def _table(table: Table, page: PageSize) -> Iterator[str]:
    found = paper.measured(table)
    wide = " too-wide" if found.broken or found.least_pt > paper.room_pt(page) else ""
    yield f'<div class="table{wide}" role="region" aria-label="{_text(table.title)}" tabindex="0">\n<table>\n'
    yield f"<caption>{_text(table.title)}</caption>\n<thead><tr>"
    for column in table.columns:
        yield f'<th scope="col"{_class(column)}>{_text(column_heading(column))}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = (_cell(column, cell) for column, cell in zip(table.columns, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _form_rows(title: str, fields: Iterable[tuple[str, Cell]]) -> Iterator[str]:
    yield f'<div class="table form">\n<table>\n<caption>{_text(title)}</caption>\n<tbody>\n'
    for words, cell in fields:
        yield f'<tr><th scope="row">{_text(words)}</th><td>{_shown(cell, with_unit=True)}</td></tr>\n'
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
        return _text(people_text(cell, with_unit=with_unit))
    if isinstance(cell, Verify):
        return f'<span class="verify">{_text(cell_text(cell))}</span>'
    if isinstance(cell, SheetNumber):
        return f'<a href="#{_id(cell)}">{_text(cell)}</a>'
    return _text(cell_text(cell))


def _notes(notes: Iterable[str]) -> Iterator[str]:
    lines = [f"<li>{_text(note)}</li>\n" for note in notes]
    if lines:
        yield f"<h3>notes</h3>\n<ul>\n{''.join(lines)}</ul>\n"


def _id(number: str) -> str:
    """The id of a sheet, from its number, which is made of letters, digits and hyphens."""
    return f"sheet-{_text(number)}"


def _text(text: str) -> str:
    return escape(printable(text))

"""Documents as one HTML file: no script, nothing to load, drawings within it, and a style sheet for print.

In print sheets are as large as in a PDF: tables on the smallest size that they fit, drawings as full pages.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.output.documents import paper
from evsite.output.documents.html_parts import (
    form_pieces,
    html_text,
    notes_pieces,
    sheet_id,
    table_pieces,
    tables_style,
)
from evsite.output.documents.svg import svg_pieces
from evsite.output.documents.title_strip import title_fields, verify_table
from evsite.words import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.drawing import PageSize
    from evsite.documents.model import Document, Sheet, Table

_STYLE = Path(__file__).with_name("page.css")


def html_pieces(document: Document) -> Iterator[str]:
    """A document as HTML, piece by piece."""
    title = f"{html_text(document.site)}: {html_text(document.title)}"
    yield "<!DOCTYPE html>\n"
    yield f'<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<style>\n{_style()}</style>\n</head>\n<body>\n"
    yield from _head(document)
    yield "<main>\n"
    if not document.sheets:
        yield f"<p>no {html_text(document.about)} to show</p>\n"
    for sheet in document.sheets:
        yield from _sheet(document, sheet)
    yield "</main>\n<footer>\n"
    yield from notes_pieces(document.notes)
    yield f"<p>{NOTICE}</p>\n</footer>\n</body>\n</html>\n"


@cache
def _style() -> str:
    return tables_style() + _STYLE.read_text(encoding="utf-8")


def _head(document: Document) -> Iterator[str]:
    yield f"<header>\n<h1>{html_text(document.site)}</h1>\n"
    yield f"<p>{html_text(document.title)}, NEC {document.nec}</p>\n"
    if document.draft_words:
        yield f'<p class="draft">{html_text(document.draft_words)}</p>\n'
        yield '<div class="mark" aria-hidden="true">DRAFT</div>\n'
    fields = [field for part in title_fields(document) for field in part]
    yield from form_pieces("title block", fields)
    yield "</header>\n"
    if len(document.sheets) > 1:
        yield '<nav aria-label="sheets">\n<ol>\n'
        for sheet in document.sheets:
            link = f'<a href="#{sheet_id(sheet.number)}">{html_text(sheet.number)}</a>'
            yield f"<li>{link} {html_text(sheet.title)}</li>\n"
        yield "</ol>\n</nav>\n"


def _sheet(document: Document, sheet: Sheet) -> Iterator[str]:
    verify = verify_table(document, sheet)
    page = paper.sheet_for([*paper.sheet_tables(sheet), *([] if verify is None else [paper.measured(verify)])])
    key = sheet_id(sheet.number)
    yield f'<section id="{key}" aria-labelledby="{key}-title" class="sheet-{page}">\n'
    yield f'<h2 id="{key}-title">{html_text(sheet.number)} {html_text(sheet.title)}</h2>\n'
    if sheet.drawing is not None:
        yield f'<figure class="drawing-{sheet.drawing.page}">\n'
        yield from svg_pieces(sheet.drawing, prefix=f"{key}-svg-", standalone=False)
        yield "</figure>\n"
    for table in sheet.tables:
        if table.form:
            for row in table.rows:
                fields = [(column.title, cell) for column, cell in zip(table.columns, row, strict=True)]
                yield from form_pieces(table.title, fields)
        elif table.rows:
            yield from table_pieces(table, _wide(table, page))
        else:
            yield f"<p>no {html_text(table.title)}</p>\n"
    yield from notes_pieces(sheet.notes)
    if verify is not None:
        yield from table_pieces(verify, _wide(verify, page))
    yield "</section>\n"


def _wide(table: Table, page: PageSize) -> str:
    """The class of a table whose words have to be broken in print."""
    found = paper.measured(table)
    return "too-wide" if found.broken or found.least_pt > paper.room_pt(page) else ""

"""The tables of the documents, folded: panel schedules, load calculation, bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import form_pieces, html_text, table_pieces
from evsite.output.page.parts import Section, folded, paragraph
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.model import Document, Sheet
    from evsite.documents.site_page import SitePage

MOST_BYTES = 60_000
"""So large are the tables of a document at most: sheets that do not fit are left to its command."""
_COMMANDS = ("schedule", "load-calc", "bom")


def tables(page: SitePage) -> Section:
    """Each document in a fold of its own."""
    body = "".join(map(_document, page.tables, _COMMANDS, page.left_out))
    return Section("tables", "Tables of the documents", body, short="Documents")


def _document(document: Document, command: str, left_out: int) -> str:
    shown, taken = [], 0
    for sheet in document.sheets:
        sheet_html = "".join(_sheet(sheet))
        taken += len(sheet_html.encode())
        if taken > MOST_BYTES:
            break
        shown.append(sheet_html)
    body = "".join(shown)
    left = len(document.sheets) - len(shown) + left_out
    if left:
        body += paragraph(f"{count(left, 'sheet')} left out to keep this page small: evsite {command} has all", "small")
    return folded(document.title[:1].upper() + document.title[1:], body)


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"<h3>{html_text(sheet.number)} {html_text(sheet.title)}</h3>\n"
    for each in sheet.tables:
        if each.form:
            for row in each.rows:
                fields = [(column.title, cell) for column, cell in zip(each.columns, row, strict=True)]
                yield from form_pieces(each.title, fields)
        elif each.rows:
            yield from table_pieces(each)
        else:
            yield f"<p>no {html_text(each.title)}</p>\n"
    if sheet.notes:
        yield f"<ul>\n{''.join(f'<li>{html_text(note)}</li>{chr(10)}' for note in sheet.notes)}</ul>\n"

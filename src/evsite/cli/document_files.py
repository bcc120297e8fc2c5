"""The files that a document is written to, and what goes into each, by the end of their name."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from evsite.cli.console import file_pieces, refuse
from evsite.documents.flat import flat_tables
from evsite.output.documents.extras import MissingExtraError
from evsite.output.text.terminal_style import TerminalStyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.cli.file_writing import Files
    from evsite.documents.drawing import Drawing
    from evsite.documents.model import Document


def document_files(file: str, document: Document, table: str | None, output: str) -> Files:
    """The files that a document is written to, and what goes into each; a missing library ends the command.

    Parameters
    ----------
    file
        The site file that it is made from.
    document
        The document.
    table
        The key of its one kind of table; None for all.
    output
        The name that was given.
    """
    path = PurePath(output)
    try:
        return WRITERS[path.suffix.lower()](Target(file, document, table, path))
    except MissingExtraError as error:
        refuse([f"--output: {error}"])


class Target(NamedTuple):
    """What is written where: a document of a site file, with all of its tables or one kind of them, to a path."""

    file: str
    document: Document
    table: str | None
    path: PurePath

    def beside(self, part: str) -> str:
        """The name of a file for a part of the document."""
        return str(self.path.with_name(f"{self.path.stem}-{part}{self.path.suffix}"))


def _text(target: Target) -> Files:
    from evsite.output.documents.text import PAGE_WIDTH, render_document

    text = render_document(target.document, TerminalStyle(PAGE_WIDTH))
    return [(str(target.path), file_pieces("text", text))]


def _csv(target: Target) -> Files:
    """One file for each kind of table, or the one table."""
    from evsite.output.documents.csv_files import csv_text

    tables = flat_tables(target.document)
    if target.table is not None:
        return [(str(target.path), [csv_text(target.document, each)]) for each in tables if each.key == target.table]
    return [(target.beside(each.key), [csv_text(target.document, each)]) for each in tables]


def _json(target: Target) -> Files:
    from evsite.output.json.sheets import sheets_document
    from evsite.output.json.writer import pieces

    return [(str(target.path), pieces(sheets_document(target.file, target.document)))]


def _xlsx(target: Target) -> Files:
    from evsite.output.documents.workbook import workbook_bytes

    return [(str(target.path), [workbook_bytes(target.document)])]


def _pdf(target: Target) -> Files:
    from evsite.output.documents.pdf import pdf_bytes

    return [(str(target.path), [pdf_bytes(target.document)])]


def _html(target: Target) -> Files:
    from evsite.output.documents.html import html_pieces

    return [(str(target.path), html_pieces(target.document))]


def _svg(target: Target) -> Files:
    from evsite.output.documents.svg import svg_pieces

    return [(name, svg_pieces(drawing)) for name, drawing in _drawings(target)]


def _png(target: Target) -> Files:
    from evsite.output.documents.png import png_bytes

    return [(name, [png_bytes(drawing)]) for name, drawing in _drawings(target)]


def _drawings(target: Target) -> list[tuple[str, Drawing]]:
    """The drawings of a document, each with the name of its file; a document without any ends the command."""
    found = [(sheet.number, sheet.drawing) for sheet in target.document.sheets if sheet.drawing is not None]
    if not found:
        refuse([f"--output: {target.path} would be a picture, and there is no drawing to show"])
    if len(found) == 1:
        return [(str(target.path), found[0][1])]
    return [(target.beside(number), drawing) for number, drawing in found]


WRITERS: dict[str, Callable[[Target], Files]] = {
    ".txt": _text,
    ".csv": _csv,
    ".json": _json,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
    ".html": _html,
    ".svg": _svg,
    ".png": _png,
}
"""What a document is written as, by the end of the name of the file."""
WITH_OUR_FONTS = frozenset({".pdf", ".png"})
"""The endings of what is made with the fonts of evsite alone; what shows the others may have more letters."""
PICTURES = frozenset({".svg", ".png"})
"""The endings that only documents with drawings are written to."""

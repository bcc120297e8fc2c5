"""Files that are imported: tables of CSV, workbooks, and JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath

from evsite.metering.errors import DataError
from evsite.metering.text_rows import separator_of
from evsite.sitefile.document import Document, content_of, standard_input
from evsite.sitefile.file_names import file_name
from evsite.sitefile.imports.sheets import Sheet, checked, refused
from evsite.sitefile.imports.workbook import workbook_sheets
from evsite.sitefile.sessions.csv_table import decoded

MOST_BYTES = 16 * 1024 * 1024
"""Larger files are refused: nobody describes a site by hand in so much."""
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FOR_SEPARATOR = 80


@dataclass(slots=True)
class Source:
    """A file that is imported: its sheets, or the text of a JSON document."""

    filename: str
    sheets: list[Sheet] = field(default_factory=list)
    json: Document | None = None
    notes: list[str] = field(default_factory=list)


def read_file(path: str) -> Source:
    """A file as sheets or as JSON; "-" is standard input.

    Raises
    ------
    SiteFileError
        It cannot be read, is too large, or is no text and no workbook.
    MissingReaderError
        It is a workbook, and what reads these is not installed.
    """
    if path == "-":
        filename, content = "<stdin>", standard_input(MOST_BYTES)
    else:
        filename = file_name(path)
        content = content_of(FilePath(path), filename, most_bytes=MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise refused(filename, f"the file is larger than {MOST_BYTES // 2**20} MiB")
    if content.startswith(_WORKBOOK):
        return Source(filename, workbook_sheets(content, filename))
    if content.startswith(_OLD_WORKBOOK):
        raise refused(filename, "the file is a workbook of Excel 97-2003", "save it as .xlsx, or its sheets as CSV")
    try:
        document, encoding = decoded(content, filename)
    except DataError:
        raise refused(filename, "this is no text, and no workbook", "name a file of CSV, XLSX or JSON") from None
    notes = [f"{filename} is no UTF-8: read in the code page of Western Windows"] if encoding == "cp1252" else []
    if document.text.lstrip()[:1] in {"{", "["}:
        return Source(filename, json=document, notes=notes)
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    separator = separator_of([line for line in lines[:_FOR_SEPARATOR] if line.strip()])
    return Source(filename, [checked(Sheet(document, lines, separator))], notes=notes)

"""What is imported, as sheets of lines: a table of CSV is one, a workbook has several, and JSON is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.text_rows import separator_of
from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.document import Document, content_of, standard_input
from evsite.sitefile.file_names import file_name
from evsite.sitefile.sessions.csv_table import decoded

if TYPE_CHECKING:
    from evsite.model.finding import Finding
    from evsite.model.remedy import Way
    from evsite.sitefile.problem import Problem

MOST_BYTES = 16 * 1024 * 1024
"""Larger files are refused: nobody describes a site by hand in so much."""
MOST_LINES = 50_000
"""More rows than the largest of sites has ports."""
MOST_FINDINGS = 1000
WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_FOR_SEPARATOR = 80


@dataclass(slots=True)
class Sheet:
    """A table of a file, with what is wrong with it and what of it is not read."""

    document: Document
    lines: list[str]
    separator: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unreported: int = 0
    """Findings beyond those that are kept."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.document.filename

    def report(self, problem: Problem, span: Span, message: str, remedy: Way = None) -> None:
        """Report something that is wrong with it."""
        if len(self.findings) >= MOST_FINDINGS:
            self.unreported += 1
        else:
            self.findings.append(problem.finding(message, remedy=remedy, span=span))

    def not_read(self, line: int, text: str) -> None:
        """Note a line that is not read."""
        self.notes.append(f"{self.name}:{line}: not read: {text}")


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
    if content.startswith(WORKBOOK):
        from evsite.sitefile.imports.workbook import workbook_sheets

        return Source(filename, workbook_sheets(content, filename))
    if content.startswith(_OLD_WORKBOOK):
        raise refused(filename, "the file is a workbook of Excel 97-2003", "save it as .xlsx, or its sheets as CSV")
    try:
        document, encoding = decoded(content, filename)
    except DataError as error:
        raise refused(filename, str(error), "name a file of CSV, XLSX or JSON") from None
    notes = [f"{filename} is no UTF-8: read in the code page of Western Windows"] if encoding == "cp1252" else []
    if document.text.lstrip()[:1] in {"{", "["}:
        return Source(filename, json=document, notes=notes)
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    separator = separator_of([line for line in lines[:_FOR_SEPARATOR] if line.strip()])
    return Source(filename, [checked(Sheet(document, lines, separator))], notes=notes)


def checked(sheet: Sheet) -> Sheet:
    """A sheet, with the lines beyond those that are looked at left out and reported."""
    if len(sheet.lines) > MOST_LINES + 1:
        message = f"the file has {len(sheet.lines):,} lines, expected at most {MOST_LINES:,}"
        sheet.report(problems.TOO_MANY, Span(1, 1, 1, 2), message)
        sheet.lines = []
    return sheet


def refused(filename: str, message: str, way: str | None = None) -> SiteFileError:
    """That a file is not read at all."""
    finding = problems.UNREADABLE_FILE.finding(message, span=Span(1, 1, 1, 1), remedy=way)
    return SiteFileError(Document.plain("", filename), [finding], unreadable=True)

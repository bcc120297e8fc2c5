"""The sheets of a workbook, each as lines of CSV whose numbers are those of its rows."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from evsite.model.finding import Span
from evsite.sitefile import problems
from evsite.sitefile.document import Document
from evsite.sitefile.imports.sheets import MOST_LINES, Sheet, checked, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_UNPACKED = 256 * 1024 * 1024
_MOST_SHEETS = 200
_MOST_COLUMNS = 200
_MOST_CELL = 1000
_NO_RESULT = re.compile(rb"(?:</f>|<f(?:\s[^<>]{0,200})?/>)\s{0,20}(?:<v\s?/>|<v></v>)?\s{0,20}</c>")
"""A cell of a sheet whose formula has no result."""


class MissingReaderError(Exception):
    """Raised where a workbook is to be read, and the library that reads it is not installed."""

    def __init__(self, filename: str) -> None:
        super().__init__(
            f"{filename} is a workbook, which is read by a library that is not installed: pip install 'evsite[xlsx]', "
            "or save its sheets as CSV"
        )


def workbook_sheets(content: bytes, filename: str) -> list[Sheet]:
    """The sheets of a workbook that are shown, in its order; formulas count as what they last gave.

    Raises
    ------
    SiteFileError
        It is damaged, or too large.
    MissingReaderError
        openpyxl is not installed.
    """
    try:
        import openpyxl  # noqa: F401 - whether it is there
    except ImportError:
        raise MissingReaderError(filename) from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            raise refused(filename, f"the workbook is larger than {_MOST_UNPACKED // 2**20} MiB, unpacked")
        return _shown_sheets(content, filename)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, AttributeError, IndexError):
        way = "open it in a spreadsheet and save it again, or save its sheets as CSV"
        raise refused(filename, "the file is no workbook that can be read, or a damaged one", way) from None
    except SyntaxError:  # what XML parsers raise
        raise refused(filename, "the workbook holds XML that cannot be read") from None


def _shown_sheets(content: bytes, filename: str) -> list[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:_MOST_SHEETS]
    for sheet in shown:
        sheet.reset_dimensions()  # what a file states of these is believed by nobody: rows are as long as they are
    found = [_sheet(sheet.title, sheet.iter_rows(values_only=True), filename) for sheet in shown]
    if _lacks_results(content):
        written = load_workbook(io.BytesIO(content), read_only=True)
        for sheet, known in zip(shown, found, strict=True):
            formulas = written[sheet.title]
            formulas.reset_dimensions()
            known.without_result = list(_without_result(sheet, formulas))
    return found


def _lacks_results(content: bytes) -> bool:
    """Whether a cell of a workbook has a formula and no result, as programs write it that do not calculate."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return any(
            _NO_RESULT.search(packed.read(name)) is not None
            for name in packed.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )


def _without_result(results: Any, formulas: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - sheets of openpyxl
    """The cells that have a formula and no result, by row."""
    rows = zip(results.iter_rows(values_only=True), formulas.iter_rows(max_row=MOST_LINES), strict=False)
    for number, (values, cells) in enumerate(rows, 1):
        for value, cell in zip(values[:_MOST_COLUMNS], cells, strict=False):
            if value is None and cell.data_type == "f":
                yield number, cell.coordinate


def _sheet(title: str, rows: Iterable[tuple[Any, ...]], filename: str) -> Sheet:
    lines: list[str] = []
    wide = 0
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row[:_MOST_COLUMNS]]
        while cells and not cells[-1]:
            del cells[-1]
        if not wide and any(value is not None for value in row[_MOST_COLUMNS:]):
            wide = number
        if not cells:
            continue
        # rows without anything count where something stands below them
        lines += [""] * (min(number, MOST_LINES + 2) - 1 - len(lines))
        lines.append(",".join(cells))
        if number > MOST_LINES + 1:
            break
    document = Document.plain("\n".join(lines), f"{filename}[{title}]")
    sheet = checked(Sheet(document, lines, ","))
    if wide:
        message = f"row {wide} has more than {_MOST_COLUMNS} columns, expected at most as many"
        sheet.report(problems.TOO_MANY, Span(wide, 1, wide, 2), message)
    return sheet


def _cell(value: object) -> str:
    """A cell as CSV has it, on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)[:_MOST_CELL]).split())
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"') else text

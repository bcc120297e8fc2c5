"""Tables of documents as CSV: UTF-8, a line a row, the first with the keys of the columns, which have the units."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from evsite.documents.model import Number
from evsite.model.spreadsheet import guarded
from evsite.output.documents.cells import cell_text
from evsite.output.text.terminal_style import printable

if TYPE_CHECKING:
    from evsite.documents.flat import FlatTable
    from evsite.documents.model import Cell, Document


def csv_text(document: Document, table: FlatTable) -> str:
    """One kind of table over all sheets; the first two columns have the sheet, and what that is about."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["sheet", document.about, *(column.key for column in table.columns)])
    for sheet, row in table.rows:
        writer.writerow([sheet.number, guarded(printable(sheet.about)), *map(_field, row)])
    return stream.getvalue()


def _field(cell: Cell) -> str:
    return cell_text(cell) if isinstance(cell, Number) else guarded(cell_text(cell))

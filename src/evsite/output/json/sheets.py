"""Documents that are handed over as JSON: a row of a table on a line each, so that two versions can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.documents.flat import flat_tables
from evsite.documents.model import VERIFY, Blank, Number, Verify
from evsite.output.json.contract.sheets import (
    ColumnHead,
    SheetHead,
    SheetsDocument,
    TableRow,
    VerifyCell,
    VerifyFigures,
)
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Document


def sheets_document(file: str, document: Document) -> dict[str, Any]:
    """A document with all of its tables, made from this site file."""
    tables = [table for table in flat_tables(document) if table.key != VERIFY]
    sheets_figures = SheetsDocument(
        file=file,
        title=document.title,
        site=document.site,
        nec=document.nec,
        errors=document.errors,
        sheets=tuple(SheetHead(each.number, each.title, each.about, each.notes) for each in document.sheets),
        columns=tuple(
            ColumnHead(table.key, column.key, column.title, column.unit) for table in tables for column in table.columns
        ),
        rows=tuple(
            TableRow(sheet.number, table.key, {c.key: _cell(cell) for c, cell in zip(table.columns, row, strict=True)})
            for table in tables
            for sheet, row in table.rows
        ),
        verify=tuple(
            VerifyFigures(sheet.number, each.what, each.of, None if each.where is None else tuple(map(str, each.where)))
            for sheet in document.sheets
            for each in sheet.verify
        ),
        notes=document.notes,
    )
    return document_json(sheets_figures)


def _cell(cell: Cell) -> str | float | VerifyCell | None:
    if isinstance(cell, Number):
        return cell.value
    if isinstance(cell, Verify):
        return VerifyCell(cell.what)
    return None if isinstance(cell, Blank) else cell

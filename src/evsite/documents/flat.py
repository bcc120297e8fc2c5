"""The tables of a document over all of its sheets: one for each kind, with a column that says the sheet.

This is what programs read and what a comparison of two versions is made of: the columns of a kind of table are the
same on every sheet, save for phases that are not there, and what is to be verified is a table too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.model import VERIFY, Column
from evsite.toml_text import header
from evsite.words import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.documents.model import Cell, Document, Sheet, ToVerify
    from evsite.model.finding import Path

VERIFY_COLUMNS = (
    Column("what", "what", wrap=True),
    Column("of", "of", wrap=True),
    Column("where", "in the file at", wrap=True),
)


@dataclass(frozen=True, slots=True)
class FlatTable:
    """All tables of one key: its columns, and its rows with the sheet that each stands on."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Sheet, tuple[Cell, ...]], ...]


def table_keys(document: Document) -> tuple[str, ...]:
    """The keys of the tables of a document, in their order."""
    return (*dict.fromkeys(table.key for sheet in document.sheets for table in sheet.tables), VERIFY)


def flat_tables(document: Document) -> tuple[FlatTable, ...]:
    """Every kind of table of a document, with what is to be verified last."""
    found = [_flat(document, key) for key in table_keys(document)[:-1]]
    return (*found, FlatTable(VERIFY, VERIFY_COLUMNS, tuple(_verify_rows(document.sheets))))


def _flat(document: Document, key: str) -> FlatTable:
    tables = [(sheet, table) for sheet in document.sheets for table in sheet.tables if table.key == key]
    columns = _united([table.columns for _, table in tables])
    places = {column.key: place for place, column in enumerate(columns)}
    rows = []
    for sheet, table in tables:
        own = [places[column.key] for column in table.columns]
        for row in table.rows:
            cells: list[Cell] = [""] * len(columns)
            for place, cell in zip(own, row, strict=True):
                cells[place] = cell
            rows.append((sheet, tuple(cells)))
    return FlatTable(key, columns, tuple(rows))


def _united(lists: Sequence[tuple[Column, ...]]) -> tuple[Column, ...]:
    """Every column of several lists; one that a list has beside others follows the one before it there."""
    columns: list[Column] = []
    known: set[str] = set()
    for each in dict.fromkeys(lists):
        place = 0
        for column in each:
            if column.key not in known:
                columns.insert(place, column)
                known.add(column.key)
            place = next(number for number, other in enumerate(columns) if other.key == column.key) + 1
    return tuple(columns)


def _verify_rows(sheets: Iterable[Sheet]) -> list[tuple[Sheet, tuple[Cell, ...]]]:
    return [(sheet, verify_cells(each)) for sheet in sheets for each in sheet.verify]


def verify_cells(each: ToVerify) -> tuple[Cell, ...]:
    """What is to be verified as the cells of `VERIFY_COLUMNS`."""
    return (each.what, all_names(each.of), where_words(each.where))


def where_words(where: Path | None) -> str:
    """Where the file could say a value: "circuits.C.conductor"; empty where no key does."""
    return "" if where is None else header(*map(str, where))[1:-1]


def all_names(listed: Iterable[str]) -> str:
    """Every name of a list, runs of neighbours by their first and last: "S1 to S10, T4"."""
    return ", ".join(part for run in runs(listed) for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run))

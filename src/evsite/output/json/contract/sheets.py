"""Documents that are handed over: sheets, and the rows of their tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A sheet: its number, its title, what it is about, and what is to be said beside its tables."""

    sheet: str
    title: str
    about: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """A column of a kind of table; `key` is the one in `cells`, `unit` that of its numbers, "" for none or several."""

    table: str
    key: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class VerifyCell:
    """A value that the site file does not say, instead of a text or a number."""

    verify: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table on a sheet: a text, a number, null for a box to fill in, or a value to verify in each cell."""

    sheet: str
    table: str
    cells: Mapping[str, str | float | VerifyCell | None]


@dataclass(frozen=True, slots=True)
class VerifyFigures:
    """A value to verify on a sheet: what, of what, and the path of the key that would say it; null where none does."""

    sheet: str
    what: str
    of: tuple[str, ...]
    where: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsDocument(Document):
    """A document that is handed over; `errors` is how many a check finds: with any it is a draft."""

    title: str
    site: str
    nec: int
    errors: int
    sheets: tuple[SheetHead, ...]
    columns: tuple[ColumnHead, ...]
    rows: tuple[TableRow, ...]
    verify: tuple[VerifyFigures, ...]
    notes: tuple[str, ...]

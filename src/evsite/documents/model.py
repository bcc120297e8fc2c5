"""One model of every document: sheets of tables and notes, and the values that the site file does not say.

A document is data without a look: writers make text, CSV, JSON and workbooks of it. Nothing in it is invented. What
the file does not say is a `Verify` cell, which is printed as "verify", and the sheet lists what is to be verified and
where the file could say it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from evsite.model.project import NO_PROJECT, Project
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.documents.drawing import Drawing
    from evsite.model.finding import Path

Align = Literal["left", "right"]
VERIFY = "verify"
"""What is printed for a value that the file does not say, and the key of the list of them."""


@dataclass(frozen=True, slots=True)
class SumOf:
    """The cells that a number is the sum of: columns of a table on the same sheet."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit ("" for none), printed with so many decimals."""

    value: float
    unit: str = ""
    digits: int = 0
    sum_of: SumOf | None = None

    def __str__(self) -> str:
        """The number as it is printed, without its unit."""
        text = f"{self.value:.{self.digits}f}"
        return text[1:] if text.startswith("-") and not float(text) else text


@dataclass(frozen=True, slots=True)
class Blank:
    """A box to be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Verify:
    """A value that the site file does not say.

    `what` it is ("conductors"), `of` what ("C1"), and `where` the file could say it; None where no key does.
    """

    what: str
    of: str
    where: Path | None = None


class SheetNumber(str):
    """The number of a sheet of the same document, which a writer may make a link of, or add the page to."""

    __slots__ = ()


Cell: TypeAlias = str | Number | Blank | Verify
"""What stands in a field of a table; a text is a text, also where it looks like a number or a formula."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `key` is its name for programs, with the unit in it where all of its numbers have one; `title` is that for people.
    """

    key: str
    title: str
    unit: str = ""
    align: Align = "left"
    wrap: bool = False
    """Whether its words may be broken over several lines."""
    label: bool = False
    """Whether it names the rows: where a table is too wide for a page it stands in each part of it."""
    once: bool = False
    """Whether people read it once, where rows that follow each other are alike in it and in such columns before it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; tables of one key have the same columns on every sheet, but for phases that are not there."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    form: bool = False
    """Whether it is a form of one row, which people read as a list of titles and values."""
    titled: bool = False
    """Whether its title stands above it in a text too, where the columns alone do not show what it is."""
    fill_in: bool = False
    """Whether it is a list that people sort, filter and fill in: in a workbook it has columns of its own."""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of table {self.key} has not {len(self.columns)} cells")


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A value that the file does not say, and all that it is missing for."""

    what: str
    of: tuple[str, ...]
    where: Path | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a document, about one thing. `made_sheet` makes it."""

    number: str
    title: str
    about: str
    """The name of what it is about: that of a panel."""
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    verify: tuple[ToVerify, ...]
    """What is to be verified on it."""
    drawing: Drawing | None = None
    """A drawing that fills the whole sheet, frame and title block too, and shows its tables and notes on paper."""


def made_sheet(
    number: str,
    title: str,
    about: str,
    tables: tuple[Table, ...],
    notes: tuple[str, ...] = (),
    drawing: Drawing | None = None,
) -> Sheet:
    """A sheet that lists what is to be verified in its tables."""
    return Sheet(number, title, about, tables, notes, _to_verify(tables), drawing)


def _to_verify(tables: Iterable[Table]) -> tuple[ToVerify, ...]:
    """What is to be verified in tables, each value once with everything that it is missing for."""
    found: dict[tuple[str, Path | None], dict[str, None]] = {}
    for cell in (cell for table in tables for row in table.rows for cell in row):
        if isinstance(cell, Verify):
            found.setdefault((cell.what, cell.where), {})[cell.of] = None
    return tuple(ToVerify(what, tuple(of), where) for (what, where), of in found.items())


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what it is, of which site, and its sheets.

    `about` is what its sheets are about ("panel"), `errors` how many errors a check of the site finds: a document with
    any is a draft, and so is one that is called a `draft`. `project` is what title blocks say.
    """

    title: str
    site: str
    nec: int
    about: str
    sheets: tuple[Sheet, ...]
    errors: int = 0
    notes: tuple[str, ...] = ()
    project: Project = NO_PROJECT
    draft: bool = False

    @property
    def draft_words(self) -> str:
        """Why it is a draft; empty where it is none."""
        if self.errors:
            return f"DRAFT: {count(self.errors, 'error')} in the site file; evsite check lists them"
        return "DRAFT" if self.draft else ""

    def only(self, key: str) -> Document:
        """The document with one kind of table alone, or with nothing but what is to be verified."""
        if key == VERIFY:
            return replace(self, sheets=tuple(replace(sheet, tables=()) for sheet in self.sheets))
        sheets = []
        for sheet in self.sheets:
            tables = tuple(table for table in sheet.tables if table.key == key)
            if tables:
                sheets.append(made_sheet(sheet.number, sheet.title, sheet.about, tables, sheet.notes))
        return replace(self, sheets=tuple(sheets))

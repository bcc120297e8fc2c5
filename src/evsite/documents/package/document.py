"""The document of `evsite package`: the permit set, with an index, in the order that plan checkers ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.documents.labels.document import labels_document
from evsite.documents.load_calc.document import load_calc
from evsite.documents.load_calc.forms import file_table, signature_table
from evsite.documents.model import Column, Document, Number, SheetNumber, Table, made_sheet
from evsite.documents.one_line.document import one_line_document
from evsite.documents.package.application import application_sheet, scope_sheet, site_plan_sheet
from evsite.documents.package.code_report import code_report_sheet
from evsite.documents.package.conductors import conductor_sheet
from evsite.documents.package.cut_sheets import cut_sheet_index
from evsite.documents.package.management import management_sheet
from evsite.documents.schedule.document import schedule
from evsite.studies.load_calculation import load_calculation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.drawing import PageSize
    from evsite.documents.model import Cell, Sheet
    from evsite.model.finding import Finding
    from evsite.model.site import Site

TITLE = "permit set"
INDEX = "G-1"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the site found: its findings, and those that the file has ignored with the reason of each."""

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...]

    @property
    def errors(self) -> int:
        """How many errors it found."""
        return sum(each.severity == "error" for each in self.findings)


def permit_package(site: Site, checked: Checked, page: PageSize = "11x17", *, draft: bool = False) -> Document:
    """The permit set of a site.

    Parameters
    ----------
    site
        The site.
    checked
        What a check of it found.
    page
        The size of the sheets of drawings.
    draft
        Whether it is marked as a draft also where no error was found.
    """
    parts = [
        ("application data", (application_sheet(site, load_calculation(site)),)),
        ("scope of work", (scope_sheet(site),)),
        ("site plan", (site_plan_sheet(site),)),
        ("one-line diagram", _taken(one_line_document(site, page, errors=checked.errors), "one_line")),
        ("panel schedules", _taken(schedule(site), "schedule")),
        ("load calculation", _taken(load_calc(site), "load_calc")),
        ("conductors and voltage drop", (conductor_sheet(site),)),
        ("load management", (management_sheet(site),)),
        ("data sheets", (cut_sheet_index(site),)),
        ("labels and directories", _taken(labels_document(site), "labels")),
        ("code report", (code_report_sheet(checked.findings, checked.ignored),)),
        ("signatures", (_signature_sheet(site),)),
    ]
    sheets = tuple(sheet for _, part in parts for sheet in part)
    return Document(TITLE, site.name, site.nec, "sheet", (_index(parts), *sheets), checked.errors, draft=draft)


def _index(parts: Sequence[tuple[str, Sequence[Sheet]]]) -> Sheet:
    columns = (
        Column("sheet", "sheet", label=True),
        Column("part", "part", once=True),
        Column("title", "title", wrap=True),
        Column("verify", "values to verify", align="right"),
    )
    rows = tuple(
        (SheetNumber(sheet.number), part, sheet.title, Number(len(sheet.verify)))
        for part, sheets in parts
        for sheet in sheets
    )
    return made_sheet(INDEX, "index of sheets", "index", (Table("index", "sheets", columns, rows),))


def _taken(document: Document, name: str) -> tuple[Sheet, ...]:
    """The sheets of another document, with its notes on each, and tables whose keys no other document has."""
    return tuple(
        replace(
            sheet,
            tables=tuple(_renamed(table, name) for table in sheet.tables),
            notes=(*sheet.notes, *document.notes),
        )
        for sheet in document.sheets
    )


def _renamed(table: Table, name: str) -> Table:
    rows = tuple(tuple(_pointing(row, name)) for row in table.rows)
    return replace(table, key=f"{name}_{table.key}", rows=rows)


def _pointing(row: Sequence[Cell], name: str) -> Iterator[Cell]:
    """The cells of a row, where sums are of tables that are called by their new keys."""
    for cell in row:
        if isinstance(cell, Number) and cell.sum_of is not None:
            yield replace(cell, sum_of=replace(cell.sum_of, table=f"{name}_{cell.sum_of.table}"))
        else:
            yield cell


def _signature_sheet(site: Site) -> Sheet:
    table = replace(signature_table(site), key="signatures", title="signatures")
    notes = ("only a licensed person seals drawings; what bears no seal is a draft",)
    return made_sheet("SG-1", "signatures", "signatures", (table, file_table(site)), notes)

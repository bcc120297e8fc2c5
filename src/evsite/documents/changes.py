"""Which tables of which documents differ between two designs, and in which rows.

Rows are compared as they are printed, wherever they stand in their table, and names of things that were only renamed
count as the same. What shows the file itself (its name, its digest) is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from evsite.documents.as_built.document import as_built
from evsite.documents.bom.document import bom
from evsite.documents.cell_texts import cell_text
from evsite.documents.flat import flat_tables
from evsite.documents.labels.document import labels_document
from evsite.documents.load_calc.document import load_calc
from evsite.documents.model import Document
from evsite.documents.one_line.document import one_line_document
from evsite.documents.package.application import application_sheet, scope_sheet, site_plan_sheet
from evsite.documents.package.conductors import conductor_sheet
from evsite.documents.package.cut_sheets import cut_sheet_index
from evsite.documents.package.document import TITLE
from evsite.documents.package.every import ALLOWANCES
from evsite.documents.package.management import management_sheet
from evsite.documents.schedule.document import schedule
from evsite.model.site import Source
from evsite.studies.load_calculation import load_calculation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.site import Site
    from evsite.studies.comparison.design_matching import Matching
    from evsite.studies.comparison.design_results import DesignComparison

MOST_PORTS = 1_000
"""Ports of a site up to which its documents are compared unless somebody says otherwise."""
MOST_EXAMPLES = 3
_JOINTS = tuple(map(re.compile, (r"( to | and |, | \+ |; |: |\(|\))", r"(\s+)", r"([,;:()]|-(?=\w))")))
"""What stands between names in a cell: of lists, of words, and of runs like C1-C20."""
_OF_THE_FILE = frozenset({"file"})
Row = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a row that differs; empty on the side where there is nothing in it."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that one side has alone, or that differs: `row` is its first cell, `cells` what differs."""

    row: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """How many rows of a kind of table came, went, and differ, with a few of those that differ."""

    table: str
    added: int
    removed: int
    changed: int
    examples: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document whose tables differ, by the name of its file."""

    document: str
    tables: tuple[TableChange, ...]


def compared_documents(before: Site, after: Site, matching: Matching) -> tuple[DocumentChange, ...]:
    """The documents whose tables differ.

    Parameters
    ----------
    before
        The first design.
    after
        The second.
    matching
        Which thing is which.
    """
    one, other = _documents(before), _documents(after)
    names = _Names(matching)
    found = []
    for name in one:
        changes = _compared(one[name], other[name], names)
        if changes:
            found.append(DocumentChange(name, changes))
    return tuple(found)


class _Names:
    """Names that stand for each other: what a thing is called in one design, and in the other.

    A panel and a group of one name may get different ones, so all names that lead to each other count as one.
    """

    def __init__(self, matching: Matching) -> None:
        self._things = _united(matching.new_names())
        tables = matching.new_tables().items()
        self._tables = _united([(str(one[1]), str(other[1])) for one, other in tables if one != other])

    def plain(self, text: str, *, where: bool) -> str:
        """A cell with one name for all that stand for each other; `where` says that it is a place in the file."""
        if where:
            parts = text.split(".")
            return ".".join([*parts[:1], *(self._tables.get(part, part) for part in parts[1:2]), *parts[2:]])
        if not self._things:
            return text
        # a list has a name once, also where two things of that name have two now
        return ", ".join(sorted(set(_renamed(text, self._things, _JOINTS).split(", "))))


def _united(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each name of some pairs one that is the same for all names that lead to each other."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while name in above:
            name = above[name]
        return name

    for one, other in pairs:
        ends = sorted({top(one), top(other)})
        if len(ends) == 2:
            above[ends[1]] = ends[0]
    return {name: top(name) for name in above}


def _renamed(text: str, things: Mapping[str, str], joints: Sequence[re.Pattern[str]]) -> str:
    """Names in a text that stand alone, or between what joins them: first wider parts, then narrower ones."""
    if text in things or not joints:
        return things.get(text, text)
    return "".join(_renamed(part, things, joints[1:]) for part in joints[0].split(text))


def small_enough(*sites: Site) -> bool:
    """Whether documents are compared without being asked for: those of a large site take longer than all else."""
    return all(len(site.ports) <= MOST_PORTS for site in sites)


def with_documents(found: DesignComparison, documents: Sequence[DocumentChange] | None) -> DesignComparison:
    """A comparison whose verdict knows of the documents too: where these differ two designs are not the same."""
    return replace(found, verdict="changed") if documents and found.verdict == "same" else found


def _documents(site: Site) -> dict[str, Document]:
    """Every document; of the permit set the sheets that no other document has, findings aside."""
    site = replace(site, source=Source("site.toml", ""))
    sheets = (
        *(application_sheet(site, load_calculation(site)), scope_sheet(site), site_plan_sheet(site)),
        *(conductor_sheet(site), management_sheet(site), cut_sheet_index(site)),
    )
    return {
        "one-line": one_line_document(site),
        "panel-schedules": schedule(site),
        "load-calculation": load_calc(site),
        "as-built": as_built(site),
        "labels": labels_document(site),
        "bill-of-materials": bom(site, ALLOWANCES),
        "permit-set": Document(TITLE, site.name, site.nec, "sheet", sheets),
    }


def _compared(before: Document, after: Document, names: _Names) -> tuple[TableChange, ...]:
    one, other = _rows(before, names), _rows(after, names)
    titles = _titles(before) | _titles(after)
    found = []
    for key in dict.fromkeys((*other, *one)):
        gone, come = _beyond(one.get(key, {}), other.get(key, {})), _beyond(other.get(key, {}), one.get(key, {}))
        if gone or come:
            found.append(_table_change(titles.get(key, key), gone, come))
    return tuple(found)


def _beyond(these: Mapping[Row, list[Row]], others: Mapping[Row, list[Row]]) -> list[_Printed]:
    """Rows that are more often among the first, each with what is the same on both sides."""
    return [_Printed(plain, row) for plain, rows in these.items() for row in rows[len(others.get(plain, ())) :]]


class _Printed(NamedTuple):
    """A row with one name for all that stand for each other, and as it is printed."""

    plain: Row
    row: Row


def _titles(document: Document) -> dict[str, str]:
    return {table.key: table.title or table.key for sheet in document.sheets for table in sheet.tables}


def _rows(document: Document, names: _Names) -> dict[str, dict[Row, list[Row]]]:
    """The rows of each kind of table, those together that differ in names alone that stand for each other."""
    found: dict[str, dict[Row, list[Row]]] = {}
    for table in flat_tables(document):
        if table.key in _OF_THE_FILE:
            continue
        columns = [(column.title or column.key, column.key == "where") for column in table.columns]
        rows: dict[Row, list[Row]] = defaultdict(list)
        for _, cells in table.rows:
            printed = [(*column, cell_text(cell)) for column, cell in zip(columns, cells, strict=True)]
            row = tuple((title, text) for title, _, text in printed if text)
            plain = tuple((title, names.plain(text, where=where)) for title, where, text in printed if text)
            rows[plain].append(row)
        found[table.key] = rows
    return found


def _table_change(title: str, gone: list[_Printed], come: list[_Printed]) -> TableChange:
    """Pair rows that begin alike, in their order, or the only ones; the others came or went."""
    waiting: dict[str, list[_Printed]] = defaultdict(list)
    for each in reversed(gone):
        waiting[_first(each.plain)].append(each)
    changed: list[RowChange] = []
    added: list[_Printed] = []
    for each in come:
        if waiting.get(_first(each.plain)):
            changed.append(_changed(waiting[_first(each.plain)].pop(), each))
        else:
            added.append(each)
    removed = [each for rows in waiting.values() for each in rows]
    if len(added) == len(removed) == 1:
        changed.append(_changed(removed.pop(), added.pop()))
    return TableChange(title, len(added), len(removed), len(changed), tuple(_few(changed)))


def _few(changed: Iterable[RowChange]) -> Iterable[RowChange]:
    """Some of the rows, no two of which differ in the same way."""
    seen: dict[tuple[CellChange, ...], RowChange] = {}
    for each in changed:
        seen.setdefault(each.cells, each)
    return list(seen.values())[:MOST_EXAMPLES]


def _first(row: Row) -> str:
    return row[0][1] if row else ""


def _changed(before: _Printed, after: _Printed) -> RowChange:
    plain, row = (dict(before.plain), dict(after.plain)), (dict(before.row), dict(after.row))
    columns = [each for each in dict.fromkeys((*plain[1], *plain[0])) if plain[0].get(each) != plain[1].get(each)]
    cells = (CellChange(each, row[0].get(each, ""), row[1].get(each, "")) for each in columns)
    return RowChange(_first(after.row), tuple(cells))

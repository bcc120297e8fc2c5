"""The tables of a sheet, each under its line of titles, and the fields that stand above it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.model.finding import Span
from evsite.sitefile import problems
from evsite.sitefile.csv_lines import Cell, cells_of, line_text, place_in, whole_row
from evsite.sitefile.imports.titles import EXAMPLES, TITLES, table_kind
from evsite.sitefile.sessions.column_places import place_named, place_own
from evsite.sitefile.sessions.csv_table import CsvTable
from evsite.sitefile.sessions.title_words import folded
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.sitefile.imports.sheets import Sheet
    from evsite.sitefile.imports.titles import TableKind
    from evsite.sitefile.sessions.column_places import PlacedColumns
    from evsite.sitefile.sessions.named_columns import NamedColumns

_MOST_CELLS = 1000
_SKIPPED = {"sheet"}
"""Titles of evsite's own tables that say nothing of a site."""


@dataclass(slots=True)
class LooseLine:
    """A line outside of tables."""

    number: int
    cells: list[Cell]
    written: str
    """The line as it stands; several where a quoted value goes over them."""

    @property
    def text(self) -> str:
        """What it says, on one line."""
        return shown(" ".join(line_text(cell) for cell in self.cells if cell.text.strip()))

    def span(self, cell: Cell) -> Span:
        """Where a cell of it stands."""
        return place_in(cell, self.number, self.written)


class Block(CsvTable):
    """A table within a sheet; `above` are the lines between the table before it and its titles."""

    def __init__(self, sheet: Sheet, kind: TableKind, titles: LooseLine, above: list[LooseLine]) -> None:
        self.document, self.separator = sheet.document, sheet.separator
        self.sheet, self.kind, self.above = sheet, kind, above
        self.title_cells, self.title_line, self.titles_text = titles.cells, titles.number, titles.written
        self.titles = [line_text(cell) for cell in titles.cells]
        self.rows, self.lines = [], []
        self.long_rows = {}

    def add(self, texts: list[str], line: int, written: str) -> None:
        """Add a row: its cells, its first line, and the text that it is written as."""
        width = len(self.titles)
        if "\n" in written:
            self.long_rows[len(self.rows)] = written
        self.rows.append([*texts[:width], *[""] * (width - len(texts))])
        self.lines.append(line)


@dataclass(slots=True)
class View:
    """The columns of a block that belong together: all of them, or one side of a panel."""

    block: Block
    placed: PlacedColumns[str]

    def text(self, row: int, role: str) -> str:
        """What a row says; empty where it says nothing, or that it is to be verified."""
        cells = self.block.rows[row]
        text = " ".join(cells[place] for place in self.placed.places.get(role, ()) if cells[place])
        return "" if text.lower() in {"verify", "-", "--", "n/a", "none", "not stated", "tbd"} else text

    def written(self, row: int, role: str) -> str:
        """What stands in a row, whatever it says."""
        cells = self.block.rows[row]
        return " ".join(cells[place] for place in self.placed.places.get(role, ()) if cells[place])

    def span(self, row: int, role: str | None = None) -> Span:
        """Where a row or a cell of it stands."""
        places = () if role is None else self.placed.places.get(role, ())
        return self.block.span(row, places[0] if places else None)

    def where(self, row: int) -> str:
        """What messages about another place call a row."""
        return f"{self.block.sheet.name}:{self.block.lines[row]}"


@dataclass(slots=True)
class SheetTables:
    """What was found in a sheet."""

    blocks: list[Block] = field(default_factory=list)
    loose: list[LooseLine] = field(default_factory=list)
    """Lines after the last table."""


def tables_of(sheet: Sheet, named: frozenset[str]) -> SheetTables:
    """The tables of a sheet.

    Parameters
    ----------
    sheet
        The sheet.
    named
        Titles that a person names, as they are compared: a line with one of them is a line of titles.
    """
    found = SheetTables()
    block: Block | None = None
    gap = False
    following = 0
    while following < len(sheet.lines):
        line, number = sheet.lines[following], following + 1
        following = number
        if not line.replace(sheet.separator, "").strip() or line.lstrip().startswith("# "):
            gap = True
            continue
        cells = cells_of(line, sheet.separator)
        if cells is None and (whole := whole_row(sheet.lines, number - 1)) is not None:
            cells = cells_of(whole, sheet.separator)
            if cells is not None:
                line, following = whole, number + whole.count("\n")
        if cells is None:
            _misquoted(sheet, line, number)
            continue
        texts = [line_text(cell) for cell in cells[:_MOST_CELLS]]
        kind = _kind_of(texts, named)
        if kind is not None:
            block = Block(sheet, kind, LooseLine(number, cells[:_MOST_CELLS], line), found.loose)
            found.blocks.append(block)
            found.loose = []
        elif block is not None and not (gap and _is_apart(block, texts)):
            if any(texts[len(block.titles) :]):
                _too_long(sheet, LooseLine(number, cells, line), len(block.titles))
            block.add(texts, number, line)
        else:
            block = None
            found.loose.append(LooseLine(number, _on_one_line(cells, line), line))
        gap = False
    return found


def _on_one_line(cells: list[Cell], written: str) -> list[Cell]:
    """Cells as they would be on one line; what stands in a further line has the place of the whole first one."""
    first, more, _ = written.partition("\n")
    if not more:
        return cells
    width = len(first)
    return [
        Cell(line_text(cell), cell.start, min(cell.end, width))
        if cell.start < width
        else Cell(line_text(cell), 0, width)
        for cell in cells
    ]


def _kind_of(texts: list[str], named: frozenset[str]) -> TableKind | None:
    if named and not named.isdisjoint(map(folded, texts)):
        own = table_kind(texts)
        return own or ("stations" if {"station", "model"} & set(map(folded, texts)) else "schedule")
    return table_kind(texts)


def _is_apart(block: Block, texts: list[str]) -> bool:
    """Whether a line behind an empty one is none of the table before: nothing of it is like a row of it."""
    filled = [text for text in texts if text]
    first = texts[0] if texts else ""
    return len(filled) < 2 or (block.kind != "stations" and not (first[:1].isdigit() or first in {"", "verify"}))


def _misquoted(sheet: Sheet, line: str, number: int) -> None:
    message = "a quotation mark in the wrong place: quote a whole value"
    sheet.report(problems.BAD_VALUE, Span(number, line.index('"') + 1, number, len(line) + 1), message)


def _too_long(sheet: Sheet, row: LooseLine, width: int) -> None:
    message = f"line {row.number} has {len(row.cells)} values, and there are {width} titles"
    way = "leave out what has no title, or quote a comma"
    sheet.report(problems.BAD_VALUE, row.span(row.cells[width]), message, way)


def views_of(block: Block, columns: NamedColumns[str] | None) -> list[View]:
    """A block by its columns, or each side of it where the columns of a panel stand there twice."""
    sheet = block.sheet
    before = len(sheet.findings)
    sides = list(_sides(block, columns))
    places = [_placed(side, columns) for side in sides]
    alone = [
        title for place, title in enumerate(block.titles) if title and not any(each.titles[place] for each in sides)
    ]
    unread = [
        title
        for title in dict.fromkeys([*(title for each in places for title in each.unread), *alone])
        if folded(title) not in _SKIPPED
    ]
    if unread:
        sheet.notes.append(
            f"{sheet.name}:{block.title_line}: columns that are not read: {', '.join(map(shown, unread[:20]))}"
        )
    if len(sheet.findings) == before and not any(each.places for each in places):
        message = "no column is known"
        way = f"titles are like {EXAMPLES[block.kind]}, or say which column holds what with --columns"
        sheet.report(problems.MISSING_KEY, block.titles_span(), message, way)
    return [View(block, each) for each in places if each.places]


def _placed(side: Block, columns: NamedColumns[str] | None) -> PlacedColumns[str]:
    """The columns of a side: those that a person names, and the others by their titles."""
    words, findings = TITLES[side.kind], side.sheet.findings
    if columns is None:
        return place_own(side, words, findings, strict=False)
    placed = place_named(side, columns, words, findings)
    named = {place for each in placed.places.values() for place in each}
    rest = copy(side)
    rest.titles = [
        "" if place in named or _role(words.read(title)) in placed.places else title
        for place, title in enumerate(side.titles)
    ]
    own = place_own(rest, words, findings, strict=False)
    for role, place in own.places.items():
        placed.places[role] = place
        if role in own.units:
            placed.units[role] = own.units[role]
    placed.unread = own.unread
    return placed


def _role(found: tuple[str, str | None] | None) -> str:
    return "" if found is None else found[0]


def _sides(block: Block, columns: NamedColumns[str] | None) -> Iterator[Block]:
    """A block for each side, whose titles are empty where a column belongs to the other one."""
    whole = copy(block)
    whole.titles = _unlike(block)
    named = {folded(title): role for role, titles in (columns.titles if columns else {}).items() for title in titles}
    words = TITLES[block.kind]
    roles = [named.get(folded(title)) or _role(words.read(title)) for title in whole.titles]
    first: set[str] = set()
    second: set[int] = set()
    for place, role in enumerate(roles):
        if role and role in first:
            second.add(place)
        elif role:
            first.add(role)
    if block.kind != "schedule" or roles.count("circuit") != 2:
        yield whole
        return
    # a column between both sides that stands there once belongs to both, if it says the phase
    twice = {roles[place] for place in second}
    for own in (False, True):
        side = copy(whole)
        side.titles = [
            title if role == "phases" or (role in twice and (place in second) == own) else ""
            for place, (title, role) in enumerate(zip(whole.titles, roles, strict=True))
        ]
        yield side


def _unlike(block: Block) -> list[str]:
    """The titles, with A for amperes told from A for a phase by whether there is a B."""
    short = {title.strip().lower() for title in block.titles}
    if block.kind == "schedule" and "a" in short and "b" not in short:
        return ["breaker" if title.lower() == "a" else title for title in block.titles]
    return block.titles

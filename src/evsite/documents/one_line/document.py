"""The document of `evsite draw`: the sheets of the one-line, their schedules, and what is to be verified."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.drawing import Drawing
from evsite.documents.drawn_table import measured
from evsite.documents.flat import all_names
from evsite.documents.model import VERIFY, Column, Document, Table, made_sheet
from evsite.documents.one_line.collapse import one_line
from evsite.documents.one_line.layout.builder import Builder
from evsite.documents.one_line.layout.measures import LEAST_PARTED_SCALE, LEAST_SCALE
from evsite.documents.one_line.layout.pages import drawn_page, pages, scale_of
from evsite.documents.one_line.layout.segments import Segments
from evsite.documents.one_line.layout.style import DrawingStyle
from evsite.documents.one_line.notes import general_notes
from evsite.documents.one_line.outline import outline_table
from evsite.documents.one_line.schedules import schedules
from evsite.documents.sheet_frame import sheet_frame
from evsite.documents.symbols.symbol import SymbolKind
from evsite.documents.table_flow import flow
from evsite.documents.title_block import SheetTitle, title_block_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.boxes import Box
    from evsite.documents.drawing import Group, Item, PageSize
    from evsite.documents.drawn_table import MeasuredTable
    from evsite.documents.model import Sheet, ToVerify
    from evsite.documents.one_line.layout.pages import Page
    from evsite.documents.table_flow import Flow
    from evsite.model.site import Site

TITLE = "one-line diagram"
_SYMBOLS: frozenset[SymbolKind] = frozenset(get_args(SymbolKind))
_GOOD_SCALE = 0.95
"""Schedules stand beside a drawing that is no smaller then; else on sheets of their own."""
_SHARES = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
"""Parts of a sheet that schedules may take."""
_LARGER: dict[PageSize, PageSize] = {"letter": "11x17", "11x17": "22x34"}
_CLOSE = 1e-6
_BESIDE_PX = 24.0
_MOST_IN_ROW, _MOST_ROWS = 500, 150
"""So many characters stand in a row of a schedule, and so many rows beside a drawing."""


def one_line_document(
    site: Site, page: PageSize = "11x17", *, full: bool = False, errors: int = 0, noticed: bool = True
) -> Document:
    """The one-line of a site.

    Parameters
    ----------
    site
        The site.
    page
        The size of its sheets; a larger one is taken where something could not be read on it.
    full
        Whether everything is drawn one by one, however many sheets that takes.
    errors
        How many errors a check of the site finds; with any the sheets are drafts.
    noticed
        Whether each sheet says that evsite helps a licensed person.
    """
    look = DrawingStyle(one_line(SiteAnalysis(site), page, full=full))
    notes = general_notes(look.drawing)
    schedule_tables = schedules(look.drawing)
    tables = (outline_table(look.drawing), *schedule_tables, title_block_table(site))
    listed = made_sheet("", "", "", schedule_tables).verify
    sheets = _Sheets(site, page, errors, notes, noticed)
    plain = sheets.frame(0, 1, TITLE, _SYMBOLS).free
    drawn = _pages(look, plain)
    larger = _LARGER.get(page)
    if larger is not None and any(scale_of(each, plain) < _least(each) - _CLOSE for each in drawn):
        # nothing is drawn so small that it cannot be read
        return one_line_document(site, larger, full=full, errors=errors, noticed=noticed)
    flowing = [*(_without_empty(table) for table in schedule_tables), *_verify_table(listed)]
    _refer(look, drawn)
    if len(drawn) == 1:
        together = sheets.together(look, drawn[0], flowing)
        if together is not None:
            return Document(
                TITLE, site.name, site.nec, "sheet", (_sheet("E-1", TITLE, tables, notes, together),), errors
            )
    made = sheets.apart(look, drawn, flowing)
    result = [
        _sheet(f"E-{number}", title, tables if number == 1 else (), notes if number == 1 else (), drawing)
        for number, (title, drawing) in enumerate(made, start=1)
    ]
    return Document(TITLE, site.name, site.nec, "sheet", tuple(result), errors)


def _sheet(number: str, title: str, tables: tuple[Table, ...], notes: tuple[str, ...], drawing: Drawing) -> Sheet:
    return made_sheet(number, title, number, tables, notes, drawing)


def _pages(look: DrawingStyle, room: Box) -> list[Page]:
    """The drawing on one sheet as large as that lets it be, or on several where it could not be read on one."""
    builder = Builder(look)

    def on(scale: float) -> list[Page]:
        width, height = room.width / scale, room.height / scale
        return pages(Segments(look, builder, width, height).all(), width, height)

    for scale in (1.6, 1.3, 1.0, LEAST_SCALE):
        found = on(scale)
        if len(found) == 1 and not _parted(found[0]):
            return found
    return on(LEAST_PARTED_SCALE)


def _least(page: Page) -> float:
    """How small a page may be drawn."""
    return LEAST_PARTED_SCALE if any(each.segment.of or each.segment.shows for each in page.placed) else LEAST_SCALE


def _parted(page: Page) -> bool:
    """Whether something of it is drawn in parts."""
    return any(each.segment.shows for each in page.placed)


def _refer(look: DrawingStyle, drawn: Sequence[Page]) -> None:
    """Note which sheet everything is on, for those that refer to it."""
    for number, page in enumerate(drawn, start=1):
        for each in page.placed:
            if each.segment.of:
                look.sheet_of.setdefault(each.segment.of, f"E-{number}")
            for tag in each.segment.shows:
                look.source_of.setdefault(tag, f"E-{number}")


def _title(page: Page, drawn: Sequence[Page]) -> str:
    if len(drawn) == 1:
        return TITLE
    names = list(dict.fromkeys(each.segment.title for each in page.placed))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{TITLE}: {all_names(names[:3])}{more}"


@dataclass(frozen=True, slots=True)
class _Sheets:
    """Makes the sheets of a one-line."""

    site: Site
    page: PageSize
    errors: int
    notes: tuple[str, ...]
    noticed: bool

    def frame(self, position: int, sheets: int, title: str, symbols: frozenset[SymbolKind]) -> _Framed:
        """The frame of a sheet, with notes on the first."""
        head = SheetTitle(
            self.site.name,
            title,
            f"E-{position + 1}",
            position + 1,
            sheets,
            self.site.nec,
            title_block_table(self.site),
            self.errors,
            self.noticed,
        )
        found = sheet_frame(self.page, head, notes=() if position else self.notes, symbols=symbols)
        return _Framed(found.items, found.free)

    def drawing(self, title: str, items: Sequence[Item]) -> Drawing:
        """A whole sheet."""
        about = f"{title} of {self.site.name}, NEC {self.site.nec}"
        return Drawing(self.page, f"{self.site.name}: {title}", about, tuple(items))

    def together(self, look: DrawingStyle, page: Page, tables: Sequence[Table]) -> Drawing | None:
        """The drawing with its schedules on one sheet; None where it would be too small."""
        if sum(len(table.rows) for table in tables) > _MOST_ROWS:
            return None
        framed = self.frame(0, 1, TITLE, _kinds(look, page))
        best = max(_beside(framed.free, page, tables), key=lambda found: found.scale, default=None)
        if best is None or best.scale < min(_GOOD_SCALE, scale_of(page, framed.free)):
            return None
        return self.drawing(TITLE, (*framed.items, *drawn_page(page, best.room), *best.flow.drawn()))

    def apart(
        self, look: DrawingStyle, drawn: Sequence[Page], tables: Sequence[Table]
    ) -> Iterator[tuple[str, Drawing]]:
        """A sheet for each page of the drawing, then sheets of schedules, with their titles."""
        room = self.frame(max(1, len(drawn)), 1, "schedules", frozenset()).free
        flows = list(_flows(tables, room))
        sheets = len(drawn) + len(flows)
        for number, page in enumerate(drawn):
            title = _title(page, drawn)
            framed = self.frame(number, sheets, title, _kinds(look, page))
            yield title, self.drawing(title, (*framed.items, *drawn_page(page, framed.free, fill=len(drawn) == 1)))
        for number, groups in enumerate(flows, start=len(drawn)):
            framed = self.frame(number, sheets, "schedules", frozenset())
            yield "schedules", self.drawing("schedules", (*framed.items, *groups))


@dataclass(frozen=True, slots=True)
class _Framed:
    items: tuple[Item, ...]
    free: Box


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Schedules on a sheet, and the room that they leave for the drawing, with its scale there."""

    flow: Flow
    room: Box
    scale: float


def _kinds(look: DrawingStyle, page: Page) -> frozenset[SymbolKind]:
    """The symbols that a page has."""
    look.kinds.clear()
    for each in page.placed:
        each.segment.make().draw(0.0, 0.0)
    return frozenset(look.kinds)


def _beside(free: Box, page: Page, tables: Sequence[Table]) -> Iterator[_Arranged]:
    """Ways to put schedules on the right of a drawing, and below it."""
    below = _measured(tables, free.width)
    for share in _SHARES:
        width = free.width * share
        found = flow(_measured(tables, width), free, right=True, most_px=width)
        if not found.rest:
            room = replace(found.free, right=found.free.right - _BESIDE_PX)
            yield _Arranged(found, room, scale_of(page, room))
        height = free.height * share
        found = flow(below, replace(free, top=free.bottom - height))
        if not found.rest:
            room = replace(free, bottom=free.bottom - height - _BESIDE_PX)
            yield _Arranged(found, room, scale_of(page, room))


def _measured(tables: Sequence[Table], width_px: float) -> list[MeasuredTable]:
    return [part for table in tables for part in measured(table, width_px)]


def _flows(tables: Sequence[Table], room: Box) -> Iterator[tuple[Group, ...]]:
    rest: Sequence[MeasuredTable] = _measured(tables, room.width)
    while rest:
        found = flow(rest, room)
        yield found.drawn()
        rest = found.rest


def _without_empty(table: Table) -> Table:
    """A table without the columns in which nothing stands."""
    kept = [place for place in range(len(table.columns)) if any(row[place] != "" for row in table.rows)]
    columns = tuple(table.columns[place] for place in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in table.rows))


def _verify_table(listed: Sequence[ToVerify]) -> tuple[Table, ...]:
    """What is to be verified, as it stands on a sheet: each kind of value once."""
    found: dict[str, dict[str, None]] = {}
    for each in listed:
        found.setdefault(each.what, {}).update(dict.fromkeys(each.of))
    if not found:
        return ()
    columns = (Column("what", "value to verify", wrap=True, label=True), Column("of", "of", wrap=True))
    rows = [(what, ", ".join(part)) for what, of in found.items() for part in _parts(list(of))]
    return (Table(VERIFY, "values to verify", columns, tuple(rows)),)


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts in as many parts as a row of a sheet has room for."""
    part: list[str] = []
    for text in texts:
        if part and len(text) + sum(map(len, part)) > _MOST_IN_ROW:
            yield part
            part = []
        part.append(text)
    yield part

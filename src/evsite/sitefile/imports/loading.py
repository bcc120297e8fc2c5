"""Files that are imported, put together to one site file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.document import Document
from evsite.sitefile.imports.acn_network import take_network
from evsite.sitefile.imports.blocks import tables_of, views_of
from evsite.sitefile.imports.draft import SiteDraft
from evsite.sitefile.imports.heads import head_of_lines, head_of_row
from evsite.sitefile.imports.names import make_usable
from evsite.sitefile.imports.panels import take_heads
from evsite.sitefile.imports.schedule_rows import breakers_of, take_breakers
from evsite.sitefile.imports.source_files import read_file
from evsite.sitefile.imports.station_rows import StationRows
from evsite.sitefile.imports.stations_draft import StationsDraft
from evsite.sitefile.imports.titles import EXAMPLES, TITLES
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.sessions.named_columns import SessionOptionError, read_named_columns
from evsite.sitefile.sessions.title_words import folded
from evsite.sitefile.wording import shown
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.sitefile.imports.blocks import Block, SheetTables, View
    from evsite.sitefile.imports.heads import Head
    from evsite.sitefile.imports.schedule_rows import Breaker
    from evsite.sitefile.imports.sheets import Sheet
    from evsite.sitefile.imports.source_files import Source
    from evsite.sitefile.imports.titles import TableKind
    from evsite.sitefile.sessions.named_columns import NamedColumns

_MOST_TITLES = 50
_TABLES: tuple[TableKind, ...] = ("schedule", "stations")


@dataclass(slots=True)
class Imported:
    """What was read of files."""

    draft: SiteDraft
    sources: list[str]
    read: list[str] = field(default_factory=list)
    """What each file was taken as, in words."""
    notes: list[str] = field(default_factory=list)
    errors: list[SiteFileError] = field(default_factory=list)
    """What cannot be read of each file that has such; the draft is made of the rest."""


def import_files(paths: Sequence[str], columns: str | None = None) -> Imported:
    """What files say of a site, put together.

    Parameters
    ----------
    paths
        Panel schedules and lists of stations as CSV or XLSX, or a network of acnportal; "-" is standard input.
    columns
        Which columns hold what, like `breaker=TITLE,panel=TITLE`; None for what their titles say.

    Raises
    ------
    SessionOptionError
        `columns` cannot be used.
    MissingReaderError
        A file is a workbook, and what reads these is not installed.
    """
    return _Import(columns).run(paths)


class _Columns:
    """Which columns hold what, as a person says it, for tables of each kind."""

    def __init__(self, text: str) -> None:
        self._of: dict[TableKind, NamedColumns[str]] = {}
        wrong: SessionOptionError | None = None
        for kind in _TABLES:
            try:
                self._of[kind] = read_named_columns(
                    text, TITLES[kind], f"{EXAMPLES[kind].split(',')[0]}=TITLE,breaker=TITLE"
                )
            except SessionOptionError as error:
                wrong = wrong or error
        if wrong is not None and not self._of:
            raise wrong
        self.titles = frozenset(
            folded(title) for each in self._of.values() for titles in each.titles.values() for title in titles
        )
        self.used = False

    def of(self, block: Block) -> NamedColumns[str] | None:
        """What is said of the columns of a table; None where that is about other tables."""
        named = self._of.get(block.kind)
        if named is None or self.titles.isdisjoint(map(folded, block.titles)):
            return None
        self.used = True
        return named


class _Import:
    """Reads files one after the other; their panels are known before the rows of any are read."""

    def __init__(self, columns: str | None) -> None:
        self._columns = None if columns is None else _Columns(columns)
        self._draft = SiteDraft()
        self._stations = StationsDraft(self._draft)
        self._rows = StationRows(self._draft, self._stations)
        self._heads: list[Head] = []
        self._breakers: list[Breaker] = []
        self._lists: list[View] = []

    def run(self, paths: Sequence[str]) -> Imported:
        """Read all files."""
        result = Imported(self._draft, [])
        sheets: list[Sheet] = []
        for path in paths:
            try:
                source = read_file(path)
                result.sources.append(shown(source.filename))
                result.notes += source.notes
                if source.json is not None:
                    result.read.append(take_network(self._draft, source.json, result.notes))
                else:
                    result.read.append(self._look(source))
                    sheets += source.sheets
            except SiteFileError as error:
                result.errors.append(error)
        if self._columns is not None and not self._columns.used and sheets:
            raise SessionOptionError("columns", "no table has a column of one of these titles")
        take_heads(self._draft, self._heads)
        take_breakers(self._draft, self._stations, self._breakers)
        for view in self._lists:
            self._rows.take(view)
        self._rows.finish()
        self._stations.finish()
        make_usable(self._draft)
        for sheet in sheets:
            result.notes += sheet.notes
            if sheet.findings:
                result.errors.append(_error_of(sheet))
        return result

    def _look(self, source: Source) -> str:
        """Find the tables of a file; what it was taken as."""
        counts: Counter[str] = Counter()
        titles = frozenset() if self._columns is None else self._columns.titles
        known = False
        for sheet in source.sheets:
            found = tables_of(sheet, titles)
            known = known or bool(found.blocks) or bool(sheet.findings)
            self._tables(sheet, found, counts)
            for line, cell in sheet.without_result if found.blocks else ():
                span = Span(line, 1, line, len(sheet.lines[line - 1]) + 1 if line <= len(sheet.lines) else 1)
                message = f"cell {cell} is a formula, and the file does not have its result"
                sheet.report(problems.BAD_VALUE, span, message, "open the file in a spreadsheet and save it again")
            if not found.blocks and len(source.sheets) > 1:
                sheet.notes.append(f"{sheet.name}: not read: it has no table that is known")
        if not known:
            raise _no_table(source)
        return (
            f"{shown(source.filename)}: {enumeration([count(n, what) for what, n in counts.items() if n]) or 'nothing'}"
        )

    def _tables(self, sheet: Sheet, found: SheetTables, counts: Counter[str]) -> None:
        """Take the tables of a sheet. A schedule without a head goes on with the panel of the one before."""
        panel = ""
        views = [
            (block, views_of(block, None if self._columns is None else self._columns.of(block)))
            for block in found.blocks
        ]
        by_name = any(
            block.kind == "schedule" and any("name" in view.placed.places for view in of) for block, of in views
        )
        for block, of in views:
            if block.kind == "head":
                rows = [head_of_row(view, row) for view in of for row in range(len(block.rows))]
                self._heads += rows
                counts["panel"] += len(rows)
                continue
            head = head_of_lines(sheet, block.above)
            if head.fields:
                panel = head.text("panel") or panel
                self._heads.append(head)
                counts["panel"] += bool(head.text("panel"))
            if block.kind == "stations":
                self._lists += of
                counts["listed station"] += sum(len(view.block.rows) for view in of)
            elif len(of) > 1 and by_name:
                sheet.notes.append(
                    f"{sheet.name}:{block.title_line}: not read: its breakers stand by name in another table"
                )
            else:
                breakers = [one for view in of for one in breakers_of(view, panel)]
                self._breakers += breakers
                counts["breaker"] += len(breakers)
        for line in found.loose if found.blocks else ():
            sheet.not_read(line.number, f"'{line.text}'")


def _error_of(sheet: Sheet) -> SiteFileError:
    found = sorted(sheet.findings, key=lambda finding: sheet.document.locate(finding)[:2])
    if sheet.unreported:
        message = f"{sheet.unreported:,} more problems of this kind are not listed"
        found.append(problems.TOO_MANY.finding(message, span=sheet.document.locate(found[-1])))
    return SiteFileError(sheet.document, found)


def _no_table(source: Source) -> SiteFileError:
    """That a file has no table that is known, at its first line with several cells."""
    sheet = source.sheets[0] if source.sheets else None
    document = Document.plain("", source.filename) if sheet is None else sheet.document
    lines = [] if sheet is None else sheet.lines
    first = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    message = "no line of titles is known" if lines and any(map(str.strip, lines)) else "the file is empty"
    expected = " for a panel schedule or ".join(EXAMPLES[kind] for kind in _TABLES)
    way = f"expected titles like {expected} for stations, or say which columns hold what with --columns"
    if sheet is not None and lines:
        way = "; ".join(filter(None, (_meant(sheet, lines[first - 1]), way)))
    length = len(lines[first - 1]) if lines else 0
    finding = problems.MISSING_KEY.finding(message, remedy=way, span=Span(first, 1, first, length + 1))
    return SiteFileError(document, [finding])


def _meant(sheet: Sheet, line: str) -> str:
    """The titles that a line may mean."""
    nearest, found = Nearest(), []
    listed = list(dict.fromkeys(title for kind in _TABLES for title in TITLES[kind].listed))
    for text in line.split(sheet.separator)[:_MOST_TITLES]:
        near = nearest(text.strip().lower(), listed)
        if near is not None and near != text.strip().lower():
            found.append(f"'{near}' for '{shown(text.strip())}'")
    return f"did you mean {enumeration(found)}?" if found else ""

"""Opening a file about trips as a table whose columns are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.sessions.csv_table import CsvTable
from evsite.sitefile.sessions.sources import read_source
from evsite.sitefile.trips.rows import TripFile
from evsite.sitefile.wording import shown
from evsite.words import enumeration

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from evsite.model.finding import Finding, Path
    from evsite.sitefile.sessions.column_places import PlacedColumns

Role = TypeVar("Role", bound=str)
_MOST_UNREAD = 12


def open_table(
    path: str | os.PathLike[str],
    example: str,
    way: str,
    place: Callable[[CsvTable, list[Finding]], PlacedColumns[Role] | None],
) -> tuple[TripFile, CsvTable, PlacedColumns[Role] | None]:
    """A file with what is wrong with it so far, its table, and its columns; None where they cannot be told.

    Parameters
    ----------
    path
        The file; "-" is standard input.
    example
        A line of titles that would do.
    way
        What to write where it is no table.
    place
        Says which column holds what.

    Raises
    ------
    SiteFileError
        There is nothing to look at.
    """
    document, is_table, notes = read_source(path)
    if not is_table:
        finding = problems.UNREADABLE_FILE.finding("the file is no table", span=Span(1, 1, 1, 1), remedy=way)
        raise SiteFileError(document, [finding], unreadable=True)
    findings: list[Finding] = []
    table = CsvTable(document, findings, example)
    placed = place(table, findings) if table.titles else None
    by_role = {} if placed is None else {str(role): places for role, places in placed.places.items()}

    def place_of(row: int, role: str | None) -> tuple[Path, Span]:
        places = () if role is None else by_role.get(role, ())
        return (), table.span(row, places[0] if places else None) if table.rows else table.titles_span()

    file = TripFile(document, place_of, findings, notes)
    if placed is not None:
        file.notes += table.notes()
        file.separator, file.columns = table.separator, {role: places[0] for role, places in by_role.items()}
        if placed.unread:
            unread = enumeration([shown(each) for each in placed.unread[:_MOST_UNREAD]])
            file.notes.append(f"columns that are not read: {unread}")
    return file, table, placed

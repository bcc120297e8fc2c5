"""A file that says what became of trips, as a table whose columns are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile import problems
from evsite.sitefile.sessions.column_places import place_own
from evsite.sitefile.sessions.values import without_unit
from evsite.sitefile.trips.actual_titles import ACTUAL_TITLES
from evsite.sitefile.trips.cells import above_one
from evsite.sitefile.trips.file_reading import MOST_ROWS
from evsite.sitefile.trips.tables import open_table
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    import os

    from evsite.model.finding import Finding
    from evsite.sitefile.sessions.column_places import PlacedColumns
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.trips.actual_titles import ActualRole
    from evsite.sitefile.trips.rows import TripFile

_EXAMPLE = "vehicle,arrive,depart,fault,delivered_kwh"
_WAY = f"write a line of titles like {_EXAMPLE}, and a line for each vehicle"


def read_actual_table(
    path: str | os.PathLike[str],
) -> tuple[TripFile, CsvTable | None, PlacedColumns[ActualRole] | None]:
    """The file with what is wrong with it so far, its table, and its columns; None where they cannot be told.

    Raises
    ------
    SiteFileError
        There is nothing to look at.
    """

    def place(table: CsvTable, findings: list[Finding]) -> PlacedColumns[ActualRole]:
        return place_own(table, ACTUAL_TITLES, findings, strict=False)

    file, table, placed = open_table(path, _EXAMPLE, _WAY, place)
    if placed is None:
        return file, None, None
    findings = file.findings
    if len(table.rows) > MOST_ROWS:
        message = f"the file has {len(table.rows):,} rows, expected at most {MOST_ROWS:,}"
        findings.append(problems.TOO_MANY.finding(message, span=table.titles_span()))
        return file, None, None
    if "vehicle" not in placed.places:
        if "vehicle" not in placed.meant:
            message, way = "no column is called 'vehicle'", f"add it to the titles, like {_EXAMPLE}"
            findings.append(problems.MISSING_KEY.finding(message, remedy=way, span=table.titles_span()))
        return file, None, None
    _check_units(table, placed, findings)
    return file, table, placed


def _check_units(table: CsvTable, placed: PlacedColumns[ActualRole], findings: list[Finding]) -> None:
    """Report columns of numbers whose unit nothing says; their cells are not looked at then."""
    if "energy" in placed.places and "energy" not in placed.units:
        place = placed.places["energy"][0]
        finding = without_unit(table, place, [cells[place] for cells in table.rows], "delivered", "kWh")
        if finding is not None:
            findings.append(finding)
            placed.meant.add("energy")
    if "soc" in placed.places and "soc" not in placed.units:
        place = placed.places["soc"][0]
        found = above_one([cells[place] for cells in table.rows])
        if found is not None:
            title = shown(table.titles[place])
            message = f"the numbers under '{title}' are above 1 and have no unit, like {shown(found)}"
            way = f'call the column "{title} (%)", or write {shown(found)} %'
            findings.append(problems.BAD_QUANTITY.finding(message, remedy=way, span=table.title_span(place)))
            placed.meant.add("soc")

"""One trip file to rows, by the columns that its titles say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile import problems
from evsite.sitefile.sessions.column_places import place_named, place_own
from evsite.sitefile.trips.row_reading import RowReader
from evsite.sitefile.trips.tables import open_table
from evsite.sitefile.trips.titles import SHOWN, TRIP_TITLES

if TYPE_CHECKING:
    import os

    from evsite.model.finding import Finding
    from evsite.model.site import Site
    from evsite.sitefile.sessions.column_places import PlacedColumns
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.sessions.moments import DateOrder
    from evsite.sitefile.sessions.named_columns import NamedColumns
    from evsite.sitefile.sessions.ports import PortNames
    from evsite.sitefile.trips.fleet_names import FleetNames
    from evsite.sitefile.trips.rows import TripFile
    from evsite.sitefile.trips.titles import TripRole

EXAMPLE = "vehicle,fleet,port,arrive,depart,energy_kwh"
MOST_ROWS = 100_000
"""Trips that a plan is made for are fewer."""
_TABLE = f"write a line of titles like {EXAMPLE}, and a line for each trip"
_NEEDED: tuple[TripRole, ...] = ("vehicle", "time", "leave")


class TripReader:
    """Reads trip files.

    Parameters
    ----------
    site
        The site whose ports the vehicles come to.
    ports
        Finds ports by what files call them.
    fleets
        Finds fleets by their names.
    columns
        Which columns hold what; None for what their titles say.
    order
        Which of day and month comes first where no date shows it.
    """

    def __init__(
        self,
        site: Site,
        ports: PortNames,
        fleets: FleetNames,
        columns: NamedColumns[TripRole] | None,
        order: DateOrder | None = None,
    ) -> None:
        self._order = order
        self._site, self._ports, self._fleets, self._columns = site, ports, fleets, columns

    def read(self, path: str | os.PathLike[str], label: str) -> TripFile:
        """Read a file; what is wrong with its rows is kept in it. Messages call a row by `label` and its line.

        Raises
        ------
        SiteFileError
            There is nothing to look at.
        """
        file, table, placed = open_table(path, EXAMPLE, _TABLE, self._places)
        if placed is None:
            return file
        findings = file.findings
        if not table.rows and findings:
            # its lines are refused already
            return file
        if not table.rows:
            message = "the file has no trips under its titles"
            way = "add one for each stay of a vehicle"
            findings.append(problems.MISSING_KEY.finding(message, remedy=way, span=table.titles_span()))
        elif len(table.rows) > MOST_ROWS:
            message = f"the file has {len(table.rows):,} trips, expected at most {MOST_ROWS:,}"
            findings.append(problems.TOO_MANY.finding(message, span=table.titles_span()))
        else:
            RowReader(self._site, self._ports, self._fleets, table, placed, file, label, self._order).read()
        return file

    def _places(self, table: CsvTable, findings: list[Finding]) -> PlacedColumns[TripRole] | None:
        """The columns; None, with findings, where one of those that every file has is not there or misspelt."""
        if self._columns is None:
            placed = place_own(table, TRIP_TITLES, findings, strict=False)
        else:
            placed = place_named(table, self._columns, TRIP_TITLES, findings)
        lacking = [role for role in _NEEDED if role not in placed.places]
        for role in lacking:
            if role not in placed.meant:
                message = f"no column is called '{SHOWN[role]}'"
                way = f"add it to the titles, like {EXAMPLE}, or say which: --columns {SHOWN[role]}=TITLE"
                findings.append(problems.MISSING_KEY.finding(message, remedy=way, span=table.titles_span()))
        return None if lacking else placed

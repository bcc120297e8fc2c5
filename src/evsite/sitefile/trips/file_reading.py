"""One trip file to rows; every cell of a row is looked at, whatever is wrong with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from evsite.metering.errors import DataError
from evsite.model.finding import SiteFileError, Span
from evsite.model.week import WeekError
from evsite.sitefile import problems
from evsite.sitefile.quantities import QuantityError
from evsite.sitefile.sessions.column_places import place_named, place_own
from evsite.sitefile.sessions.csv_table import CsvTable
from evsite.sitefile.sessions.moments import DatedMoments, MomentError
from evsite.sitefile.sessions.sources import read_source
from evsite.sitefile.sessions.title_words import folded
from evsite.sitefile.sessions.values import EnergyCells, is_nothing, without_unit
from evsite.sitefile.trips.cells import above_one, read_amount, read_part
from evsite.sitefile.trips.fleet_names import FleetNameError
from evsite.sitefile.trips.needs import NeedCells, NeedError, need_of
from evsite.sitefile.trips.rows import RawTrip, TripFile
from evsite.sitefile.trips.titles import IN_MILES, SHOWN, TRIP_TITLES
from evsite.sitefile.trips.weekly import TripMoments, dated_leave, repeating, week_moment
from evsite.sitefile.wording import shown
from evsite.words import enumeration

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from evsite.model.finding import Finding, Path
    from evsite.model.fleets import Fleet
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Site
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.sessions.column_places import PlacedColumns
    from evsite.sitefile.sessions.named_columns import NamedColumns
    from evsite.sitefile.sessions.ports import PortNames
    from evsite.sitefile.trips.fleet_names import FleetNames
    from evsite.sitefile.trips.needs import Need
    from evsite.sitefile.trips.titles import TripRole

EXAMPLE = "vehicle,fleet,port,arrive,depart,energy_kwh"
MOST_ROWS = 100_000
"""Trips that a plan is made for are fewer."""
_MOST_TARGET = 10.0
_MOST_MILES = 10_000.0
_MOST_MI_PER_KWH = 100.0
_MOST_KW = 100_000.0
_UNITS: dict[TripRole, str] = {"energy": "kWh", "battery": "kWh", "max": "kW", "miles": "mi"}
_PARTS: tuple[TripRole, ...] = ("soc", "target", "reserve", "efficiency")
_T = TypeVar("_T")


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
    """

    def __init__(
        self, site: Site, ports: PortNames, fleets: FleetNames, columns: NamedColumns[TripRole] | None
    ) -> None:
        self.site, self.ports, self.fleets, self._columns = site, ports, fleets, columns

    def read(self, path: str | os.PathLike[str], label: str) -> TripFile:
        """Read a file; what is wrong with its rows is kept in it. Messages call a row by `label` and its line.

        Raises
        ------
        SiteFileError
            There is nothing to look at.
        """
        document, is_table, notes = read_source(path)
        if not is_table:
            finding = problems.UNREADABLE_FILE.finding("the file is no table", span=Span(1, 1, 1, 1), remedy=_TABLE)
            raise SiteFileError(document, [finding], unreadable=True)
        findings: list[Finding] = []
        table = CsvTable(document, findings, EXAMPLE)
        placed = self._places(table, findings) if table.titles else None

        def place_of(row: int, role: str | None) -> tuple[Path, Span]:
            places = () if placed is None or role is None else placed.places.get(cast("TripRole", role), ())
            return (), table.span(row, places[0] if places else None) if table.rows else table.titles_span()

        file = TripFile(document, place_of, findings, notes)
        if placed is None:
            return file
        if placed.unread:
            file.notes.append(f"columns that are not read: {enumeration([shown(each) for each in placed.unread[:12]])}")
        if not table.rows:
            message = "the file has no trips under its titles"
            way = "add one for each stay of a vehicle"
            findings.append(problems.MISSING_KEY.finding(message, remedy=way, span=table.titles_span()))
        elif len(table.rows) > MOST_ROWS:
            message = f"the file has {len(table.rows):,} trips, expected at most {MOST_ROWS:,}"
            findings.append(problems.TOO_MANY.finding(message, span=table.titles_span()))
        else:
            _Rows(self, table, placed, file, label).read()
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


_TABLE = f"write a line of titles like {EXAMPLE}, and a line for each trip"


class _Rows:
    """Reads the rows of one table into its file."""

    def __init__(
        self, reader: TripReader, table: CsvTable, placed: PlacedColumns[TripRole], file: TripFile, label: str
    ) -> None:
        self._reader, self._table, self._placed, self._file, self._label = reader, table, placed, file, label
        self._columns = {role: self._column(role) for role in placed.places}
        # of a column that is misspelt nothing is read, and nothing is missed
        self._bad: set[TripRole] = {*placed.meant}
        self._check_units()
        energy_units = placed.units.get("energy"), placed.units.get("battery")
        self._energy, self._battery = (EnergyCells(unit) for unit in energy_units)
        self._moments: DatedMoments | None = None
        self._wrong = False

    def _column(self, role: TripRole) -> list[str]:
        places = self._placed.places[role]
        return [" ".join(cells[place] for place in places if cells[place]) for cells in self._table.rows]

    def _check_units(self) -> None:
        """Report columns of numbers whose unit nothing says, each once; their cells are not looked at then."""
        units = self._placed.units
        title = None if "miles" not in self._placed.places else self._table.titles[self._placed.places["miles"][0]]
        if title is not None and folded(title) in IN_MILES:
            units.setdefault("miles", "mi")
        for role, unit in _UNITS.items():
            if role in self._columns and role not in units:
                place = self._placed.places[role][0]
                finding = without_unit(self._table, place, self._columns[role], role, unit)
                if finding is not None:
                    self._file.findings.append(finding)
                    self._bad.add(role)
        for role in _PARTS:
            found = None if role not in self._columns or role in units else above_one(self._columns[role])
            if found is not None:
                place = self._placed.places[role][0]
                title = shown(self._table.titles[place])
                message = f"the numbers under '{title}' are above 1 and have no unit, like {shown(found)}"
                way = f'call the column "{title} (%)", or write {shown(found)} %'
                span = self._table.title_span(place)
                self._file.findings.append(problems.BAD_QUANTITY.finding(message, remedy=way, span=span))
                self._bad.add(role)

    def read(self) -> None:
        """Read all rows; what is wrong goes to the file."""
        try:
            self._moments = DatedMoments([self._columns["time"], self._columns["leave"]])
        except DataError as error:
            self._file.report(problems.BAD_VALUE, 0, "time", str(error))
            return
        for row in range(len(self._table.rows)):
            self._row(row)
        if self._moments.guessed:
            message = f"day and month of '{shown(self._moments.example)}' cannot be told apart in the whole file"
            self._file.report(problems.BAD_VALUE, 0, "time", message, "write dates as 2026-03-02")
        if self._moments.fractions:
            self._file.notes.append("fractions of a second are dropped")

    def _row(self, row: int) -> None:
        self._wrong = False
        vehicle = self._text(row, "vehicle")
        if not vehicle:
            self._report(problems.MISSING_KEY, row, "vehicle", "the row names no vehicle")
        moments = self._when(row)
        fleet = self._fleet(row)
        port = self._port(row, fleet)
        need = self._need(row, fleet)
        max_kw = self._cell(
            row, "max", lambda text: read_amount(text, self._placed.units.get("max", ""), "power", most=_MOST_KW)
        )
        efficiency = self._part(row, "efficiency", most=1.0, zero=False)
        if self._wrong or self._bad or moments is None or fleet is None or need is None:
            return
        line = self._table.lines[row]
        self._file.rows.append(
            RawTrip(
                file=self._file,
                row=row,
                line=line,
                title=f"{self._label}line {line}",
                vehicle=vehicle,
                fleet=fleet.name,
                arrive=moments.arrive,
                leave=moments.leave,
                need=need,
                port=port,
                max_kw=max_kw,
                efficiency=efficiency,
                days=moments.days,
            )
        )

    def _report(self, problem: Problem, row: int, role: TripRole, message: str, way: Way | Remedy = None) -> None:
        self._wrong = True
        self._file.report(problem, row, role, message, way)

    def _text(self, row: int, role: TripRole) -> str:
        text = self._columns[role][row] if role in self._columns else ""
        return "" if is_nothing(text) else text

    def _cell(self, row: int, role: TripRole, read: Callable[[str], _T]) -> _T | None:
        """What a cell says; None where it says nothing, or, with a finding, what cannot be read."""
        text = self._text(row, role)
        if not text or role in self._bad:
            return None
        try:
            return read(text)
        except QuantityError as error:
            self._report(problems.BAD_QUANTITY, row, role, f"{SHOWN[role]}: {error}")
        except ValueError as error:
            self._report(problems.BAD_VALUE, row, role, f"{SHOWN[role]}: {error}")
        return None

    def _part(self, row: int, role: TripRole, *, most: float, zero: bool) -> float | None:
        unit = self._placed.units.get(role)
        return self._cell(row, role, lambda text: read_part(text, unit, most=most, zero=zero))

    def _when(self, row: int) -> TripMoments | None:
        arrive_text, leave_text, days_text = (self._text(row, role) for role in _WHEN)
        if not arrive_text:
            self._report(problems.MISSING_KEY, row, "time", "the row does not say when the vehicle comes")
        if not leave_text:
            self._report(problems.MISSING_KEY, row, "leave", "the row does not say when the vehicle leaves")
        if not arrive_text or not leave_text:
            return None
        assert self._moments is not None
        moment = week_moment(arrive_text)
        role: TripRole = "time"
        try:
            if moment is not None:
                role = "days" if days_text and moment.day is None else "time"
                return repeating(moment, days_text, leave_text)
            arrive = self._moments.read(arrive_text)
            role = "leave"
            leave = dated_leave(leave_text, arrive, self._moments)
        except (MomentError, WeekError) as error:
            self._report(problems.BAD_VALUE, row, role, f"{SHOWN[role]}: {error}")
            return None
        if days_text:
            message = "days repeat a time of day, and the arrival of the row has a date: keep one of them"
            self._report(problems.CONFLICT, row, "days", message)
            return None
        return TripMoments(arrive, leave)

    def _fleet(self, row: int) -> Fleet | None:
        if "fleet" in self._bad:
            return None
        try:
            return self._reader.fleets.find(self._text(row, "fleet"))
        except FleetNameError as error:
            problem = problems.MISSING_KEY if error.missing else problems.UNKNOWN_NAME
            self._report(problem, row, "fleet", str(error), error.way)
            return None

    def _port(self, row: int, fleet: Fleet | None) -> str | None:
        name = self._text(row, "port")
        if not name:
            return None
        port = self._reader.ports.find(name)
        if port is None:
            unknown = self._reader.ports.refusal(name)
            self._report(unknown.problem, row, "port", unknown.message, unknown.remedy)
        elif fleet is not None and fleet.ports is not None and port not in fleet.ports:
            message = f"port {shown(port)} is none of those that fleet '{shown(fleet.name)}' may use"
            self._report(problems.CONFLICT, row, "port", message, f"it may use {enumeration([*fleet.ports[:6]])}")
        return port

    def _need(self, row: int, fleet: Fleet | None) -> Need | None:
        before = self._wrong
        units = self._placed.units
        self._wrong = False
        cells = NeedCells(
            self._cell(row, "energy", self._energy.read),
            self._part(row, "soc", most=1.0, zero=True),
            self._part(row, "target", most=_MOST_TARGET, zero=True),
            self._cell(row, "battery", self._battery.read),
            self._cell(
                row, "miles", lambda text: read_amount(text, units.get("miles", ""), "distance", most=_MOST_MILES)
            ),
            self._cell(
                row, "mi_per_kwh", lambda text: read_amount(text, "mi/kWh", "energy_range", most=_MOST_MI_PER_KWH)
            ),
            self._part(row, "reserve", most=1.0, zero=True),
        )
        unread = self._wrong or bool(self._bad) or fleet is None
        self._wrong = before or self._wrong
        if unread or fleet is None:
            return None
        try:
            return need_of(cells, fleet.target_soc, self._reader.site.settings.miles_per_kwh)
        except NeedError as error:
            problem = problems.MISSING_KEY if error.missing else problems.CONFLICT
            self._report(problem, row, cast("TripRole", error.role), str(error))
            return None


_NEEDED: tuple[TripRole, ...] = ("vehicle", "time", "leave")
_WHEN: tuple[TripRole, ...] = ("time", "leave", "days")

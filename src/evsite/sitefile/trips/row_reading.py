"""The rows of one trip file; every cell of a row is looked at, whatever is wrong with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from evsite.metering.errors import DataError
from evsite.model.week import WeekError
from evsite.sitefile import problems
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.sessions.moments import WRITE_DATES, DatedMoments, MomentError, place_of
from evsite.sitefile.sessions.title_words import folded
from evsite.sitefile.sessions.values import EnergyCells, is_nothing, without_unit
from evsite.sitefile.trips.cells import above_one, read_amount, read_part
from evsite.sitefile.trips.fleet_names import FleetNameError
from evsite.sitefile.trips.needs import Need, NeedCells, NeedError, need_of
from evsite.sitefile.trips.rows import RawTrip, TripFile
from evsite.sitefile.trips.titles import IN_MILES, SHOWN
from evsite.sitefile.trips.weekly import TripMoments, dated_leave, repeating, week_moment
from evsite.sitefile.wording import shown
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.model.fleets import Fleet
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Site
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.sessions.column_places import PlacedColumns
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.sessions.moments import DateOrder
    from evsite.sitefile.sessions.ports import PortNames
    from evsite.sitefile.trips.fleet_names import FleetNames
    from evsite.sitefile.trips.titles import TripRole

_MOST_TARGET = 10.0
_MOST_MILES = 10_000.0
_MOST_MI_PER_KWH = 100.0
_MOST_KW = 100_000.0
_UNITS: dict[TripRole, str] = {"energy": "kWh", "battery": "kWh", "max": "kW", "miles": "mi"}
_PARTS: tuple[TripRole, ...] = ("soc", "target", "reserve", "efficiency")
_T = TypeVar("_T")


class RowReader:
    """Reads the rows of one table into its file."""

    def __init__(
        self,
        site: Site,
        ports: PortNames,
        fleets: FleetNames,
        table: CsvTable,
        placed: PlacedColumns[TripRole],
        file: TripFile,
        label: str,
        order: DateOrder | None = None,
    ) -> None:
        self._order = order
        self._site, self._ports, self._fleets = site, ports, fleets
        self._table, self._placed, self._file, self._label = table, placed, file, label
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
            times: dict[TripRole, Sequence[str]] = {"time": self._columns["time"], "leave": self._columns["leave"]}
            self._moments = DatedMoments(list(times.values()), self._order)
        except DataError as error:
            self._file.report(problems.BAD_VALUE, 0, "time", str(error))
            return
        for row in range(len(self._table.rows)):
            self._row(row)
        if self._moments.guessed:
            message = f"day and month of '{shown(self._moments.guessed)}' cannot be told apart in the whole file"
            self._file.report(problems.BAD_VALUE, *place_of(self._moments.guessed, times), message, WRITE_DATES)
            self._file.settled = False
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
        if moments is None or not vehicle:
            return
        # a row with something wrong is kept: when it stands where is looked at all the same
        line = self._table.lines[row]
        self._file.rows.append(
            RawTrip(
                file=self._file,
                row=row,
                line=line,
                title=f"{self._label}line {line}",
                vehicle=vehicle,
                fleet="" if fleet is None else fleet.name,
                arrive=moments.arrive,
                leave=moments.leave,
                need=need or Need(0.0),
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
            return self._fleets.find(self._text(row, "fleet"))
        except FleetNameError as error:
            problem = problems.MISSING_KEY if error.missing else problems.UNKNOWN_NAME
            self._report(problem, row, "fleet", str(error), error.way)
            return None

    def _port(self, row: int, fleet: Fleet | None) -> str | None:
        name = self._text(row, "port")
        if not name:
            return None
        port = self._ports.find(name)
        if port is None:
            unknown = self._ports.refusal(name)
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
            return need_of(cells, fleet.target_soc, self._site.settings.miles_per_kwh)
        except NeedError as error:
            problem = problems.MISSING_KEY if error.missing else problems.CONFLICT
            self._report(problem, row, cast("TripRole", error.role), str(error))
            return None


_WHEN: tuple[TripRole, ...] = ("time", "leave", "days")

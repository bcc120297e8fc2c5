"""The rows of a file that says what became of trips: each is matched with its trip, and every cell looked at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.model.fleets import Actual
from evsite.rounding import exceeds
from evsite.sitefile import problems
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.sessions.moments import WRITE_DATES, MomentError, place_of
from evsite.sitefile.sessions.values import EnergyCells, is_nothing
from evsite.sitefile.trips.actual_titles import ACTUAL_SHOWN
from evsite.sitefile.trips.cells import read_part
from evsite.sitefile.trips.list_moments import ListMoments
from evsite.sitefile.wording import shown
from evsite.words import format_number, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.fleets import Trip, TripSet
    from evsite.model.site import Site
    from evsite.sitefile.nearest import Nearest
    from evsite.sitefile.sessions.column_places import PlacedColumns
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.sessions.moments import DateOrder
    from evsite.sitefile.trips.actual_titles import ActualRole
    from evsite.sitefile.trips.rows import TripFile

_MOMENTS: tuple[ActualRole, ...] = ("trip", "time", "leave", "fault")
_NOT_COME = {"-", "--", "never"}
_SHOWN = 6


class ActualRows:
    """Reads the rows of one table.

    Parameters
    ----------
    site
        The site.
    trips
        The trips that rows are about.
    table, placed
        The table and its columns.
    file
        Takes what is wrong.
    label
        What messages call the file before a line of it.
    now_s
        The instant up to which anything can be known; inf where all is over.
    nearest
        Finds the names that were meant.
    """

    def __init__(
        self,
        site: Site,
        trips: TripSet,
        table: CsvTable,
        placed: PlacedColumns[ActualRole],
        file: TripFile,
        label: str,
        now_s: float,
        nearest: Nearest,
        *,
        order: DateOrder | None = None,
    ) -> None:
        self._order = order
        self._site, self._trips, self._table, self._placed = site, trips, table, placed
        self._file, self._label, self._now_s, self._nearest = file, label, now_s, nearest
        self._of_vehicle: dict[str, list[int]] = {}
        for position, trip in enumerate(trips.trips):
            self._of_vehicle.setdefault(trip.vehicle, []).append(position)
        self._folded = {name.casefold(): name for name in self._of_vehicle}
        self._energy = EnergyCells(placed.units.get("energy"))
        self._moments: ListMoments | None = None
        self._measured = False

    def notes(self, *, dated_by_now: bool) -> Iterator[str]:
        """What of the file is not looked at."""
        if self._measured and not dated_by_now:
            yield "delivered_kwh and soc say what batteries have at --now; without it they are not looked at"

    def read(self, found: dict[int, Actual], number: int) -> None:
        """Read all rows of the file of a number; what they say goes to `found`, by the position of the trip."""
        columns = {role: [self._text(row, role) for row in range(len(self._table.rows))] for role in _MOMENTS}
        try:
            texts = [[text for text in each if _is_moment(text)] for each in columns.values()]
            self._moments = ListMoments(self._trips.calendar, texts, self._order)
        except DataError as error:
            self._file.report(problems.BAD_VALUE, 0, "time", str(error))
            return
        lines: dict[int, int] = {}
        for row in range(len(self._table.rows)):
            self._row(row, found, lines, number)
        if self._moments.guessed:
            message = f"day and month of '{shown(self._moments.guessed)}' cannot be told apart in the whole file"
            self._file.report(problems.BAD_VALUE, *place_of(self._moments.guessed, columns), message, WRITE_DATES)

    def _row(self, row: int, found: dict[int, Actual], lines: dict[int, int], number: int) -> None:
        before = len(self._file.findings)
        vehicle = self._text(row, "vehicle")
        known = vehicle if vehicle in self._of_vehicle else self._folded.get(vehicle.casefold())
        came = self._text(row, "time").lower()
        arrive_s = math.inf if came in _NOT_COME else self._moment(row, "time", None)
        depart_s = self._moment(row, "leave", arrive_s if arrive_s != math.inf else None)
        if came == "never":
            depart_s = -math.inf
        fault_s = self._moment(row, "fault", None)
        planned_s = self._moment(row, "trip", None)
        if known is None:
            self._refuse_vehicle(row, vehicle)
            return
        if len(self._file.findings) > before:
            return
        position = self._match(row, known, planned_s, [at for at in (arrive_s, fault_s, depart_s) if at is not None])
        if position is None:
            return
        line = self._table.lines[row]
        if position in found:
            where = f" (line {lines[position]})" if position in lines else " in another file"
            message = f"{shown(known)} is there twice for the same trip{where}: keep one row"
            self._file.report(problems.DUPLICATE_NAME, row, "vehicle", message)
            return
        trip = self._trips.trips[position]
        self._check_stay(row, trip, arrive_s, depart_s, fault_s)
        gained_kwh = self._gained(row, trip, trip.arrive_s if arrive_s is None else arrive_s, depart_s)
        found[position] = Actual(arrive_s, depart_s, fault_s, gained_kwh, line, number)
        lines[position] = line

    def _text(self, row: int, role: ActualRole) -> str:
        if role not in self._placed.places:
            return ""
        cells = self._table.rows[row]
        return " ".join(cells[place] for place in self._placed.places[role] if cells[place])

    def _moment(self, row: int, role: ActualRole, after_s: float | None) -> float | None:
        text = self._text(row, role)
        if not _is_moment(text) or role in self._placed.meant:
            return None
        assert self._moments is not None
        try:
            at_s = self._moments.read(text, after_s)
        except MomentError as error:
            self._file.report(problems.BAD_VALUE, row, role, f"{ACTUAL_SHOWN[role]}: {error}")
            return None
        if role != "trip" and at_s > self._now_s:
            message = f"{ACTUAL_SHOWN[role]}: {self._show(at_s)} is later than --now ({self._show(self._now_s)})"
            way = "leave out what has not happened; what is expected stands in the trips"
            self._file.report(problems.BAD_VALUE, row, role, message, way)
        return at_s

    def _refuse_vehicle(self, row: int, vehicle: str) -> None:
        if not vehicle:
            self._file.report(problems.MISSING_KEY, row, "vehicle", "the row names no vehicle")
            return
        near = self._nearest(vehicle, self._of_vehicle)
        names = listed([shown(name) for name in list(self._of_vehicle)[:_SHOWN]], "and")
        way = f"did you mean '{shown(near)}'?" if near else f"vehicles of the trips are {names}"
        self._file.report(problems.UNKNOWN_NAME, row, "vehicle", f"no trip is of a vehicle '{shown(vehicle)}'", way)

    def _match(self, row: int, vehicle: str, planned_s: float | None, moments: list[float]) -> int | None:
        """The trip that a row is about; None, with a finding, where nothing tells which."""
        own = self._of_vehicle[vehicle]
        trips = self._trips.trips
        if planned_s is not None:
            found = next((position for position in own if trips[position].arrive_s == planned_s), None)
            if found is None:
                arrivals = listed([self._show(trips[position].arrive_s) for position in own[:_SHOWN]], "and")
                message = f"no trip of {shown(vehicle)} is planned to arrive at {self._show(planned_s)}"
                self._file.report(problems.UNKNOWN_NAME, row, "trip", message, f"its arrivals are {arrivals}")
            return found
        if len(own) == 1:
            return own[0]
        finite = [at for at in moments if math.isfinite(at)]
        if not finite:
            message = f"{shown(vehicle)} has {len(own)} trips, and nothing says which one is meant"
            way = "say when it was to arrive in a column trip"
            self._file.report(problems.MISSING_KEY, row, "vehicle", message, way)
            return None
        at_s = finite[0]
        return min(own, key=lambda each: (_distance_s(trips[each], at_s), abs(trips[each].arrive_s - at_s)))

    def _check_stay(
        self, row: int, trip: Trip, arrive_s: float | None, depart_s: float | None, fault_s: float | None
    ) -> None:
        came_s = trip.arrive_s if arrive_s is None else arrive_s
        left_s = trip.depart_s if depart_s is None else depart_s
        if came_s == math.inf:
            if depart_s is not None and depart_s != -math.inf:
                message = f"leaves at {self._show(depart_s)}, and has not come"
                self._file.report(problems.CONFLICT, row, "leave", message)
        elif left_s <= came_s and depart_s is not None:
            message = f"leaves at {self._show(left_s)}, and comes at {self._show(came_s)}"
            self._file.report(problems.BAD_VALUE, row, "leave", message, "it leaves after it comes")
        elif left_s <= came_s and self._now_s == math.inf:
            message = f"comes at {self._show(came_s)}, after the trip ends at {self._show(left_s)}"
            self._file.report(problems.MISSING_KEY, row, "time", message, "say when it leaves in a column depart")
        if fault_s is not None and math.isfinite(came_s) and depart_s is not None and fault_s > depart_s:
            message = f"fault: {self._show(fault_s)} is after the vehicle left at {self._show(depart_s)}"
            self._file.report(problems.CONFLICT, row, "fault", message)

    def _gained(self, row: int, trip: Trip, came_s: float, left_s: float | None) -> float | None:
        """What the battery had gained [kWh]; None where the row does not say it."""
        gained_kwh, role = self._energy_cell(row), "energy"
        part = self._soc_cell(row)
        if part is not None:
            role = "soc"
            if gained_kwh is not None:
                message = "delivered_kwh and soc both say what the battery has, keep one of them"
                self._file.report(problems.CONFLICT, row, role, message)
                return None
            if trip.soc is None or trip.battery_kwh is None:
                message = "the trip has no soc and battery_kwh to count from: write delivered_kwh"
                self._file.report(problems.CONFLICT, row, role, message)
                return None
            gained_kwh = (part - trip.soc) * trip.battery_kwh
            if gained_kwh < 0:
                message = f"{100 * part:g} % is less than the {100 * trip.soc:g} % with which it came"
                self._file.report(problems.BAD_VALUE, row, role, message)
                return None
        if gained_kwh is None:
            return None
        self._measured = True
        until_s = min(self._now_s, math.inf if left_s is None else left_s)
        most_kwh = math.inf
        if math.isfinite(until_s) or came_s == math.inf:
            most_kwh = self._most_kw(trip) * trip.efficiency * max(0.0, until_s - came_s) / 3600
        if trip.soc is not None and trip.battery_kwh is not None:
            most_kwh = min(most_kwh, (1 - trip.soc) * trip.battery_kwh)
        if exceeds(gained_kwh, most_kwh):
            message = f"{format_number(gained_kwh)} kWh is more than the battery can have gained"
            way = f"at most {format_number(most_kwh)} kWh by then"
            self._file.report(problems.BAD_VALUE, row, role, message, way)
        return gained_kwh

    def _most_kw(self, trip: Trip) -> float:
        """What the vehicle draws at most, at its port or at the strongest one that there is."""
        ports = self._site.ports.values() if trip.port is None else (self._site.ports[trip.port],)
        rated_kw = max((port.max_a * port.input_kw_per_a for port in ports), default=0.0)
        return rated_kw if trip.max_kw is None else min(rated_kw, trip.max_kw)

    def _energy_cell(self, row: int) -> float | None:
        text = self._text(row, "energy")
        if "energy" in self._placed.meant or is_nothing(text):
            return None
        try:
            return self._energy.read(text)
        except QuantityError as error:
            self._file.report(problems.BAD_QUANTITY, row, "energy", f"delivered_kwh: {error}")
            return None

    def _soc_cell(self, row: int) -> float | None:
        text = self._text(row, "soc")
        if "soc" in self._placed.meant or is_nothing(text):
            return None
        try:
            return read_part(text, self._placed.units.get("soc"), most=1.0, zero=True)
        except QuantityError as error:
            self._file.report(problems.BAD_QUANTITY, row, "soc", f"soc: {error}")
        except ValueError as error:
            self._file.report(problems.BAD_VALUE, row, "soc", f"soc: {error}")
        return None

    def _show(self, at_s: float) -> str:
        return self._trips.calendar.show(at_s)


def _is_moment(text: str) -> bool:
    return text.lower() not in _NOT_COME and not is_nothing(text)


def _distance_s(trip: Trip, at_s: float) -> float:
    """How far an instant is from a stay."""
    return max(0.0, trip.arrive_s - at_s, at_s - trip.depart_s)

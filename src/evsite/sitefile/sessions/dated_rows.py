"""Rows of a dated table: read column by column, as such files are long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.metering.errors import DataError
from evsite.model.remedy import Remedy, remedy
from evsite.model.taper import USUAL_TAPER_END, Taper
from evsite.sitefile import problems
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.sessions.moments import WRITE_DATES, DatedMoments, MomentError, place_of
from evsite.sitefile.sessions.rows import RawSession
from evsite.sitefile.sessions.values import (
    AcceptError,
    DurationCells,
    EnergyCells,
    accepted_a,
    is_nothing,
    with_unit,
    without_unit,
)
from evsite.sitefile.share_type import read_share
from evsite.sitefile.tables.sessions import read_accepted
from evsite.sitefile.wording import shown
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.metering.stamps import Stamp
    from evsite.model.site import Site
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.sessions.column_plan import ColumnPlan
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.sessions.moments import DateOrder
    from evsite.sitefile.sessions.options import Unfit
    from evsite.sitefile.sessions.ports import PortNames
    from evsite.sitefile.sessions.rows import SessionFile
    from evsite.sitefile.sessions.titles import Role

_MOMENTS: tuple[Role, ...] = ("time", "leave", "deadline")
WITHOUT_ROW = "mend the row, or leave out rows that cannot be read: --bad-rows skip"
UNREADABLE = "cannot be read"
UNKNOWN = "at a station that the site does not have"


class RowProblem(NamedTuple):
    """What is wrong with a cell."""

    problem: Problem
    role: Role
    message: str


class DatedRows:
    """Reads the rows of one dated table into its file."""

    def __init__(
        self,
        table: CsvTable,
        plan: ColumnPlan,
        file: SessionFile,
        site: Site,
        ports: PortNames,
        *,
        pool: bool,
        unknown: Unfit,
        bad_rows: Unfit,
        label: str,
        order: DateOrder | None = None,
    ) -> None:
        self._order = order
        self._table, self._plan, self._file, self._site, self._ports = table, plan, file, site, ports
        self._pool, self._unknown, self._bad_rows, self._label = pool, unknown, bad_rows, label
        self._set_units(dict(plan.units))
        self._accepted: dict[tuple[str, str | None], float | None] = {}
        self._strangers: dict[tuple[str, str], list[int]] = {}

    def read(self) -> None:
        """Read all rows; what is wrong, and what is left out, goes to the file."""
        cells: dict[Role, Sequence[str]] = {role: self._column(role) for role in self._plan.places}
        self._look_for_units(cells)
        times = {role: cells[role] for role in _MOMENTS if role in cells}
        try:
            moments = DatedMoments(list(times.values()), self._order)
        except DataError as error:
            self._file.report(problems.BAD_VALUE, 0, "time", str(error))
            return
        nothing = [""] * len(self._table.rows)
        columns = [cells.get(role, nothing) for role in _ORDER]
        for row, texts in enumerate(zip(*columns, strict=True)):
            self._row(row, texts, moments)
        if moments.guessed:
            message = f"day and month of '{shown(moments.guessed)}' cannot be told apart in the whole file"
            self._file.report(problems.BAD_VALUE, *place_of(moments.guessed, times), message, WRITE_DATES)
            self._file.settled = False
        if moments.fractions:
            self._file.notes.append("fractions of a second are dropped")
        self._report_strangers()
        if "energy" not in self._plan.places and "delivered" in self._plan.places:
            self._file.notes.append(
                "the energy that was delivered is taken as what was wanted: without limits drivers may have taken more"
            )

    def _column(self, role: Role) -> list[str]:
        first, *more = self._plan.places[role]
        if not more:
            return [cells[first] for cells in self._table.rows]
        places = self._plan.places[role]
        return [" ".join(cells[place] for place in places if cells[place]) for cells in self._table.rows]

    def _set_units(self, units: Mapping[Role, str]) -> None:
        self._energy = EnergyCells(units.get("energy"))
        self._delivered = EnergyCells(units.get("delivered"))
        self._stay = DurationCells(units.get("stay"))
        self._patience = DurationCells(units.get("patience"))

    def _look_for_units(self, cells: dict[Role, Sequence[str]]) -> None:
        """Tell once for a column of energies or durations that neither its title nor its cells say the unit.

        The rest of the file is looked at as if they were the usual ones, to tell what else is wrong with it.
        """
        units = dict(self._plan.units)
        usual: dict[Role, str] = {"energy": "kWh", "delivered": "kWh", "stay": "h", "patience": "min"}
        for role, unit in usual.items():
            column = cells.get(role)
            if column is None or units.get(role):
                continue
            finding = without_unit(self._table, self._plan.places[role][0], column, role, unit)
            if finding is not None:
                self._file.findings.append(finding)
                self._file.settled = False
                units[role] = unit
        self._set_units(units)

    def _row(self, row: int, texts: tuple[str, ...], moments: DatedMoments) -> None:
        time, leave_text, deadline_text, stay_text, energy_text, delivered_text, port_text, connector, name, *rest = (
            texts
        )
        wrong: list[RowProblem] = []
        arrive = self._moment("time", time, None, moments, wrong)
        leave = deadline = stay_s = energy_kwh = delivered_kwh = patience_s = taper = None
        if arrive is not None:
            if not is_nothing(leave_text):
                leave = self._moment("leave", leave_text, arrive, moments, wrong)
            if not is_nothing(deadline_text):
                deadline = self._moment("deadline", deadline_text, arrive, moments, wrong)
        accept_text, patience_text, *taper_texts = rest
        try:
            role: Role = "stay"
            stay_s = self._stay.read(stay_text)
            role = "energy"
            energy_kwh = self._energy.read(energy_text)
            role = "delivered"
            delivered_kwh = self._delivered.read(delivered_text)
            role = "patience"
            patience_s = self._patience.read(patience_text)
        except QuantityError as error:
            wrong.append(RowProblem(problems.BAD_QUANTITY, role, f"{_SAID.get(role, role)}: {error}"))
        if energy_kwh is None and ("energy" not in self._plan.places or self._plan.preset == "acn"):
            energy_kwh = delivered_kwh
        port = None
        if not self._pool:
            port = self._ports.find(port_text, connector)
            if port is None and port_text:
                self._strangers.setdefault((port_text, connector), []).append(row)
            elif port is None:
                wrong.append(RowProblem(problems.MISSING_KEY, "port", f"line {self._table.lines[row]} has no port"))
        accept_a = self._accept_a(accept_text, port, wrong) if accept_text and (port or self._pool) else None
        if any(taper_texts):
            taper = self._taper(taper_texts, energy_kwh, wrong)
        if wrong:
            self._refuse(row, wrong)
        elif arrive is not None and (port is not None or self._pool):
            title = f"{self._label}line {self._table.lines[row]}"
            self._file.rows.append(
                RawSession(
                    *(self._file, row, title, name or title, port, arrive, leave, stay_s, patience_s, deadline),
                    *(energy_kwh, accept_a, taper, delivered_kwh),
                )
            )

    def _moment(
        self, role: Role, text: str, after: Stamp | None, moments: DatedMoments, wrong: list[RowProblem]
    ) -> Stamp | None:
        try:
            return moments.read(text) if after is None else moments.read_after(text, after)
        except MomentError as error:
            if is_nothing(text):
                wrong.append(RowProblem(problems.MISSING_KEY, role, "there is no arrival in this row"))
            else:
                wrong.append(RowProblem(problems.BAD_VALUE, role, f"{_SAID.get(role, role)}: {error}"))
            return None

    def _accept_a(self, text: str, port: str | None, wrong: list[RowProblem]) -> float | None:
        key = (text, port)
        if key not in self._accepted:
            try:
                read = read_accepted(with_unit(text, self._plan.units.get("accept")))
                self._accepted[key] = accepted_a(read, port, self._site)
            except AcceptError as error:
                wrong.append(RowProblem(problems.BAD_VALUE, "accept", str(error)))
            except ValueError as error:
                wrong.append(RowProblem(problems.BAD_QUANTITY, "accept", f"accept: {error}"))
        return self._accepted.get(key)

    @staticmethod
    def _taper(texts: Sequence[str], energy_kwh: float | None, wrong: list[RowProblem]) -> Taper | None:
        start_text, end_text, form = texts
        if not start_text:
            wrong.append(RowProblem(problems.MISSING_KEY, "taper_to", "a taper needs taper_from, where it begins"))
            return None
        if energy_kwh is None:
            message = "taper_from is a share of the energy that the vehicle wants, and none is given"
            wrong.append(RowProblem(problems.MISSING_KEY, "taper_from", message))
            return None
        if form not in {"", "linear", "step"}:
            message = f"taper: found '{shown(form)}', expected linear or step"
            wrong.append(RowProblem(problems.BAD_VALUE, "taper", message))
            return None
        try:
            end = read_share(end_text) if end_text else USUAL_TAPER_END
            return Taper(read_share(start_text), end, linear=form != "step")
        except ValueError as error:
            wrong.append(RowProblem(problems.BAD_VALUE, "taper_from", f"taper: {error}"))
            return None

    def _refuse(self, row: int, wrong: list[RowProblem]) -> None:
        if self._bad_rows == "skip":
            self._file.skip(UNREADABLE, f"{self._label}line {self._table.lines[row]}: {wrong[0].message}")
            return
        for each in wrong:
            self._file.report(each.problem, row, each.role, each.message, WITHOUT_ROW)

    def _report_strangers(self) -> None:
        """Stations that the site does not have: each once, with how many come there."""
        told = False
        for (name, connector), rows in self._strangers.items():
            whole = f"{name}.{connector}" if connector else name
            if self._unknown == "skip":
                self._file.skip(UNKNOWN, f"{len(rows):,} at {shown(whole)}", len(rows))
                continue
            known = self._ports.refusal(name)
            here = f" ({count(len(rows), 'session')})" if len(rows) > 1 else ""
            ways = known.remedy.alternatives if isinstance(known.remedy, Remedy) else [known.remedy]
            if self._plan.preset is not None and not told:
                title = self._table.titles[self._plan.places["port"][0]]
                ways = [*ways, f"--columns port=TITLE where another column than '{shown(title)}' has the stations"]
            told = True
            way = remedy("leave out sessions at stations that the site does not have: --unknown skip", *ways)
            self._file.report(known.problem, rows[0], "port", f"{known.message}{here}", way)


_ORDER: tuple[Role, ...] = (
    *("time", "leave", "deadline", "stay", "energy", "delivered", "port", "connector", "name"),
    *("accept", "patience", "taper_from", "taper_to", "taper"),
)
_SAID: dict[str, str] = {"time": "arrival", "leave": "departure"}

"""A scenario: vehicles that arrive one after the other at the ports of a site, from a TOML or a CSV file.

    port,time,energy,accept,leave               [scenario]
    S1.1,Mon 08:05,12 kWh,32 A,17:00            day = "Mon"
    S3.2,08:15,20 kWh,,                         [[arrivals]]
                                                port = "S1.1"
                                                time = "08:05"
                                                energy = "12 kWh"

Arrivals stand in plug-in order. Every problem of a file is reported at once, each at its place.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError
from evsite.model.remedy import Edit, added, meant, one_of, remedy, when
from evsite.model.scenario import USUAL_TAPER_END, Arrival, Scenario, Taper
from evsite.model.vehicles import Vehicle
from evsite.model.week import DAY_MIN, DAYS, WEEK_MIN, WeekError, read_clock, read_days, read_moment, show_moment
from evsite.sitefile import problems
from evsite.sitefile.document import Document
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.reading import read_table, read_what_is_good
from evsite.sitefile.scenario_rows import csv_rows, toml_rows
from evsite.sitefile.tables.scenario import ArrivalTable, ScenarioTable
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from evsite.model.finding import Anchor, Finding, Path
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Site
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.scenario_rows import Rows

_TEXTS = ("port", "time", "leave")


def load_scenario(path: str | os.PathLike[str], site: Site) -> Scenario:
    """Read a scenario from a TOML file, or from a CSV file (*.csv).

    Parameters
    ----------
    path
        The file.
    site
        The site whose ports the vehicles arrive at.

    Returns
    -------
    Scenario
        Arrivals in plug-in order; times in minutes from the Monday of the week in which the scenario starts.

    Raises
    ------
    SiteFileError
        With every problem of the file, in file order; `unreadable` if there was nothing to look at.
    """
    if FilePath(path).suffix.lower() in {".csv", ".tsv"}:
        document = Document.read(path, toml=False)
        return read_scenario(document, site, table=True)
    return read_scenario(Document.read(path), site)


def read_scenario(document: Document, site: Site, *, table: bool = False) -> Scenario:
    """The scenario in a document; `table` says that its text is CSV.

    Raises
    ------
    SiteFileError
        As `load_scenario`.
    """
    findings: list[Finding] = []
    rows = (csv_rows if table else toml_rows)(document, findings)
    scenario = _Reader(site, findings, rows).scenario()
    if findings:
        placed = map(rows.placed, findings)
        raise SiteFileError(document, sorted(placed, key=lambda finding: document.locate(finding)[:2]))
    return scenario


class _Reader:
    """Reads tables into arrivals; what is wrong goes to the findings."""

    def __init__(self, site: Site, findings: list[Finding], rows: Rows) -> None:
        self.site = site
        self.findings = findings
        self.rows = rows
        self.nearest = Nearest()
        self._settings = read_what_is_good(ScenarioTable, rows.settings, ("scenario",), findings, self.nearest)
        self._day = self._day_of(self._settings.day)
        self._now_min: int | None = None
        self._at_port: dict[str, tuple[str, Arrival]] = {}

    def scenario(self) -> Scenario:
        settings, path = self._settings, ("scenario",)
        rows = enumerate(zip(self.rows.titles, self.rows.arrivals, strict=True))
        arrivals = [one for number, (title, raw) in rows if (one := self._arrival(number, title, raw)) is not None]
        if not self.rows.arrivals and not self.findings:
            self._report(problems.MISSING_KEY, "the scenario has no arrivals", path, "add one for each car")
        until = None
        if settings.until is not None and arrivals:
            until = self._later((*path, "until"), settings.until, arrivals[-1].at_min)
        return Scenario(tuple(arrivals), None if settings.slot is None else settings.slot.value, until)

    def _arrival(self, number: int, title: str, raw: Mapping[str, object]) -> Arrival | None:
        path = ("arrivals", number)
        names = {"port": next(iter(self.site.ports), "")}
        table = read_table(ArrivalTable, raw, path, self.findings, self.nearest, title=title, names=names)
        # what can be said of a row is said, also where something else in it is wrong
        name, time, leaves = ((each if isinstance(each := raw.get(key), str) else None) for key in _TEXTS)
        before = len(self.findings)
        port = None if name is None else self._port((*path, "port"), name.strip())
        at_min = None if time is None else self._time((*path, "time"), time.strip())
        leave_min = None
        if leaves is not None and at_min is not None:
            leave_min = self._later((*path, "leave"), leaves, at_min)
        if table is None or port is None or at_min is None or len(self.findings) > before:
            return None
        if table.taper_from is not None and table.energy is None:
            message = "taper_from is a share of the energy that the vehicle wants, and none is given"
            way = added(Edit((*path, "energy"), "12 kWh"), "for instance")
            self._report(problems.MISSING_KEY, message, (*path, "taper_from"), way)
            return None
        energy_kwh = None if table.energy is None else table.energy.value
        taper = None if table.energy is None else self._taper(table)
        accept_a = self._accept_a((*path, "accept"), table, port)
        if len(self.findings) > before:
            return None
        arrival = Arrival(port, at_min, energy_kwh, accept_a, leave_min, taper)
        return arrival if self._is_free(path, title, arrival) else None

    def _is_free(self, path: Path, title: str, arrival: Arrival) -> bool:
        """Whether the port is free; a vehicle that did not say when it leaves has left when the next one comes."""
        other_title, other = self._at_port.get(arrival.port, ("", None))
        self._at_port[arrival.port] = (title, arrival)
        if other is None or other.leave_min is None or other.leave_min <= arrival.at_min:
            return True
        until = show_moment(other.leave_min)
        came = f"the vehicle of {show_moment(other.at_min)} ({other_title})"
        message = f"port {arrival.port} is taken until {until} by {came}"
        way = when(Edit((*path, "time"), until), "or later, or use another port")
        self._report(problems.CONFLICT, message, (*path, "port"), way)
        return False

    # --- single values ---

    def _port(self, path: Path, name: str) -> str | None:
        if name in self.site.ports:
            return name
        if name in self.site.stations:
            ports = [port.name for port in self.site.stations[name].ports]
            if len(ports) == 1:
                return ports[0]
            message = f"'{shown(name)}' is a station of {len(ports)} ports, expected one of them"
            self._report(problems.WRONG_KIND, message, path, one_of(path, ports))
            return None
        near = self.nearest(name, self.site.ports)
        known = list(self.site.ports)
        ways = meant(path, near) if near else f"there are {known[0]} to {known[-1]}" if known else ""
        self._report(problems.UNKNOWN_NAME, f"no port is called '{shown(name)}'", path, ways)
        return None

    def _time(self, path: Path, text: str) -> int | None:
        found = self._moment(path, text)
        if found is None:
            return None
        minute, dated = found
        if not dated:
            minute += (self._day if self._now_min is None else self._now_min // DAY_MIN) * DAY_MIN
        elif self._now_min is not None:
            minute += self._now_min - self._now_min % WEEK_MIN
            if minute < self._now_min and self._now_min - minute > WEEK_MIN // 2:
                minute += WEEK_MIN
        if self._now_min is not None and minute < self._now_min:
            message = f"time: {text} is before {show_moment(self._now_min)}, when the vehicle above plugged in"
            tomorrow = DAYS[(self._now_min // DAY_MIN + 1) % 7]
            next_day = None if dated else when(Edit(path, f"{tomorrow} {text}"), "if that is the day")
            self._report(problems.BAD_VALUE, message, path, remedy("write arrivals in plug-in order", next_day))
            return None
        self._now_min = minute
        return minute

    def _later(self, path: Path, text: str, after_min: int) -> int | None:
        """The first such moment after another one."""
        found = self._moment(path, text)
        if found is None:
            return None
        minute, dated = found
        period = WEEK_MIN if dated else DAY_MIN
        return after_min + ((minute - after_min - 1) % period) + 1

    def _moment(self, path: Path, text: str) -> tuple[int, bool] | None:
        """A minute of the week, or of the day; and whether a day was given."""
        try:
            return (read_moment(text), True) if " " in text.strip() else (read_clock(text), False)
        except WeekError as error:
            expected = str(error).replace("expected 00:00 to 24:00", "expected like 08:15 or Mon 08:15")
            self._report(problems.BAD_VALUE, f"{path[-1]}: {expected}", path)
            return None

    def _day_of(self, text: str | None) -> int:
        if text is None:
            return 0
        path = ("scenario", "day")
        try:
            days = read_days(text)
        except WeekError as error:
            self._report(problems.BAD_VALUE, f"day: {error}", path)
            return 0
        if len(days) > 1:
            self._report(problems.BAD_VALUE, f"day: found '{shown(text)}', expected one day like Mon", path)
        return days[0]

    def _accept_a(self, path: Path, table: ArrivalTable, name: str) -> float | None:
        port = self.site.ports[name]
        if table.accept is None:
            return None
        if not isinstance(table.accept, Vehicle):
            return table.accept.value / (1.0 if table.accept.unit == "A" else port.output_kw_per_a)
        if not port.dc:
            return table.accept.accept_a(port.voltage_v)
        message = f"accept: what {table.accept.name} takes is listed for AC alone, and {shown(name)} is DC"
        self._report(problems.BAD_VALUE, message, path, when(Edit(path, "50 kW"), "or another power"))
        return None

    def _taper(self, own: ArrivalTable) -> Taper | None:
        """Keys of the arrival before those of the whole scenario; none without the share at which it begins."""
        usual = self._settings
        start = usual.taper_from if own.taper_from is None else own.taper_from
        end = usual.taper_to if own.taper_to is None else own.taper_to
        if start is None:
            return None
        return Taper(start, USUAL_TAPER_END if end is None else end, (own.taper or usual.taper) != "step")

    def _report(self, problem: Problem, message: str, path: Path, way: Way | Remedy = None) -> None:
        anchor: Anchor = "value" if len(path) > 2 or path[-1] == "day" else "header"
        self.findings.append(problem.finding(message, path, anchor=anchor, remedy=way))

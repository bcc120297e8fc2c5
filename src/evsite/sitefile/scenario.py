"""A scenario: vehicles that arrive one after the other at the ports of a site, from a TOML or a CSV file.

    port,time,energy,accept,leave               [scenario]
    S1.1,Mon 08:05,12 kWh,32 A,17:00            day = "Mon"
    S3.2,08:15,20 kWh,,                         [[arrivals]]
                                                port = "S1.1"
                                                time = "08:05"
                                                energy = "12 kWh"

Arrivals stand in plug-in order. Every problem of a file is told at once, each at its place.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError
from evsite.model.scenario import USUAL_TAPER_END, Arrival, Scenario, Taper
from evsite.model.vehicles import VehicleError, find_vehicle, names_a_vehicle
from evsite.model.week import DAY_MIN, DAYS, WEEK_MIN, WeekError, read_clock, read_days, read_moment, show_moment
from evsite.sitefile import problems
from evsite.sitefile.document import Document
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.quantities import QuantityError, read_quantity
from evsite.sitefile.scenario_rows import ARRIVAL_KEYS, SETTING_KEYS, Row, csv_rows, toml_rows
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from evsite.model.finding import Finding
    from evsite.model.site import Site


def load_scenario(path: str | os.PathLike[str], site: Site) -> Scenario:
    """Read a scenario from a TOML file, or from a CSV file (*.csv).

    Args:
        path: the file.
        site: the site whose ports the vehicles arrive at.

    Raises:
        SiteFileError: with every problem of the file, in file order; `unreadable` if there was nothing to look at.
    """
    if FilePath(path).suffix.lower() in {".csv", ".tsv"}:
        document = Document.read(path, toml=False)
        return read_scenario(document, site, table=True)
    return read_scenario(Document.read(path), site)


def read_scenario(document: Document, site: Site, *, table: bool = False) -> Scenario:
    """The scenario in a document; `table` says that its text is CSV.

    Raises:
        SiteFileError: as `load_scenario`.
    """
    findings: list[Finding] = []
    settings, rows = (csv_rows if table else toml_rows)(document, findings)
    reader = _Reader(site, findings, settings)
    scenario = reader.scenario(rows)
    if findings:
        raise SiteFileError(document, sorted(findings, key=lambda finding: document.locate(finding)[:2]))
    return scenario


class _Reader:
    """Reads rows into arrivals; what is wrong goes to the findings."""

    def __init__(self, site: Site, findings: list[Finding], settings: Row) -> None:
        self.site = site
        self.findings = findings
        self.settings = settings
        self.nearest = Nearest()
        self._now_min: int | None = None
        self._day = 0
        self._at_port: dict[str, tuple[Row, Arrival]] = {}
        self._meant: set[str] = set()

    def scenario(self, rows: Sequence[Row]) -> Scenario:
        settings = self.settings
        self._known(settings, SETTING_KEYS)
        self._day = self._day_of(settings)
        slot_h = self._quantity(settings, "slot", ("time",), {"h": 1.0})
        self._taper_keys(settings)
        arrivals = [arrival for row in rows if (arrival := self._arrival(row)) is not None]
        if not rows and not self.findings:
            message = "the scenario has no arrivals"
            self.findings.append(settings.place(problems.MISSING_KEY.finding(message, remedy="add one for each car")))
        until = None
        if settings.has("until") and arrivals:
            until = self._later(settings, "until", arrivals[-1].at_min)
        return Scenario(tuple(arrivals), slot_h, until)

    def _arrival(self, row: Row) -> Arrival | None:
        before = len(self.findings)
        self._known(row, ARRIVAL_KEYS)
        port = self._port(row)
        at_min = self._time(row)
        energy = self._quantity(row, "energy", ("energy",), {"kWh": 1.0})
        accept = self._accept(row, port)
        leave = None if at_min is None or not row.has("leave") else self._later(row, "leave", at_min)
        taper = self._taper(row)
        if port is None or at_min is None or len(self.findings) > before:
            return None
        if taper is not None and energy is None and row.has("taper_from"):
            message = "taper_from is a share of the energy that the vehicle wants, and none is given"
            self._say(row, "taper_from", problems.MISSING_KEY.finding(message, remedy='add energy = "12 kWh"'))
            return None
        arrival = Arrival(port, at_min, energy, accept, leave, None if energy is None else taper)
        return arrival if self._free(row, arrival) else None

    def _free(self, row: Row, arrival: Arrival) -> bool:
        """Whether the port is free; a vehicle that did not say when it leaves has left when the next one comes."""
        other = self._at_port.get(arrival.port)
        self._at_port[arrival.port] = (row, arrival)
        if other is None or other[1].leave_min is None or other[1].leave_min <= arrival.at_min:
            return True
        message = (
            f"port {arrival.port} is taken until {show_moment(other[1].leave_min)} by the vehicle of "
            f"{show_moment(other[1].at_min)} ({other[0].title})"
        )
        remedy = f"arrive at {show_moment(other[1].leave_min)} or later, or use another port"
        self._say(row, "port", problems.CONFLICT.finding(message, remedy=remedy))
        return False

    # --- single values ---

    def _port(self, row: Row) -> str | None:
        name = self._text(row, "port")
        if name is None:
            return None
        if name in self.site.ports:
            return name
        if name in self.site.stations and len(self.site.stations[name].ports) == 1:
            return self.site.stations[name].ports[0].name
        if name in self.site.stations:
            ports = [port.name for port in self.site.stations[name].ports]
            message = f"'{shown(name)}' is a station of {len(ports)} ports, expected one of them"
            remedy = f"write {ports[0]} or {ports[1]}"
            self._say(row, "port", problems.WRONG_KIND.finding(message, remedy=remedy))
            return None
        near = self.nearest(name, self.site.ports)
        known = list(self.site.ports)
        remedy = f"did you mean '{near}'?" if near else f"there are {known[0]} to {known[-1]}" if known else ""
        self._say(row, "port", problems.UNKNOWN_NAME.finding(f"no port is called '{shown(name)}'", remedy=remedy))
        return None

    def _time(self, row: Row) -> int | None:
        text = self._text(row, "time")
        if text is None:
            return None
        found = self._moment(row, "time", text)
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
            message = f"{text} is before {show_moment(self._now_min)}, when the vehicle above plugged in"
            tomorrow = DAYS[(self._now_min // DAY_MIN + 1) % 7]
            remedy = "write arrivals in plug-in order" + ("" if dated else f', or the day, like "{tomorrow} {text}"')
            self._say(row, "time", problems.BAD_VALUE.finding(f"time: {message}", remedy=remedy))
            return None
        self._now_min = minute
        return minute

    def _later(self, row: Row, key: str, after_min: int) -> int | None:
        """The first such moment after another one."""
        text = self._text(row, key)
        found = None if text is None else self._moment(row, key, text)
        if found is None:
            return None
        minute, dated = found
        period = WEEK_MIN if dated else DAY_MIN
        return after_min + ((minute - after_min - 1) % period) + 1

    def _moment(self, row: Row, key: str, text: str) -> tuple[int, bool] | None:
        """A minute of the week, or of the day; and whether a day was given."""
        try:
            return (read_moment(text), True) if " " in text.strip() else (read_clock(text), False)
        except WeekError as error:
            expected = str(error).replace("expected 00:00 to 24:00", "expected like 08:15 or Mon 08:15")
            self._say(row, key, problems.BAD_VALUE.finding(f"{key}: {expected}"))
            return None

    def _day_of(self, settings: Row) -> int:
        if not settings.has("day"):
            return 0
        text = self._text(settings, "day")
        try:
            days = read_days(text or "")
        except WeekError as error:
            self._say(settings, "day", problems.BAD_VALUE.finding(f"day: {error}"))
            return 0
        if len(days) > 1:
            self._say(settings, "day", problems.BAD_VALUE.finding(f"day: found '{text}', expected one day like Mon"))
        return days[0]

    def _accept(self, row: Row, port: str | None) -> float | None:
        per_a = 1.0 if port is None else self.site.ports[port].output_kw_per_a
        text = row.value("accept") if row.has("accept") else None
        if isinstance(text, str) and names_a_vehicle(text):
            return self._vehicle(row, text, port)
        return self._quantity(row, "accept", ("current", "power"), {"A": 1.0, "kW": 1 / per_a})

    def _vehicle(self, row: Row, name: str, port: str | None) -> float | None:
        """What a vehicle of the list takes at an AC port [A]."""
        try:
            vehicle = find_vehicle(name)
        except VehicleError as error:
            message = f"accept: {error}"
            self._say(row, "accept", problems.BAD_VALUE.finding(message, remedy="a current does as well, like 32 A"))
            return None
        if port is None:
            return None
        if self.site.ports[port].dc:
            message = f"accept: what {shown(name)} takes is listed for AC alone, and {shown(port)} is DC"
            self._say(row, "accept", problems.BAD_VALUE.finding(message, remedy="give a power, like 50 kW"))
            return None
        return vehicle.accept_a(self.site.ports[port].voltage_v)

    def _quantity(self, row: Row, key: str, dimensions: tuple[str, ...], scales: dict[str, float]) -> float | None:
        if not row.has(key):
            return None
        try:
            quantity = read_quantity(row.value(key), dimensions)  # type: ignore[arg-type]
        except QuantityError as error:
            self._say(row, key, problems.BAD_QUANTITY.finding(f"{key}: {error}"))
            return None
        if quantity.value <= 0:
            message = f"{key}: '{shown(quantity.text)}' is not more than zero"
            self._say(row, key, problems.BAD_QUANTITY.finding(message))
            return None
        return quantity.value * scales[quantity.unit]

    def _taper_keys(self, row: Row) -> tuple[float | None, float | None, bool | None]:
        start = self._share(row, "taper_from")
        end = self._share(row, "taper_to")
        linear = None
        if row.has("taper"):
            word = self._text(row, "taper")
            linear = {"linear": True, "step": False}.get(word or "")
            if word is not None and linear is None:
                message = f'taper: found "{shown(word)}", expected "linear" or "step"'
                self._say(row, "taper", problems.BAD_VALUE.finding(message))
        return start, end, linear

    def _taper(self, row: Row) -> Taper | None:
        """Keys of the arrival before those of the whole scenario; none without the share at which it begins."""
        own = self._taper_keys(row)
        told = len(self.findings)
        usual = self._taper_keys(self.settings)
        del self.findings[told:]  # they were told once
        start = usual[0] if own[0] is None else own[0]
        end = usual[1] if own[1] is None else own[1]
        linear = usual[2] if own[2] is None else own[2]
        if start is None:
            return None
        return Taper(start, USUAL_TAPER_END if end is None else end, linear is not False)

    def _share(self, row: Row, key: str) -> float | None:
        """A share above 0 and up to 1, as a number or like "80 %"."""
        if not row.has(key):
            return None
        value = row.value(key)
        share: float | None = None
        if isinstance(value, str):
            try:
                share = read_quantity(value, "percent").value / 100 if "%" in value else float(value)
            except (QuantityError, ValueError):
                share = None
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            share = float(value)
        if share is None or not 0 < share <= 1:
            message = f"{key}: found {shown(value)}, expected a share like 0.8, above 0 and up to 1"
            self._say(row, key, problems.BAD_VALUE.finding(message))
            return None
        return share

    def _text(self, row: Row, key: str) -> str | None:
        if not row.has(key):
            if key in self._meant:
                return None
            message = f"{row.title} has no '{key}'"
            example = {"port": "S1.1", "time": "08:15"}.get(key, "...")
            self.findings.append(row.place(problems.MISSING_KEY.finding(message, remedy=f"add {key}, like {example}")))
            return None
        value = row.value(key)
        if isinstance(value, str):
            return value.strip()
        message = f"{key}: found {shown(value)}, expected a text in quotes"
        self._say(row, key, problems.WRONG_TYPE.finding(message))
        return None

    def _known(self, row: Row, keys: Sequence[str]) -> None:
        # a key that is missing because it is misspelt is told once
        self._meant = set()
        for key in row.keys:
            if key not in keys:
                near = self.nearest(key, [name for name in keys if not row.has(name)])
                self._meant |= {near} if near else set()
                remedy = f"did you mean '{near}'?" if near else "it may have " + ", ".join(keys)
                finding = problems.UNKNOWN_KEY.finding(f"unknown key '{shown(key)}' in {row.title}", remedy=remedy)
                self.findings.append(row.place(replace(finding, anchor="key"), key))

    def _say(self, row: Row, key: str, finding: Finding) -> None:
        self.findings.append(row.place(finding, key))

"""Rows that a person writes: tables of TOML, or lines of CSV whose moments are days of a week.

Where moments are weekdays, rows stand in the order in which vehicles come: "08:15" is on the day of the row before,
"Mon 08:15" the first Monday from there on, and "week 2 Mon 08:15" a Monday of the second week.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from evsite.metering.errors import DataError
from evsite.metering.stamps import Stamp
from evsite.model.remedy import Edit, added, remedy, when
from evsite.model.taper import USUAL_TAPER_END, Taper
from evsite.model.week import DAY_MIN, DAYS, WEEK_MIN, WeekError, read_clock, read_days, read_moment, show_moment
from evsite.sitefile import problems
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.reading import read_table, read_what_is_good
from evsite.sitefile.sessions.moments import WRITE_DATES, DatedMoments, MomentError, next_after, place_of
from evsite.sitefile.sessions.rows import RawSession
from evsite.sitefile.sessions.values import AcceptError, accepted_a
from evsite.sitefile.tables.sessions import AnySessionTable, PortSessionTable, ScenarioTable
from evsite.sitefile.wording import shown
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.finding import Anchor, Path
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Site
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.sessions.moments import DateOrder
    from evsite.sitefile.sessions.ports import PortNames
    from evsite.sitefile.sessions.rows import SessionFile

FIRST_MONDAY_S = 4 * 86_400
"""Second 0 of a list of weekdays, in seconds since 1970: a Monday 00:00."""
MOST_ROWS = 200_000
"""Rows that a person has written are fewer."""
_MOST_PROBLEMS = 1_000
_WEEK = re.compile(r"week\s+(\d{1,4})\s+(\S.*)", re.IGNORECASE)
_TEXTS = ("port", "time", "leave", "deadline")


class WrittenRows:
    """Reads tables of sessions into their file; what is wrong goes to its findings, with routes of keys."""

    def __init__(
        self,
        file: SessionFile,
        site: Site,
        ports: PortNames,
        settings: Mapping[str, Any],
        *,
        pool: bool,
        label: str,
        order: DateOrder | None = None,
    ) -> None:
        self._order = order
        self._file, self._site, self._ports, self._pool, self._label = file, site, ports, pool, label
        self._nearest = Nearest()
        self._settings = read_what_is_good(ScenarioTable, settings, ("scenario",), file.findings, self._nearest)
        self._day = self._day_of(self._settings.day)
        self._now_min: int | None = None
        self._moments: DatedMoments | None = None
        self._model = AnySessionTable if pool else PortSessionTable

    def read(self, rows: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> None:
        """Read all rows and the settings."""
        file, path = self._file, ("scenario",)
        file.slot_h = None if self._settings.slot is None else self._settings.slot.value
        if len(rows) > MOST_ROWS:
            message = f"{len(rows):,} sessions of days of a week, expected at most {MOST_ROWS:,}: write their dates"
            self._report(problems.TOO_MANY, message, path)
            return
        texts: dict[str, list[str]] = {}
        if file.form == "dated":
            try:
                texts = {key: [str(row.get(key, "")) for row in rows] for key in ("time", "leave")}
                self._moments = DatedMoments(list(texts.values()), self._order)
            except DataError as error:
                self._report(problems.BAD_VALUE, str(error), ("arrivals", 0, "time"))
                return
        for number, (row, title) in enumerate(zip(rows, titles, strict=True)):
            self._row(number, title, row)
            if len(file.findings) > _MOST_PROBLEMS:
                self._report(problems.TOO_MANY, f"what follows {title} is not looked at", ("arrivals", number))
                return
        if not rows and not file.findings:
            self._report(problems.MISSING_KEY, "the scenario has no arrivals", path, "add one for each car")
        if self._moments is not None and self._moments.guessed:
            message = f"day and month of '{shown(self._moments.guessed)}' cannot be told apart in the whole file"
            self._report(
                problems.BAD_VALUE, message, ("arrivals", *place_of(self._moments.guessed, texts)), WRITE_DATES
            )
            file.settled = False
        if self._settings.until is not None and file.rows:
            file.until = self._later((*path, "until"), self._settings.until, file.rows[-1].arrive, zero=False)

    def _row(self, number: int, title: str, raw: Mapping[str, Any]) -> None:
        path = ("arrivals", number)
        before = len(self._file.findings)
        names = {"port": next(iter(self._site.ports), "")}
        table = read_table(self._model, raw, path, self._file.findings, self._nearest, title=title, names=names)
        # what can be told of a row is told, also where something else in it is wrong
        name, moment, leaves, due = ((each if isinstance(each := raw.get(key), str) else None) for key in _TEXTS)
        port = None if name is None or self._pool else self._port((*path, "port"), name.strip())
        arrive = None if moment is None else self._arrive((*path, "time"), moment.strip())
        leave = deadline = None
        if arrive is not None:
            leave = None if leaves is None else self._later((*path, "leave"), leaves, arrive)
            deadline = None if due is None else self._later((*path, "deadline"), due, arrive, zero=False)
        if table is None or arrive is None or len(self._file.findings) > before:
            return
        if table.taper_from is not None and table.energy is None:
            message = "taper_from is a share of the energy that the vehicle wants, and none is given"
            way = added(Edit((*path, "energy"), "12 kWh"), "for instance")
            self._report(problems.MISSING_KEY, message, (*path, "taper_from"), way)
        if leave is not None and table.stay is not None:
            message = "leave and stay both say when the vehicle leaves"
            self._report(problems.CONFLICT, message, (*path, "stay"), "keep one of them")
        accept_a = None
        try:
            accept_a = accepted_a(table.accept, port, self._site)
        except AcceptError as error:
            way_out = when(Edit((*path, "accept"), "50 kW"), "or another power") if port else None
            self._report(problems.BAD_VALUE, str(error), (*path, "accept"), way_out)
        if len(self._file.findings) > before:
            return
        energy_kwh = None if table.energy is None else table.energy.value
        self._file.rows.append(
            RawSession(
                *(self._file, number, f"{self._label}{title}", table.name or f"{self._label}{title}", port, arrive),
                *(leave, table.stay, table.patience, deadline, energy_kwh, accept_a),
                None if table.energy is None else self._taper(table),
                None if table.delivered is None else table.delivered.value,
            )
        )

    def _taper(self, own: AnySessionTable) -> Taper | None:
        """Keys of the session before those of the whole file; none without the share at which it begins."""
        usual = self._settings
        start = usual.taper_from if own.taper_from is None else own.taper_from
        end = usual.taper_to if own.taper_to is None else own.taper_to
        if start is None:
            return None
        return Taper(start, USUAL_TAPER_END if end is None else end, (own.taper or usual.taper) != "step")

    def _port(self, path: Path, name: str) -> str | None:
        port = self._ports.find(name)
        if port is None:
            unknown = self._ports.refusal(name, path)
            self._report(unknown.problem, unknown.message, path, unknown.remedy)
        return port

    def _arrive(self, path: Path, text: str) -> Stamp | None:
        if self._moments is not None:
            try:
                return self._moments.read(text)
            except MomentError as error:
                self._report(problems.BAD_VALUE, f"time: {error}", path)
                return None
        minute = self._time_min(path, text)
        return None if minute is None else _stamp(minute)

    def _time_min(self, path: Path, text: str) -> int | None:
        read = self._moment(path, text)
        if read is None:
            return None
        minute, dated, week = read
        if not dated:
            minute += (self._day if self._now_min is None else self._now_min // DAY_MIN) * DAY_MIN
        elif week is not None:
            minute += week * WEEK_MIN
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

    def _later(self, path: Path, text: str, arrive: Stamp, *, zero: bool = True) -> Stamp | None:
        """The first such moment after another one; the same moment is refused with `zero`, as it may be either."""
        if self._moments is not None:
            try:
                return self._moments.read_after(text.strip(), arrive)
            except MomentError as error:
                self._report(problems.BAD_VALUE, f"{path[-1]}: {error}", path)
                return None
        read = self._moment(path, text)
        if read is None:
            return None
        minute, dated, week = read
        after_min = (arrive.wall_s - FIRST_MONDAY_S) // 60
        if week is not None:
            minute += week * WEEK_MIN
            if minute < after_min:
                message = f"{path[-1]}: {text.strip()} is before the vehicle comes"
                self._report(problems.BAD_VALUE, message, path)
                return None
            return _stamp(minute)
        period = WEEK_MIN if dated else DAY_MIN
        if zero and (minute - after_min) % period == 0:
            message = f"{path[-1]}: {text.strip()} is when the vehicle comes"
            way = f"say how long it stays: {assignment('stay', '7 days' if dated else '24 h')}, for instance"
            self._report(problems.BAD_VALUE, message, path, way)
            return None
        return _stamp(next_after(minute, after_min, period))

    def _moment(self, path: Path, text: str) -> tuple[int, bool, int | None] | None:
        """A minute of the week, or of the day; whether a day was given; and the number of the week, from 0."""
        week = _WEEK.fullmatch(text.strip())
        words = text if week is None else week[2]
        if week is not None and int(week[1]) < 1:
            self._report(problems.BAD_VALUE, f"{path[-1]}: found '{shown(text)}', and weeks count from 1", path)
            return None
        try:
            if " " in words.strip() or week is not None:
                return read_moment(words), True, None if week is None else int(week[1]) - 1
            return read_clock(words), False, None
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

    def _report(self, problem: Problem, message: str, path: Path, way: Way | Remedy = None) -> None:
        anchor: Anchor = "value" if len(path) > 2 or path[-1] == "day" else "header"
        self._file.findings.append(problem.finding(message, path, anchor=anchor, remedy=way))


def _stamp(minute: int) -> Stamp:
    return Stamp(FIRST_MONDAY_S + 60 * minute, 0)


def as_text(value: object) -> object:
    """A date or time of TOML as it is written in quotes; any other value as it is."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second or value.microsecond else "minutes")
    return value

"""The door for session files: from paths and options, as texts, to sessions on one clock.

    port,time,energy,accept,leave           arrival,departure,requested_energy (kWh),station_id
    S1.1,Mon 08:05,12 kWh,32 A,17:00        2019-05-01 05:04:06-07:00,2019-05-01 17:56:21-07:00,44.85,AG-1F11

Files that people write hold weekdays or dates, as CSV or TOML; exports of real sessions hold dates. Every problem of
all files is reported at once, each at its place.
"""

from __future__ import annotations

from itertools import pairwise
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError
from evsite.model.sessions import LeftOut, Session, SessionSet
from evsite.sitefile import problems
from evsite.sitefile.sessions.bounds import Bounds
from evsite.sitefile.sessions.clock import SessionClock, calendar_of, weekday_calendar
from evsite.sitefile.sessions.file_reading import FileReader
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.sessions.options import (
    read_columns,
    read_date_order,
    read_overlaps,
    read_preset,
    read_unfit,
    read_zone,
)
from evsite.sitefile.sessions.ports import PortNames, load_port_names
from evsite.sitefile.sessions.row_files import Skipped
from evsite.sitefile.sessions.rows import SessionFile, SessionFilesError
from evsite.sitefile.sessions.stays import ENDED_EARLIER, alone_at_ports, with_possible_stays, within, zero_stays
from evsite.sitefile.wording import shown
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.metering.zones import NamedZone, Zone
    from evsite.model.calendar import Calendar
    from evsite.model.site import Site
    from evsite.sitefile.sessions.clock import TimedRow
    from evsite.sitefile.sessions.options import Overlaps
    from evsite.sitefile.sessions.rows import Form


def load_sessions(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str],
    site: Site,
    *,
    columns: str | None = None,
    preset: str | None = None,
    zone: str | None = None,
    date_order: str | None = None,
    overlaps: str = "refuse",
    unknown: str = "refuse",
    bad_rows: str = "refuse",
    ports: Mapping[str, str] | str | PathLike[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    pool: bool = False,
) -> SessionSet:
    """Read sessions from one file or several: CSV (packed by gzip or not) or TOML.

    Parameters
    ----------
    paths
        The files; "-" is standard input.
    site
        The site whose ports the vehicles come to.
    columns
        Which column of a table holds what: `arrival=arrival,leave=departure,energy_kwh="Total energy",port=station_id`.
        Only these are read, and with `preset` what it knows besides.
    preset
        The kind of export, by whose titles columns are found: "acn" or "cdr". Found by the titles unless given.
    zone
        The zone of local times: a name ("America/Los_Angeles") or an offset ("-08:00"). Needed where stamps have no
        offset; days and weekdays go by it.
    date_order
        What comes first in dates like 3/4/2025: "month-first" or "day-first". Needed where no date of a file shows it.
    overlaps
        What to do with a vehicle that comes to a port where another one still stands: "refuse", "end-earlier" (the
        other one leaves then) or "skip" (the later one is left out).
    unknown
        What to do with rows of dated tables whose station is not in the site: "refuse" or "skip".
    bad_rows
        What to do with rows of dated tables that cannot be read or leave before they come: "refuse" or "skip".
    ports
        Other names of ports, as a mapping or as the file that `load_port_names` reads.
    since
        Sessions that come before this moment are left out: a date, a date and a time, or "Mon 08:00" of weekdays.
    until
        Sessions that come then or later are left out, and everything ends then.
    pool
        Whether every vehicle takes any port that is free; what the files say of ports is not looked at.

    Returns
    -------
    SessionSet
        In order of arrival, those who come at once as in the files; what is left out, with counts; what was assumed.

    Raises
    ------
    SessionOptionError
        Something said about the files cannot be.
    SessionFilesError
        With every problem of every file.
    SiteFileError
        The list of other names cannot be read.
    """
    files = [paths] if isinstance(paths, str | PathLike) else list(paths)
    if not files:
        raise SessionOptionError("sessions", "no file of sessions is named")
    aliases = {} if ports is None else _aliases(ports, site)
    reader = FileReader(
        site,
        None if columns is None else read_columns(columns),
        read_preset(preset),
        PortNames(site, aliases),
        unknown=read_unfit("unknown", unknown),
        bad_rows=read_unfit("bad_rows", bad_rows),
        pool=pool,
        order=read_date_order(date_order),
    )
    reading = _Reading(reader, read_zone(zone))
    how = read_overlaps(overlaps)
    names = [FilePath(path).name for path in files]
    for path, name in zip(files, names, strict=True):
        label = "" if len(files) == 1 else f"{shown(name if names.count(name) == 1 else fspath(path))} "
        reading.add(path, label)
    return reading.sessions(how, Bounds(since, until))


def _aliases(ports: Mapping[str, str] | str | PathLike[str], site: Site) -> Mapping[str, str]:
    return load_port_names(ports, site) if isinstance(ports, str | PathLike) else ports


class _Reading:
    """Reads files, one after the other, and puts their sessions on one clock."""

    def __init__(self, reader: FileReader, zone: NamedZone | None) -> None:
        self._reader = reader
        self._zone = zone
        self._files: list[SessionFile] = []
        self._errors: list[SiteFileError] = []

    def add(self, path: str | PathLike[str], label: str) -> None:
        """Read a file; what is wrong with it is kept."""
        try:
            self._files.append(self._reader.read(path, label))
        except SiteFileError as error:
            self._errors.append(error)

    def refuse_problems(self) -> None:
        """Raise all that is wrong with the files, if anything is.

        Raises
        ------
        SessionFilesError
            Something is.
        """
        errors = [*self._errors, *(error for file in self._files if (error := file.error()) is not None)]
        if errors:
            raise SessionFilesError(errors)

    def sessions(self, overlaps: Overlaps, bounds: Bounds) -> SessionSet:
        """The sessions of all files on one clock.

        Rows that can be read are looked at beside each other also where others cannot, so that all is told at once.

        Raises
        ------
        SessionFilesError
            Something is wrong with the files.
        SessionOptionError
            An option says what these sessions do not have, or no session is left.
        """
        rows = [row for file in self._files for row in file.rows]
        if not rows or not all(file.settled for file in self._files):
            self.refuse_problems()
        form = self._form()
        known = self._problems()
        clock = SessionClock(rows, self._zone if form == "dated" else None)
        if self._problems() > known:
            self.refuse_problems()
        timed = [clock.timed(row) for row in rows]
        self._refuse_nothing(timed)
        calendar = self._calendar(form, timed, clock.zone)
        timed = with_possible_stays(timed, calendar, self._reader.bad_rows)
        self._refuse_nothing(timed)
        try:
            since_s, until_s = bounds.read(calendar)
        except SessionOptionError:
            self.refuse_problems()
            raise
        untils = [clock.instant(file.until) for file in self._files if file.until]
        if until_s is None and untils:
            until_s = max(untils)
            kept = within(timed, since_s, None)
        else:
            kept = within(timed, since_s, until_s)
        notes = self._notes(clock, kept, form)
        kept.sort(key=lambda row: row.arrive_s)
        if not kept:
            self.refuse_problems()
            raise bounds.nothing_left(timed, calendar)
        if form == "dated":
            calendar = calendar_of(kept[0].arrive_s, calendar.zone)
        alone, ended = alone_at_ports(kept, calendar, overlaps)
        self.refuse_problems()
        skipped = self._skipped() | ({ENDED_EARLIER: ended} if ended.count else {})
        left_out = [
            LeftOut(reason, each.count, tuple(each.examples), tuple(each.files)) for reason, each in skipped.items()
        ]
        return SessionSet(
            tuple(_session(row, calendar.origin_s) for row in alone),
            calendar,
            slot_h=self._slot_h(),
            until_s=None if until_s is None else float(until_s - calendar.origin_s),
            left_out=tuple(left_out),
            notes=(*notes, *zero_stays(alone)),
        )

    def _refuse_nothing(self, timed: Sequence[TimedRow]) -> None:
        if not timed:
            self.refuse_problems()
            raise SessionOptionError("sessions", f"no session is left: {enumeration([*self._reasons()])}")

    def _problems(self) -> int:
        return sum(len(file.findings) + file.unreported for file in self._files)

    def _form(self) -> Form:
        forms = {file.form for file in self._files}
        if len(forms) > 1:
            wrong = next(file for file in self._files if file.form != self._files[0].form)
            message = "one file has dates and another one days of a week: they go by different clocks"
            wrong.report(problems.CONFLICT, 0, "time", message, "write dates in both")
            self.refuse_problems()
        form = self._files[0].form
        if form == "weekday" and self._zone is not None:
            raise SessionOptionError("zone", "the sessions have no dates: days of a week go by no zone")
        return form

    @staticmethod
    def _calendar(form: Form, timed: Sequence[TimedRow], zone: Zone | None) -> Calendar:
        if form == "weekday" or zone is None:
            return weekday_calendar()
        return calendar_of(min(row.arrive_s for row in timed), zone)

    def _notes(self, clock: SessionClock, kept: Sequence[TimedRow], form: Form) -> list[str]:
        several = len(self._files) > 1
        notes = [
            f"{shown(file.document.filename)}: {note}" if several else note
            for file in self._files
            for note in file.notes
        ]
        notes += [*clock.notes, *clock.clock_notes()] if form == "dated" else []
        earlier = sum(
            after.arrive_s < before.arrive_s and after.raw.file is before.raw.file for before, after in pairwise(kept)
        )
        if earlier:
            notes.append(f"put in order of arrival: {count(earlier, 'row')} came before the row above")
        if self._reader.pool:
            notes.append(
                "every vehicle takes the first port that is free, in the order of the site; what the file says of ports"
                " is not looked at"
            )
        return notes

    def _skipped(self) -> dict[str, Skipped]:
        merged: dict[str, Skipped] = {}
        for file in self._files:
            for reason, each in file.skipped.items():
                merged.setdefault(reason, Skipped()).merge(each, file.document.filename)
        return merged

    def _reasons(self) -> list[str]:
        return [f"{each.count:,} {reason}" for reason, each in self._skipped().items()]

    def _slot_h(self) -> float | None:
        return next((file.slot_h for file in self._files if file.slot_h is not None), None)


def _session(row: TimedRow, origin_s: int) -> Session:
    raw = row.raw
    return Session(
        raw.name,
        float(row.arrive_s - origin_s),
        raw.port,
        None if row.leave_s is None else float(row.leave_s - origin_s),
        None if row.leave_s is not None else raw.stay_s,
        raw.patience_s,
        None if row.deadline_s is None else float(row.deadline_s - origin_s),
        raw.energy_kwh,
        raw.accept_a,
        raw.taper,
        raw.delivered_kwh,
    )

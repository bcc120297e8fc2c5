"""The door for trip files: from paths and options, as texts, to trips on one clock.

    vehicle,fleet,port,arrive,depart,soc,target_soc,battery_kwh,max_kw
    B12,Box Trucks,P1S3.1,2026-03-02 17:40,2026-03-03 05:30,38 %,95 %,226,150

Moments are dates, days of a week ("Mon 17:40"), or times of day with a column `days` ("Mon-Fri"). Rows of the last two
kinds repeat every week of the time that is asked for. Every problem of all files is reported at once, at its place.
"""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError
from evsite.model.fleets import Trip, TripSet, TripSource
from evsite.model.sessions import LeftOut
from evsite.sitefile import problems
from evsite.sitefile.sessions.bounds import Bounds
from evsite.sitefile.sessions.clock import SessionClock, calendar_of, weekday_calendar
from evsite.sitefile.sessions.moments import are_dated
from evsite.sitefile.sessions.named_columns import SessionOptionError, read_named_columns
from evsite.sitefile.sessions.options import read_date_order, read_zone
from evsite.sitefile.sessions.ports import PortNames, load_port_names
from evsite.sitefile.sessions.row_files import Skipped
from evsite.sitefile.sessions.stays import within
from evsite.sitefile.sessions.written_rows import FIRST_MONDAY_S
from evsite.sitefile.trips.efficiency import Efficiencies
from evsite.sitefile.trips.file_reading import MOST_ROWS, TripReader
from evsite.sitefile.trips.fleet_names import FleetNames
from evsite.sitefile.trips.overlaps import MOST_DAYS, refuse_overlaps, refuse_stays
from evsite.sitefile.trips.repeats import number_of_repeats, repeated
from evsite.sitefile.trips.rows import RawTrip, TimedTrip, TripFile, TripFilesError
from evsite.sitefile.trips.titles import TRIP_TITLES
from evsite.sitefile.trips.weekly import WEEK_S
from evsite.sitefile.wording import shown
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.metering.zones import NamedZone
    from evsite.model.calendar import Calendar
    from evsite.model.site import Site

_DAY_S = 86_400


def load_trips(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str],
    site: Site,
    *,
    zone: str | None = None,
    date_order: str | None = None,
    columns: str | None = None,
    ports: Mapping[str, str] | str | PathLike[str] | None = None,
    since: str | None = None,
    until: str | None = None,
) -> TripSet:
    """Read trips from one CSV file or several (packed by gzip or not).

    Parameters
    ----------
    paths
        The files; "-" is standard input.
    site
        The site whose ports the vehicles come to, with its fleets.
    zone
        The zone of local times: a name ("America/Los_Angeles") or an offset ("-08:00"). Needed where stamps have no
        offset; days and weekdays go by it.
    date_order
        What comes first in dates like 3/4/2025: "month-first" or "day-first". Needed where no date of a file shows it.
    columns
        Which column of a table holds what: `vehicle=Unit,arrive="Plug in",depart=Out,energy_kwh=Need`. Only these are
        read then.
    ports
        Other names of ports, as a mapping or as the file that `load_port_names` reads.
    since
        Trips that arrive before this moment are left out: a date, a date and a time, or "Tue 08:00" of weekdays. With
        a date, rows that repeat have dates from then on.
    until
        Trips that arrive then or later are left out; a week after `since` unless given, for rows that repeat.

    Returns
    -------
    TripSet
        In the order of the files, those that repeat by day; what is left out, with counts; what was assumed.

    Raises
    ------
    SessionOptionError
        Something said about the files cannot be.
    TripFilesError
        With every problem of every file.
    SiteFileError
        The list of other names cannot be read.
    """
    files = [paths] if isinstance(paths, str | PathLike) else list(paths)
    if not files:
        raise SessionOptionError("trips", "no file of trips is named")
    if not site.ports:
        raise SessionOptionError("trips", "the site has no ports that vehicles could come to")
    aliases = load_port_names(ports, site) if isinstance(ports, str | PathLike) else ports or {}
    named = None if columns is None else read_named_columns(columns, TRIP_TITLES, "vehicle=TITLE,arrive=TITLE")
    fleets = FleetNames(site)
    reader = TripReader(site, PortNames(site, aliases), fleets, named, read_date_order(date_order))
    reading = _Reading(site, fleets, read_zone(zone), Bounds(since, until), (since, until))
    names = [FilePath(path).name for path in files]
    for path, name in zip(files, names, strict=True):
        label = "" if len(files) == 1 else f"{shown(name if names.count(name) == 1 else fspath(path))} "
        try:
            reading.files.append(reader.read(path, label))
        except SiteFileError as error:
            reading.errors.append(error)
    return reading.trips()


class _Reading:
    """Puts the trips of files on one clock."""

    def __init__(
        self,
        site: Site,
        fleets: FleetNames,
        zone: NamedZone | None,
        bounds: Bounds,
        texts: tuple[str | None, str | None],
    ) -> None:
        self._site, self._fleets, self._zone, self._bounds, self._texts = site, fleets, zone, bounds, texts
        self.files: list[TripFile] = []
        self.errors: list[SiteFileError] = []

    def refuse_problems(self) -> None:
        """Raise all that is wrong with the files, if anything is.

        Raises
        ------
        TripFilesError
            Something is.
        """
        errors = [*self.errors, *(error for file in self.files if (error := file.error()) is not None)]
        if errors:
            raise TripFilesError(errors)

    def trips(self) -> TripSet:
        """The trips of all files on one clock."""
        notes = [
            f"{shown(file.document.filename)}: {note}" if len(self.files) > 1 else note
            for file in self.files
            for note in file.notes
        ]
        rows = [row for file in self.files for row in file.rows]
        if not rows or not all(file.settled for file in self.files):
            self.refuse_problems()
        weekly = [row for row in rows if row.days is not None]
        dated = len(weekly) < len(rows) or (self._texts[0] is not None and are_dated([self._texts[0]]))
        if weekly:
            rows, note = self._with_repeats(rows, weekly, dated=dated)
            notes.append(note)
        if not dated and self._zone is not None:
            raise SessionOptionError("zone", "the trips have no dates: days of a week go by no zone")
        clock = SessionClock(rows, self._zone if dated else None)
        if clock.zone is None:
            self.refuse_problems()
        timed = [_timed(row, clock) for row in rows]
        if not timed:
            self.refuse_problems()
            raise SessionOptionError("since", "no vehicle comes in the time that is asked for")
        calendar = self._calendar(timed, clock, dated=dated)
        refuse_stays(timed, calendar)
        kept = within(timed, *self._bounds.read(calendar))
        refuse_overlaps(sorted(kept, key=lambda each: each.arrive_s), calendar)
        self._refuse_span(kept)
        self.refuse_problems()
        if not kept:
            raise self._bounds.nothing_left(timed, calendar, "trip")
        if dated:
            calendar = calendar_of(min(each.arrive_s for each in kept), calendar.zone)
            notes += [*clock.notes, *clock.clock_notes()]
        return self._set(kept, calendar, notes)

    def _with_repeats(
        self, rows: list[RawTrip], weekly: Sequence[RawTrip], *, dated: bool
    ) -> tuple[list[RawTrip], str]:
        """All rows, those that repeat on each of their days in the time that is asked for; and how that was read."""
        first_s, until_s = FIRST_MONDAY_S, FIRST_MONDAY_S + WEEK_S
        if dated:
            since, until = (self._bounds.dated(option) for option in ("since", "until"))
            if since is None:
                row = weekly[0]
                message = f"{row.title} repeats every week beside dates, and nothing says from which day on"
                row.file.report(
                    problems.CONFLICT, row.row, "time", message, "say it: --since 2026-03-02, or write dates"
                )
                self.refuse_problems()
                raise AssertionError
            first_s = since.wall_s
            until_s = first_s + WEEK_S if until is None else until.wall_s
        elif self._texts[1] is not None:
            until_s = self._bounds.read(weekday_calendar())[1] or until_s
        number = number_of_repeats(weekly, first_s, until_s)
        if number > MOST_ROWS:
            message = (
                f"{count(len(weekly), 'row')} that repeat make up to {number:,} trips, expected at most {MOST_ROWS:,}"
            )
            raise SessionOptionError("until", message)
        found: list[RawTrip] = []
        for row in rows:
            found += [row] if row.days is None else repeated([row], first_s, until_s, dated=dated)
        told = f"from {self._texts[0]} on" if dated else "in a week without dates"
        repeat = "row repeats" if len(weekly) == 1 else "rows repeat"
        return found, f"{len(weekly):,} {repeat} by days of the week, {told}"

    @staticmethod
    def _calendar(timed: Sequence[TimedTrip], clock: SessionClock, *, dated: bool) -> Calendar:
        if not dated or clock.zone is None or not timed:
            return weekday_calendar()
        return calendar_of(min(each.arrive_s for each in timed), clock.zone)

    @staticmethod
    def _refuse_span(trips: Sequence[TimedTrip]) -> None:
        if not trips:
            return
        first = min(trips, key=lambda each: each.arrive_s)
        last = max(trips, key=lambda each: each.leave_s)
        days = (last.leave_s - first.arrive_s) / _DAY_S
        if days > MOST_DAYS:
            message = f"{days:,.0f} days after the first arrival ({first.raw.title}), expected at most {MOST_DAYS}"
            last.raw.file.report(
                problems.TOO_MANY, last.raw.row, "leave", message, "say which part: --since and --until"
            )

    def _set(self, kept: Sequence[TimedTrip], calendar: Calendar, notes: list[str]) -> TripSet:
        efficiencies = Efficiencies(self._site)
        known = self._site.fleets or self._fleets.assumed
        number = {id(file): place for place, file in enumerate(self.files)}
        trips = tuple(
            Trip(
                name=each.raw.title,
                vehicle=each.raw.vehicle,
                fleet=each.raw.fleet,
                arrive_s=float(each.arrive_s - calendar.origin_s),
                depart_s=float(each.leave_s - calendar.origin_s),
                need_kwh=each.raw.need.need_kwh,
                efficiency=efficiencies.of(each.raw.efficiency, known[each.raw.fleet], each.raw.port),
                port=each.raw.port,
                max_kw=each.raw.max_kw,
                soc=each.raw.need.soc,
                target_soc=each.raw.need.target_soc,
                battery_kwh=each.raw.need.battery_kwh,
                line=each.raw.line,
                file=number[id(each.raw.file)],
                over_target_kwh=each.raw.need.over_kwh,
            )
            for each in kept
        )
        used = {trip.fleet for trip in trips}
        fleets = sorted((fleet for name, fleet in known.items() if name in used), key=lambda fleet: fleet.rank)
        note = self._fleets.note()
        return TripSet(
            trips,
            calendar,
            tuple(fleets),
            tuple(
                LeftOut(reason, each.count, tuple(each.examples), tuple(each.files))
                for reason, each in self._skipped().items()
            ),
            (*notes, *([] if note is None else [note]), *efficiencies.notes()),
            tuple(
                TripSource(file.document.filename, file.document.text, file.separator, file.columns)
                for file in self.files
            ),
        )

    def _skipped(self) -> dict[str, Skipped]:
        merged: dict[str, Skipped] = {}
        for file in self.files:
            for reason, each in file.skipped.items():
                merged.setdefault(reason, Skipped()).merge(each, file.document.filename)
        return merged


def _timed(row: RawTrip, clock: SessionClock) -> TimedTrip:
    arrive_s = clock.instant(row.arrive)
    return TimedTrip(row, arrive_s, clock.instant(row.leave, arrive_s))

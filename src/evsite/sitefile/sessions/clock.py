"""From the clock on the wall to seconds of one list: the zone of the files, and the instants of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from evsite.metering.zones import NamedZone, RecordedZone, fixed_zone
from evsite.model.calendar import Calendar
from evsite.sitefile import problems
from evsite.sitefile.sessions.written_rows import FIRST_MONDAY_S
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.stamps import Stamp
    from evsite.metering.zones import Zone
    from evsite.sitefile.sessions.row_files import RowFile
    from evsite.sitefile.sessions.rows import RawSession

_DAY_S = 86_400
_YEAR_S = 366 * _DAY_S
SAY_ZONE = "say the zone of the site: --zone America/Los_Angeles, for instance, or write offsets like -07:00"


class ClockRow(Protocol):
    """A row of a file with its moments by the clock on the wall."""

    @property
    def file(self) -> RowFile:
        """The file that it stands in."""

    @property
    def row(self) -> int:
        """Its number in the file."""

    @property
    def title(self) -> str:
        """What messages call it."""

    @property
    def arrive(self) -> Stamp:
        """When the vehicle comes."""

    @property
    def leave(self) -> Stamp | None:
        """When it leaves, if that is said."""


class InstantRow(Protocol):
    """A row with the instant at which its vehicle comes."""

    @property
    def raw(self) -> ClockRow:
        """The row as it is read."""

    @property
    def arrive_s(self) -> int:
        """Seconds since 1970 (UTC)."""


@dataclass(slots=True)
class TimedRow:
    """A row with its instants, in seconds since 1970 (UTC)."""

    raw: RawSession
    arrive_s: int
    leave_s: int | None
    deadline_s: int | None

    @property
    def end_s(self) -> float | None:
        """When it leaves, if it finds a port at once; None where it says nothing."""
        if self.leave_s is not None:
            return self.leave_s
        return None if self.raw.stay_s is None else self.arrive_s + self.raw.stay_s


class SessionClock:
    """The zone of some files: the one that was named, or the offsets that stand in them.

    Attributes
    ----------
    zone
        None where nothing says it; the rows to blame are reported to their files then.
    """

    def __init__(self, rows: Sequence[ClockRow], zone: NamedZone | None) -> None:
        self._rows = rows
        self._named = zone
        self._twice = self._never = self._other = 0
        self.notes: list[str] = []
        self.zone: Zone | None = zone or self._recorded()

    def _recorded(self) -> Zone | None:
        naive: dict[int, list[ClockRow]] = {}
        moments: list[tuple[int, int]] = []
        for row in self._rows:
            for stamp in (row.arrive, row.leave):
                if stamp is None:
                    continue
                if stamp.offset_s is None:
                    naive.setdefault(id(row.file), []).append(row)
                else:
                    moments.append((stamp.wall_s - stamp.offset_s, stamp.offset_s))
        for rows in naive.values():
            file, first = rows[0].file, rows[0]
            message = f"{count(len(rows), 'moment')} without zone or offset, the first in {first.title}"
            file.report(problems.MISSING_KEY, first.row, "time", message, SAY_ZONE)
        if naive or not moments:
            return None
        moments.sort()
        changes = [moments[0]]
        for moment in moments:
            if moment[1] != changes[-1][1]:
                changes.append(moment)
        if len(changes) == 1:
            offset_s = changes[0][1]
            if offset_s == 0:
                self.notes.append("times are UTC and no zone was said: days and weekdays are those of UTC")
            return fixed_zone(offset_s)
        offsets = [fixed_zone(offset_s).name for offset_s in sorted({offset_s for _, offset_s in changes})]
        # a clock is put forward and back once a year
        if len(changes) - 1 > 2 * ((moments[-1][0] - moments[0][0]) // _YEAR_S + 1):
            first = self._rows[0]
            message = f"moments are told by several clocks in turns: {', '.join(offsets[:6])}"
            first.file.report(problems.CONFLICT, first.row, "time", message, SAY_ZONE)
            return None
        self.notes.append(
            f"times go by the offsets in the rows ({', '.join(offsets)}); when the clock changed between two rows is "
            "not known, --zone America/Los_Angeles, say, would tell it"
        )
        return RecordedZone([start_s for start_s, _ in changes], [offset_s for _, offset_s in changes])

    def timed(self, row: RawSession) -> TimedRow:
        """A row with its instants."""
        arrive_s = self.instant(row.arrive, None)
        leave_s = None if row.leave is None else self.instant(row.leave, arrive_s)
        return TimedRow(row, arrive_s, leave_s, None if row.deadline is None else self.instant(row.deadline, arrive_s))

    def instant(self, stamp: Stamp, after_s: int | None = None) -> int:
        """The instant of a moment; of a time that comes twice the second one, where the first is before `after_s`."""
        if stamp.offset_s is not None:
            instant_s = stamp.wall_s - stamp.offset_s
            if self._named is not None and stamp.offset_s and stamp.offset_s != self._named.offset_s(instant_s):
                self._other += 1
            return instant_s
        assert self._named is not None
        instant_s, how = self._named.from_wall(stamp.wall_s)
        if how == "twice":
            self._twice += 1
            if after_s is not None and instant_s < after_s:
                instant_s = self._named.from_wall(stamp.wall_s, second=True)[0]
        elif how == "never":
            self._never += 1
        return instant_s

    def clock_notes(self) -> Iterable[str]:
        """Notes on local times that come twice or never, and on offsets of another zone."""
        if self._twice:
            moments = count(self._twice, "moment")
            yield (
                f"{moments} in the hour that comes twice when the clock is put back: taken for the first, or the "
                "second where a departure would come before its arrival"
            )
        if self._other and self._named is not None:
            moments = count(self._other, "moment")
            yield f"{moments} with another offset than {self._named.name} has then: the instant counts"
        if self._never:
            moments = count(self._never, "moment")
            yield f"{moments} in the hour that the clock skips: taken as if it had not been put forward"


def instant_of_wall(wall_s: int, zone: Zone) -> int:
    """The instant of a local time; the first, where it comes twice."""
    if isinstance(zone, NamedZone):
        return zone.from_wall(wall_s)[0]
    return wall_s - zone.offset_s(wall_s - zone.offset_s(wall_s))


def calendar_of(first_s: int, zone: Zone) -> Calendar:
    """The clock of a list of dated sessions, from the local midnight of its first day on."""
    wall_s = first_s + zone.offset_s(first_s)
    midnight_s = wall_s - wall_s % _DAY_S
    return Calendar(min(instant_of_wall(midnight_s, zone), first_s), zone, dated=True)


def weekday_calendar() -> Calendar:
    """The clock of a list of weekdays, from a Monday on."""
    return Calendar(FIRST_MONDAY_S, fixed_zone(0), dated=False)

"""The clock of a list of sessions: seconds that pass, and what the clock on the wall says then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from evsite.model.week import DAY_MIN, DAYS, WEEK_MIN

if TYPE_CHECKING:
    from evsite.metering.zones import Zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONDAY_MIN = 3 * DAY_MIN
"""1970 began on a Thursday: so many minutes lie between the Monday of that week and its beginning."""

_PUT_BACK_S = 3 * 3600
"""No clock is put back by more."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Seconds since the origin of a list of sessions, and the local time at each of them.

    `origin_s` is second 0 in seconds since 1970 (UTC). Without dates (`dated` false) a list is one of weekdays:
    second 0 is a Monday 00:00, and no clock is ever put forward or back.
    """

    origin_s: int
    zone: Zone
    dated: bool

    def offset_s(self, at_s: float) -> int:
        """Seconds that local time is ahead of UTC at an instant of the list."""
        return self.zone.offset_s(int(self.origin_s + at_s // 1))

    def wall_s(self, at_s: float) -> float:
        """Seconds since 1970 on the wall."""
        return self.origin_s + at_s + self.offset_s(at_s)

    def week_minute(self, at_s: float) -> float:
        """Minute of the week, from Monday 00:00 on the wall; from 0 up to, not including, 10,080."""
        return (self.wall_s(at_s) / 60 + _MONDAY_MIN) % WEEK_MIN

    def day(self, at_s: float) -> int:
        """The day on the wall, counted from the day of second 0."""
        first = self.wall_s(0) // (DAY_MIN * 60)
        return int(self.wall_s(at_s) // (DAY_MIN * 60) - first)

    def local(self, at_s: float) -> datetime:
        """What the clock on the wall says, to the second below."""
        return (_EPOCH + timedelta(seconds=self.wall_s(at_s) // 1)).replace(tzinfo=None)

    def month(self, at_s: float) -> tuple[int, int]:
        """Year and month on the wall."""
        moment = self.local(at_s)
        return moment.year, moment.month

    def show(self, at_s: float) -> str:
        """The moment as "2019-06-03 07:15", or "Mon 07:15", and "week 2 Mon 07:15" from a second week on.

        A time that comes twice, when the clock is put back, has its offset: "2019-11-03 01:30-07:00".
        """
        moment = self.local(at_s)
        if self.dated:
            return f"{moment:%Y-%m-%d %H:%M}{self._offset_where_twice(at_s)}"
        week = self.day(at_s) // 7
        ahead = f"week {week + 1} " if week else ""
        return f"{ahead}{DAYS[moment.weekday()]} {moment:%H:%M}"

    def _offset_where_twice(self, at_s: float) -> str:
        offset_s = self.offset_s(at_s)
        for aside_s in (-_PUT_BACK_S, _PUT_BACK_S):
            other_s = self.offset_s(at_s + aside_s)
            if other_s != offset_s and self.offset_s(at_s + offset_s - other_s) == other_s:
                hours, minutes = divmod(abs(offset_s) // 60, 60)
                return f"{'-' if offset_s < 0 else '+'}{hours:02d}:{minutes:02d}"
        return ""

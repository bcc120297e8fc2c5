"""From when until when sessions are played, as a person says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.model.week import WEEK_MIN, WeekError, read_moment
from evsite.sitefile.sessions.clock import instant_of_wall
from evsite.sitefile.sessions.moments import DatedMoments, MomentError
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.sessions.written_rows import FIRST_MONDAY_S
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.stamps import Stamp
    from evsite.model.calendar import Calendar
    from evsite.sitefile.sessions.clock import InstantRow

_WEEK = re.compile(r"(?:week\s+(\d{1,4})\s+)?(\S.*)", re.IGNORECASE)


class Bounds:
    """The moments from which on, and before which, vehicles come that are played."""

    def __init__(self, since: str | None, until: str | None) -> None:
        self._texts = {"since": since, "until": until}

    def read(self, calendar: Calendar) -> tuple[int | None, int | None]:
        """Both in seconds since 1970; a date alone is its beginning.

        Raises
        ------
        SessionOptionError
            One is no moment of these sessions, or nothing lies between them.
        """
        since_s, until_s = (
            None if text is None else self._moment(option, text, calendar) for option, text in self._texts.items()
        )
        if since_s is not None and until_s is not None and until_s <= since_s:
            raise SessionOptionError("until", f"{self._texts['until']} is not after {self._texts['since']}")
        return since_s, until_s

    def dated(self, option: str) -> Stamp | None:
        """A moment as a date by the clock on the wall; None where it is not said.

        Raises
        ------
        SessionOptionError
            It is no date.
        """
        text = self._texts[option]
        if text is None:
            return None
        try:
            moments = DatedMoments([[text]])
            stamp = moments.read(text, date_alone=True)
        except (DataError, MomentError):
            raise SessionOptionError(option, f"cannot read '{shown(text)}', expected like 2019-06-01 08:00") from None
        if moments.guessed:
            raise SessionOptionError(option, f"'{shown(text)}' may be two days, expected like 2019-06-01")
        return stamp

    def _moment(self, option: str, text: str, calendar: Calendar) -> int:
        if not calendar.dated:
            parts = _WEEK.fullmatch(text.strip())
            try:
                minute = read_moment(parts[2] if parts else text)
            except WeekError as error:
                raise SessionOptionError(option, str(error)) from None
            week = int(parts[1] or 1) - 1 if parts else 0
            return FIRST_MONDAY_S + 60 * (minute + max(week, 0) * WEEK_MIN)
        stamp = self.dated(option)
        assert stamp is not None
        if stamp.offset_s is not None:
            return stamp.wall_s - stamp.offset_s
        return instant_of_wall(stamp.wall_s, calendar.zone)

    def nothing_left(self, rows: Sequence[InstantRow], calendar: Calendar, noun: str = "session") -> SessionOptionError:
        """That no session comes in between, and from when until when there are some."""
        first, last = (each(row.arrive_s for row in rows) - calendar.origin_s for each in (min, max))
        option = "since" if self._texts["since"] is not None else "until"
        there_are = f"they come from {calendar.show(first)} to {calendar.show(last)}"
        return SessionOptionError(option, f"no {noun} comes in the time that is asked for; {there_are}")

"""Moments by the clock of a list of trips that has been read: dates, or moments of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.stamps import Stamp
from evsite.metering.zones import NamedZone
from evsite.model.week import WEEK_MIN, WeekError, read_moment
from evsite.sitefile.sessions.clock import instant_of_wall
from evsite.sitefile.sessions.moments import DatedMoments, MomentError
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.calendar import Calendar
    from evsite.sitefile.sessions.moments import DateOrder


_LONGEST = 40


class ListMoments:
    """Reads moments of columns as seconds since the origin of a list.

    Parameters
    ----------
    calendar
        The clock of the list.
    columns
        All moments that are to be read: of dates, they show which number is the day and which the month.
    order
        Which comes first where they do not show it.

    Raises
    ------
    DataError
        Some dates have the day first and others the month.
    """

    def __init__(self, calendar: Calendar, columns: Sequence[Sequence[str]], order: DateOrder | None = None) -> None:
        self._calendar = calendar
        self._dated = DatedMoments(columns, order) if calendar.dated else None

    @property
    def guessed(self) -> str:
        """A date that may be two days; empty where there is none."""
        return "" if self._dated is None else self._dated.guessed

    def read(self, text: str, after_s: float | None = None) -> float:
        """A moment [s since the origin]; with `after_s` a time of day alone is the next one after that.

        Raises
        ------
        MomentError
            It is none.
        """
        if self._dated is None:
            return self._of_week(text, after_s)
        if after_s is None:
            return self._instant(self._dated.read(text), None)
        return self._instant(self._dated.read_after(text, self._stamp(after_s)), after_s)

    def _stamp(self, at_s: float) -> Stamp:
        return Stamp(int(self._calendar.wall_s(at_s)), None)

    def _instant(self, stamp: Stamp, after_s: float | None) -> float:
        origin_s, zone = self._calendar.origin_s, self._calendar.zone
        if stamp.offset_s is not None:
            return float(stamp.wall_s - stamp.offset_s - origin_s)
        instant_s = instant_of_wall(stamp.wall_s, zone)
        if after_s is not None and instant_s < after_s + origin_s and isinstance(zone, NamedZone):
            # of a time that comes twice the second
            instant_s = zone.from_wall(stamp.wall_s, second=True)[0]
        return float(instant_s - origin_s)

    @staticmethod
    def _of_week(text: str, after_s: float | None) -> float:
        if len(text) > _LONGEST:
            raise MomentError(f"cannot read '{shown(text)}' as a moment of the week, expected like Mon 13:00")
        try:
            at_s = 60.0 * read_moment(text)
        except WeekError as error:
            raise MomentError(str(error)) from None
        if after_s is not None:
            at_s += max(0.0, -((at_s - after_s) // (60 * WEEK_MIN))) * 60 * WEEK_MIN
        return at_s


def read_now(text: str, calendar: Calendar) -> float:
    """The moment of `--now` [s since the origin of a list].

    Raises
    ------
    SessionOptionError
        It is none.
    """
    try:
        moments = ListMoments(calendar, [[text]])
        found = moments.read(text)
    except (DataError, MomentError) as error:
        raise SessionOptionError("now", str(error)) from None
    if moments.guessed:
        raise SessionOptionError("now", f"'{shown(text)}' may be two days, expected like 2026-03-02 18:00")
    return found

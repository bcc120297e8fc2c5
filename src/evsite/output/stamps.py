"""Moments of a list of sessions for programs: ISO 8601 with the offset from UTC, or the day of the week."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.calendar import Calendar


def stamp(calendar: Calendar, at_s: float) -> str:
    """A moment as "2024-06-03T08:00:00-07:00", to the second below; "Mon 08:00" where the list has no dates.

    Parameters
    ----------
    calendar
        The clock of the list.
    at_s
        Seconds since its origin.
    """
    if not calendar.dated:
        return calendar.show(at_s)
    ahead = timezone(timedelta(seconds=calendar.offset_s(at_s)))
    return calendar.local(at_s).replace(tzinfo=ahead).isoformat()

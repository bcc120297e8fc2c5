"""Moments of trips: dates, days of a week ("Mon 17:40"), and times of day that repeat on some days."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.metering.dates import time_of
from evsite.metering.stamps import Stamp, looks_like_a_time
from evsite.model.week import WeekError, read_clock, read_days
from evsite.sitefile.sessions.moments import DAY_S, MomentError, next_after
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.sitefile.sessions.moments import DatedMoments

WEEK_S = 7 * DAY_S
_FIRST_MONDAY_S = 4 * DAY_S
"""A Monday 00:00, in seconds since 1970."""
_LONGEST = 40


class WeekMoment(NamedTuple):
    """A time of day in seconds, and the day of the week from 0 for Monday; None for a time of day alone."""

    day: int | None
    time_s: int


class TripMoments(NamedTuple):
    """When a vehicle comes and leaves by the clock on the wall.

    With `days` it does so on each of these, and second 0 is the beginning of the day on which it comes.
    """

    arrive: Stamp
    leave: Stamp
    days: tuple[int, ...] | None = None


def week_moment(text: str) -> WeekMoment | None:
    """A moment of the week or a time of day; None for anything else."""
    if len(text) > _LONGEST:
        return None
    head, _, tail = text.strip().partition(" ")
    if head[:1].isalpha():
        try:
            days = read_days(head.rstrip(".,"))
        except WeekError:
            return None
        time_s = _time_s(tail)
        return None if len(days) != 1 or time_s is None else WeekMoment(days[0], time_s)
    time_s = _time_s(text.strip())
    return None if time_s is None else WeekMoment(None, time_s)


def _time_s(text: str) -> int | None:
    try:
        return read_clock(text) * 60
    except WeekError:
        found = time_of(text) if looks_like_a_time(text) else None
    return None if found is None or found[1] is not None else found[0]


def repeating(moment: WeekMoment, days_text: str, leave_text: str) -> TripMoments:
    """The moments of a row whose vehicle comes every week.

    Parameters
    ----------
    moment
        When it comes.
    days_text
        The days on which it does; empty where the moment says its day.
    leave_text
        When it leaves: the next such moment.

    Raises
    ------
    MomentError
        Days are missing or given twice, or it does not leave at a moment of the week.
    """
    if moment.day is not None:
        if days_text:
            raise MomentError("a day of the week and days both say when the vehicle comes, keep one of them")
        days: tuple[int, ...] = (moment.day,)
    elif days_text:
        days = read_days(days_text)
    else:
        raise MomentError("a time of day needs a date before it, a day like Mon, or a column days like Mon-Fri")
    leaves = week_moment(leave_text)
    if leaves is None:
        raise MomentError(f"cannot read '{shown(leave_text)}' as when it leaves, expected like 05:30 or Tue 05:30")
    if leaves.day is not None and len(days) > 1:
        raise MomentError(f"'{shown(leave_text)}' is one day, and the vehicle comes on several: write the time alone")
    if leaves.day is None:
        after, period = leaves.time_s, DAY_S
    else:
        after, period = (leaves.day - days[0]) * DAY_S + leaves.time_s, WEEK_S
    return TripMoments(Stamp(moment.time_s, None), _next(leave_text, after, Stamp(moment.time_s, None), period), days)


def dated_leave(text: str, arrive: Stamp, moments: DatedMoments) -> Stamp:
    """When a vehicle leaves that comes on a date: a date, or the next such moment of the week or time of day.

    Raises
    ------
    MomentError
        It is none of these.
    """
    found = week_moment(text)
    if found is None or found.day is None:
        return moments.read_after(text, arrive)
    return _next(text, _FIRST_MONDAY_S + found.day * DAY_S + found.time_s, arrive, WEEK_S)


def _next(text: str, moment_s: int, arrive: Stamp, period_s: int) -> Stamp:
    if (moment_s - arrive.wall_s) % period_s == 0:
        raise MomentError(f"{shown(text)} is when the vehicle comes: write another moment, or dates")
    return Stamp(next_after(moment_s, arrive.wall_s, period_s), arrive.offset_s)

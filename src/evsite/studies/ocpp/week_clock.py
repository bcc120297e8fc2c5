"""When the weeks of a recurring schedule begin: by the clock on the wall, which is put forward and back.

A week of OCPP before 2.1 is 604,800 s from a start in UTC, so it is off by an hour as soon as the clock changes. There
is a schedule for each stretch of one offset, valid from one change of the clock to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.model.week import WEEK_MIN

if TYPE_CHECKING:
    from evsite.metering.zones import Zone

WEEK_S = 60 * WEEK_MIN
_MONDAY_S = 4 * 86_400
"""1970 began on a Thursday; so many seconds later a Monday did."""
HORIZON_S = 366 * 86_400
"""Schedules that depend on changes of the clock are made for so long."""


class ClockStretch(NamedTuple):
    """A time of one offset from UTC: instants between which it holds, None where it has no such end."""

    from_s: int | None
    to_s: int | None
    offset_s: int


def monday_before(wall_s: int) -> int:
    """The beginning of the week of a moment [s since 1970 on the wall]."""
    return wall_s - (wall_s - _MONDAY_S) % WEEK_S


def week_minute(instant_s: int, zone: Zone) -> int:
    """The minute of the week, from Monday 00:00 on the wall, at an instant."""
    wall_s = instant_s + zone.offset_s(instant_s)
    return (wall_s - monday_before(wall_s)) // 60


def clock_stretches(zone: Zone, from_s: int) -> tuple[ClockStretch, ...]:
    """The stretches of one offset from an instant on, for a year; one without ends where no clock changes.

    Parameters
    ----------
    zone
        The local time.
    from_s
        Where they begin [s since 1970, UTC].
    """
    until_s = from_s + HORIZON_S
    starts, offsets = zone.changes(from_s, until_s)
    changes = [
        (int(start), int(offset)) for start, offset in zip(starts, offsets, strict=True) if from_s < start < until_s
    ]
    if not changes:
        return (ClockStretch(None, None, zone.offset_s(from_s)),)
    begins = [(from_s, zone.offset_s(from_s)), *changes]
    ends = [*(start for start, _ in changes), until_s]
    return tuple(ClockStretch(begin, end, offset) for (begin, offset), end in zip(begins, ends, strict=True))

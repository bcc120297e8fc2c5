"""Rows that repeat every week, as a trip for each day on which their vehicle comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from evsite.metering.stamps import Stamp
from evsite.model.week import DAYS
from evsite.sitefile.sessions.moments import DAY_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.sitefile.trips.rows import RawTrip

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = 3
"""1970 began on a Thursday, day 3 of a week from Monday on."""


def repeated(rows: Sequence[RawTrip], first_s: int, until_s: int, *, dated: bool) -> Iterator[RawTrip]:
    """A row for each day from one moment on the wall to another on which the vehicle of a row comes.

    Parameters
    ----------
    rows
        Rows that repeat, by days of the week.
    first_s
        The beginning, in seconds since 1970 on the wall; its whole day counts.
    until_s
        The end; its whole day counts too, unless it begins then.
    dated
        Whether the days have dates; if not their clock is never put forward or back.
    """
    first_day, last_day = first_s // DAY_S, -(-until_s // DAY_S)
    for row in rows:
        for day in range(first_day, last_day):
            weekday = (day + _FIRST_DAY) % 7
            if weekday not in (row.days or ()):
                continue
            day_s = day * DAY_S
            week = (day - first_day) // 7
            name = _date(day_s) if dated else DAYS[weekday] + (f" of week {week + 1}" if week else "")
            arrive, leave = (Stamp(day_s + each.wall_s, None if dated else 0) for each in (row.arrive, row.leave))
            yield replace(row, title=f"{row.title}, {name}", arrive=arrive, leave=leave, days=None)


def number_of_repeats(rows: Sequence[RawTrip], first_s: int, until_s: int) -> int:
    """How many rows that would make, at most."""
    weeks = (until_s - first_s) // (7 * DAY_S) + 2
    return sum(len(row.days or ()) for row in rows) * weeks


def _date(day_s: int) -> str:
    return (_EPOCH + timedelta(seconds=day_s)).strftime("%Y-%m-%d")

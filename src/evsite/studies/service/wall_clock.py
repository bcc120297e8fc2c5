"""The clock on the wall for many moments at once, as `Calendar` has it for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a simulation is judged

from evsite.model.week import DAY_MIN, DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

HOUR_S, DAY_S = 3600, DAY_MIN * 60
_MONDAY = 3
"""1970 began on a Thursday."""


def wall_s(calendar: Calendar, at_s: Floats) -> Whole:
    """Whole seconds since 1970 on the wall at moments of a list of sessions."""
    instants = calendar.origin_s + np.floor(at_s).astype(np.int64)
    return instants + calendar.zone.offsets_s(instants)


def hours(walls_s: Whole) -> Whole:
    """Hours of the day, from 0 to 23."""
    return walls_s % DAY_S // HOUR_S


def weekdays(walls_s: Whole) -> Whole:
    """Days of the week, 0 for Monday."""
    return (walls_s // DAY_S + _MONDAY) % len(DAYS)


def hour_ends_s(calendar: Calendar, first_s: float, last_s: float) -> Floats:
    """When an hour ends on the wall, or the clock is put forward or back, between two moments of a list."""
    first, last = calendar.origin_s + int(first_s // 1), calendar.origin_s + int(last_s // 1) + 1
    starts, offsets = calendar.zone.changes(first, last)
    ends = [*starts[1:], last]
    found = [np.array(starts[1:], np.int64)]
    for start, end, offset in zip(starts, ends, offsets, strict=True):
        low, high = max(int(start), first) + int(offset), min(int(end), last) + int(offset)
        if low < high:
            found.append(np.arange(-(-low // HOUR_S) * HOUR_S, high, HOUR_S, dtype=np.int64) - int(offset))
    seconds = np.unique(np.concatenate(found)) - calendar.origin_s
    return seconds[(seconds > first_s) & (seconds < last_s)].astype(np.float64)

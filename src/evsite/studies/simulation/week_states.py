"""When the week of a site changes, on the clock of a list of sessions."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from evsite.model.moments import changes, states
from evsite.model.week import DAY_MIN, WEEK_MIN

if TYPE_CHECKING:
    from evsite.model.calendar import Calendar
    from evsite.model.site import Site

_WEEK_S = 60 * WEEK_MIN
_MONDAY_S = 3 * 60 * DAY_MIN
"""1970 began on a Thursday: so many seconds lie between the Monday of that week and its beginning."""


def states_between(
    site: Site, calendar: Calendar, first_s: float, last_s: float
) -> tuple[tuple[float, int | None], ...]:
    """The states that a site takes one after the other between two instants.

    Parameters
    ----------
    site
        The site.
    calendar
        The clock of the sessions; where it is put forward or back, the state goes with the clock on the wall.
    first_s, last_s
        The instants [s since the origin of the sessions].

    Returns
    -------
    tuple[tuple[float, int | None], ...]
        When each state begins [s], the first at `first_s`, and a minute of the week at which the site is in it; None
        for a site that never changes.
    """
    if len(changes(site)) == 1:
        return ((first_s, None),)
    stretches = sorted((stretch.start, minute) for minute, own in states(site).items() for stretch in own)
    begin_min = [start for start, _ in stretches]
    origin_s = calendar.origin_s
    pieces, offsets_s = calendar.zone.changes(math.floor(origin_s + first_s), math.ceil(origin_s + last_s))
    ends_s = [*pieces[1:].tolist(), math.inf]
    found: list[tuple[float, int | None]] = []
    for start, end, offset_s in zip(pieces.tolist(), ends_s, offsets_s.tolist(), strict=True):
        now_s, until_s = max(first_s, start - origin_s), min(last_s, end - origin_s)
        if now_s > until_s or (now_s == until_s and found):
            continue
        monday_s = (origin_s + offset_s + _MONDAY_S + math.floor(now_s)) // _WEEK_S * _WEEK_S
        monday_s -= origin_s + offset_s + _MONDAY_S
        position = bisect_right(begin_min, (now_s - monday_s) / 60) - 1
        while now_s < until_s or not found:
            minute = stretches[position][1]
            if not found or found[-1][1] != minute:
                found.append((now_s, minute))
            position += 1
            if position == len(stretches):
                position, monday_s = 0, monday_s + _WEEK_S
            now_s = monday_s + 60 * begin_min[position]
    return tuple(found)

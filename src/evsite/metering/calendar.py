"""A record by the calendar of its zone: its months, and how much of each has data."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries
    from evsite.metering.zones import Zone

_DAY_S = 86_400


class Month(NamedTuple):
    """A month of a record: its name ("2025-06"), when it or the record begins (UTC), and how long it has data."""

    name: str
    start_s: int
    covered_s: int


def months(series: IntervalSeries) -> list[Month]:
    """The calendar months that a record touches, by local time."""
    first_s, zone = int(series.start_s[0]), series.zone
    local = datetime.fromtimestamp(first_s + zone.offset_s(first_s), UTC)
    year, month = local.year, local.month
    starts, names = [first_s], [f"{year}-{month:02}"]
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        begin_s = midnight_s(year, month, 1, zone)
        if begin_s >= series.end_s:
            break
        starts.append(begin_s)
        names.append(f"{year}-{month:02}")
    covered = [_covered_until(series, instant) for instant in (*starts, series.end_s)]
    return [
        Month(name, start, after - before)
        for name, start, (before, after) in zip(names, starts, pairwise(covered), strict=True)
    ]


def midnight_s(year: int, month: int, day: int, zone: Zone) -> int:
    """The instant at which a local day begins; where the clock skips midnight, that of the change."""
    wall_s = int(datetime(year, month, day, tzinfo=UTC).timestamp())
    before, after = zone.offset_s(wall_s - _DAY_S), zone.offset_s(wall_s + _DAY_S)
    meant = [wall_s - offset for offset in (before, after) if zone.offset_s(wall_s - offset) == offset]
    return min(meant, default=wall_s - before)


def _covered_until(series: IntervalSeries, instant_s: int) -> int:
    """How long there is data before an instant [s]."""
    place = int(np.searchsorted(series.start_s, instant_s)) - 1
    if place < 0:
        return 0
    whole = int(series.seconds[:place].sum())
    return whole + min(series.seconds.item(place), instant_s - series.start_s.item(place))

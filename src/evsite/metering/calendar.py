"""A record by the calendar of its zone: its months, and how much of each has data."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries


class Month(NamedTuple):
    """A month of a record: its name ("2025-06"), when it or the record begins (UTC), and how long it has data."""

    name: str
    start_s: int
    covered_s: int


def months(series: IntervalSeries) -> list[Month]:
    """The calendar months that a record touches, by local time."""
    first_s, last_s = int(series.start_s[0]), series.end_s - 1
    first, last = (np.datetime64(each + series.zone.offset_s(each), "s").astype("M8[M]") for each in (first_s, last_s))
    names = np.arange(first, last + 1)
    begin_s, _ = series.zone.from_walls(names[1:].astype("M8[s]").astype(np.int64))
    starts = [first_s, *begin_s.tolist()]
    covered = [_covered_until(series, instant) for instant in (*starts, series.end_s)]
    return [
        Month(str(name), start, after - before)
        for name, start, (before, after) in zip(names, starts, pairwise(covered), strict=True)
    ]


def _covered_until(series: IntervalSeries, instant_s: int) -> int:
    """How long there is data before an instant [s]."""
    place = int(np.searchsorted(series.start_s, instant_s)) - 1
    if place < 0:
        return 0
    whole = int(series.seconds[:place].sum())
    return whole + min(series.seconds.item(place), instant_s - series.start_s.item(place))

"""A record by the calendar of its zone: its months, and how much of each has data."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries, Ints


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
    covered = _covered_until(series, np.array([*starts, series.end_s])).tolist()
    return [
        Month(str(name), start, after - before)
        for name, start, (before, after) in zip(names, starts, pairwise(covered), strict=True)
    ]


def _covered_until(series: IntervalSeries, instants_s: Ints) -> Ints:
    """How long there is data before each of some instants within the record [s]."""
    place = np.maximum(np.searchsorted(series.start_s, instants_s) - 1, 0)
    left = np.maximum(series.start_s[place] + series.seconds[place] - instants_s, 0)
    return np.asarray(np.cumsum(series.seconds)[place] - np.minimum(left, series.seconds[place]))

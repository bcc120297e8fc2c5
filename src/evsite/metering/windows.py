"""The highest mean of a record over windows of time: by the clock, or wherever they begin.

A window is a stretch of so many seconds inside a run of data. A gap shorter than half of a window does not end a run:
a window across it counts if data covers half of it, with the mean of the time that has data. The mean of a staircase
is greatest where the window begins or ends at a step, so looking there is exact. Windows are looked at in parts of the
record, so that neither memory nor the errors of long sums grow with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.metering.series import IntervalSeries

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_PART = 1 << 17
"""Intervals that are looked at together."""
_ALIKE = 1e-5
"""Means that differ by less than this part of the greatest value are alike: no meter measures better. The moment of the
first of them is reported, with the greatest value."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest mean over a window: its value in the unit of the series, and when it began (UTC)."""

    value: float
    start_s: int


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of data without a gap of half a window or more."""

    first: Ints
    start_s: Ints
    end_s: Ints


def highest_means(
    series: IntervalSeries,
    sums: Sequence[Mapping[str, float]],
    window_s: int,
    groups_s: Sequence[int] = (),
    *,
    by_clock: bool = False,
) -> list[list[Peak | None]]:
    """The highest means of channels over windows, in groups by time.

    Parameters
    ----------
    series
        The record.
    sums
        For each answer the channels that are added, each with its weight.
    window_s
        Length of the windows [s].
    groups_s
        Instants, in order, at which a new group begins (a month); a window belongs to the group in which it
        begins. There is one more group than instants.
    by_clock
        Look at the windows that begin at full multiples of their length, rather than at any instant.

    Returns
    -------
    list[list[Peak | None]]
        For each of `sums`, for each group, the peak; None where no window is covered by data to half.
    """
    runs = _runs(series, window_s)
    bounds = np.array(groups_s, dtype=np.int64)
    best: list[list[Peak | None]] = [[None] * (len(bounds) + 1) for _ in sums]
    for first in range(0, len(series), _PART):
        part = _Part(series, first, window_s)
        begin = part.begins(bounds, by_clock=by_clock)
        run = np.searchsorted(runs.start_s, begin, "right") - 1
        windows = _Windows(part, begin[begin + window_s <= runs.end_s[run]])
        if not len(windows.begin_s):
            continue
        group = np.searchsorted(bounds, windows.begin_s, "right")
        for number, weights in enumerate(sums):
            windows.look(_weighted(series, weights, part.reached), group, best[number])
    if not by_clock:
        for number, weights in enumerate(sums):
            _short_runs(series, weights, runs, window_s, bounds, best[number])
    return best


def _runs(series: IntervalSeries, window_s: int) -> _Runs:
    ends = series.ends_s
    breaks = np.flatnonzero(2 * (series.start_s[1:] - ends[:-1]) >= window_s) + 1
    first = np.concatenate([np.zeros(1, dtype=np.int64), breaks])
    return _Runs(first, series.start_s[first], ends[np.append(breaks - 1, len(series) - 1)])


class _Part:
    """The intervals from one on, as many as are looked at together, and those that windows from there on reach."""

    def __init__(self, series: IntervalSeries, first: int, window_s: int) -> None:
        last = first + _PART
        self.window_s = window_s
        self.from_s = int(series.start_s[first])
        self.to_s = int(series.start_s[last]) if last < len(series) else series.end_s
        self.reached = slice(first, int(np.searchsorted(series.start_s, self.to_s + window_s)))
        self.start_s = series.start_s[self.reached]
        self.seconds = series.seconds[self.reached]

    def begins(self, bounds: Ints, *, by_clock: bool) -> Ints:
        """Where windows begin that may have the greatest mean, in order."""
        edges = _in_order([self.start_s, self.start_s + self.seconds])
        window_s = self.window_s
        looked = [edges - edges % window_s]
        if by_clock:
            # one without an edge in it lies in one interval, and the first such window stands for them all
            looked += [-(-self.start_s // window_s) * window_s, -(-bounds // window_s) * window_s]
        else:
            looked += [edges, edges - window_s, bounds]
        begin = _in_order(looked)
        return begin[(begin >= self.from_s) & (begin < self.to_s)]


def _in_order(parts: Sequence[Ints]) -> Ints:
    """The instants of some arrays that are in order themselves, each once."""
    # a stable sort merges runs that are in order, in proportion to their length
    merged = np.sort(np.concatenate(parts), kind="stable")
    return merged[np.diff(merged, prepend=merged[0] - 1) > 0]


class _Windows:
    """Windows of a part that data covers to half, in order of their begin."""

    def __init__(self, part: _Part, begin_s: Ints) -> None:
        self._part = part
        covered = np.cumsum(part.seconds)
        first, before = self._place(begin_s)
        last, after = self._place(begin_s + part.window_s)
        length = covered[last] - after - covered[first] + before
        enough = 2 * length >= part.window_s
        self.begin_s, self._covered = begin_s[enough], length[enough]
        self._first, self._before = first[enough], before[enough]
        self._last, self._after = last[enough], after[enough]

    def _place(self, instants: Ints) -> tuple[Ints, Ints]:
        """The interval in which each instant lies, or the last before it, and how much of it is still to come [s]."""
        place = np.searchsorted(self._part.start_s, instants, "right") - 1
        left = self._part.start_s[place] + self._part.seconds[place] - instants
        return place, np.maximum(left, 0)

    def look(self, values: Floats, group: Ints, best: list[Peak | None]) -> None:
        """Put the best windows into `best`, by the group in which they begin."""
        means = self._sums(values) / self._covered
        firsts = np.flatnonzero(np.diff(group, prepend=-1))
        highest = np.maximum.reduceat(means, firsts)
        margin = _ALIKE * float(np.abs(values).max())
        equal = np.flatnonzero(means >= np.repeat(highest - margin, np.diff(firsts, append=len(means))))
        chosen = equal[np.flatnonzero(np.diff(group[equal], prepend=-1))]
        tops = equal[np.maximum.reduceat(np.arange(len(equal)), np.searchsorted(equal, chosen))]
        for place, other in zip(chosen.tolist(), tops.tolist(), strict=True):
            value = max(self._mean(place, values), self._mean(other, values))
            _keep(best, int(group[place]), Peak(value, int(self.begin_s[place])), margin)

    def _sums(self, values: Floats) -> Floats:
        """The integral over each window, from running sums that begin anew often enough to stay exact."""
        # a window reaches no further than into the next row of this length
        row = int((self._last - self._first).max()) + 1
        weighed = np.zeros(-(-len(values) // row) * row)
        weighed[: len(values)] = values * self._part.seconds
        until = np.cumsum(weighed.reshape(-1, row), axis=1)
        total = until[:, -1][self._first // row] * (self._last // row != self._first // row)
        flat = until.ravel()
        begin = flat[self._first] - values[self._first] * self._before
        return np.asarray(total + flat[self._last] - values[self._last] * self._after - begin)

    def _mean(self, place: int, values: Floats) -> float:
        """The mean of one window, without the errors of a running sum."""
        reached = slice(self._first[place], self._last[place] + 1)
        inside, length = values[reached], self._part.seconds[reached].copy()
        length[0] = self._before[place]
        length[-1] -= self._after[place]
        if len(inside) == 1:
            length[0] = self._covered[place]
        inside, length = inside[length > 0], length[length > 0]
        mean = fsum((inside * length).tolist()) / int(length.sum())
        return min(max(mean, float(inside.min())), float(inside.max()))


def _short_runs(
    series: IntervalSeries,
    weights: Mapping[str, float],
    runs: _Runs,
    window_s: int,
    bounds: Ints,
    best: list[Peak | None],
) -> None:
    """A run that is shorter than the window counts as it is, if it fills half of it."""
    if not (runs.end_s - runs.start_s < window_s).any():
        return
    covered = np.add.reduceat(series.seconds, runs.first)
    chosen = np.flatnonzero((runs.end_s - runs.start_s < window_s) & (2 * covered >= window_s))
    if not len(chosen):
        return
    values = _weighted(series, weights, slice(None))
    means = np.add.reduceat(values * series.seconds, runs.first)[chosen] / covered[chosen]
    group = np.searchsorted(bounds, runs.start_s[chosen], "right")
    margin = _ALIKE * float(np.abs(values).max())
    for number in np.unique(group).tolist():
        mine = np.flatnonzero(group == number)
        place = mine[np.argmax(means[mine] >= means[mine].max() - margin)]
        _keep(best, number, Peak(float(means[place]), int(runs.start_s[chosen[place]])), margin)


def _keep(best: list[Peak | None], group: int, found: Peak, margin: float) -> None:
    """The higher of two; of two alike the earlier, with the value of the higher."""
    known = best[group]
    if known is None or found.value > known.value + margin:
        best[group] = found
    elif found.value >= known.value - margin:
        best[group] = Peak(max(found.value, known.value), min(found.start_s, known.start_s))


def _weighted(series: IntervalSeries, weights: Mapping[str, float], part: slice) -> Floats:
    (channel, weight), *others = weights.items()
    total = series.channels[channel][part] * weight
    for channel, weight in others:
        total = total + series.channels[channel][part] * weight
    return np.asarray(total)

"""Demand: mean load over quarters of an hour, exact by overlap, and the highest of them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from evsite.metering.series import week_minute

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries

QUARTER_S = 900
"""The interval over which demand is averaged (NEC 220.87 exception, and utilities)."""


@dataclass(frozen=True, slots=True)
class Quarters:
    """Means over quarters of an hour, by the clock; those with data for less than half are left out.

    `start_s` are instants (UTC), `minute` local minutes of the week, `channels` as in the series.
    """

    start_s: array[int]
    minute: array[int]
    channels: dict[str, array[float]]


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest mean over a quarter of an hour: its value in the unit of the series, and when it began (UTC)."""

    value: float
    start_s: int


def quarter_hours(series: IntervalSeries, step_s: int = QUARTER_S) -> Quarters:
    """Means over quarters of an hour (or another step), weighted by how much of each interval lies in them.

    An interval that spans several quarters counts in full in each; several in one are averaged by their length.
    """
    channels = list(series.channels.items())
    starts: list[int] = []
    covered: list[int] = []
    sums: list[list[float]] = [[] for _ in channels]
    for index, (start, seconds) in enumerate(zip(series.start_s, series.seconds, strict=True)):
        end = start + seconds
        step = start - start % step_s
        while step < end:
            overlap = min(end, step + step_s) - max(start, step)
            if not starts or starts[-1] != step:
                starts.append(step)
                covered.append(0)
                for each in sums:
                    each.append(0.0)
            covered[-1] += overlap
            for each, (_, values) in zip(sums, channels, strict=True):
                each[-1] += values[index] * overlap
            step += step_s
    kept = [place for place, length in enumerate(covered) if 2 * length >= step_s]
    return Quarters(
        start_s=array("q", (starts[place] for place in kept)),
        minute=array("i", (week_minute(starts[place], series.zone) for place in kept)),
        channels={
            leg: array("d", (each[place] / covered[place] for place in kept))
            for each, (leg, _) in zip(sums, channels, strict=True)
        },
    )


def peaks(series: IntervalSeries, window_s: int = QUARTER_S) -> dict[str, Peak]:
    """The highest mean over any window of a quarter of an hour, channel by channel.

    The window may begin at any instant, so the answer does not hang on where the clock of the meter ticks. The mean of
    a staircase is greatest where the window begins or ends at a step, so looking there is exact. A stretch between
    gaps that is shorter than the window counts as it is if it fills half of it.
    """
    return {leg: _peak(series, values, window_s) for leg, values in series.channels.items()}


def _peak(series: IntervalSeries, values: array[float], window_s: int) -> Peak:
    best: Peak | None = None
    longest: Peak | None = None
    for stretch in series.stretches():
        starts = [series.start_s[index] for index in stretch]
        starts.append(starts[-1] + series.seconds[stretch[-1]])
        levels = [values[index] for index in stretch]
        length = starts[-1] - starts[0]
        if length <= window_s:
            mean = sum(v * (b - a) for v, a, b in zip(levels, starts, starts[1:], strict=False)) / length
            found = Peak(mean, starts[0])
            if 2 * length >= window_s and (best is None or found.value > best.value):
                best = found
            if longest is None or found.value > longest.value:
                longest = found
            continue
        found = _sliding(starts, levels, window_s)
        if best is None or found.value > best.value:
            best = found
    result = best or longest
    assert result is not None
    return result


def _sliding(edges: list[int], levels: list[float], window_s: int) -> Peak:
    """The greatest mean of a staircase over a window inside it; `edges` has one more than `levels`."""
    if min(b - a for a, b in pairwise(edges)) >= window_s:
        value = max(levels)
        return Peak(value, edges[levels.index(value)])
    totals = [0.0]
    for level, before, after in zip(levels, edges, edges[1:], strict=False):
        totals.append(totals[-1] + level * (after - before))
    best, at = float("-inf"), edges[0]
    # windows that begin at a step
    last = 0
    for first, edge in enumerate(edges):
        end = edge + window_s
        if end > edges[-1]:
            break
        while edges[last + 1] < end:
            last += 1
        total = totals[last] + levels[last] * (end - edges[last]) - totals[first]
        if total > best:
            best, at = total, edge
    # windows that end at a step
    first = 0
    for last, edge in enumerate(edges):
        begin = edge - window_s
        if begin < edges[0]:
            continue
        while edges[first + 1] <= begin:
            first += 1
        total = totals[last] - totals[first] - levels[first] * (begin - edges[first])
        if total > best:
            best, at = total, begin
    return Peak(best / window_s, at)


def peak_of_sum(series: IntervalSeries, weights: dict[str, float], window_s: int = QUARTER_S) -> Peak:
    """The highest mean of all channels together, each times its weight, over a quarter of an hour."""
    columns = [(series.channels[leg], weight) for leg, weight in weights.items()]
    total = array("d", (sum(values[i] * weight for values, weight in columns) for i in range(len(series))))
    return _peak(series, total, window_s)

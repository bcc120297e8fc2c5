"""Demand: mean load over quarters of an hour, exact by overlap, and the highest of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.series import week_minutes
from evsite.metering.windows import Peak, highest_means

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.metering.series import IntervalSeries

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["QUARTER_S", "Peak", "Quarters", "highest", "peak_of_sum", "peaks", "quarter_hours"]

QUARTER_S = 900
"""The interval over which demand is averaged (NEC 220.87 exception, and utilities)."""

_PART = 1 << 15
"""Intervals that are brought to quarters of an hour together."""


@dataclass(frozen=True, slots=True, eq=False)
class Quarters:
    """Means over quarters of an hour, by the clock; those with data for less than half are left out.

    `start_s` are instants (UTC), `minute` local minutes of the week, `channels` as in the series.
    """

    start_s: Ints
    minute: Ints
    channels: dict[str, Floats]


def quarter_hours(series: IntervalSeries, step_s: int = QUARTER_S) -> Quarters:
    """Means over quarters of an hour (or another step), weighted by how much of each interval lies in them.

    An interval that spans several quarters counts in full in each; several in one are averaged by their length.
    """
    parts = [_in_steps(series, slice(first, first + _PART), step_s) for first in range(0, len(series), _PART)]
    # a quarter that holds intervals of two parts comes twice
    step = np.concatenate([part[0] for part in parts])
    sums = np.concatenate([part[1] for part in parts], axis=1)
    firsts = np.flatnonzero(np.diff(step, prepend=step[0] - 1))
    step, sums = step[firsts], np.add.reduceat(sums, firsts, axis=1)
    kept = 2 * sums[0] >= step_s
    start_s, sums = step[kept] * step_s, sums[:, kept]
    means = dict(zip(series.channels, sums[1:] / sums[0], strict=True))
    return Quarters(start_s, week_minutes(start_s, series.zone), means)


def _in_steps(series: IntervalSeries, part: slice, step_s: int) -> tuple[Ints, Floats]:
    """The steps that some intervals touch, in order; below each its seconds with data, and each channel's integral."""
    start, seconds = series.start_s[part], series.seconds[part]
    end = start + seconds
    first = start // step_s
    pieces = (end - 1) // step_s - first + 1
    interval = np.repeat(np.arange(len(start)), pieces)
    step = first[interval] + np.arange(len(interval)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    overlap = np.minimum(end[interval], (step + 1) * step_s) - np.maximum(start[interval], step * step_s)
    firsts = np.flatnonzero(np.diff(step, prepend=step[0] - 1))
    rows = [overlap, *(values[part][interval] * overlap for values in series.channels.values())]
    return step[firsts], np.array([np.add.reduceat(row, firsts) for row in rows], dtype=np.float64)


def peaks(series: IntervalSeries, window_s: int = QUARTER_S) -> dict[str, Peak]:
    """The highest mean over any window of a quarter of an hour, channel by channel.

    The window may begin at any instant, so the answer does not hang on where the clock of the meter ticks.
    """
    sums = [{leg: 1.0} for leg in series.channels]
    return dict(zip(series.channels, highest(series, sums, window_s), strict=True))


def peak_of_sum(series: IntervalSeries, weights: Mapping[str, float], window_s: int = QUARTER_S) -> Peak:
    """The highest mean of all channels together, each times its weight, over a quarter of an hour."""
    return highest(series, [weights], window_s)[0]


def highest(series: IntervalSeries, sums: Sequence[Mapping[str, float]], window_s: int = QUARTER_S) -> list[Peak]:
    """The highest mean of each of some sums of channels over any window.

    Where data covers no window to half, the highest reading counts.
    """
    found = [peak for (peak,) in highest_means(series, sums, window_s)]
    return [peak or _reading(series, weights) for peak, weights in zip(found, sums, strict=True)]


def _reading(series: IntervalSeries, weights: Mapping[str, float]) -> Peak:
    values = sum(series.channels[channel] * weight for channel, weight in weights.items())
    place = int(np.argmax(values))
    return Peak(float(np.asarray(values)[place]), int(series.start_s[place]))

"""The load duration curve: for how long a load is at a level or above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.series import IntervalSeries


def time_at_levels(series: IntervalSeries, channels: Sequence[str], levels: int) -> list[tuple[float, int]]:
    """Levels from a part of the highest reading up to that itself, and how long the load is there or above [s].

    Readings count by the time that they stand for, so intervals of different lengths are no matter.

    Parameters
    ----------
    series
        The record.
    channels
        Those that are added up.
    levels
        How many levels, in equal steps above zero; none where nothing is above zero.
    """
    total = np.sum([series.channels[channel] for channel in channels], axis=0)
    highest = float(total.max())
    if highest <= 0:
        return []
    level = highest * np.arange(1, levels + 1) / levels
    reached = np.searchsorted(level * (1 - TOLERANCE), total, "right")
    # whole seconds are exact
    time_s = np.bincount(reached, weights=series.seconds, minlength=levels + 1).astype(np.int64)
    return list(zip(level.tolist(), np.cumsum(time_s[::-1])[::-1][1:].tolist(), strict=True))

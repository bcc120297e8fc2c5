"""Records of all kinds of intervals, made up by hypothesis, and what pandas says of them minute by minute."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from evsite.metering.series import IntervalSeries
from evsite.metering.zones import UTC_ZONE, find_zone

WINDOW = 15
HALF = 8
"""Whole minutes that are half of a window or more."""
ZONES = ("America/New_York", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Chatham", "America/Asuncion")
MONTH_END_S = 1_743_465_600
"""2025-04-01 00:00 UTC: the clocks of the zones changed not long before, or change soon after."""


def series_of(starts, seconds, channels, zone=UTC_ZONE, unit="A", clock=None):
    channels = {leg: np.array(values, dtype=float) for leg, values in channels.items()}
    return IntervalSeries(
        "x", unit, np.array(starts, np.int64), np.array(seconds, np.int64), channels, zone, clock=clock
    )


@st.composite
def staircases(draw, zones=None, most=10):
    """Two phases over intervals of whole minutes, of one length or of several, with gaps, from any minute on."""
    lengths = draw(
        st.sampled_from([[1], [5], [7], [15], [30], [60], [1440], [1, 2, 3], [14, 15, 16], [1, 7, 40], [5, 60, 1440]])
    )
    gaps = draw(st.sampled_from([[0], [0, 0, 0, 1, 7, 8], [0, 0, 15, 100], [1]]))
    parts = draw(
        st.lists(
            st.tuples(
                st.sampled_from(lengths), st.sampled_from(gaps), st.integers(-5, 50), st.integers(0, 50) | st.just(7)
            ),
            min_size=1,
            max_size=most,
        )
    )
    now = 60 * draw(st.integers(0, 40)) + (MONTH_END_S - 3600 * draw(st.integers(0, 48)) if zones else 1_736_000_100)
    starts, seconds, a, b = [], [], [], []
    for minutes, gap, first, second in parts:
        starts.append(now)
        seconds.append(minutes * 60)
        a.append(first / 3)
        b.append(second / 7)
        now += (minutes + gap) * 60
    zone = find_zone(draw(st.sampled_from(zones))) if zones else UTC_ZONE
    return series_of(starts, seconds, {"A": a, "B": b}, zone)


def by_minute(series, values):
    """The staircase as one value a minute, NaN where there is none."""
    first, last = int(series.start_s[0]) // 60, series.end_s // 60
    minutes = np.full(last - first, np.nan)
    for start, length, value in zip(series.start_s // 60 - first, series.seconds // 60, values, strict=True):
        minutes[start : start + length] = value
    return pd.Series(minutes, index=pd.to_datetime(np.arange(first, last) * 60, unit="s", utc=True))


def windows(minutes, *, short=True):
    """The mean of every window by the minute at which it begins, where it counts; and short runs as they are."""
    missing = minutes.isna()
    gap = missing.groupby((missing != missing.shift()).cumsum()).transform("sum")
    run = (missing & (gap >= HALF)).cumsum()
    found = []
    for _, part in minutes[~(missing & (gap >= HALF))].groupby(run):
        enough = int(part.notna().sum()) >= HALF
        if len(part) >= WINDOW:
            means = part.rolling(WINDOW, min_periods=HALF).mean().shift(-WINDOW + 1)
            found.append(means.iloc[: len(part) - WINDOW + 1].dropna())
        elif short and enough:
            found.append(pd.Series([part.mean()], index=part.index[:1]))
    return pd.concat(found) if found else pd.Series(dtype=float)

"""Demand and profiles against a second reckoning, minute by minute."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import csv_of, local_rows, record

from evsite.metering.combine import following
from evsite.metering.demand import peak_of_sum, peaks, quarter_hours
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.metering.series import IntervalSeries
from evsite.metering.zones import UTC_ZONE
from executed_lines import Lines


def read(content):
    return read_interval_data(content, "meter.csv", ReadingOptions(timezone="America/Los_Angeles"))


@st.composite
def staircases(draw):
    """A series with intervals of whole minutes, some gaps, two phases."""
    parts = draw(
        st.lists(
            st.tuples(st.integers(1, 40), st.booleans(), st.integers(-5, 50), st.integers(0, 50)),
            min_size=1,
            max_size=25,
        )
    )
    starts, seconds, a, b, now = [], [], [], [], draw(st.integers(0, 29)) * 60
    for minutes, missing, first, second in parts:
        if not missing or not starts:
            starts.append(now)
            seconds.append(minutes * 60)
            a.append(float(first))
            b.append(float(second))
        now += minutes * 60
    return IntervalSeries("x", "A", np.array(starts), np.array(seconds), {"A": np.array(a), "B": np.array(b)}, UTC_ZONE)


def minutes_of(series, leg):
    values = {}
    for start, seconds, value in zip(series.start_s, series.seconds, series.channels[leg], strict=True):
        values |= dict.fromkeys(range(start // 60, (start + seconds) // 60), value)
    return values


@settings(max_examples=150, deadline=None)
@given(staircases())
def test_quarters_are_means_by_the_minute(series):
    minutes = minutes_of(series, "A")
    quarters = quarter_hours(series)
    found = dict(zip(quarters.start_s, quarters.channels["A"], strict=True))
    for start in range(min(minutes) // 15 * 15, max(minutes) + 1, 15):
        inside = [minutes[minute] for minute in range(start, start + 15) if minute in minutes]
        if len(inside) >= 8:
            assert found.pop(start * 60) == pytest.approx(sum(inside) / len(inside))
    assert not found


@settings(max_examples=150, deadline=None)
@given(staircases())
def test_the_peak_is_the_best_window_wherever_it_begins(series):
    minutes = minutes_of(series, "A")
    windows = [
        sum(minutes[m] for m in range(start, start + 15)) / 15
        for start in minutes
        if all(m in minutes for m in range(start, start + 15))
    ]
    found = peaks(series)["A"].value
    if windows:
        assert found >= max(windows) - 1e-9
    assert found <= max(minutes.values()) + 1e-9
    total = peak_of_sum(series, {"A": 1.0, "B": 2.0}).value
    both = peaks(series)
    assert total <= both["A"].value + 2 * both["B"].value + 1e-9


def test_a_peak_between_the_ticks_of_the_clock_is_found():
    rows = list(local_rows("2025-01-06", 60, step_min=1, value=lambda index: 100.0 if 7 <= index < 22 else 0.0))
    series = read(csv_of(rows))
    assert peaks(series)[""].value == 100
    assert max(quarter_hours(series).channels[""]) < 100


def test_files_that_follow_each_other_are_one_record():
    first, second = read(record(count=96 * 7)), read(record("2025-01-12", 96 * 7))
    joined = following([second, first])
    assert joined.days == pytest.approx(13)
    assert not joined.gaps
    assert "96 readings" in next(note.message for note in joined.notes if note.topic == "duplicate")


@pytest.mark.slow
def test_a_year_of_quarter_hours_takes_work_in_proportion():
    def executed(days):
        content = record("2024-01-01", 96 * days)
        with Lines() as by_function:
            series = read(content)
            assert len(series) == 96 * days
            assert peaks(series)[""].value == 150
        return by_function.total()

    executed(7)
    assert executed(366) < 366 / 30 * 1.2 * executed(30)

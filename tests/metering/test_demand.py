"""Quarters of an hour, weeks and levels against pandas, minute by minute."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import csv_of, local_rows, record
from staircases import HALF, ZONES, by_minute, series_of, staircases

from effort import examples
from evsite.metering.combine import following
from evsite.metering.demand import Peak, peaks, quarter_hours
from evsite.metering.duration import time_at_levels
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.model.measured import Measured
from executed_lines import Lines


def read(content):
    return read_interval_data(content, "meter.csv", ReadingOptions(timezone="America/Los_Angeles"))


@settings(max_examples=examples(80), deadline=None)
@given(staircases())
def test_quarters_are_means_by_the_minute(series):
    minutes = by_minute(series, series.channels["A"])
    expected = minutes.resample("15min").mean()[minutes.resample("15min").count() >= HALF]
    quarters = quarter_hours(series)
    assert [at.timestamp() for at in expected.index] == list(quarters.start_s)
    assert list(quarters.channels["A"]) == pytest.approx(list(expected))


@settings(max_examples=examples(60), deadline=None)
@given(staircases(zones=ZONES))
def test_minutes_of_the_week_are_those_of_the_calendar(series):
    quarters = quarter_hours(series)
    local = pd.to_datetime(quarters.start_s, unit="s", utc=True).tz_convert(series.zone.name)
    assert list(quarters.minute) == list(local.day_of_week * 1440 + local.hour * 60 + local.minute)


@settings(max_examples=examples(60), deadline=None)
@given(staircases())
def test_a_week_later_the_hours_of_the_week_are_the_same(series):
    later = series_of(series.start_s + 7 * 86_400, series.seconds, series.channels)
    one, other = (
        Measured(each, {"A": ("A", 2.0)}, {"A": 1.0, "B": 0.5}, None, False, False) for each in (series, later)
    )
    assert one.week == other.week
    assert other.peaks == {leg: Peak(peak.value, peak.start_s + 7 * 86_400) for leg, peak in one.peaks.items()}


@settings(max_examples=examples(60), deadline=None)
@given(staircases(zones=ZONES))
def test_the_week_has_the_highest_quarter_of_each_time(series):
    record = Measured(series, {"A": ("A", 2.0), "B": ("B", 3.0)}, {"A": 1.0, "B": 0.5}, None, False, False)
    quarters = quarter_hours(series)
    table = pd.DataFrame({"minute": quarters.minute // 15 * 15, **quarters.channels}).clip(lower=0)
    table["kva"] = table["A"] + 0.5 * table["B"]
    expected = table.groupby("minute").max()
    assert list(record.week) == list(expected.index)
    for minute, (line_a, power_kva) in record.week.items():
        row = expected.loc[minute]
        assert (*line_a.values(), power_kva) == pytest.approx((2 * row["A"], 3 * row["B"], row["kva"]))


@settings(max_examples=examples(60), deadline=None)
@given(staircases(), st.sampled_from([1, 4, 20]))
def test_levels_are_reached_for_as_long_as_minutes_say(series, levels):
    minutes = by_minute(series, series.channels["A"] + series.channels["B"]).dropna()
    found = time_at_levels(series, ["A", "B"], levels)
    if minutes.max() <= 0:
        assert not found
        return
    assert [level for level, _ in found] == pytest.approx([minutes.max() * n / levels for n in range(1, levels + 1)])
    assert [seconds for _, seconds in found] == [60 * int((minutes >= level - 1e-9).sum()) for level, _ in found]


@pytest.mark.parametrize(("step_min", "first"), [(1, 7), (5, 1), (3, 2)])
def test_a_peak_between_the_ticks_of_the_clock_is_found(step_min, first):
    last = first + 15 // step_min
    rows = list(
        local_rows("2025-01-06", 60, step_min=step_min, value=lambda index: 100.0 if first <= index < last else 0.0)
    )
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

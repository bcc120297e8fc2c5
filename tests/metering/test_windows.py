"""The highest means over windows against pandas, minute by minute."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staircases import ZONES, by_minute, series_of, staircases, windows

from effort import examples
from evsite.metering import demand
from evsite.metering import windows as module
from evsite.metering.calendar import months
from evsite.metering.demand import highest, peak_of_sum, peaks
from evsite.metering.duration import time_at_levels
from evsite.metering.windows import highest_means

EITHER = [{"A": 1.0}, {"B": 1.0}, {"A": 1.0, "B": 2.0}]


def values_of(series, weights):
    return sum(series.channels[leg] * weight for leg, weight in weights.items())


def whole(series, *, by_clock=False, sums=EITHER):
    return [peak for (peak,) in highest_means(series, sums, 900, by_clock=by_clock)]


@settings(max_examples=examples(60), deadline=None)
@given(staircases())
def test_the_highest_window_begins_anywhere(series):
    for weights, peak in zip(EITHER, whole(series), strict=True):
        means = windows(by_minute(series, values_of(series, weights)))
        if means.empty:
            assert peak is None
            assert highest(series, [weights])[0].value == values_of(series, weights).max()
            continue
        assert peak.value == pytest.approx(means.max(), abs=1e-9)
        first = means.index[np.isclose(means, means.max(), rtol=0, atol=1e-9)].min()
        assert peak.start_s <= first.timestamp()


@settings(max_examples=examples(60), deadline=None)
@given(staircases())
def test_quarters_by_the_clock_are_among_the_windows(series):
    for weights, peak, clock in zip(EITHER, whole(series), whole(series, by_clock=True), strict=True):
        minutes = by_minute(series, values_of(series, weights))
        quarters = minutes.resample("15min").mean()
        quarters = quarters[quarters.index.isin(windows(minutes, short=False).index)]
        if quarters.empty:
            assert clock is None
            continue
        assert clock.value == pytest.approx(quarters.max(), abs=1e-9)
        assert clock.start_s == quarters.index[np.isclose(quarters, quarters.max(), atol=1e-9)].min().timestamp()
        assert peak.value >= clock.value


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(staircases(zones=ZONES))
def test_each_month_has_the_windows_that_begin_in_it(series):
    by_month = months(series)
    found = highest_means(series, EITHER, 900, [month.start_s for month in by_month[1:]])
    steps = {*series.start_s.tolist(), *(series.start_s + series.seconds).tolist()}
    for weights, peaks_by_month, peak in zip(EITHER, found, whole(series), strict=True):
        minutes = by_minute(series, values_of(series, weights))
        means = windows(minutes)
        begin = np.array([int(at.timestamp()) for at in means.index], dtype=int)
        names = np.array([f"{at.tz_convert(series.zone.name):%Y-%m}" for at in means.index], dtype=object)
        assert [month.name for month in by_month] == sorted(
            {f"{at:%Y-%m}" for at in minutes.index.tz_convert(series.zone.name)}
        )
        for month, each in zip(by_month, peaks_by_month, strict=True):
            mine = means[names == month.name]
            at_steps = mine[[t in steps or t + 900 in steps for t in begin[names == month.name].tolist()]]
            assert each is not None or at_steps.empty
            if each is not None:
                assert max(at_steps, default=-99) - 1e-9 <= each.value <= mine.max() + 1e-9
        values = [each.value for each in peaks_by_month if each is not None]
        assert (max(values) if values else None) == (None if peak is None else pytest.approx(peak.value, abs=1e-9))


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(staircases(zones=ZONES))
def test_months_are_those_of_the_calendar_and_have_all_of_the_data(series):
    minutes = by_minute(series, series.channels["A"])
    local = minutes.tz_convert(series.zone.name)
    counted = local.notna().groupby(local.index.strftime("%Y-%m")).sum()
    assert {month.name: month.covered_s // 60 for month in months(series)} == counted.to_dict()
    firsts = minutes.index.to_series().groupby(local.index.strftime("%Y-%m")).min()
    assert {month.name: month.start_s for month in months(series)} == {
        name: at.timestamp() for name, at in firsts.items()
    }


@pytest.mark.parametrize("start_s", [1_736_000_000, 1_736_000_007, 1_736_000_640])
@given(st.lists(st.tuples(st.integers(1, 700), st.integers(0, 9)), min_size=2, max_size=12))
@settings(max_examples=examples(25), deadline=None)
def test_seconds_are_read_second_by_second(start_s, runs):
    values = np.repeat([float(value) for _, value in runs], [length for length, _ in runs])
    series = series_of(start_s + np.arange(len(values)), np.ones(len(values)), {"": values})
    rolled = pd.Series(values).rolling(900).mean()
    expected = rolled.max() if len(values) >= 900 else (values.mean() if len(values) >= 450 else values.max())
    assert peaks(series)[""].value == pytest.approx(expected, abs=1e-9)


def test_a_logger_that_drops_readings_has_its_peak():
    rng = np.random.default_rng(4)
    values = np.where((np.arange(7200) >= 3000) & (np.arange(7200) < 4200), 90.0, 10.0)
    values[1000] = 500.0
    kept = (rng.random(7200) > 0.02) | (values == 500)
    series = series_of(1_736_000_000 + np.flatnonzero(kept), np.ones(kept.sum()), {"": values[kept]})
    assert np.diff(np.flatnonzero(~kept), prepend=-1, append=7200).max() < 450
    assert peaks(series)[""].value == 90
    assert 1_736_000_000 + 2990 < peaks(series)[""].start_s < 1_736_000_000 + 3010


def test_of_windows_that_are_alike_the_first_is_reported():
    value = np.tile(np.r_[np.full(60, 0.1), np.full(12, 0.7), np.full(24, 0.3)], 7)
    series = series_of(1_736_121_600 + 900 * np.arange(len(value)), np.full(len(value), 900), {"": value})
    assert peaks(series)[""] == demand.Peak(0.7, 1_736_121_600 + 60 * 900)


@settings(max_examples=examples(60), deadline=None)
@given(staircases(), st.integers(1, 9))
def test_records_are_read_alike_in_parts_of_any_length(series, length):
    bounds = [int(series.start_s[0]) + series.span_s // 2]
    every = [
        (highest_means(series, EITHER, 900, bounds, by_clock=clock), demand.quarter_hours(series))
        for clock in (False, True)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PART", length)
        patch.setattr(demand, "_PART", length)
        for clock, (found, quarters) in zip((False, True), every, strict=True):
            again = highest_means(series, EITHER, 900, bounds, by_clock=clock)
            for each, other in zip(found, again, strict=True):
                for one, two in zip(each, other, strict=True):
                    assert (one is None) == (two is None)
                    if one is not None:
                        assert one.value == pytest.approx(two.value, abs=1e-9)
                        assert one.start_s == two.start_s
            other = demand.quarter_hours(series)
            assert list(quarters.start_s) == list(other.start_s)
            assert list(quarters.channels["A"]) == pytest.approx(list(other.channels["A"]))


@settings(max_examples=examples(60), deadline=None)
@given(staircases())
def test_twice_the_load_is_twice_the_demand(series):
    twice = series_of(
        series.start_s, series.seconds, {leg: 2 * values for leg, values in series.channels.items()}, series.zone
    )
    for by_clock in (False, True):
        for one, two in zip(whole(series, by_clock=by_clock), whole(twice, by_clock=by_clock), strict=True):
            assert (one and (2 * one.value, one.start_s)) == (two and (two.value, two.start_s))


@settings(max_examples=examples(60), deadline=None)
@given(staircases(), st.integers(1, 3))
def test_an_interval_in_two_halves_is_the_same(series, thirds):
    first = np.maximum(series.seconds * thirds // 4, 1)
    halves = series_of(
        np.stack([series.start_s, series.start_s + first]).T.ravel(),
        np.stack([first, series.seconds - first]).T.ravel(),
        {leg: np.repeat(values, 2) for leg, values in series.channels.items()},
    )
    for by_clock in (False, True):
        for one, two in zip(whole(series, by_clock=by_clock), whole(halves, by_clock=by_clock), strict=True):
            assert (one is None) == (two is None)
            if one is not None:
                assert one.value == pytest.approx(two.value, abs=1e-9)
    assert demand.quarter_hours(halves).channels["B"] == pytest.approx(demand.quarter_hours(series).channels["B"])


@settings(max_examples=examples(60), deadline=None)
@given(staircases())
def test_lines_together_are_no_more_than_each_alone(series):
    both = highest(series, [{"A": 1.0}, {"B": 1.0}])
    total = peak_of_sum(series, {"A": 1.0, "B": 2.0}).value
    assert total <= both[0].value + 2 * both[1].value + 1e-9


@pytest.mark.slow
def test_memory_grows_by_a_few_numbers_a_reading():
    def most_bytes(count):
        values = np.random.default_rng(3).random(count)
        series = series_of(1_700_000_000 + np.arange(count), np.ones(count), {"A": values, "B": values[::-1]})
        tracemalloc.start()
        try:
            bounds = [month.start_s for month in months(series)[1:]]
            highest_means(series, EITHER, 900, bounds)
            highest_means(series, EITHER, 900, bounds, by_clock=True)
            time_at_levels(series, ["A", "B"], 20)
            demand.quarter_hours(series)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert most_bytes(1 << 20) - most_bytes(1 << 18) < 64 * ((1 << 20) - (1 << 18))


def test_a_month_that_begins_inside_an_interval_begins_there():
    day = 86_400
    series = series_of(1_743_465_600 - day // 2 + day * np.arange(3), [day] * 3, {"": [9.0, 1.0, 2.0]})
    (found,) = highest_means(series, [{"": 1.0}], 900, [1_743_465_600])
    assert found == [demand.Peak(9.0, 1_743_465_600 - day // 2), demand.Peak(9.0, 1_743_465_600)]

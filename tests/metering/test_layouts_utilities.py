"""Exports of utilities: what is read is what other code reads, and nothing is read wrong silently."""

from datetime import datetime, timedelta

import pytest
from layout_samples import utilities

from evsite.metering.demand import peaks
from evsite.metering.layouts import layouts
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - counted on by the clock on the wall
BY_DAYS = [
    pytest.param(export, days, id=f"{export.__module__.rpartition('.')[2]}-{export.__name__}-{days}")
    for days, export in utilities.by_days()
    if days != "long"
]
VARIANTS = [pytest.param(sample, id=sample.name) for sample in utilities.variants()]


def read(sample, **more):
    return read_interval_data(sample.content, sample.filename, ReadingOptions(**{**sample.options, **more}))


def check(sample, series):
    """A series is that of the sample."""
    assert series.unit == "kW"
    assert set(series.channels) == {""}
    values = series.channels[""]
    assert len(values) == sample.readings
    assert max(values) == pytest.approx(sample.expected_kw, rel=1e-9)
    assert peaks(series)[""].value == pytest.approx(sample.expected_kw, rel=1e-9)
    instant_s = int(series.start_s[values.argmax()])
    assert _wall(instant_s + series.zone.offset_s(instant_s)) == sample.peak_local
    assert sum(values * series.seconds) / 3600 == pytest.approx(sample.total_kwh, rel=1e-9)
    assert series.interval_s == sample.interval_min * 60
    told = " ".join(note.message for note in series.notes)
    layout = layouts()[sample.layout]
    assert layout.title in told or sample.layout in told
    if sample.estimated:
        assert any(str(sample.estimated) in note.message and "estimated" in note.message for note in series.notes)
    for word in sample.aside:
        assert word.casefold() in told.casefold()


def _wall(seconds):
    return f"{EPOCH + timedelta(seconds=seconds):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("export", "days"), BY_DAYS)
def test_what_the_file_says_is_read(export, days):
    sample = export(days)
    check(sample, read(sample))


@pytest.mark.parametrize("sample", VARIANTS)
def test_what_another_account_has_is_read(sample):
    check(sample, read(sample))

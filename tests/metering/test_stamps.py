"""Time stamps in the spellings of exporters, compared with strptime and pandas."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from evsite.metering.errors import DataError
from evsite.metering.stamps import (
    OtherOrderError,
    StampColumn,
    hour_of,
    looks_like_a_date,
    looks_like_a_stamp,
    looks_like_a_time,
    period_of,
)

NBSP, NARROW, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"
FIRST, LAST = datetime(2001, 1, 1), datetime(2060, 1, 1)  # noqa: DTZ001
FORMATS = [
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%d %H%M",
    "%Y%m%dT%H%M%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M%p",
    "%m/%d/%y %I:%M:%S %p",
    "%m-%d-%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%d %B %Y %H:%M",
    "%b %d, %Y %I:%M %p",
    "%A, %B %d, %Y %I:%M %p",
    "%a %m/%d/%Y %H:%M",
    "%d%b%Y:%H:%M:%S",
]


def wall(text: str, form: str = "%Y-%m-%d %H:%M:%S") -> int:
    return int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=examples(40))
@given(moment=st.datetimes(FIRST, LAST))
def test_every_form_is_read_as_strptime_reads_it(form, moment):
    text = moment.strftime(form)
    column = StampColumn(day_first=form.startswith("%d."))
    stamp = column.read(text)
    assert stamp == (wall(text, form), None)
    assert column.read(text) == stamp
    assert looks_like_a_stamp(text)
    assert not column.guessed


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S.%f%z"])
@settings(max_examples=examples(40))
@given(
    moment=st.datetimes(FIRST, LAST),
    zone=st.sampled_from(["America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC"]),
)
def test_stamps_with_offsets_are_the_instants_of_pandas(form, moment, zone):
    text = pd.Timestamp(moment, tz="UTC").tz_convert(zone).strftime(form)
    stamp = StampColumn().read(text)
    assert stamp is not None
    assert stamp.wall_s - stamp.offset_s == int(pd.Timestamp(text).timestamp() // 1)


@pytest.mark.parametrize(
    ("text", "expected", "offset_h"),
    [
        (f"06/17/2025 12:00AM{NBSP}", "2025-06-17 00:00:00", None),
        (f"06/17/2025{NBSP}12:15{NARROW}AM", "2025-06-17 00:15:00", None),
        (f"06/17/2025 12:15{THIN}PM", "2025-06-17 12:15:00", None),
        ("06/17/2025  00:15", "2025-06-17 00:15:00", None),
        ("6/17/2025, 12:15 a.m.", "2025-06-17 00:15:00", None),
        ("'06/17/2025 00:15", "2025-06-17 00:15:00", None),
        ("06/17/2025 24:00", "2025-06-18 00:00:00", None),
        ("12/31/2025 24:00:00", "2026-01-01 00:00:00", None),
        ("2025-06-17", "2025-06-17 00:00:00", None),
        ("20250617", "2025-06-17 00:00:00", None),
        ("20250617 0015", "2025-06-17 00:15:00", None),
        ("1750143600", "2025-06-17 07:00:00", 0),
        ("1750143600123", "2025-06-17 07:00:00", 0),
        ("1750143600.5", "2025-06-17 07:00:00", 0),
        ("2025-06-17T07:05:00.101Z", "2025-06-17 07:05:00", 0),
        ("2026-07-01 12:00:00 -0700", "2026-07-01 12:00:00", -7),
        ("2025-11-02 01:00 PDT", "2025-11-02 01:00:00", -7),
        ("2025-11-02 01:00 (PST)", "2025-11-02 01:00:00", -8),
        ("11/02/2025 1:00 AM EST", "2025-11-02 01:00:00", -5),
        ("2025-06-17 00:15 UTC-7", "2025-06-17 00:15:00", -7),
        ("2025-06-17 00:15 GMT+02:00", "2025-06-17 00:15:00", 2),
    ],
)
def test_other_spellings(text, expected, offset_h):
    stamp = StampColumn().read(text)
    assert stamp == (wall(expected), None if offset_h is None else offset_h * 3600)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "12345",
        "2025-06-17 13",
        "06/17/2025 1",
        "06/17/2025 25:00",
        "06/17/2025 24:15",
        "06/17/2025 13:15 PM",
        "06/17/2025 0:60",
        "02/30/2025 0:00",
        "13/13/2025",
        "2025-06-17 00:15 XYZ",
        "2025-06-17 00:15 +15:00",
        "2025-06-17 00:15 kWh",
        "1969-12-31 00:00",
        "99999999999999",
        "17 Junk 2025",
        "06/17-2025",
        "2025-06-17 00:15" + " " * 100_000 + "x",
    ],
)
def test_what_is_no_stamp_is_none(text):
    assert StampColumn().read(text) is None
    assert not looks_like_a_stamp(text)


def test_the_sample_tells_which_comes_first():
    column = StampColumn(["01/02/2025", "13/02/2025"])
    assert (column.day_first, column.decided, column.guessed) == (True, True, False)
    assert column.read("03/04/2025") == (wall("2025-04-03 00:00:00"), None)
    column = StampColumn(["01/02/2025", "02/13/2025"])
    assert (column.day_first, column.decided, column.guessed) == (False, True, False)
    column = StampColumn(["01/02/2025"])
    assert (column.day_first, column.decided, column.guessed) == (False, False, True)
    column = StampColumn(["01.02.2025"])
    assert (column.day_first, column.decided, column.guessed) == (True, False, True)


def test_a_sample_with_both_orders_is_refused():
    with pytest.raises(DataError, match="'13/02/2025' has the day first and '02/14/2025' the month"):
        StampColumn(["13/02/2025", "02/14/2025"])


def test_a_later_stamp_decides_what_the_sample_left_open():
    column = StampColumn(["01/02/2025 00:00"])
    assert column.read("01/02/2025 00:00") == (wall("2025-01-02 00:00:00"), None)
    assert column.guessed
    column.read("01/13/2025 00:00")
    assert not column.guessed


def test_a_later_stamp_that_decides_the_other_way_asks_for_another_reading():
    column = StampColumn(["01/02/2025 00:00"])
    column.read("01/02/2025 00:00")
    with pytest.raises(OtherOrderError) as caught:
        column.read("13/02/2025 00:00")
    again = StampColumn(day_first=caught.value.day_first)
    assert again.read("01/02/2025 00:00") == (wall("2025-02-01 00:00:00"), None)
    assert again.read("13/02/2025 00:00") == (wall("2025-02-13 00:00:00"), None)


@pytest.mark.parametrize("column", [StampColumn(["13/02/2025"]), StampColumn(day_first=True)])
def test_a_later_stamp_against_the_decision_is_an_error(column):
    column.read("13/02/2025")
    with pytest.raises(DataError, match="month"):
        column.read("02/14/2025")


@settings(max_examples=examples(50))
@given(st.lists(st.dates(FIRST.date(), LAST.date()), min_size=1), st.booleans())
def test_a_column_is_never_read_in_two_orders(days, day_first):
    form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    texts = [day.strftime(form) for day in days]
    column = StampColumn(texts)
    read = [column.read(text) for text in texts]
    if column.decided:
        assert [stamp.wall_s for stamp in read] == [wall(text, form) for text in texts]
    else:
        assert all(day.day <= 12 for day in days)
        assert column.guessed is any(day.day != day.month for day in days)


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("evsite.metering.stamps._KEPT", 10)
    column = StampColumn()
    for second in range(1000):
        text = datetime.fromtimestamp(1_750_000_000 + second * 40_000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        assert column.read(text) == (wall(text), None)
        assert len(column._days) <= 10
        assert len(column._times) <= 10


@pytest.mark.parametrize(
    "text", ["20250617", "6/17/2025", "2025-06-17", "17-Jun-25", "2025-06-17 00:00:00", "06/17/2025 "]
)
def test_dates_alone(text):
    assert looks_like_a_date(text)
    assert not looks_like_a_time(text, digits=True)


@pytest.mark.parametrize("text", ["00:15", " 00:15", "12:15 AM", f"12:15{NARROW}AM", "12:00AM", "23:45:00", "24:00"])
def test_times_alone(text):
    assert looks_like_a_time(text)
    assert not looks_like_a_date(text)
    assert not looks_like_a_stamp(text)


def test_digits_are_a_time_only_with_a_hint():
    assert looks_like_a_time("0015", digits=True)
    assert not looks_like_a_time("0015")
    assert not looks_like_a_time("0075", digits=True)
    assert not looks_like_a_time("13", digits=True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (f"2017-08-31 00:00:00{NBSP}to 2017-08-31 01:00:00", "2017-08-31 00:00:00", "2017-08-31 01:00:00"),
        ("2025-06-17 00:00 - 00:15", "2025-06-17 00:00", "2025-06-17 00:15"),
        ("2025-06-17 00:00 - 2025-06-17 00:15", "2025-06-17 00:00", "2025-06-17 00:15"),
        ("6/17/2025 12:00 AM \N{EN DASH} 12:15 AM", "6/17/2025 12:00 AM", "6/17/2025 12:15 AM"),
        ("6/17/2025 12:00 AM\N{EN DASH}6/17/2025 12:15 AM", "6/17/2025 12:00 AM", "6/17/2025 12:15 AM"),
        ("2025-06-17T00:00/2025-06-17T00:15", "2025-06-17T00:00", "2025-06-17T00:15"),
        (
            "2025-06-17T00:00:00-07:00/2025-06-17T00:15:00-07:00",
            "2025-06-17T00:00:00-07:00",
            "2025-06-17T00:15:00-07:00",
        ),
        ("6/17/2025 0:00 / 6/17/2025 0:15", "6/17/2025 0:00", "6/17/2025 0:15"),
        ("00:00-00:15", "00:00", "00:15"),
        ("12:00AM - 1:00AM", "12:00AM", "1:00AM"),
        ("2025-06-17 23:45 to 24:00", "2025-06-17 23:45", "2025-06-17 24:00"),
        ("10/01/2025 to 10/02/2025", "10/01/2025", "10/02/2025"),
    ],
)
def test_a_period_in_one_cell_has_two_ends(text, start, end):
    assert period_of(text) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "2025-06-17", "6/17/2025", "2025-06-17 00:00-07:00", "hi to you", "00:00", "a - b", "1-2", "6/17/2025 - 5"],
)
def test_what_is_no_period_is_none(text):
    assert period_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HE 13", (13, "end")),
        ("HE13", (13, "end")),
        ("HE24", (24, "end")),
        ("HE1300", (13, "end")),
        ("Hour Ending 13:00", (13, "end")),
        ("hour ending 1 PM", (13, "end")),
        ("Hr End 2", (2, "end")),
        ("Hour Beginning 0", (0, "start")),
        ("HB 5", (5, "start")),
        ("Hour 13", (13, None)),
        ("Hour_1", (1, None)),
        ("13", (13, None)),
        ("25", (25, None)),
        ("26", None),
        ("12:00", None),
        ("1 PM", None),
        ("", None),
        ("Hour", None),
        ("HE 13:15", None),
        ("Meter 13", None),
    ],
)
def test_numbers_of_hours(text, expected):
    assert hour_of(text) == expected


@given(st.text("0123456789/-:. TZPAMpam+\N{NO-BREAK SPACE}to", max_size=40))
def test_any_text_is_looked_at(text):
    for look in (looks_like_a_stamp, looks_like_a_date, looks_like_a_time, period_of, hour_of, StampColumn().read):
        look(text)

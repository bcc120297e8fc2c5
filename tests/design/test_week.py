"""The recurring week: days, clock times, windows over midnight and over the week's end, what is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.week import (
    DAY_MIN,
    WEEK_MIN,
    Stretch,
    WeekError,
    gaps,
    most_within,
    overlap,
    read_clock,
    read_days,
    read_moment,
    show_moment,
    show_stretches,
    stretches_of,
)

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon", (MON,)),
        ("tuesday", (TUE,)),
        ("Mon-Fri", (MON, TUE, WED, THU, FRI)),
        ("weekdays", (MON, TUE, WED, THU, FRI)),
        ("Weekend", (SAT, SUN)),
        ("Sat, Sun", (SAT, SUN)),
        ("Mon, Wed and Fri", (MON, WED, FRI)),
        ("Fri-Mon", (MON, FRI, SAT, SUN)),
        ("Mon–Tue", (MON, TUE)),
        ("Mon-Tue, Sat", (MON, TUE, SAT)),
        ("daily", tuple(range(7))),
        ("every  day", tuple(range(7))),
        ("Sun-Sat", tuple(range(7))),
    ],
)
def test_days_as_people_write_them(text, days):
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "Montag", "T", "M-F", "Mon-", "Mon..Fri", "13", "workdays"])
def test_what_is_no_day_is_said_with_an_example(text):
    with pytest.raises(WeekError, match="expected like Mon-Fri"):
        read_days(text)


def test_the_end_of_a_day_is_24_00_and_nothing_is_later():
    assert read_clock("00:00") == 0
    assert read_clock("7:05") == 425
    assert read_clock("24:00") == DAY_MIN
    for text in ("24:01", "25:00", "7", "7:5", "07:60", "7am", ""):
        with pytest.raises(WeekError, match="00:00 to 24:00"):
            read_clock(text)


def test_a_moment_is_a_day_and_a_time():
    assert read_moment("Mon 00:00") == 0
    assert read_moment("Sun 23:59") == WEEK_MIN - 1
    assert read_moment("sunday 24:00") == 0
    for text in ("13:00", "Mon", "Mon-Fri 13:00", "Mon 25:00", "daily 06:00", ""):
        with pytest.raises(WeekError):
            read_moment(text)


def test_a_window_over_midnight_runs_into_the_next_day():
    assert stretches_of([TUE], 22 * 60, 6 * 60) == (Stretch(TUE * DAY_MIN + 22 * 60, WED * DAY_MIN + 6 * 60),)


def test_a_window_over_the_end_of_the_week_is_cut_in_two():
    assert stretches_of([SUN], 22 * 60, 6 * 60) == (Stretch(0, 360), Stretch(WEEK_MIN - 120, WEEK_MIN))


def test_a_window_to_24_00_ends_with_its_day():
    assert stretches_of([SUN], 18 * 60, DAY_MIN) == (Stretch(WEEK_MIN - 360, WEEK_MIN),)
    assert stretches_of(range(7), 0, DAY_MIN) == tuple(Stretch(d * DAY_MIN, (d + 1) * DAY_MIN) for d in range(7))


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, DAY_MIN - 1),
    st.integers(0, DAY_MIN).filter(lambda minute: minute > 0),
)
def test_stretches_hold_just_the_minutes_of_the_window(days, start, end):
    if start == end:
        return
    length = (end - start) % DAY_MIN or DAY_MIN
    wanted = {(day * DAY_MIN + start + step) % WEEK_MIN for day in days for step in range(length)}
    found = [minute for first, last in stretches_of(days, start, end) for minute in range(first, last)]
    assert set(found) == wanted
    assert len(found) == len(wanted) or length > DAY_MIN - 1 or end < start


@given(st.lists(st.tuples(st.integers(0, WEEK_MIN - 1), st.integers(1, 3000)), max_size=8))
def test_gaps_are_what_no_stretch_holds(pieces):
    stretches = [Stretch(start, min(start + length, WEEK_MIN)) for start, length in pieces]
    covered = {minute for start, end in stretches for minute in range(start, end)}
    left = {minute for start, end in gaps(stretches) for minute in range(start, end)}
    assert covered | left == set(range(WEEK_MIN))
    assert not covered & left


def test_overlap_is_the_first_stretch_that_both_hold():
    assert overlap([Stretch(0, 60)], [Stretch(60, 120)]) is None
    assert overlap([Stretch(0, 61)], [Stretch(60, 120)]) == Stretch(60, 61)


@pytest.mark.parametrize(
    ("days", "start", "end", "words"),
    [
        ("Mon-Fri", 360, 720, "Mon-Fri 06:00-12:00"),
        ("Sat-Sun", 0, DAY_MIN, "Sat-Sun all day"),
        ("daily", 0, DAY_MIN, "always"),
        ("Mon, Wed", 60, 120, "Mon, Wed 01:00-02:00"),
        ("Sun", 1320, 360, "Mon 00:00-06:00, Sun 22:00-24:00"),
        ("daily", 1320, 360, "Mon-Sun 00:00-06:00 and 22:00-24:00"),
    ],
)
def test_stretches_in_words(days, start, end, words):
    assert show_stretches(stretches_of(read_days(days), start, end)) == words


@given(st.integers(0, WEEK_MIN - 1))
def test_a_moment_reads_as_it_is_shown(minute):
    assert read_moment(show_moment(minute)) == minute


def test_a_stay_of_weeks_meets_every_week_of_them():
    stretches = [Stretch(60, 120), Stretch(3_000, 9_000)]
    week = sum(end - start for start, end in stretches)
    for rest in (0, 30, 90, 5_000, WEEK_MIN - 60):
        within = most_within(stretches, rest)
        assert most_within(stretches, rest + WEEK_MIN) == within + week
        assert most_within(stretches, rest + 1e9 * WEEK_MIN) == pytest.approx(within + 1e9 * week)
    assert most_within(stretches, 30) == 30
    assert most_within(stretches, 8_000) == 6_060  # from 3,000 on, with the first hour of the next week
    assert most_within([], 1e9) == 0

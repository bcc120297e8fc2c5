"""No text ends in a traceback, and reading grows with the file."""

import contextlib
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_sites import read_text

import evsite
from effort import examples
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.sessions.options import read_columns

MOMENTS = st.sampled_from(
    [
        *(
            "Mon 08:00",
            "08:00",
            "25:00",
            "week 2 Tue 09:00",
            "week 0 Mon 08:00",
            "week x",
            "2019-06-01 08:00Z",
            "Sun 24:00",
        ),
        *("2019-06-01 08:00:00-07:00", "2019-11-03 01:30", "2019-03-10 02:30", "3/4/2019 8:00 AM", "13/4/2019 08:00"),
        *(
            "2019-06-01",
            "20190601T080000Z",
            "1559401507",
            "9999-12-31 23:59",
            "2019-06-31 08:00",
            "",
            "null",
            "0",
            "24:00",
        ),
        *("\N{ARABIC-INDIC DIGIT THREE}/4/2019 08:00", "2019-06-01 08:00:00+14:00", "2100-12-31 23:59:59-12:00"),
    ]
)
VALUES = st.sampled_from(
    [
        "",
        "5",
        "5 kWh",
        "1e400 kWh",
        "nan",
        "-3 kWh",
        "3 h",
        "1:30",
        "01:30:00",
        "32 A",
        "Bolt EV",
        "7 kW",
        '"',
        "S1.1",
        "S1",
        "#",
        "0",
    ]
)
TITLES = st.sampled_from(
    [
        "port",
        "time",
        "leave",
        "stay",
        "energy",
        "energy_kwh",
        "accept",
        "name",
        "deadline",
        "arrival",
        "departure",
        "taper_from",
        "x",
        "",
    ]
)
ROWS = st.lists(st.lists(st.one_of(MOMENTS, VALUES), min_size=0, max_size=6), max_size=6)
OPTIONS = st.fixed_dictionaries(
    {
        "overlaps": st.sampled_from(["refuse", "end-earlier", "skip"]),
        "unknown": st.sampled_from(["refuse", "skip"]),
        "bad_rows": st.sampled_from(["refuse", "skip"]),
        "pool": st.booleans(),
        "zone": st.sampled_from([None, "America/Los_Angeles", "+05:30"]),
        "since": st.sampled_from([None, "2019-06-01", "Mon 09:00"]),
    }
)
REFUSED = (evsite.SiteFileError, SessionOptionError)


def in_bounds(text, options, *, table=True):
    """Read a text; what comes of it is sorted, and no two are at a port at once."""
    with contextlib.suppress(*REFUSED):
        found = read_text(text, table=table, **options)
        arrivals = [each.arrive_s for each in found.sessions]
        assert arrivals == sorted(arrivals)
        assert min(arrivals) >= 0
        until = {}
        for each in found.sessions:
            assert until.get(each.port, 0) <= each.arrive_s or each.port is None
            end_s = each.leave_s if each.leave_s is not None else each.arrive_s + (each.stay_s or 0)
            assert end_s >= each.arrive_s
            until[each.port] = end_s


@settings(max_examples=examples(60))
@given(st.lists(TITLES, min_size=1, max_size=6), ROWS, OPTIONS, st.sampled_from(",;\t"))
def test_no_table_ends_in_a_traceback(titles, rows, options, separator):
    in_bounds("\n".join(separator.join(cells) for cells in [titles, *rows]), options)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(MOMENTS, st.one_of(MOMENTS, VALUES), VALUES), min_size=1, max_size=8), OPTIONS)
def test_no_rows_under_good_titles_end_in_a_traceback(rows, options):
    lines = [f"S{1 + number % 2}.1,{time},{leave},{value}" for number, (time, leave, value) in enumerate(rows)]
    in_bounds("\n".join(["port,time,leave,energy", *lines]), options)


@settings(max_examples=examples(60))
@given(st.text(max_size=200), st.sampled_from([None, "acn", "cdr"]))
def test_no_text_ends_in_a_traceback(text, preset):
    with contextlib.suppress(*REFUSED):
        read_text(text, preset=preset)
    with contextlib.suppress(*REFUSED):
        read_text(text, table=False)
    with contextlib.suppress(*REFUSED):
        read_columns(text)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(MOMENTS, MOMENTS, VALUES), min_size=1, max_size=5), OPTIONS)
def test_no_toml_ends_in_a_traceback(rows, options):
    tables = [
        f"[[arrivals]]\nport = 'S1.1'\ntime = '{time}'\nleave = '{leave}'\nstay = '{value}'\n"
        for time, leave, value in rows
    ]
    in_bounds("".join(tables), options, table=False)


@pytest.mark.parametrize(
    "row",
    ["S1.1,2019-06-01 08:00Z,,5\n", "X{n},2019-06-01 08:00Z,,5\n", "S1.1,x,x,x\n", "S1.1,Mon 08:00,,\n", '",",,"\n'],
)
@pytest.mark.slow
def test_the_work_grows_with_the_rows_alone(row):
    """Counted as calls of functions, which no busy machine changes."""

    def calls(number):
        made = 0

        def count(_frame, event, _argument):
            nonlocal made
            made += event == "call"

        text = "port,time,leave,energy_kwh\n" + "".join(row.format(n=n) for n in range(number))
        sys.setprofile(count)
        try:
            with contextlib.suppress(*REFUSED):
                read_text(text)
        finally:
            sys.setprofile(None)
        return made

    calls(10)
    assert calls(800) < 2.6 * calls(400) + 5_000

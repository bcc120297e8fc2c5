"""Units in titles of columns: read as a whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spellings import NO_LOADS, NO_UNIT, REFUSED, SPELLINGS

from effort import for_each
from evsite.metering.unit_phrases import LOADS
from evsite.metering.units import accepted_units, title_unit, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@for_each(("title", "measure", "factor"), SPELLINGS)
def test_a_unit_is_read_however_it_is_spelled(title, measure, factor):
    read = title_unit(title)
    assert read.leftover is None
    assert read.unit is not None
    assert (read.unit.measure, read.unit.factor) == (measure, pytest.approx(factor))
    assert read.unit.is_load


@for_each(("title", "measure"), NO_LOADS)
def test_what_is_no_load_is_known_as_such(title, measure):
    read = title_unit(title)
    assert read.leftover is None
    assert read.unit is not None
    assert read.unit.measure == measure
    assert not read.unit.is_load


@for_each("title", REFUSED)
def test_what_is_not_understood_is_left_over(title):
    read = title_unit(title)
    assert read.leftover
    assert read.unit is None


@pytest.mark.parametrize("title", NO_UNIT)
def test_a_title_without_a_unit_has_none(title):
    read = title_unit(title)
    assert read.unit is None
    assert read.leftover is None


def test_there_are_enough_spellings():
    assert len(SPELLINGS) >= 60
    assert len(REFUSED) + len(NO_UNIT) >= 30
    assert len({title for title, *_ in SPELLINGS}) == len(SPELLINGS)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Usage(Real energy in kilowatt-hours)", ("usage", "real", "energy", "in")),
        ("House-Mains_A (kWatts)", ("house", "mains", "a")),
        ("KW_INTERVAL_12", ("interval", "12")),
        ("phaseB_kW", ("phase", "b")),
        ("ActivePowerKW", ("active", "power")),
        ("L1 kW", ("l1",)),
        ("Température moyenne (°C)", ("température", "moyenne")),
        ("12:30 AM kWH", ("12:30", "am")),
        ("a_total_act_energy", ("a", "total", "act", "energy")),
    ],
)
def test_the_other_words_stay_in_order(title, words):
    assert title_unit(title).words == words


@pytest.mark.parametrize(
    ("text", "measure", "factor"),
    [
        ("kWh", "kWh", 1),
        (" KWH ", "kWh", 1),
        ("(kWh)", "kWh", 1),
        ("a", "A", 1),
        ("W", "kW", 1e-3),
        ("va", "kVA", 1e-3),
        ("Kilowatt-hours", "kWh", 1),
        ("kWh/interval", "kWh", 1),
        ("mA", "A", 1e-3),
        ("min", "time", 1),
        ("therms", "gas", 1),
    ],
)
def test_a_whole_text_is_a_unit(text, measure, factor):
    unit = unit_of(text)
    assert unit is not None
    assert (unit.measure, unit.factor) == (measure, pytest.approx(factor))


@pytest.mark.parametrize("text", ["", "usage kWh", "kWh x 10", "mw", "kW kWh", "1 kWh", "kWh,", "Mains", "kW" * 5000])
def test_a_text_that_is_more_than_a_unit_is_none(text):
    assert unit_of(text) is None


def test_the_units_that_a_message_shows_are_accepted():
    shown = [unit_of(each) for each in accepted_units().replace(" or ", ", ").split(", ")]
    assert {unit.measure for unit in shown if unit is not None} == set(LOADS)
    assert None not in shown


@pytest.mark.parametrize(
    ("title", "beside", "measure"),
    [
        ("total_a", ("time", "total_a"), "A"),
        ("current_a", ("time", "current_a"), "A"),
        ("current_a", ("time", "current_a", "current_b"), None),
        ("Current A", ("Time", "Current A", "Current B", "Current C"), None),
        ("total_a", (), None),
        ("Feeder A", ("time", "Feeder A"), None),
        ("Phase A", ("time", "Phase A"), None),
    ],
)
def test_a_letter_a_at_the_end_is_the_unit_where_no_phase_b_is_beside_it(title, beside, measure):
    unit = title_unit(title, beside).unit
    assert (unit and unit.measure) == measure


MARKS = [*" /._-:;,*'^+%$()[]{}<>#|&!?=~·×³\n\N{NO-BREAK SPACE}\N{COMBINING LONG STROKE OVERLAY}"]
WORDS = [
    "x10",
    "10",
    "per",
    "k",
    "foo",
    "phase",
    "B",
    "interval",
    "Dryer",
    "HVAC",
    "power",
    "total",
    "current",
    "apparent",
    "energy",
]
AROUND = [" {} ", "_{}_", " ({}) ", ", {}, "]
FOREIGN = [*MARKS, *(form.format(word) for word in WORDS for form in AROUND)]
GLUED = ["q", "x", "j", "7", "0j", "qx"]


def inside(title: str, foreign: list[str]) -> Iterator[str]:
    """The title with each text at each place inside its unit."""
    whole = title_unit(title).unit
    assert whole is not None
    start = title.rindex(whole.text)
    for place in range(start + 1, start + len(whole.text)):
        for text in foreign:
            yield title[:place] + text + title[place:]


@pytest.mark.parametrize(("title", "measure", "factor"), SPELLINGS)
def test_a_word_or_mark_inside_a_unit_never_makes_it_another_one(title, measure, factor):
    unit = title_unit(title).unit
    assert unit is not None
    # with "kWh per 7 hours" another unit is meant, and in "Energy kjlo-Watts" a name stands before the watts
    foreign = [*FOREIGN, *(GLUED if unit.text.isalpha() else [])] if "per" not in unit.text else []
    for changed in inside(title, foreign):
        read = title_unit(changed).unit
        if read is not None and read.is_load:
            assert (changed, read.measure, read.factor) == (changed, measure, pytest.approx(factor))


@given(st.sampled_from(SPELLINGS), st.sampled_from(["  {}", "{} ", "\N{NO-BREAK SPACE}{}", "\ufeff{}", '"{}"']))
def test_white_space_and_quotes_around_a_title_say_nothing(spelling, around):
    assert title_unit(around.format(spelling[0])) == title_unit(spelling[0])


@given(st.sampled_from([each for each in SPELLINGS if each[2] == 1]), st.sampled_from([10, 20, 100, 40.5]))
def test_a_multiple_of_a_unit_is_left_over(spelling, number):
    for form in ("{} x {}", "{} x{}", "{} × {}", "{} * {}", "{} (x{})", "{}*{}"):
        assert title_unit(form.format(spelling[0], number)).unit is None


@given(st.text(max_size=40))
def test_any_text_is_looked_at(text):
    read = title_unit(text)
    assert read.unit is None or read.leftover is None
    whole = unit_of(text)
    if whole is not None:
        inside = title_unit(f"Reading ({whole.text})").unit
        assert inside is None or (inside.measure, inside.factor) == (whole.measure, whole.factor)


def test_a_long_title_is_looked_at_in_no_time():
    assert title_unit("kW " * 100_000).unit is None
    assert title_unit("(" * 100_000).unit is None

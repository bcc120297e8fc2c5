"""What counts as equal, and which way numbers are rounded."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evsite
from evsite.rounding import TOLERANCE, ceil_to, exceeds, fits, floor_to, whole
from evsite.words import digits_apart, format_number

STEPS = st.sampled_from([0.1, 1.0, 5.0])


@pytest.mark.parametrize(("value", "down", "up"), [(26.393, 26.3, 26.4), (26.3, 26.3, 26.3), (0.0, 0.0, 0.0)])
def test_tenths_are_rounded_in_the_direction_that_is_asked_for(value, down, up):
    assert floor_to(value, 0.1) == pytest.approx(down)
    assert ceil_to(value, 0.1) == pytest.approx(up)


@given(st.floats(min_value=0, max_value=1e6), STEPS)
def test_a_number_lies_between_what_it_is_rounded_to(value, step):
    down, up = floor_to(value, step), ceil_to(value, step)
    assert fits(down, value)
    assert fits(value, up)
    assert up - down < step * 1.001


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=49))
def test_sums_that_miss_a_whole_number_by_rounding_are_whole(number, parts):
    total = sum([number / parts] * parts)
    assert whole(total) == number
    assert floor_to(total, 1.0) == ceil_to(total, 1.0) == number


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_a_number_fits_itself_and_not_what_is_clearly_below(limit):
    assert fits(limit, limit)
    assert exceeds(limit + max(1e-9, 3 * TOLERANCE * abs(limit)), limit)


def test_the_tolerance_stands_in_one_place():
    # a number like 1e-9 elsewhere has to have a name of its own, or be an angle
    source = Path(evsite.__file__).parent
    found = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if re.search(r"\b1e-0?9\b", re.sub(r'""".*?"""|#[^\n]*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    }
    assert found == {"rounding.py", "network/phasors.py"}


@given(
    st.floats(0.01, 1e6).flatmap(
        lambda limit: st.tuples(st.just(limit), st.floats(-0.1, 0.1).filter(lambda share: abs(share) > 2 * TOLERANCE))
    )
)
def test_a_number_is_never_told_as_the_limit_that_it_misses(case):
    limit, share = round(case[0], 2), case[1]
    value = limit * (1 + share)
    digits = digits_apart(value, limit)
    reported, needed = (float(format_number(number, digits).replace(",", "")) for number in (value, limit))
    assert (reported < needed) == (value < limit)
    assert reported != needed


def test_the_decimals_are_the_usual_ones_where_these_tell_numbers_apart():
    assert (digits_apart(39.9, 40), digits_apart(39.98, 40), digits_apart(40, 40)) == (None, 2, None)

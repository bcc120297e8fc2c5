"""JSON: valid, the same bytes each time, no NaN, one element a line."""

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from evsite.output.json.writer import number, pieces

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), values))
def test_what_is_written_reads_back_as_it_was(document):
    assert json.loads("".join(pieces(document))) == document


def test_lists_at_the_top_have_one_element_a_line():
    assert "".join(pieces({"a": 1, "rows": [{"x": 1}, {"x": 2}], "none": []})).splitlines() == [
        "{",
        '  "a": 1,',
        '  "rows": [',
        '    {"x": 1},',
        '    {"x": 2}',
        "  ],",
        '  "none": []',
        "}",
    ]


def test_noise_of_floats_is_cut_far_below_what_limits_are_exact_to():
    assert number(79.99999999999999) == 80.0
    assert number(26.3932022500210304) == 26.39320225
    assert abs(number(1 / 3) - 1 / 3) < 1e-12


def test_what_is_no_number_is_null():
    assert [number(value) for value in (math.nan, math.inf, -math.inf, None)] == [None] * 4

"""Numbers and names in few words."""

import pytest

from evsite.output.text import figures
from evsite.output.text.names import breath, count_words, positions, ranges, shape

PORTS = [f"S{station}.{port}" for station in range(1, 11) for port in (1, 2)]
ORDER = positions(PORTS)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (PORTS, "S1.1 to S10.2"),
        (["S1.1"], "S1.1"),
        (["S1.1", "S1.2"], "S1.1, S1.2"),
        (["S1.1", "S2.2", "S3.1"], "S1.1, S2.2, S3.1"),
        (PORTS[::3], "S1.1, S2.2, S4.1 and 4 more"),
        (["S1.1", "S2.1", "S3.1", "S4.1"], "S1.1, S2.1, S3.1, S4.1"),
    ],
)
def test_neighbours_become_a_range_and_a_long_list_is_cut(names, words):
    assert ranges(names, ORDER) == words


def test_names_of_one_shape_are_told_by_the_first_and_the_last():
    assert shape("C12 breaker") == shape("C3 breaker")
    assert shape("C12 breaker") != shape("C12 phase A")
    assert breath(["C1 breaker"] * 3) == "C1 breaker"
    assert breath(["C1", "C2"]) == "C1, C2"
    assert breath(["C1", "C2", "C3"]) == "C1 to C3"


def test_words_are_counted_in_the_order_in_which_they_come():
    assert count_words(["AB", "BC", "AB"]) == "AB 2, BC 1"


@pytest.mark.parametrize(
    ("value", "text"), [(80.0, "80 A"), (26.3932, "26.39 A"), (57.5, "57.5 A"), (-0.0, "0 A"), (None, "no limit")]
)
def test_amperes_have_two_digits_at_most(value, text):
    assert figures.amps(value) == text


@pytest.mark.parametrize(
    ("fullness", "text"),
    [(1.0, "100 %"), (1 - 1e-12, "100 %"), (0.9996, "99.9 %"), (0.834, "83 %"), (float("inf"), "over")],
)
def test_a_limit_is_full_only_when_it_is(fullness, text):
    assert figures.share(fullness) == text


def test_counts_have_a_noun_in_the_right_number():
    assert figures.count(1, "port") == "1 port"
    assert figures.count(10_000, "port") == "10,000 ports"

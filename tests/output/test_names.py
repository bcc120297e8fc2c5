"""Numbers and names in few words."""

from random import Random

import pytest

from evsite.output.text import figures
from evsite.output.text.names import count_words, positions, ranges, shape, summarize_names
from evsite.words import amps, count, names, runs

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


def test_names_of_one_shape_are_reported_by_the_first_and_the_last():
    assert shape("C12 breaker") == shape("C3 breaker")
    assert shape("C12 breaker") != shape("C12 phase A")
    assert summarize_names(["C1 breaker"] * 3) == "C1 breaker"
    assert summarize_names(["C1", "C2"]) == "C1, C2"
    assert summarize_names(["C1", "C2", "C3"]) == "C1 to C3"
    assert summarize_names(["C1 breaker", "C2 breaker", "C3 breaker"]) == "C1 breaker to C3 breaker"


@pytest.mark.parametrize("missing", PORTS[1:-1])
def test_a_range_is_reported_only_where_it_is_the_whole_range(missing):
    left = [port for port in PORTS if port != missing]
    whole = f"{PORTS[0]} to {PORTS[-1]}"
    assert whole not in (
        ranges(left, ORDER),
        summarize_names(left, ORDER),
        summarize_names(left),
        names(left, ORDER),
        names(left),
    )
    assert ranges(PORTS, ORDER) == summarize_names(PORTS, ORDER) == names(PORTS, ORDER) == whole


def test_the_same_port_of_several_stations_is_no_range():
    ports = ["S1.1", "S2.1", "S3.1", "S4.1"]
    assert summarize_names(ports) == summarize_names(ports, ORDER) == "S1.1, S2.1, S3.1, S4.1"
    assert names(ports) == names(ports, ORDER) == "S1.1, S2.1, S3.1 and S4.1"
    assert summarize_names(["C1", "C4", "C7"]) == "C1, C4, C7"


def test_a_name_of_many_digits_is_only_a_name():
    long = "C" + "9" * 5000
    assert runs([long, long + "1"]) == [[long], [long + "1"]]


def test_words_are_counted_in_the_order_in_which_they_come():
    assert count_words(["AB", "BC", "AB"]) == "AB 2, BC 1"


@pytest.mark.parametrize(("value", "text"), [(80.0, "80 A"), (26.3932, "26.39 A"), (57.5, "57.5 A"), (-0.0, "0 A")])
def test_amperes_have_two_digits_at_most(value, text):
    assert amps(value, digits=2) == text


@pytest.mark.parametrize(
    ("fullness", "text"),
    [
        (1.0, "100 %"),
        (1 - 1e-12, "100 %"),
        (0.9996, "99.9 %"),
        (502 / 503, "99.8 %"),
        (0.834, "83 %"),
        (1 / 503, "0.2 %"),
        (1 / 100_000, "0.1 %"),
        (0.01, "1 %"),
        (0.0, "0 %"),
        (-1e-13, "0 %"),
        (1.0004, "100.1 %"),
        (float("inf"), "over"),
    ],
)
def test_a_limit_is_full_or_empty_only_when_it_is(fullness, text):
    assert figures.share(fullness) == text


@pytest.mark.parametrize("seed", range(20))
def test_a_share_reads_as_none_or_all_only_when_it_is(seed):
    random = Random(seed)
    for _ in range(200):
        apart = 10 ** random.uniform(-8.9, -0.01)
        for fullness in (apart, 1 - apart, 1 + apart):
            text = figures.share(fullness)
            assert text not in {"0 %", "0.0 %", "100 %", "100.0 %"}
            assert abs(float(text.removesuffix(" %")) - 100 * fullness) <= 0.5 + 1e-9
        below, above = figures.share(apart), figures.share(1 - apart)
        if apart < 0.01:
            assert float(below.removesuffix(" %")) + float(above.removesuffix(" %")) == pytest.approx(100)
        assert figures.share(apart * 1e-9) == figures.share(0.0) == "0 %"
        assert figures.share(1 - apart * 1e-9) == figures.share(1 + apart * 1e-9) == "100 %"


def test_counts_have_a_noun_in_the_right_number():
    assert count(1, "port") == "1 port"
    assert count(10_000, "port") == "10,000 ports"


def test_counts_of_many_places_are_cut():
    panels = [f"P{number} AB" for number in range(300)]
    assert count_words(panels[:13]) == ", ".join(f"{panel} 1" for panel in panels[:13])
    assert count_words(panels * 2, most=2) == "P0 AB 2, P1 AB 2 and 298 more places"
    assert len(count_words(panels * 20)) < 200

"""Which spaces breakers take, and which phases that puts them on."""

from __future__ import annotations

from collections import Counter

import pytest

import evsite
from evsite.sitefile.resolve.spaces import connection_of

SITE = """
[site]
nec = 2023
[supplies.T1]
kind = "service"
rating = "1200 A"
system = "{system}"
[panels.P]
fed_from = "T1"
main = "400 A"
{panel}
"""


def site_with(*circuits: str, system: str = "208Y/120", panel: str = "") -> evsite.Site:
    tables = [
        f'[circuits.{name}]\npanel = "P"\nbreaker = "20 A"\n{keys}\n'
        for name, keys in zip("CDEFG", circuits, strict=False)
    ]
    return evsite.loads(SITE.format(system=system, panel=panel) + "\n".join(tables))


def codes(*circuits: str, system: str = "208Y/120", panel: str = "") -> list[str]:
    with pytest.raises(evsite.SiteFileError) as caught:
        site_with(*circuits, system=system, panel=panel)
    return [finding.name for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("count", "pairs"),
    [
        pytest.param(
            20, {"AB": 8, "CA": 6, "BC": 6}, id="twenty 2-pole breakers down a 42-space panel: AB 8, CA 6, BC 6"
        ),
        pytest.param(10, {"AB": 4, "CA": 3, "BC": 3}, id="ten 2-pole breakers: AB 4, CA 3, BC 3"),
    ],
)
def test_two_pole_breakers_fill_the_left_column_first(count, pairs):
    site = site_with(f"count = {count}")
    assert Counter(circuit.connection for circuit in site.circuits.values()) == pairs
    assert site.panels["P"].spaces == 42


@pytest.mark.parametrize(("spaces", "connection"), [((1, 3), "AB"), ((5, 7), "CA"), ((9, 11), "BC"), ((2, 4), "AB")])
def test_pairs_of_a_three_phase_panel(spaces, connection):
    assert connection_of(spaces, "ABC") == connection


def test_single_phase_panel_alternates_between_its_two_legs():
    site = site_with("poles = 1\ncount = 4", "poles = 2\ncount = 2", system="240/120")
    assert [circuit.connection for circuit in site.circuits.values()] == ["AN", "BN", "AN", "BN", "AB", "AB"]


def test_three_pole_breakers_are_on_all_lines_wherever_they_start():
    site = site_with("poles = 3\ncount = 14", system="480Y/277")
    assert {circuit.connection for circuit in site.circuits.values()} == {"ABC"}
    assert site.circuits["C8"].spaces == (2, 4, 6)


def test_given_spaces_are_kept_free_also_for_circuits_further_down_the_file():
    site = site_with("count = 2", "spaces = [3, 1]")
    assert site.circuits["D"].spaces == (1, 3)
    assert [site.circuits[name].spaces for name in ("C1", "C2")] == [(5, 7), (9, 11)]


def test_small_breakers_use_the_holes_that_large_ones_leave():
    site = site_with("poles = 2\ncount = 10", "poles = 1")
    assert site.circuits["D"].spaces == (41,)


def test_no_single_pole_lands_on_the_high_leg():
    site = site_with("poles = 1\ncount = 14", system="240/120 high-leg delta")
    assert {circuit.connection for circuit in site.circuits.values()} == {"AN", "CN"}


def test_circuits_with_phases_take_no_spaces():
    site = site_with('phases = "BA"\ncount = 100', "")
    assert site.circuits["C100"].connection == "AB"
    assert site.circuits["C100"].spaces == ()
    assert site.circuits["D"].spaces == (1, 3)


@pytest.mark.parametrize(("count", "spaces"), [(20, 42), (21, 54), (26, 54), (27, 66), (33, 84), (42, 84)])
def test_a_panel_of_unknown_size_is_the_smallest_usual_one(count, spaces):
    assert site_with(f"count = {count}").panels["P"].spaces == spaces


@pytest.mark.parametrize(
    ("circuits", "panel", "problem"),
    [
        (["count = 43"], "", "panel-full"),
        (["count = 7"], "spaces = 12", "panel-full"),
        (["spaces = [1, 2]"], "", "spaces-apart"),
        (["spaces = [1, 7]"], "", "spaces-apart"),
        (["spaces = [41, 43]"], "spaces = 42", "space-beyond-panel"),
        (["spaces = [85, 87]"], "", "space-beyond-panel"),
        (["spaces = [1, 3]", "spaces = [3, 5]"], "", "spaces-overlap"),
        (["spaces = [1]\npoles = 2"], "", "conflicting-keys"),
        (["spaces = [1, 3]\ncount = 2"], "", "conflicting-keys"),
        (["spaces = [1, 3]\nphases = 'BC'"], "", "conflicting-keys"),
        (["spaces = [[1, 3], [5, 7]]\ncount = 2"], "", "bad-value"),
    ],
)
def test_impossible_spaces_are_reported(circuits, panel, problem):
    assert codes(*circuits, panel=panel) == [problem]


def test_many_breakers_in_one_huge_panel_take_linear_time():
    site = site_with("count = 10000", "poles = 1\ncount = 10000", panel="spaces = 40000")
    assert len(site.circuits) == 20000

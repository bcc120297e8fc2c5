"""Usual sizes of panelboards, switchboards and services."""

import pytest

from evsite.codebook.equipment_sizes import (
    next_usual_main_a,
    next_usual_service_a,
    next_usual_spaces,
    source_of_sizes,
    usual_panel_mains_a,
    usual_panel_spaces,
    usual_service_a,
    usual_switchboard_a,
)
from evsite.codebook.ocpd import is_standard
from evsite.codebook.tables import rows


def test_usual_sizes_are_those_of_makers_lists():
    assert usual_panel_mains_a() == (100, 125, 225, 400, 600, 800)
    assert usual_panel_spaces() == (42, 54, 66, 84)
    assert (usual_switchboard_a()[0], usual_switchboard_a()[-1]) == (800, 4000)
    assert usual_service_a()[-1] == 4000


@pytest.mark.parametrize("ratings_a", [usual_panel_mains_a(), usual_switchboard_a(), usual_service_a()])
def test_every_usual_rating_is_a_standard_one_and_none_stands_twice(ratings_a):
    assert all(is_standard(rating_a, 2023) for rating_a in ratings_a)
    assert list(ratings_a) == sorted(set(ratings_a))


@pytest.mark.parametrize(
    ("load_a", "panelboard_a", "with_switchboards_a", "service_a"),
    [
        (80, 100, 100, 100),
        (225, 225, 225, 400),
        (225.1, 400, 400, 400),
        (801, None, 1000, 1000),
        (4001, None, None, None),
    ],
)
def test_the_next_usual_size_carries_the_load(load_a, panelboard_a, with_switchboards_a, service_a):
    assert next_usual_main_a(load_a) == panelboard_a
    assert next_usual_main_a(load_a, switchboards=True) == with_switchboards_a
    assert next_usual_service_a(load_a) == service_a


@pytest.mark.parametrize(("needed", "spaces"), [(1, 42), (42, 42), (43, 54), (84, 84), (85, None)])
def test_the_next_usual_panel_has_the_spaces(needed, spaces):
    assert next_usual_spaces(needed) == spaces


def test_every_size_says_that_it_is_from_general_knowledge():
    assert all("general knowledge" in source_of_sizes(row["equipment"]) for row in rows("equipment_sizes"))

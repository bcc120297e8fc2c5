"""How the calculated load of a dwelling behaves, whatever is in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.codebook.dwelling_load import dwelling_load, without_new
from evsite.codebook.dwelling_loads import Appliance, Cooling, DwellingFacts, Evse, Heating

EDITIONS = (2017, 2020, 2023, 2026)
RATINGS = st.integers(1, 300).map(lambda tens: 100.0 * tens)
APPLIANCES = st.builds(
    Appliance,
    st.just("appliance"),
    RATINGS,
    st.sampled_from(["range", "oven", "cooktop", "dryer", "water-heater", "other"]),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
COOLING = st.builds(Cooling, st.just("air conditioner"), RATINGS, st.integers(1, 3), st.booleans())
HEATING = st.builds(
    Heating,
    st.just("heating"),
    RATINGS,
    st.sampled_from(["heat-pump", "central", "separate", "thermal-storage"]),
    st.integers(1, 3),
    st.just(0.0) | RATINGS,
    st.booleans(),
    st.booleans(),
)
METHODS = st.sampled_from(["optional", "existing", "standard"])
DWELLINGS = st.builds(
    DwellingFacts,
    st.integers(100, 60_000).map(float),
    st.integers(0, 4),
    st.integers(0, 2),
    st.lists(APPLIANCES, max_size=4).map(tuple),
    st.lists(COOLING, max_size=2).map(tuple),
    st.lists(HEATING, max_size=3).map(tuple),
    METHODS,
)
CHARGERS = st.lists(RATINGS, max_size=3).map(lambda found: tuple(Evse("charger", va, va) for va in found))
EDITION = st.sampled_from(EDITIONS)


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-6)


@given(DWELLINGS, CHARGERS, EDITION)
def test_the_total_is_the_sum_of_its_rows(facts, evse, edition):
    load = dwelling_load(facts, evse, edition)
    for row in load.rows:
        assert (row.factor is None) == (row.counted_va is None)
        assert row.section, row
        if row.factor is not None:
            assert row.counted_va == near(row.load_va * row.factor)
    assert load.total_va == near(sum(row.counted_va or 0 for row in load.rows))
    assert load.least_va <= load.total_va


@given(DWELLINGS, CHARGERS, EDITION, st.floats(0, 5000))
def test_more_floor_never_lowers_the_load(facts, evse, edition, more_ft2):
    larger = replace(facts, area_ft2=facts.area_ft2 + more_ft2)
    assert dwelling_load(larger, evse, edition).total_va >= dwelling_load(facts, evse, edition).total_va - 1e-6


@given(DWELLINGS, CHARGERS, EDITION, APPLIANCES)
def test_another_appliance_never_lowers_the_optional_load(facts, evse, edition, more):
    if facts.method == "standard":
        facts = replace(facts, method="optional")
    larger = replace(facts, appliances=(*facts.appliances, more))
    assert dwelling_load(larger, evse, edition).total_va >= dwelling_load(facts, evse, edition).total_va


def test_the_fourth_fastened_appliance_lowers_the_standard_load_as_the_section_has_it():
    """220.53 gives 75 % from four on: 3 x 4,500 VA in full are more than these and 500 VA at 75 %."""
    three = DwellingFacts(1000, appliances=(Appliance("water heater", 4500, count=3),), method="standard")
    four = replace(three, appliances=(*three.appliances, Appliance("disposal", 500)))
    small = replace(three, appliances=(*three.appliances, Appliance("fan", 499)))
    base_va = dwelling_load(three, (), 2023).total_va
    assert dwelling_load(four, (), 2023).total_va == near(base_va - 13_500 + 0.75 * 14_000)
    assert dwelling_load(small, (), 2023).total_va == near(base_va + 499)


@given(DWELLINGS, CHARGERS, EDITION, COOLING | HEATING)
def test_more_heating_or_cooling_never_lowers_the_load(facts, evse, edition, more):
    if isinstance(more, Cooling):
        larger = replace(facts, cooling=(*facts.cooling, replace(more, new=facts.new_climate)))
    elif more.kind == "separate":
        return  # the fourth heater with a control of its own takes all from 65 to 40 %
    else:
        larger = replace(facts, heating=(*facts.heating, replace(more, new=facts.new_climate)))
    assert dwelling_load(larger, evse, edition).total_va >= dwelling_load(facts, evse, edition).total_va - 1e-6


@given(DWELLINGS, CHARGERS, EDITION, RATINGS)
def test_a_charger_adds_what_the_section_says(facts, evse, edition, va):
    """In full in Part III and in 2026; else with the general loads: in full below the first step, 40 % above it."""
    before = dwelling_load(facts, evse, edition)
    added_va = dwelling_load(facts, (*evse, Evse("charger", va, va)), edition).total_va - before.total_va
    if facts.method == "standard" or edition == 2026:
        assert added_va == near(va)
        return
    pool_va = sum(row.load_va for row in before.rows if row.factor is None)
    first_va = 10_000 if facts.method == "optional" else 8000
    in_full_va = min(va, max(0.0, first_va - pool_va))
    assert added_va == near(in_full_va + 0.4 * (va - in_full_va))


@given(DWELLINGS, EDITION)
def test_what_is_there_already_is_no_more_than_all(facts, edition):
    facts = replace(facts, heating=(), cooling=())
    if facts.method == "standard":
        return
    assert dwelling_load(without_new(facts), (), edition).total_va <= dwelling_load(facts, (), edition).total_va


@pytest.mark.parametrize(
    ("nec", "total_va"), [(2017, 10_000 + 0.4 * 10_500), (2023, 14_200), (2026, 8000 + 0.4 * 10_500 - 0.4 * 2000 + 800)]
)
def test_steps_of_the_optional_calculation(nec, total_va):
    """20,500 VA at 3 VA/ft2: 10 kVA in full and 40 % of the rest; in 2026 2 VA/ft2 and 8 kVA."""
    facts = DwellingFacts(2000, appliances=(Appliance("range", 10_000, "range"),))
    expected = {2026: 8000 + 0.4 * (18_500 - 8000)}.get(nec, total_va)
    assert dwelling_load(facts, (), nec).total_va == near(expected)


SEPARATE = [(3, 0.65), (4, 0.40)]


@pytest.mark.parametrize(("number", "factor"), SEPARATE)
def test_heaters_with_a_control_each(number, factor):
    facts = DwellingFacts(1000, heating=(Heating("baseboard", 2000, "separate", number),))
    without = replace(facts, heating=())
    added_va = dwelling_load(facts, (), 2020).total_va - dwelling_load(without, (), 2020).total_va
    assert added_va == near(number * 2000 * factor)


@pytest.mark.parametrize(
    ("heating", "counts_va"),
    [
        (Heating("pump", 5000, "heat-pump"), 5000),
        (Heating("pump", 5000, "heat-pump", supplemental_va=10_000), 11_500),
        (Heating("pump", 5000, "heat-pump", supplemental_va=10_000, together=False), 6500),
        (Heating("pump", 7000, "heat-pump", supplemental_va=10_000, together=False), 7000),
        (Heating("furnace", 10_000, "central"), 6500),
        (Heating("bricks", 10_000, "thermal-storage"), 10_000),
    ],
)
def test_selections_of_heating(heating, counts_va):
    facts = DwellingFacts(1000, heating=(heating,))
    without = replace(facts, heating=())
    added_va = dwelling_load(facts, (), 2023).total_va - dwelling_load(without, (), 2023).total_va
    assert added_va == near(counts_va)


def test_new_heating_or_cooling_counts_in_full_in_an_existing_dwelling():
    """220.83(A) has 40 % of what is there; 220.83(B) takes the larger of heating and cooling in full."""
    appliances = (Appliance("range", 12_000, "range"),)
    facts = DwellingFacts(2000, appliances=appliances, cooling=(Cooling("unit", 6000),), method="existing")
    heated = replace(facts, heating=(Heating("furnace", 9000),))
    new = replace(heated, cooling=(Cooling("unit", 6000, new=True),))
    pool_va = 6000 + 4500 + 12_000
    assert dwelling_load(facts, (), 2023).total_va == near(8000 + 0.4 * (pool_va + 6000 - 8000))
    both = dwelling_load(heated, (), 2023)
    assert (both.section, both.total_va) == ("220.83(A)", near(8000 + 0.4 * (pool_va + 15_000 - 8000)))
    assert both.least_va == near(8000 + 0.4 * (pool_va + 9000 - 8000))
    assert "by another reading the larger one alone" in both.notes[0]
    added = dwelling_load(new, (), 2023)
    assert (added.section, added.total_va) == ("220.83(B)", near(8000 + 0.4 * (pool_va - 8000) + 9000))


def test_nothing_is_settled_by_a_table_that_was_not_read():
    load = dwelling_load(DwellingFacts(2000, method="existing"), (), 2026)
    assert load.least_va == 0
    assert "were not read" in load.notes[0]


def test_least_value_and_nameplate_are_two_readings_of_the_optional_calculation():
    facts = DwellingFacts(4000)
    load = dwelling_load(facts, (Evse("charger", 7200, 3840),), 2023)
    assert load.total_va - load.least_va == near(0.4 * (7200 - 3840))

"""Conductors: ampacity, protection, grounding, voltage drop, and the smallest that does it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.codebook import conductors as book
from evsite.codebook import drop, sizing
from evsite.codebook.conductors import Conductor
from evsite.codebook.grounding import grounding_size, grounding_sizes, table_grounding_size
from evsite.codebook.sizing import Duty, Stretch

WARM = Conductor("3", "Cu", 1, insulation_c=90, terminal_c=75, ambient_c=40, current_carrying=6)
PORT = Duty(sized_a=100, carried_a=80, ocpd_a=100, edition=2023)


def cu(size, sets=1, terminal_c=75):
    return Conductor(size, "Cu", sets, terminal_c=terminal_c)


# --- look-ups ---


def test_sizes_rise_and_have_their_words():
    assert book.sizes()[:5] == ("14", "12", "10", "8", "6")
    assert book.sizes()[-1] == "1000"
    assert list(book.sizes()) == sorted(book.sizes(), key=book.circular_mils)
    assert [book.size_words(size) for size in ("14", "4/0", "250", "1000")] == [
        "14 AWG", "4/0 AWG", "250 kcmil", "1000 kcmil",
    ]  # fmt: skip
    assert book.circular_mils("1/0") == 105600
    assert book.circular_mils("1200") == 1_200_000


@pytest.mark.parametrize(
    ("insulation", "column_c"),
    [("TW", 60), ("NM-B", 90), ("UF-B", 60), ("THWN", 75), ("XHHW", 75), ("THHN", 90), ("THWN-2", 90), ("XHHW-2", 90)],
)
def test_insulation_has_its_temperature_column(insulation, column_c):
    assert book.insulation_column_c(insulation) == column_c


def test_the_ampacity_of_nm_b_is_that_of_the_60_degree_column_however_its_conductors_are_derated():
    """334.80: 6 AWG copper carries 55 A; for heat and neighbours its conductors start at the 75 A of 90 degC."""
    assert (book.ampacity_column_c("NM-B"), book.ampacity_column_c("THWN-2")) == (60, 90)
    cable = Conductor("6", insulation_c=90, terminal_c=75, limited_c=60)
    assert (book.terminal_ampacity_a(cable), book.corrected_ampacity_a(cable)) == (55, 55)
    hot = replace(cable, ambient_c=40.0, current_carrying=6)
    assert book.ampacity_a(hot) == pytest.approx(75 * 0.91 * 0.8)


def test_the_table_has_no_14_awg_aluminium():
    assert book.table_ampacity_a("14", "Al", 75) is None
    assert book.terminal_ampacity_a(Conductor("14", "Al")) == 0
    assert book.corrected_ampacity_a(Conductor("14", "Al")) == 0


@pytest.mark.parametrize(
    ("ambient_c", "column_c", "factor"),
    [(30, 75, 1), (30.1, 75, 0.94), (40, 90, 0.91), (-5, 60, 1.29), (55, 60, 0.41), (55.5, 60, None), (85.5, 90, None)],
)
def test_ambient_factor(ambient_c, column_c, factor):
    assert book.ambient_factor(ambient_c, column_c) == factor


@pytest.mark.parametrize(
    ("count", "factor"), [(1, 1), (3, 1), (4, 0.8), (6, 0.8), (7, 0.7), (20, 0.5), (41, 0.35), (400, 0.35)]
)
def test_bundling_factor(count, factor):
    assert book.bundling_factor(count) == factor


def test_a_low_roof_adds_33_kelvin_but_not_to_xhhw_2():
    assert book.effective_ambient_c(40, "THWN-2", 0.5 / 12) == 73
    assert book.effective_ambient_c(40, "THWN-2", 0.0729) == 73
    assert book.effective_ambient_c(40, "THWN-2", 0.0730) == 40
    assert book.effective_ambient_c(40, "THWN-2", 7 / 8 / 12) == 40
    assert book.effective_ambient_c(40, "THWN-2", None) == 40
    assert book.effective_ambient_c(40, "XHHW-2", 0) == 40


def test_terminals_are_for_60_c_up_to_100_a():
    assert [book.default_terminal_c(amps) for amps in (15, 100, 100.5, 110)] == [60, 60, 75, 75]


# --- ampacity and protection: N14 and N30 of the reference ---


def test_ampacity_is_capped_by_terminals_and_insulation():
    assert book.ampacity_a(Conductor("3")) == book.ampacity_a(cu("3")) == 100
    assert book.NIPPLE_FT == 2
    assert book.ampacity_a(cu("3", terminal_c=60)) == 85
    assert book.corrected_ampacity_a(cu("3")) == 115
    assert book.terminal_ampacity_a(Conductor("3", "Cu", insulation_c=60, terminal_c=75)) == 85
    assert book.ampacity_a(replace(WARM, size="3")) == pytest.approx(115 * 0.91 * 0.8)
    assert book.ampacity_a(replace(cu("3"), ambient_c=86)) == 0


@pytest.mark.parametrize(
    ("size", "does"), [("4", False), ("3", False), ("2", True), ("1", True)], ids=lambda value: f"N30-example-{value}"
)
def test_80_a_port_at_40_c_with_six_conductors(size, does):
    """Both parts of the test pass at 3 AWG (100 A; 83.7 A), but 83.7 A rounds up to 90 A alone, so 2 AWG."""
    conductor = replace(WARM, size=size)
    assert sizing.does(conductor, PORT) is does
    if size == "3":
        assert sizing.terminals_carry(conductor, PORT)
        assert sizing.conductors_carry(conductor, PORT)
        assert not sizing.is_protected(conductor, PORT)
    assert sizing.smallest(WARM, PORT) == replace(WARM, size="2")


@pytest.mark.parametrize(
    ("conductor", "ocpd_a", "protected"),
    [
        pytest.param(cu("3/0"), 200, True, id="N14-3/0-under-200"),
        pytest.param(cu("500"), 400, True, id="N14-500-kcmil-under-400-by-240.4(B)"),
        pytest.param(cu("500", 2), 800, True, id="N14-2x500-under-800-by-240.4(B)"),
        pytest.param(cu("400", 3), 1200, False, id="N14-3x400-under-1200-fails-240.4(C)"),
        pytest.param(cu("600", 3), 1200, True, id="3x600-under-1200"),
        pytest.param(cu("500"), 450, False, id="one-step-up-and-no-more"),
        pytest.param(cu("3/0"), 225, False, id="an-ampacity-that-is-standard-does-not-round-up"),
        pytest.param(cu("600", 2), 840, True, id="above-800-the-ampacity-itself"),
        pytest.param(cu("600", 2), 841, False, id="above-800-not-more"),
    ],
)
def test_a_device_protects_conductors(conductor, ocpd_a, protected):
    assert book.protects(ocpd_a, book.ampacity_a(conductor), 2023) is protected


def test_secondary_conductors_do_not_round_up():
    assert not book.protects(400, 380, 2023, round_up=False)
    assert book.protects(380, 380, 2023, round_up=False)
    assert book.largest_ocpd_a(380, 2023, round_up=False) == 380
    assert book.largest_ocpd_a(380, 2023, round_up=True) == 400
    assert book.largest_ocpd_a(799, 2023, round_up=True) == 800
    assert book.largest_ocpd_a(801, 2023, round_up=True) == 801
    assert book.largest_ocpd_a(7000, 2023, round_up=True) == 7000


@pytest.mark.parametrize(
    ("size", "material", "most_a"),
    [("14", "Cu", 15), ("12", "Cu", 20), ("10", "Cu", 30), ("12", "Al", 15), ("10", "Al", 25), ("8", "Cu", None)],
)
def test_small_conductors(size, material, most_a):
    assert book.small_conductor_maximum_a(size, material) == most_a


def test_a_small_conductor_does_not_do_on_a_larger_device():
    duty = Duty(sized_a=24, carried_a=19, ocpd_a=25, edition=2023)
    assert book.protects(25, book.ampacity_a(cu("12")), 2023)
    assert not sizing.does(cu("12"), duty)
    assert sizing.smallest(cu("14"), duty) == cu("10")
    assert sizing.small_enough_device(cu("12"), replace(duty, ocpd_a=20))
    assert sizing.small_enough_device(cu("12"), replace(duty, ocpd_a=None))


def test_only_1_0_and_larger_are_laid_in_parallel():
    assert not book.may_be_parallel("1")
    assert book.may_be_parallel("1/0")
    assert sizing.large_enough_in_parallel(cu("1"))
    assert not sizing.large_enough_in_parallel(cu("1", 2))


# --- the smallest ---


@pytest.mark.parametrize(
    ("ocpd_a", "load_a", "round_up", "size", "sets"),
    [
        (400, 100, True, "500", 1),
        (400, 320, True, "3/0", 2),  # 125 % of 320 A needs 400 A at the terminals, and 500 kcmil has 380 A
        (400, 100, False, "3/0", 2),
        (200, 160, True, "3/0", 1),
        (1200, 960, True, "350", 4),
    ],
)
def test_the_smallest_copper_for_a_feeder(ocpd_a, load_a, round_up, size, sets):
    duty = Duty(1.25 * load_a, load_a, ocpd_a, 2023, round_up)
    found = sizing.smallest(cu("14"), duty)
    assert (found.size, found.sets) == (size, sets)


def test_a_size_beyond_the_usual_ones_stays_single():
    duty = Duty(400, 320, 400, 2023)
    assert sizing.smallest(cu("600"), duty) == cu("600")


def test_where_it_is_too_hot_nothing_does():
    assert sizing.smallest(replace(WARM, ambient_c=90), PORT) is None


loads = st.floats(1, 600)
lying = st.builds(
    Conductor,
    size=st.just("14"),
    material=st.sampled_from(["Cu", "Al"]),
    insulation_c=st.sampled_from([60, 75, 90]),
    terminal_c=st.sampled_from([60, 75]),
    ambient_c=st.floats(-10, 50),
    current_carrying=st.integers(1, 45),
)


@given(lying, loads, st.booleans())
def test_the_smallest_does_and_the_next_smaller_does_not(like, load_a, round_up):
    duty = Duty(1.25 * load_a, load_a, math.ceil(1.25 * load_a), 2023, round_up)
    found = sizing.smallest(like, duty)
    assert found is not None
    assert sizing.does(found, duty)
    place = book.sizes().index(found.size)
    assert not any(sizing.does(replace(found, size=size), duty) for size in book.sizes()[:place])


@given(lying, loads, st.integers(1, 4))
def test_a_larger_conductor_never_does_less(like, load_a, sets):
    duty = Duty(1.25 * load_a, load_a, math.ceil(1.25 * load_a), 2023)
    done = [sizing.does(replace(like, size=size, sets=sets), duty) for size in book.sizes()]
    assert done == sorted(done)


# --- grounding ---


@pytest.mark.parametrize(
    ("ocpd_a", "material", "size"),
    [
        (15, "Cu", "14"),
        (20, "Cu", "12"),
        (60, "Cu", "10"),
        (100, "Cu", "8"),
        (101, "Cu", "6"),
        (400, "Cu", "3"),
        (400, "Al", "1"),
        (6000, "Al", "1200"),
        (6001, "Cu", None),
    ],
)
def test_the_grounding_conductor_of_a_device(ocpd_a, material, size):
    assert table_grounding_size(ocpd_a, material) == size


def ground(ocpd_a, phase, minimum=None, *, material="Cu", phase_material="Cu", sets=1):
    return grounding_size(
        ocpd_a, material, phase_size=phase, phase_material=phase_material, sets=sets, minimum_size=minimum
    )


def test_it_grows_with_the_phase_conductors():
    assert ground(100, "3", "3") == "8"
    assert ground(100, "1", "3") == "4"  # 16,510 x 83,690 / 52,620 = 26,258 cmil, a hair above 6 AWG
    assert ground(100, "2", "3") == "6"


def test_it_is_never_larger_than_the_phase_conductor():
    assert ground(20, "10", "12") == "10"
    assert ground(15, "14") == "14"
    assert grounding_size(100, "Cu", phase_size="10", phase_material="Cu") == "10"
    assert grounding_size(100, "Al", phase_size="10", phase_material="Cu") == "6"
    assert ground(60, "6", "12") == "6"


def test_conductors_in_parallel_have_one_of_full_size_in_each_raceway():
    assert ground(1200, "1/0", sets=8) == "3/0"
    assert ground(400, "3/0", sets=2) == "3"


def test_there_is_none_for_a_device_above_the_table():
    assert ground(7000, "500", sets=20) is None
    assert grounding_sizes()[-1] == "1200"


def test_it_grows_against_the_smallest_that_carries_what_the_device_is_rated_for():
    """1 AWG carries 105 A there, the next one below 94.6 A: 16,510 x 105,600 / 83,690 = 20,832 circular mils."""
    assert sizing.grounding_for(replace(WARM, size="2"), PORT, "Cu") == "8"
    assert sizing.grounding_for(replace(WARM, size="1"), PORT, "Cu") == "8"
    assert sizing.grounding_for(replace(WARM, size="1/0"), PORT, "Cu") == "6"
    assert sizing.grounding_for(WARM, replace(PORT, ocpd_a=None), "Cu") is None
    assert sizing.grounding_for(cu("600"), Duty(400, 320, 400, 2023), "Cu") == "3"


# --- voltage drop ---


def test_voltage_drop_by_hand():
    """80 A over 200 ft of 3 AWG copper: 2 x 80 x 0.245 x 0.2 = 7.84 V, 3.77 % of 208 V."""
    assert (drop.RUN_PERCENT, drop.TOTAL_PERCENT) == (3, 5)
    ohm = drop.resistance_ohm_per_kft("3", "Cu", None)
    assert ohm == 0.245
    assert drop.voltage_drop_v(80, 200, ohm, three_phase=False) == pytest.approx(7.84)
    assert drop.voltage_drop_v(80, 200, ohm, three_phase=True) == pytest.approx(7.84 * math.sqrt(3) / 2)
    assert drop.voltage_drop_v(80, 200, ohm, sets=2, three_phase=False) == pytest.approx(3.92)
    assert Stretch(200, 208, three_phase=False).drop_percent(cu("3"), 80) == pytest.approx(3.769, abs=1e-3)


@pytest.mark.parametrize(
    ("size", "material", "raceway", "ohm"),
    [
        ("3", "Cu", "pvc", 0.25),
        ("2", "Cu", "steel", 0.20),
        ("3/0", "Cu", "aluminum", 0.082),
        ("500", "Al", "steel", 0.045),
        ("700", "Cu", "pvc", 0.0184),  # not in table 9
        ("14", "Cu", None, 3.14),  # stranded
        ("1/0", "Al", None, 0.201),
    ],
)
def test_resistance(size, material, raceway, ohm):
    assert drop.resistance_ohm_per_kft(size, material, raceway) == ohm


def test_the_smallest_within_a_voltage_drop():
    stretch = Stretch(200, 208, three_phase=False)
    duty = Duty(100, 80, 100, 2023)
    assert sizing.smallest_with_drop(cu("14"), duty, stretch, 3).size == "2"
    assert sizing.smallest_with_drop(cu("14"), duty, stretch, 10).size == "3"
    assert sizing.smallest_with_drop(cu("14"), duty, Stretch(1e6, 208, three_phase=False), 3) is None

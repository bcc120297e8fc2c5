"""Look-ups and formulas of the code book."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evsite import rounding
from evsite.codebook import editions, formulas, ocpd
from evsite.codebook.tables import rows

BREAKERS = [
    *(15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200, 225, 250, 300, 350, 400, 450, 500),
    *(600, 700, 800, 1000, 1200, 1600, 2000, 2500, 3000, 4000, 5000, 6000),
]


def test_standard_breakers_and_the_ten_ampere_one_of_2023():
    assert list(ocpd.standard_ratings_a(2017)) == BREAKERS
    assert list(ocpd.standard_ratings_a(2020)) == BREAKERS
    assert list(ocpd.standard_ratings_a(2023)) == [10, *BREAKERS]
    assert list(ocpd.standard_ratings_a(2026)) == [10, *BREAKERS]


@pytest.mark.parametrize(
    ("amps", "up", "down"),
    [
        (100, 100, 100),
        (62.5, 70, 60),
        (80 * 1.25, 100, 100),
        (100.001, 110, 100),
        (6000, 6000, 6000),
        (14, 15, None),
    ],
)
def test_next_standard_rating(amps, up, down):
    assert ocpd.next_standard_a(amps, 2020) == up
    assert ocpd.next_lower_standard_a(amps, 2020) == down


def test_there_is_no_standard_rating_above_6000():
    assert ocpd.next_standard_a(6001, 2023) is None


@pytest.mark.parametrize(("amps", "standard"), [(160, False), (150, True), (601, False), (400, True)])
def test_is_standard(amps, standard):
    assert ocpd.is_standard(amps, 2023) is standard


def test_transformer_of_75_kva():
    """Published: 75 kVA, 480 V to 208Y/120 V: 90.2 A and 208.2 A; at most 225 A and 300 A."""
    primary_a = formulas.full_load_a(75, 480, three_phase=True)
    secondary_a = formulas.full_load_a(75, 208, three_phase=True)
    assert primary_a == pytest.approx(90.2, abs=0.05)
    assert secondary_a == pytest.approx(208.2, abs=0.05)
    assert ocpd.transformer_maximum_a(primary_a, "primary", 2023, secondary_protected=True) == 225
    assert ocpd.transformer_maximum_a(secondary_a, "secondary", 2023, secondary_protected=True) == 300
    assert ocpd.transformer_maximum_a(primary_a, "primary", 2023, secondary_protected=False) == 125
    assert ocpd.transformer_maximum_a(secondary_a, "secondary", 2023, secondary_protected=False) is None


@pytest.mark.parametrize(("amps", "most_a"), [(1.9, 5.7), (2, 3.34), (8.95, 14.9465), (9, 11.25)])
def test_small_transformers_use_other_percentages(amps, most_a):
    at_most = ocpd.transformer_maximum_a(amps, "primary", 2023, secondary_protected=False)
    assert at_most == (ocpd.next_standard_a(most_a, 2023) if amps == 9 else ocpd.next_lower_standard_a(most_a, 2023))


def test_continuous_load_is_exact():
    assert formulas.minimum_ocpd_a(80) == 100
    assert rounding.fits(formulas.minimum_ocpd_a(80), 100)
    assert rounding.fits(100 * (1 + 0.9e-9), 100)
    assert rounding.exceeds(100 * (1 + 1.2e-9), 100)
    assert formulas.minimum_ocpd_a(48, 40) == 100
    assert formulas.usable_continuous_a(100) == 80
    assert formulas.usable_continuous_a(100, noncontinuous_a=40) == 48
    assert formulas.usable_continuous_a(100, continuous_a=30) == 50
    assert formulas.usable_continuous_a(100, continuous_a=90) == 0


def test_power_and_current():
    assert formulas.current_a(3.3, 208) == pytest.approx(15.865, abs=5e-4)
    assert formulas.current_a(3.3, 240) == 13.75
    assert formulas.power_kw(8, 208) == pytest.approx(1.664)
    assert formulas.current_a(formulas.power_kw(7, 480, three_phase=True), 480, three_phase=True) == pytest.approx(7)
    assert formulas.full_load_a(150, 208, three_phase=True) == pytest.approx(416.36, abs=0.01)
    assert formulas.full_load_a(25, 240, three_phase=False) == pytest.approx(104.17, abs=0.01)


@pytest.mark.parametrize(
    ("topic", "numbers"),
    [
        ("evse-continuous", ("625.42", "625.42", "625.42", "625.42")),
        ("ems-load", ("625.42", "625.42", "625.42(A)", "625.42(A)")),
        ("evse-load-value", (None, None, "220.57", "120.57")),
        ("setpoint-load", (None, None, "220.70", "120.7")),
        ("ems-article", ("750", "750", "750", "130")),
        ("existing-load", ("220.87", "220.87", "220.87", "120.87")),
        ("emergency-shutoff", (None, None, None, "625.43(D)")),
        ("ampacity", ("Table 310.15(B)(16)", "Table 310.16", "Table 310.16", "Table 310.16")),
        ("evse-listed", ("625.5", "625.6", "625.6", "625.6")),
    ],
)
def test_section_by_edition(topic, numbers):
    assert tuple(editions.section(topic, edition) for edition in editions.EDITIONS) == numbers


def test_sections_agree_with_the_edition_map():
    """The short keys may only shorten what the map says; what differs names its doubt."""
    with (Path(__file__).parent / "nec_edition_map.csv").open(encoding="utf-8", newline="") as file:
        full = {row["topic"]: row for row in csv.DictReader(file)}
    for row in rows("nec_sections"):
        if not row["row"]:
            continue
        for edition in editions.EDITIONS:
            said = full[row["row"]][f"nec_{edition}"]
            if said.startswith("same"):
                said = full[row["row"]]["nec_2017"]
            cell = row[f"nec_{edition}"]
            first = cell.split(",")[0].split(" (")[0].removeprefix("Table ").split("(")[0]
            assert first in said or "verify" in cell, (row["key"], edition)


def test_a_source_names_edition_and_sections():
    assert editions.cite(("evse-overcurrent", "feeder-rating"), 2017) == "NEC 2017 625.41, 215.3"
    assert editions.cite(("evse-load-value",), 2017) == ""
    assert editions.confidence("disconnect") == "seen"
    assert "branch-circuit" in editions.topics()


@pytest.mark.parametrize(("amps", "most_a"), [(8.95, 10), (9, 15), (9.5, 15), (40, 50)])
def test_devices_on_the_secondary_of_small_transformers(amps, most_a):
    """Below 9 A 167 %, rounded down: 14.9 A is 10 A; from 9 A on 125 %, rounded up."""
    assert ocpd.transformer_maximum_a(amps, "secondary", 2023, secondary_protected=True) == most_a


@pytest.mark.parametrize(("amps", "most_a"), [(2, None), (4, 10), (8.95, 20), (9.5, 20), (100, 250)])
def test_devices_on_the_primary_of_protected_transformers(amps, most_a):
    """250 %, rounded down, at any current."""
    assert ocpd.transformer_maximum_a(amps, "primary", 2023, secondary_protected=True) == most_a

"""The tariffs that come with evsite: every one is read, has a source, and gives the flat figures of its collection."""

import json

import numpy as np
import pytest
from oracle import instant

from evsite.metering.zones import find_zone
from evsite.sitefile.tariffs.load import load_tariff
from evsite.tariffs.shipped import shipped_tariffs
from evsite.tariffs.step_prices import price_usd_per_kwh

FLAT = {
    "sce-tou-ev-7-2025": (0.289, 0.268),
    "sce-tou-ev-8-2025": (0.270, 0.244),
    "sce-tou-ev-9-2025": (0.230, 0.203),
    "sce-tou-ev-8-2018": (0.163, 0.132),
    "pge-bev-1-2024": (0.243, 0.208),
    "pge-bev-2-s-2024": (0.242, 0.202),
    "pge-bev-2-p-2024": (0.236, 0.197),
    "pge-bev-2-s-2024-10": (0.220, 0.181),
    "sdge-al-tou-secondary-2024-10": (0.154, 0.125),
    "smud-ci-tod3-2025-05": (0.118, 0.115),
}
"""Mean price of all hours of 2026, and of nights (22 to 6) that begin on weekdays [USD/kWh], as it was collected."""
HOURS = np.arange("2026-01-01T00", "2027-01-01T00", dtype="M8[h]")
"""By a clock that is never changed: 8,760."""


def prices(asked):
    return price_usd_per_kwh(asked, find_zone("UTC"), HOURS.astype("M8[s]").astype(float))


def test_there_are_27_of_five_utilities():
    assert len(shipped_tariffs()) == 27
    assert {load_tariff(name).utility for name in shipped_tariffs()} == {
        "National Grid (Niagara Mohawk, New York)",
        "Pacific Gas and Electric",
        "Sacramento Municipal Utility District",
        "San Diego Gas & Electric",
        "Southern California Edison",
    }
    assert len({load_tariff(name).title for name in shipped_tariffs()}) > 20


@pytest.mark.parametrize("name", shipped_tariffs())
def test_every_hour_has_a_price_and_every_price_an_hour(name):
    asked = load_tariff(name)
    assert asked.name == name
    assert {number for week in asked.hours for day in week for number in day} == {*range(len(asked.periods))}
    assert asked.sources
    assert all(source.what and source.address for source in asked.sources)
    assert asked.mark
    assert asked.state
    assert find_zone(asked.timezone).name == asked.timezone
    assert asked.effective or "day of effect" in asked.not_seen
    if "partial" in name:
        assert [each.name for each in asked.periods if each.usd_per_kwh is None] == [
            "winter mid-peak",
            "winter off-peak",
        ]
    else:
        assert len(prices(asked)) == 8760
        assert prices(asked).min() > 0


@pytest.mark.parametrize("name", FLAT)
def test_flat_prices_are_those_of_the_collection(name):
    found = prices(load_tariff(name))
    hour, day = HOURS.astype(int) % 24, (HOURS.astype("M8[D]").astype(int) + 3) % 7
    night = ((day < 5) & (hour >= 22)) | ((day > 0) & (day < 6) & (hour < 6))
    assert (found.mean(), found[night].mean()) == pytest.approx(FLAT[name], abs=0.000501)


def test_delivery_of_national_grid_is_between_its_least_and_greatest():
    flat = [prices(load_tariff(name)).mean() for name in shipped_tariffs() if name.startswith("natgrid")]
    assert len(flat) == 16
    assert (min(flat), max(flat)) == pytest.approx((0.008, 0.056), abs=0.000501)


def test_no_file_names_where_it_was_kept():
    for path in shipped_tariffs().values():
        text = path.read_text(encoding="utf-8")
        assert json.loads(text)["id"] == path.stem
        assert "file id" not in text
        assert "stored" not in text


@pytest.mark.parametrize(
    ("when", "price"),
    [
        ("2019-07-03T15:59", 0.12597),
        ("2019-07-03T16:00", 0.49619),
        ("2019-07-03T20:59", 0.49619),
        ("2019-07-06T18:00", 0.25563),
        ("2019-10-01T00:00", 0.13568),
        ("2019-09-30T23:59", 0.12597),
        ("2019-12-25T08:00", 0.07724),
        ("2019-12-25T20:00", 0.297),
    ],
)
def test_prices_change_with_the_clock_on_the_wall(when, price):
    zone = find_zone("America/Los_Angeles")
    at = np.array([instant(when, zone.name)], float)
    assert price_usd_per_kwh(load_tariff("sce-tou-ev-8-2018"), zone, at) == [price]

"""What a bill says: sums of published prices, part months, ratchets, blocks, least bills, and what is missing."""

import numpy as np
import pytest
from oracle import charge, curve, instant, tariff

from evsite.sitefile.tariffs.load import load_tariff
from evsite.tariffs.bill import bill
from evsite.tariffs.model import EnergyPeriod, Ratchet, Recurring, Subscription
from evsite.tariffs.shipped import shipped_tariffs
from evsite.tariffs.step_prices import UnpricedError, price_usd_per_kwh, step_prices

LA = "America/Los_Angeles"


def months(number, power_kw, first="2026-01-01", zone=LA):
    """A load of one power a month, from the first of a month on."""
    start = np.datetime64(first[:7]) + np.arange(number + 1)
    edges = [instant(f"{month}-01", zone) for month in start.astype(str)]
    return curve(zone, edges[0], np.array(edges[:-1]) - edges[0], power_kw, edges[-1] - edges[0])


def test_a_weekday_of_a_summer_by_the_published_prices():
    """TOU-EV-8 of 2018-10-12: 0.12597 USD/kWh, from 16 to 21 h 0.49619."""
    origin_s = instant("2019-07-03", LA)
    load = curve(LA, origin_s, [0], [100.0], 86_400)
    (month,) = bill(load_tariff("sce-tou-ev-8-2018"), load).months
    costs = {each.period: (each.energy_kwh, each.cost_usd) for each in month.energy}
    assert costs["summer on-peak"] == (pytest.approx(500), pytest.approx(500 * 0.49619))
    assert costs["summer off-peak"] == (pytest.approx(1900), pytest.approx(1900 * 0.12597))
    assert costs["summer mid-peak (weekend)"] == (0, 0)
    assert month.total_usd == pytest.approx(487.438)
    assert (month.month, month.whole, month.complete, month.fixed_usd) == ("2019-07", False, False, None)


def test_what_the_file_lacks_is_missing_and_told():
    asked = load_tariff("sce-tou-ev-8-2018")
    missing = bill(asked, months(1, [10.0])).missing
    assert missing == ("fixed charge not in the file",)


@pytest.mark.parametrize("name", shipped_tariffs())
def test_a_fixed_charge_that_is_lacking_is_told_once(name):
    missing = bill(load_tariff(name), months(1, [10.0])).missing
    told = [line for line in missing if "fixed charge" in line or "customer charge" in line]
    assert told == ["fixed charge not in the file"] * (load_tariff(name).fixed is None)


def test_energy_without_a_price_is_in_no_total_and_refused_where_steps_are_priced():
    asked = load_tariff("sce-tou-ev-8-2026-06-partial")
    load = months(1, [10.0])
    billed = bill(asked, load)
    (month,) = billed.months
    unpriced = [each for each in month.energy if each.cost_usd is None]
    assert {each.period for each in unpriced} == {"winter mid-peak", "winter off-peak"}
    assert month.total_usd == pytest.approx(226.04 + 10 * 31 * 8 * 0.12538)
    assert not month.complete
    assert [line for line in billed.missing if "winter off-peak" in line] == [
        "the price of winter off-peak is not in the file: 3,410 kWh are in no total",
    ]
    with pytest.raises(UnpricedError, match="has no price of winter mid-peak and winter off-peak"):
        step_prices(asked, load.zone, np.array([0.0, 86_400.0]), load.origin_s)
    # no summer hour lacks a price
    assert price_usd_per_kwh(asked, load.zone, np.array([0.0]), instant("2026-07-01T17:00", LA)) == [0.67551]


def test_a_part_of_a_month_is_billed_for_its_energy_and_in_full_for_all_else():
    asked = tariff([0.1], demand=(charge(price=20.0),), fixed=Recurring(30.0))
    load = curve(LA, instant("2026-03-31T12:00", LA), [0], [40.0], 24 * 3600)
    billed = bill(asked, load)
    assert [(month.month, month.whole, month.total_usd) for month in billed.months] == [
        ("2026-03", False, pytest.approx(48 + 800 + 30)),
        ("2026-04", False, pytest.approx(48 + 800 + 30)),
    ]
    assert any(note.startswith("2026-03 and 2026-04 are only partly covered") for note in billed.notes)
    assert not any("partly covered" in note for note in bill(asked, months(2, [1.0, 1.0])).notes)


def test_a_day_of_the_spring_has_23_hours_and_one_of_the_autumn_25():
    asked = tariff([0.0, 1.0], [[0, 1, 1, *[0] * 21]] * 12)
    for day, hours in (("2026-03-08", 1), ("2026-11-01", 3), ("2026-06-06", 2)):
        first, last = instant(day, LA), instant(f"{np.datetime64(day) + 1}", LA)
        assert bill(asked, curve(LA, first, [0], [1.0], last - first)).total_usd == pytest.approx(hours)


def test_a_peak_is_the_average_over_an_interval_of_the_clock_and_has_its_moment():
    asked = tariff(demand=(charge(interval_min=15), charge(interval_min=30), charge(interval_min=60)))
    # 30 minutes of 80 kW from 10:10 on
    load = curve(LA, instant("2026-05-05T08:00", LA), [0, 7800, 9600], [0.0, 80.0, 0.0], 5 * 3600)
    (month,) = bill(asked, load).months
    assert [each.peak_kw for each in month.demand] == pytest.approx([80.0, 80 * 20 / 30, 40.0])
    assert [each.peak_s for each in month.demand] == [8100, 7200, 7200]
    assert [each.cost_usd for each in month.demand] == pytest.approx([800, 1600 / 3, 400])


def test_before_the_first_moment_of_a_curve_nothing_is_drawn():
    asked = tariff(demand=(charge(interval_min=60),))
    load = curve(LA, instant("2026-05-05T08:45", LA), [0], [80.0], 900)
    assert bill(asked, load).months[0].demand[0].peak_kw == pytest.approx(20.0)


def test_a_ratchet_holds_demand_up_for_the_months_that_it_looks_back():
    ratchet = Ratchet((0.8,) * 12, 2)
    asked = tariff(demand=(charge(price=1.0, ratchet=ratchet),))
    billed = bill(asked, months(5, [100.0, 10.0, 50.0, 10.0, 45.0]))
    assert [month.demand[0].billed_kw for month in billed.months] == pytest.approx([100, 80, 80, 40, 45])
    assert [month.demand[0].peak_kw for month in billed.months] == pytest.approx([100, 10, 50, 10, 45])
    assert any("peaks before 2026-01 are not known" in note for note in billed.notes)


def test_a_ratchet_may_look_at_some_months_of_the_year_alone():
    ratchet = Ratchet((0.5,) * 12, 12, tuple(month in {5, 6, 7, 8} for month in range(12)))
    asked = tariff(demand=(charge(price=1.0, ratchet=ratchet),))
    powers = [0.0] * 18
    powers[2], powers[6] = 500.0, 100.0
    billed = bill(asked, months(18, powers))
    assert [month.demand[0].billed_kw for month in billed.months] == pytest.approx(
        [0, 0, 500, 0, 0, 0, 100, *[50] * 11]
    )


@pytest.mark.parametrize("price", [10.0, 95.56, 191.0, 191.12, 400.0])
@pytest.mark.parametrize("peak_kw", [0.0, 10.0, 50.0, 74.9, 75.1, 149.999, 150.0, 151.0, 333.0])
def test_blocks_are_as_many_as_cost_least(price, peak_kw):
    asked = tariff([0.0], subscription=Subscription(50.0, price, 3.82))
    (month,) = bill(asked, months(1, [peak_kw])).months
    costs = [blocks * price + 3.82 * max(peak_kw - 50 * blocks, 0) for blocks in range(1, 12)]
    assert month.subscription.cost_usd == pytest.approx(min(costs))
    assert costs[month.subscription.blocks - 1] == pytest.approx(min(costs))
    assert month.subscription.overage_kw == pytest.approx(max(peak_kw - 50 * month.subscription.blocks, 0), abs=1e-9)
    assert month.total_usd == month.subscription.cost_usd


def test_without_a_price_of_what_is_above_them_blocks_hold_the_whole_peak():
    asked = tariff([0.0], subscription=Subscription(50.0, 100.0, None))
    billed = bill(asked, months(1, [101.0]))
    assert (billed.months[0].subscription.blocks, billed.total_usd) == (3, 300)
    assert any("all of it is subscribed" in line for line in billed.missing)


def test_the_subscription_of_bev_2():
    """95.56 USD a block of 50 kW, 3.82 USD/kW above: 120 kW are cheapest with two blocks and 20 kW above them."""
    (month,) = bill(load_tariff("pge-bev-2-s-2024"), months(1, [120.0], "2026-06-01")).months
    assert (month.subscription.blocks, month.subscription.overage_kw) == (2, pytest.approx(20))
    assert month.subscription.cost_usd == pytest.approx(2 * 95.56 + 20 * 3.82)
    assert month.complete


def test_a_fixed_charge_by_day_counts_the_days_of_the_month_and_a_least_bill_fills_up():
    asked = tariff([0.1], fixed=Recurring(2.0, "day"), minimum=Recurring(70.0))
    billed = bill(asked, months(2, [0.0, 1.0], "2028-02-01"))
    assert [month.fixed_usd for month in billed.months] == [58, 62]
    assert [month.minimum_usd for month in billed.months] == pytest.approx([12, 0])
    assert [month.total_usd for month in billed.months] == pytest.approx([70, 62 + 74.3])


def test_a_charge_of_some_months_is_on_no_other_bill():
    demand = load_tariff("sdge-al-tou-secondary-2024-10")
    january, july = (bill(demand, months(1, [100.0], first)).months[0] for first in ("2026-01-01", "2026-07-01"))
    assert [(each.charge, each.cost_usd) for each in january.demand] == [
        ("non-coincident", pytest.approx(3063)),
        ("winter on-peak", pytest.approx(3293)),
    ]
    assert [(each.charge, each.cost_usd) for each in july.demand] == [
        ("non-coincident", pytest.approx(3063)),
        ("summer on-peak", pytest.approx(4561)),
    ]


def test_what_is_assumed_stands_beside_the_bill():
    notes = bill(load_tariff("sdge-al-tou-secondary-2024-10"), months(1, [1.0], zone="America/New_York")).notes
    first = "prices of San Diego Gas & Electric AL-TOU secondary, of 2024-10-01 (complete): ask for"
    assert notes[0].startswith(first)
    assert "the prices include: delivery and commodity" in notes
    assert any("taxes, riders" in note and "holidays count as" in note for note in notes)
    assert any("15 min are assumed" in note for note in notes)
    assert any(
        note.endswith("are those of America/Los_Angeles; the clock of the load is that of America/New_York")
        for note in notes
    )


def test_periods_of_one_name_without_a_price_are_told_once():
    asked = tariff([None, None], [[0] * 12 + [1] * 12] * 12)
    same = tuple(EnergyPeriod("off-peak", None) for _ in asked.periods)
    billed = bill(
        type(asked)(**{**{name: getattr(asked, name) for name in asked.__slots__}, "periods": same}), months(1, [1.0])
    )
    assert billed.missing == (
        "the price of off-peak is not in the file: 744 kWh are in no total",
        "fixed charge not in the file",
    )


@pytest.mark.parametrize(
    ("start_s", "power_kw", "end_s", "reason"),
    [
        ([], [], 1.0, "at least one"),
        ([0.0, 1.0], [1.0], 2.0, "as many powers as times"),
        ([0.0, 5.0], [1.0, 1.0], 4.0, "follow each other"),
        ([0.0], [1.0], 0.0, "follow each other"),
        ([0.0], [-1.0], 1.0, "from 0 on"),
        ([0.0], [float("nan")], 1.0, "from 0 on"),
        ([float("nan")], [1.0], 1.0, "follow each other"),
    ],
)
def test_what_is_no_curve_is_refused(start_s, power_kw, end_s, reason):
    with pytest.raises(ValueError, match=reason):
        curve("UTC", 0, start_s, power_kw, end_s)


def test_seconds_keep_their_decimals_however_far_the_origin_is():
    """A step of a millisecond is billed to one part in a million, which seconds since 1970 would not hold."""
    load = curve(LA, instant("2026-05-05", LA), [0, 100.0, 100.001], [0.0, 3600.0, 0.0], 200.0)
    assert bill(tariff([1.0]), load).total_usd == pytest.approx(0.001, rel=1e-9)


def test_the_price_of_a_step_is_the_mean_over_it_however_long_it_is():
    asked = tariff([0.1, 0.4], [[0] * 12 + [1] * 12] * 12)
    noon_s = instant("2026-05-05T12:00", LA)
    edges_s = np.array([-7200.0, -900.0, 900.0, 3600.0, 12 * 3600.0, 13 * 3600.0])
    prices = step_prices(asked, curve(LA, 0, [0], [1], 1).zone, edges_s, noon_s)
    assert prices.usd_per_kwh == pytest.approx([0.1, 0.25, 0.4, 0.4, 0.1])
    assert prices.months == ("2026-05",)


def test_a_clock_that_is_put_back_by_half_an_hour_cuts_an_hour():
    """At 02:00 on Lord Howe Island it becomes 01:30: what comes again is an interval of 30 minutes."""
    asked = tariff(demand=(charge(interval_min=60),))
    change_s = instant("2026-04-04T15:00")
    load = curve("Australia/Lord_Howe", change_s, [-1800, 0, 1800], [30.0, 60.0, 0.0], 7200)
    (cost,) = bill(asked, load).months[0].demand
    assert (cost.peak_kw, cost.peak_s) == (pytest.approx(60.0), 0)


def test_a_peak_that_is_full_blocks_but_for_its_last_digit_needs_no_further_block():
    asked = tariff([0.0], subscription=Subscription(50.0, 100.0, None))
    assert bill(asked, months(1, [float(np.nextafter(100, 101))])).months[0].subscription.blocks == 2

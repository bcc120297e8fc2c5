"""The bill of random loads under random tariffs is that of an oracle which counts minute by minute."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Minutes, charge, curve, instant, tariff

from effort import examples
from evsite.tariffs.bill import bill
from evsite.tariffs.model import INTERVALS_MIN, Ratchet, Recurring
from evsite.tariffs.step_prices import step_prices

ZONES = ("America/Los_Angeles", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC",
         "America/Havana")  # fmt: skip
DAYS = ("2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01", "2026-04-04", "2026-10-03", "2025-12-30", "2024-02-28",
        "2026-06-12")  # fmt: skip
"""Days before and on which a clock changes in one of the zones, and ends of months."""


@st.composite
def loads(draw):
    zone = draw(st.sampled_from(ZONES))
    origin_s = instant(draw(st.sampled_from(DAYS))) + 60 * draw(st.integers(0, 2_000))
    lengths = draw(st.lists(st.integers(1, 500), min_size=1, max_size=14))
    powers = draw(
        st.lists(st.sampled_from((0.0, 7.2, 11.0, 50.0, 50.0, 123.456)), min_size=len(lengths), max_size=len(lengths))
    )
    edges = 60 * np.cumsum([draw(st.integers(0, 100)), *lengths])
    return zone, curve(zone, origin_s, edges[:-1], powers, edges[-1])


@st.composite
def tariffs(draw):
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    prices = [None, *random.uniform(0, 1, 3)][draw(st.integers(0, 1)) :]
    tables = [random.integers(0, len(prices), (12, 24)).tolist() for _ in range(2)]
    charges = tuple(
        charge(
            *(random.integers(0, 2, (12, 24)).tolist() for _ in range(2)),
            price=float(random.uniform(1, 30)),
            interval_min=draw(st.sampled_from(INTERVALS_MIN)),
            ratchet=Ratchet((0.75,) * 12, 2) if draw(st.booleans()) else None,
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    fixed = draw(st.sampled_from((None, Recurring(5.0), Recurring(0.5, "day"))))
    return tariff(prices, *tables, demand=charges, fixed=fixed)


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(loads(), tariffs())
def test_energy_peaks_and_sums_are_those_of_single_minutes(load, asked):
    zone, drawn = load
    minutes, billed = Minutes(drawn, zone), bill(asked, drawn)
    expected = minutes.energy(asked.hours)
    found = {(month.month, each.period): each.energy_kwh for month in billed.months for each in month.energy}
    for (month, number), energy_kwh in expected.items():
        assert found.pop((month, f"period {number}")) == pytest.approx(energy_kwh, rel=1e-9)
    assert all(energy_kwh == pytest.approx(0, abs=1e-9) for energy_kwh in found.values())
    names = [month.month for month in billed.months]
    for place, of in enumerate(asked.demand):
        peaks = minutes.peaks(of.window, of.interval_min)
        for at, month in enumerate(billed.months):
            (cost,) = [
                each for number, each in zip(_asked(asked, month), month.demand, strict=True) if number == place
            ] or [None]
            if cost is None:
                assert not of.is_for(int(month.month[5:]) - 1)
                continue
            peak_kw, since_s = peaks.get(month.month, (0.0, None))
            earlier = [peaks[name][0] for name in names[max(at - 2, 0) : at] if name in peaks] if of.ratchet else []
            assert cost.peak_kw == pytest.approx(peak_kw, rel=1e-9, abs=1e-9)
            assert (None if cost.peak_s is None else drawn.origin_s + cost.peak_s) == since_s
            assert cost.billed_kw == pytest.approx(
                max([peak_kw, *(0.75 * each for each in earlier)]), rel=1e-9, abs=1e-9
            )
            assert cost.cost_usd == pytest.approx(cost.billed_kw * of.usd_per_kw[0])
    for month in billed.months:
        assert month.total_usd == pytest.approx(month.energy_usd + month.demand_usd + (month.fixed_usd or 0), rel=1e-12)


def _asked(asked, month):
    """The places of the charges that a month is asked for."""
    return [number for number, of in enumerate(asked.demand) if of.is_for(int(month.month[5:]) - 1)]


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(loads(), tariffs(), st.integers(0, 13), st.sampled_from((0.1, 30.0)))
def test_more_load_never_costs_less_and_no_energy_is_lost(load, asked, where, more_kw):
    _, drawn = load
    more = drawn.power_kw.copy()
    more[where % len(more)] += more_kw
    before = bill(asked, drawn)
    after = bill(asked, curve(drawn.zone.name, drawn.origin_s, drawn.start_s, more, drawn.end_s))
    energy_kwh = drawn.power_kw @ np.diff([*drawn.start_s, drawn.end_s]) / 3600
    assert before.energy_kwh == pytest.approx(energy_kwh, rel=1e-12)
    assert sum(each.energy_kwh for month in before.months for each in month.energy) == pytest.approx(energy_kwh)
    for less, greater in zip(before.months, after.months, strict=True):
        assert greater.total_usd >= less.total_usd * (1 - 1e-12)
        for one, other in zip(less.demand, greater.demand, strict=True):
            assert other.billed_kw >= one.billed_kw * (1 - 1e-12)


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(DAYS), st.integers(0, 2**32), st.sampled_from((5, 10, 15)))
def test_prices_and_windows_of_steps_make_the_same_bill(zone, day, seed, minutes):
    """What an optimisation adds up over its steps is the bill of what it plans."""
    random = np.random.default_rng(seed)
    tables = [random.integers(0, 3, (12, 24)).tolist() for _ in range(2)]
    windows = [random.integers(0, 2, (12, 24)).tolist() for _ in range(2)]
    asked = tariff(
        random.uniform(0, 1, 3), *tables, demand=tuple(charge(*windows, interval_min=each) for each in (15, 30, 60))
    )
    origin_s = instant(day) - instant(day) % 3600
    edges_s = np.arange(0, 60 * 60 * 50 + 1, 60 * minutes)
    power_kw = random.choice((0.0, 20.0, 60.0), len(edges_s) - 1)
    drawn = curve(zone, origin_s, edges_s[:-1], power_kw, edges_s[-1])
    if minutes == 10:
        with pytest.raises(ValueError, match="averages demand over 15 min of the clock"):
            step_prices(asked, drawn.zone, edges_s.astype(float), origin_s)
        return
    prices, billed = step_prices(asked, drawn.zone, edges_s.astype(float), origin_s), bill(asked, drawn)
    assert prices.months == tuple(month.month for month in billed.months)
    for number, month in enumerate(billed.months):
        mine = prices.month == number
        assert (prices.usd_per_kwh * power_kw)[mine].sum() * minutes / 60 == pytest.approx(month.energy_usd)
        for cost, of in zip(month.demand, prices.demand, strict=False):
            inside = mine & of.in_window
            averages = [
                power_kw[of.interval == each].sum() * minutes / of.charge.interval_min
                for each in {*of.interval[inside]}
            ]
            # where a clock is changed by half an hour, an hour is cut to half of it
            if zone != "Australia/Lord_Howe":
                assert max(averages, default=0.0) == pytest.approx(cost.peak_kw)

"""What a plan says that it costs is what the one bill of evsite asks for the same load, and no plan costs less."""

import math
from dataclasses import replace
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import cvxpy
import numpy as np
import pytest
from fleet_sites import grid

from evsite.metering.zones import find_zone
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.sitefile.loading import loads
from evsite.sitefile.tariffs.load import load_tariff
from evsite.studies.fleets.costs import left_out
from evsite.studies.fleets.errors import PlanError
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.rolling import carry_out
from evsite.tariffs.bill import bill
from evsite.tariffs.curve import LoadCurve
from evsite.tariffs.model import (
    ALWAYS,
    INTERVALS_MIN,
    SLOTS,
    DemandCharge,
    EnergyPeriod,
    Ratchet,
    Subscription,
    Tariff,
)
from evsite.tariffs.shipped import shipped_tariffs
from fleet_depot import SITE

ZONE = find_zone("America/Los_Angeles")
CLOCK = ZoneInfo("America/Los_Angeles")
SITE_OF_THREE = loads(SITE.replace("12 kW", "19 kW"))
NIGHTS = (
    ("2026-10-31T16:20", "2026-10-31T23:50", 9.0),
    ("2026-10-31T20:00", "2026-11-01T06:10", 31.0),
    ("2026-11-01T00:10", "2026-11-01T03:40", 11.0),
    ("2026-11-01T14:05", "2026-11-01T19:35", 21.0),
)
"""From October to November, over the end of summer time, and from a Saturday to a Sunday."""
EVENING = (("2026-10-31T16:00", "2026-10-31T19:00", 10.0), ("2026-10-31T17:00", "2026-10-31T20:00", 12.0))
NEXT_DAY = ("2026-11-01T10:00", "2026-11-01T13:00", 14.0)
TOML = """
[tariff]
name = "Own"
fixed = "0 USD/month"

[[energy]]
price = "0.40 USD/kWh"
from = "16:00"
to = "21:00"

[[energy]]
price = "0.11 USD/kWh"

[[demand]]
name = "all"
price = "12 USD/kW"
interval = "30 min"
ratchet = "80 %"
ratchet_months = 11
"""
URDB = """{"items": [{"label": "x", "name": "Own", "utility": "U",
"energyratestructure": [[{"rate": 0.1}], [{"rate": 0.3, "adj": 0.02}]],
"energyweekdayschedule": %s, "energyweekendschedule": %s,
"demandratestructure": [[{"rate": 0}], [{"rate": 7.5}]],
"demandweekdayschedule": %s, "demandweekendschedule": %s, "demandwindow": 30,
"flatdemandstructure": [[{"rate": 5}]], "flatdemandmonths": %s,
"lookbackpercent": 0.7, "lookbackrange": 12, "fixedchargefirstmeter": 20, "fixedchargeunits": "$/month"}]}"""


def instant(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=CLOCK).timestamp())


def trip_set(rows):
    origin_s = instant("2026-10-31T16:00")
    arrive_s, depart_s = ([instant(row[place]) - origin_s for row in rows] for place in (0, 1))
    trips = tuple(
        Trip(f"line {n}", f"V{n}", "Box Trucks", float(arrive_s[n]), float(depart_s[n]), row[2], 0.9, f"S{n % 3 + 1}.1")
        for n, row in enumerate(rows)
    )
    return TripSet(trips, Calendar(origin_s, ZONE, dated=True), (Fleet("Box Trucks", 1, "by-departure"),))


def load_of(plan, other_kw=0.0):
    """What the vehicles of a plan and other load draw, by step."""
    drawn_kw = (plan.power_kw * plan.present_h).sum(axis=0) * 3600 / np.diff(plan.edge_s) + other_kw
    calendar = plan.trips.calendar
    return LoadCurve(plan.edge_s[:-1], drawn_kw, float(plan.edge_s[-1]), calendar.origin_s, calendar.zone)


def billed(tariff, plan, other_kw=0.0):
    """What the bill asks for energy of the vehicles, and for demand and blocks of all that is drawn."""
    alone, both = (bill(tariff, load_of(plan, kw)) for kw in (0.0, other_kw))
    blocks = [month.subscription.cost_usd for month in both.months if month.subscription is not None]
    return sum(each.energy_usd for each in alone.months), sum(each.demand_usd for each in both.months) + sum(blocks)


def flat(**more):
    """A tariff of two prices, dear from 16 to 21 h."""
    hours = tuple(0 if 16 * 4 <= slot < 21 * 4 else 1 for slot in range(SLOTS))
    periods = (EnergyPeriod("day", 0.4), EnergyPeriod("night", 0.1))
    return Tariff(**{"name": "T", "utility": "", "schedule": "", "demand": (), "fixed": None, **more},
                  periods=periods, hours=grid(hours))  # fmt: skip


def schedule(seed):
    return np.random.default_rng(seed).integers(0, 2, (12, 24)).tolist()


def own_tariffs(folder):
    (folder / "own.toml").write_text(TOML)
    (folder / "own.json").write_text(URDB % (*map(schedule, range(4)), [0] * 12))
    return [load_tariff(folder / "own.toml"), load_tariff(folder / "own.json")]


def same(tariff, **how):
    plan = plan_fleets(SITE_OF_THREE, trip_set(NIGHTS), tariff=tariff, loads={"EV1": "5 kW"}, **how)
    energy_usd, demand_usd = billed(tariff, plan, 5.0)
    assert plan.shortfall_kwh.sum() == 0
    assert plan.energy_usd == pytest.approx(energy_usd, rel=1e-9)
    assert plan.demand_usd == pytest.approx(demand_usd, rel=1e-9)
    assert all(stage.value >= stage.bound for stage in plan.stages)
    return plan


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_tariffs())
def test_every_shipped_tariff_asks_a_plan_for_what_its_bill_does(name):
    tariff = load_tariff(name)
    if any(period.usd_per_kwh is None for period in tariff.periods):
        with pytest.raises(PlanError, match="has no price of"):
            same(tariff)
    else:
        same(tariff)


@pytest.mark.parametrize("place", [0, 1])
def test_own_tariffs_and_those_of_the_rate_database_ask_for_what_their_bill_does(tmp_path, place):
    tariff = own_tariffs(tmp_path)[place]
    plan = same(tariff)
    assert any(charge.ratchet is not None for charge in tariff.demand)
    assert plan.demand_usd > 0
    assert any("ratchet" in note for note in left_out(tariff))


@pytest.mark.parametrize("minutes", [each for each in INTERVALS_MIN if each >= 15 and each != 20])
def test_intervals_that_the_first_and_the_last_step_are_in_the_middle_of_count_whole(minutes):
    plan = same(flat(demand=(DemandCharge("all", (9.0,) * 12, ALWAYS, minutes),)))
    assert plan.stages[-1].proved


def optimum(trips, tariff, *, blocks=None, so_far_kw=0.0):
    """The least cost of a plan by another programme, which counts quarters of an hour from the origin; None: not ready.

    Every vehicle is there for whole quarters, and each has 6.656 kW of its own.
    """
    steps = int(max(trip.depart_s for trip in trips.trips) // 900)
    change = int((instant("2026-11-01T00:00") - trips.calendar.origin_s) // 900)
    power = cvxpy.Variable((len(trips.trips), steps), nonneg=True)
    rules, prices = [], price_of_steps(trips, steps)
    for number, trip in enumerate(trips.trips):
        inside = np.zeros(steps)
        inside[int(trip.arrive_s // 900) : int(trip.depart_s // 900)] = 6.656
        rules += [power[number] <= inside, 0.9 * cvxpy.sum(power[number]) / 4 == trip.need_kwh]
    total = cvxpy.sum(power, axis=0)
    rules.append(total <= 19)
    cost = prices @ total / 4
    months = [total[:change], total[change:]] if change < steps else [total]
    reached = [cvxpy.Variable(nonneg=True) for _ in months]
    rules += [kw >= cvxpy.max(own) for kw, own in zip(reached, months, strict=True)]
    rules.append(reached[0] >= so_far_kw)
    for charge in tariff.demand:
        paid = [reached[0]]
        if len(months) > 1:
            share = charge.ratchet.share[10] if charge.ratchet and charge.ratchet.counted[9] else 0
            paid.append(cvxpy.maximum(reached[1], share * reached[0]))
        cost = cost + sum(charge.usd_per_kw[(9 + place) % 12] * kw for place, kw in enumerate(paid))
    if tariff.subscription is not None:
        for kw, count in zip(reached, blocks, strict=True):
            cost = cost + count * tariff.subscription.block_usd_per_month
            above = kw - count * tariff.subscription.block_kw
            if tariff.subscription.overage_usd_per_kw is None:
                rules.append(above <= 0)
            else:
                cost = cost + tariff.subscription.overage_usd_per_kw * cvxpy.pos(above)
    asked = cvxpy.Problem(cvxpy.Minimize(cost), rules)
    asked.solve(solver=cvxpy.CLARABEL)
    return asked.value if asked.status == "optimal" else math.inf


def price_of_steps(trips, steps):
    """Prices of quarters of an hour, by the hour on the wall."""
    found = []
    for step in range(steps):
        at = trips.calendar.origin_s + 900 * step
        found.append(0.4 if 16 <= datetime.fromtimestamp(at, CLOCK).hour < 21 else 0.1)
    return np.array(found)


RATCHET = Ratchet((0.9,) * 12, 11)


@pytest.mark.parametrize("ratchet", [None, RATCHET, Ratchet((0.5,) * 12, 11, (False,) * 9 + (True,) * 3)])
@pytest.mark.parametrize("so_far_kw", [0.0, 5.0])
def test_a_ratchet_is_priced_in_the_plan_as_by_another_programme(ratchet, so_far_kw):
    trips = trip_set((*EVENING, NEXT_DAY))
    # a kW of October is cheap by itself; what it costs in November counts too
    usd = tuple(1.0 if month == 9 else 15.0 for month in range(12))
    tariff = flat(demand=(DemandCharge("all", usd, ALWAYS, ratchet=ratchet),))
    plan = plan_fleets(SITE_OF_THREE, trips, tariff=tariff, peak_so_far_kw={"all": so_far_kw})
    assert plan.cost_usd == pytest.approx(optimum(trips, tariff, so_far_kw=so_far_kw), rel=1e-6)
    assert plan.stages[-1].proved
    if not so_far_kw:
        assert (plan.energy_usd, plan.demand_usd) == pytest.approx(billed(tariff, plan), rel=1e-9)


def test_a_ratchet_lowers_the_peak_of_a_month_before_that_is_free():
    trips = trip_set((*EVENING, (NEXT_DAY[0], NEXT_DAY[1], 2.0)))
    usd = tuple(0.0 if month == 9 else 15.0 for month in range(12))
    with_it, without = (
        plan_fleets(
            SITE_OF_THREE,
            trips,
            tariff=replace(flat(demand=(DemandCharge("all", usd, ALWAYS, ratchet=each),)), hours=grid([0] * SLOTS)),
        )
        for each in (RATCHET, None)
    )
    october = with_it.edge_s[:-1] < instant("2026-11-01T00:00") - trips.calendar.origin_s
    before, after = ((each.power_kw.sum(axis=0) * october).max() for each in (without, with_it))
    assert after < 0.8 * before


@pytest.mark.parametrize(
    ("block_kw", "block_usd", "overage"),
    [(5.0, 9.0, None), (5.0, 9.0, 1.5), (5.0, 9.0, 2.5), (3.0, 0.4, None), (40.0, 95.56, 3.82), (2.0, 0.5, 0.6)],
)
@pytest.mark.parametrize("needs", [(10.0, 12.0), (10.0, 15.3)])
def test_no_number_of_blocks_costs_less(block_kw, block_usd, overage, needs):
    trips = trip_set([(*row[:2], need) for row, need in zip(EVENING, needs, strict=True)])
    tariff = flat(subscription=Subscription(block_kw, block_usd, overage))
    plan = plan_fleets(SITE_OF_THREE, trips, tariff=tariff)
    best = min(optimum(trips, tariff, blocks=(count,)) for count in range(1, math.ceil(14 / block_kw) + 1))
    assert plan.shortfall_kwh.sum() == 0
    assert plan.cost_usd == pytest.approx(best, rel=1e-6)
    assert plan.stages[-1].proved
    assert (plan.energy_usd, plan.demand_usd) == pytest.approx(billed(tariff, plan), rel=1e-9)
    assert any("block" in note for note in plan.notes)


@pytest.mark.parametrize("overage", [None, 2.5])
def test_blocks_of_two_months_are_told_with_their_gap(overage):
    trips = trip_set((*EVENING, NEXT_DAY))
    tariff = flat(subscription=Subscription(4.0, 9.0, overage))
    plan = plan_fleets(SITE_OF_THREE, trips, tariff=tariff)
    best = min(optimum(trips, tariff, blocks=each) for each in product(range(1, 5), repeat=2))
    stage = plan.stages[-1]
    assert stage.bound <= best * (1 + 1e-6)
    assert best * (1 - 1e-6) <= stage.value <= best + 9.0
    assert (plan.energy_usd, plan.demand_usd) == pytest.approx(billed(tariff, plan), rel=1e-9)


def test_who_needs_just_what_whole_blocks_give_pays_for_no_other():
    # three hours of 5 kW through a battery of 90 %
    trips = trip_set([(*EVENING[0][:2], 13.5)])
    plan = plan_fleets(SITE_OF_THREE, trips, tariff=flat(subscription=Subscription(5.0, 9.0, None)))
    assert plan.shortfall_kwh.sum() == 0
    assert plan.demand_usd == 9.0


def test_what_is_subscribed_already_may_be_used():
    trips = trip_set([(*EVENING[0][:2], 13.5)])
    tariff = flat(subscription=Subscription(3.0, 9.0, None))
    plan = plan_fleets(SITE_OF_THREE, trips, tariff=tariff, peak_so_far_kw={"subscription": 8.0})
    assert plan.demand_usd == 27.0


def test_names_and_order_of_trips_change_no_figure():
    trips = trip_set((*EVENING, NEXT_DAY))
    other = replace(trips, trips=tuple(replace(t, vehicle=f"Z{t.vehicle}", name="x") for t in trips.trips[::-1]))
    ratcheted = DemandCharge("all", (3.0,) * 12, ALWAYS, ratchet=RATCHET)
    tariff = flat(demand=(ratcheted,), subscription=Subscription(4.0, 9.0, 2.5))
    one, two = (plan_fleets(SITE_OF_THREE, each, tariff=tariff) for each in (trips, other))
    assert (one.energy_usd, one.demand_usd) == (two.energy_usd, two.demand_usd)
    assert (one.power_kw == two.power_kw[::-1]).all()
    assert (one.stages, one.notes) == (two.stages, two.notes)


@pytest.mark.parametrize("overage", [None, 2.5])
def test_a_run_with_nothing_new_costs_what_was_planned(overage):
    trips = trip_set((*EVENING, NEXT_DAY))
    ratcheted = DemandCharge("all", (3.0,) * 12, ALWAYS, 60, ratchet=RATCHET)
    tariff = flat(demand=(ratcheted,), subscription=Subscription(4.0, 9.0, overage))
    run = carry_out(SITE_OF_THREE, trips, {}, tariff=tariff)
    assert run.cost_usd == pytest.approx(run.planned.cost_usd, rel=1e-9)
    # what October has reached counts in a plan that begins in November
    later = carry_out(
        SITE_OF_THREE, trips, {}, tariff=tariff, until_s=instant("2026-11-01T09:00") - trips.calendar.origin_s
    )
    october = bill(tariff, load_of(run.planned)).months[0]
    assert later.peaks_kw == pytest.approx({"all": 0.9 * october.demand[0].peak_kw, "subscription": 0.0})

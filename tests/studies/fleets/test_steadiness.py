"""Few starts of charging: found beside an integer programme, and nothing else of a plan changed for them."""

import random
from dataclasses import replace

import numpy as np
import pytest
from fleet_sites import CASES, case_site, case_tariff, case_trips
from fleet_sums import worst_excess
from steady_depots import (
    by_chance,
    depot,
    fewest_starts,
    in_another_order,
    problem_of,
    starts_of,
    tariff,
    without_exchanges,
)

import evsite
from evsite.studies.fleets import plan as api
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.starts import steadiness_of
from evsite.studies.fleets.steadying import steadied
from evsite.studies.fleets.stepped_power import SteppedPower
from evsite.studies.fleets.whole_power import Modules

LEAST_KW = 8 * 0.208
"""What the vehicles draw at least."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "priced", "least"), [(0, False, 8), (1, False, 8), (3, False, 8), (0, True, 9), (1, True, 8)]
)
def test_vehicles_start_as_seldom_as_an_integer_programme_says(seed, priced, least, monkeypatch):
    site, trips = depot(seed)
    prices = tariff() if priced else None
    plan = plan_fleets(site, trips, tariff=prices)
    assert starts_of(without_exchanges(monkeypatch, site, trips, tariff=prices)) > least
    assert starts_of(plan) == plan.steadiness.starts == fewest_starts(site, plan, LEAST_KW - 1e-6) == least
    assert plan.steadiness.bound <= least
    assert plan.steadiness.proved == (plan.steadiness.bound == least)
    assert plan.steadiness.vehicles == 8


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 16))
def test_no_plan_goes_below_the_bound_that_is_told(seed):
    site, trips = depot(seed, vehicles=4, steps=16)
    plan = plan_fleets(site, trips, tariff=tariff())
    assert plan.steadiness.bound <= fewest_starts(site, plan) <= plan.steadiness.starts == starts_of(plan)


def changes_nothing_but_starts(site, plan, other):
    """A plan beside the one without exchanges."""
    assert worst_excess(site, plan) <= 1e-9
    assert plan.steadiness.starts <= other.steadiness.starts
    for own, before in zip(plan.stages, other.stages, strict=True):
        assert own.value == pytest.approx(before.value, rel=1e-9, abs=1e-9)
        assert own.bound == before.bound
    assert plan.delivered_kwh == pytest.approx(other.delivered_kwh, rel=1e-9, abs=1e-9)
    drawn, drawn_before = ((each.power_kw * each.present_h).sum(axis=0) for each in (plan, other))
    assert drawn == pytest.approx(drawn_before, rel=1e-9, abs=1e-9)
    assert plan.demand_usd == pytest.approx(other.demand_usd, rel=1e-9)
    assert plan.energy_usd == pytest.approx(other.energy_usd, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("vehicles", "seeds", "options"),
    [(6, (1, 5), {}), (6, (1, 5), {"amperes": True}), (6, (1, 5), {"asap": True}), (8, (2, 8), {"twins": 4})],
    ids=["kW", "phasors", "asap", "alike"],
)
def test_exchanges_change_nothing_but_starts(vehicles, seeds, options, monkeypatch):
    fewer = 0
    for seed in seeds:
        site, trips = depot(seed, vehicles, steps=16, **options)
        # vehicles come and go within steps
        moved = tuple(replace(each, arrive_s=each.arrive_s + 37 * place) for place, each in enumerate(trips.trips))
        for some in (trips, replace(trips, trips=moved)):
            plan = plan_fleets(site, some, tariff=tariff())
            other = without_exchanges(monkeypatch, site, some, tariff=tariff())
            changes_nothing_but_starts(site, plan, other)
            drawn = plan.power_kw[plan.power_kw > 0]
            assert (drawn >= LEAST_KW * (1 - 1e-9)).all()
            fewer += other.steadiness.starts - plan.steadiness.starts
    assert fewer > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["P02", "P05", "P09", "P10"])
def test_exchanges_change_no_figure_of_the_cases(name, monkeypatch):
    case = CASES[name]
    site, trips = case_site(case, min_current="6 A" if name == "P10" else None), case_trips(case)
    how = {"tariff": case_tariff(case), "step_min": case["step_min"]}
    changes_nothing_but_starts(
        site, plan_fleets(site, trips, **how), without_exchanges(monkeypatch, site, trips, **how)
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3, 5])
def test_names_and_order_of_trips_change_no_start(seed):
    site, trips = depot(seed)
    other, order = in_another_order(trips, seed)
    one, two = plan_fleets(site, trips, tariff=tariff()), plan_fleets(site, other, tariff=tariff())
    assert (one.power_kw[order] == two.power_kw).all()
    assert one.steadiness == two.steadiness


@pytest.mark.slow
@pytest.mark.parametrize(
    ("vehicles", "options"),
    [(8, {"panels": 2, "tight": 0.8}), (9, {"amperes": True, "tight": 0.9}), (8, {"twins": 3}), (8, {"asap": True})],
    ids=["panels", "phasors", "alike", "asap"],
)
def test_exchanges_keep_limits_in_plans_of_any_kind(vehicles, options, monkeypatch):
    spared = 0
    for seed in range(10):
        rng = random.Random(seed)
        site, trips = depot(seed, vehicles, steps=18, **options)
        problem = problem_of(monkeypatch, site, trips)
        cells, classes = problem.cells, problem.vehicles
        no_modules = Modules(np.full(len(cells.step), -1), np.ones(len(cells.step)), np.zeros(0, np.int64))
        drawn_kw = by_chance(problem, rng)
        movable = np.ones(len(classes.count), dtype=np.bool_)
        movable[rng.randrange(len(movable))] = len(movable) < 4
        found = steadied(problem, no_modules, SteppedPower(drawn_kw, drawn_kw), movable)
        power_kw = found.drawn_kw
        assert np.abs(problem.limits.loads(power_kw)).max() <= 1 + 1e-9
        assert (power_kw <= cells.cap_kw * (1 + 1e-9)).all()
        least_kw = classes.min_kw[cells.vehicle]
        assert ((power_kw == 0) | (power_kw >= least_kw * (1 - 1e-9))).all()
        for key, weight in ((cells.vehicle, cells.battery_kwh_per_kw), (cells.step, cells.present_h * cells.count)):
            sums = (np.bincount(key, weight * kw) for kw in (power_kw, drawn_kw))
            assert next(sums) == pytest.approx(next(sums), rel=1e-9, abs=1e-9)
        assert (power_kw[~movable[cells.vehicle]] == drawn_kw[~movable[cells.vehicle]]).all()
        hours = problem.steps.edge_s[1:][cells.step]
        for aim in problem.aims():
            if aim.kind == "delay":
                delay = [aim.cost[: len(hours)] @ kw for kw in (power_kw, drawn_kw)]
                assert delay[0] == pytest.approx(delay[1], rel=1e-9)
        starts = [steadiness_of(classes, cells.by_step(classes, kw)).starts for kw in (power_kw, drawn_kw)]
        assert starts[0] <= starts[1]
        spared += starts[1] - starts[0]
    assert spared > 10


PAIR = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "600 A"
system = "480Y/277"
[circuits.C]
panel = "U"
count = 4
breaker = "100 A"
poles = 3
[stations.S]
model = "CPE250"
count = 4
paired = true
circuits = "C"
[groups.all]
on = "U"
limit = "70 kW"
"""


@pytest.mark.slow
def test_modules_stay_whole_and_enough(monkeypatch):
    site, trips = depot(0, vehicles=4)
    site = evsite.loads(PAIR)
    rows = zip(trips.trips, site.ports, (40, 60, 70, 50), strict=True)
    trips = replace(trips, trips=tuple(replace(each, port=port, need_kwh=need) for each, port, need in rows))
    seen = []

    def keep(problem, modules, power, movable):
        seen.append((problem, modules, movable))
        return steadied(problem, modules, power, movable)

    monkeypatch.setattr(api, "steadied", keep)
    plan = plan_fleets(site, trips, tariff=tariff())
    changes_nothing_but_starts(site, plan, without_exchanges(monkeypatch, site, trips, tariff=tariff()))
    # with power to spare the modules are what is short
    roomy = replace(site, groups={name: replace(each, limit_kw=500.0) for name, each in site.groups.items()})
    needs = tuple(replace(each, need_kwh=2 * each.need_kwh) for each in trips.trips)
    seen.clear()
    plan_fleets(roomy, replace(trips, trips=needs), tariff=tariff())
    problem, modules, movable = seen[0]
    cells, spared = problem.cells, 0
    for seed in range(12):
        drawn_kw = by_chance(problem, random.Random(seed), modules.module_kw[0])
        power_kw = steadied(problem, modules, SteppedPower(drawn_kw, drawn_kw), movable).drawn_kw
        held = np.ceil(power_kw / modules.module_kw - 1e-6)
        for pool, most in enumerate(modules.modules):
            own = modules.pool == pool
            assert (np.bincount(cells.step[own], held[own]) <= most).all()
        starts = [
            steadiness_of(problem.vehicles, cells.by_step(problem.vehicles, kw)).starts for kw in (power_kw, drawn_kw)
        ]
        spared += starts[1] - starts[0]
    assert spared > 0


def alone(arrive, depart, need_kwh):
    site, trips = depot(0, vehicles=1)
    (trip,) = trips.trips
    trip = replace(trip, fleet="one", arrive_s=arrive * 900, depart_s=depart * 900, need_kwh=need_kwh, efficiency=0.9)
    # a limit that is no less than what the vehicle takes
    groups = {name: replace(group, limit_kw=20.0) for name, group in site.groups.items()}
    return replace(site, groups=groups), replace(trips, trips=(trip,), fleets=trips.fleets[:1])


def test_a_pause_that_prices_ask_for_is_proved_to_be_needed():
    # cheap for 1.5 h, dear for 1.5 h, then cheap for 6 h: 7 h at full power do not fit into one of the two
    site, trips = alone(0, 36, 9.984 * 7 * 0.9)
    free = replace(tariff(), demand=())
    plan = plan_fleets(site, trips, tariff=free)
    assert (plan.steadiness.starts, plan.steadiness.bound, plan.steadiness.proved) == (2, 2, True)
    # another one that fits into one of the two needs a start in one of them alone
    site, both = depot(0, vehicles=2)
    groups = {name: replace(group, limit_kw=20.0) for name, group in site.groups.items()}
    short = replace(trips.trips[0], vehicle="V1", port="S1.1", need_kwh=9.984 * 0.9)
    together = replace(both, trips=(*trips.trips, short), fleets=trips.fleets)
    found = plan_fleets(replace(site, groups=groups), together, tariff=free).steadiness
    assert (found.vehicles, found.starts, found.bound) == (2, 3, 3)
    site, _ = alone(0, 36, 1.0)
    shorter = replace(trips, trips=(replace(trips.trips[0], need_kwh=9.984 * 1.5 * 0.9),))
    assert plan_fleets(site, shorter, tariff=free).steadiness.starts == 1


def test_who_charges_when_a_plan_begins_and_goes_on_does_not_start():
    site, trips = alone(0, 24, 20.0)
    for charging, starts in ((), 1), ((0,), 0):
        found = plan_fleets(site, trips, charging=charging).steadiness
        assert (found.vehicles, found.going_on, found.starts, found.bound) == (1, len(charging), starts, starts)


def test_alike_vehicles_count_each():
    site, trips = depot(8, steps=16, twins=4)
    plan = plan_fleets(site, trips, tariff=tariff())
    assert plan.steadiness.vehicles == plan.steadiness.starts == plan.steadiness.bound == starts_of(plan) == 8

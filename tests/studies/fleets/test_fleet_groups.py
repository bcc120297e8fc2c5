"""Fleet plans beside ports that they do not steer: groups that do not defer, stations that are offline, modules."""

import itertools

import numpy as np
import pytest
from fleet_sums import worst_excess
from test_fleet_oracles import trip, trip_set

import evsite
from evsite.studies.fleets.plan import plan_fleets

TWO_GROUPS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "250 A"
system = "240/120"
[panels.A]
fed_from = "U"
main = "200 A"
[panels.B]
fed_from = "U"
main = "200 A"
[circuits.A]
panel = "A"
count = 2
breaker = "100 A"
phases = "AB"
[circuits.B]
panel = "B"
count = 2
breaker = "100 A"
phases = "AB"
[stations.A]
count = 2
ports = 1
max_current = "80 A"
circuits = "A"
[stations.B]
count = 2
ports = 1
max_current = "80 A"
circuits = "B"
[groups.A]
on = "A"
limit = "{own} A"
defer_to_fleet = false
[groups.B]
on = "B"
limit = "160 A"
defer_to_fleet = true
"""


@pytest.mark.parametrize("own", [60, 100])
def test_a_plan_leaves_a_group_that_does_not_defer_all_that_it_could_draw(own):
    site = evsite.loads(TWO_GROUPS.format(own=own))
    plan = plan_fleets(site, trip_set([trip(f"{name}.1", 0, 8, 500.0) for name in ("A1", "B1", "B2")]))
    # the service carries 200 A; two alike ports share their own limit equally
    assert plan.power_kw[0] == pytest.approx(own / 2 * 0.24)
    assert plan.power_kw[1:].sum(axis=0) == pytest.approx(min(160, 200 - own) * 0.24)
    assert any("does not defer" in note for note in plan.notes)


def test_a_station_that_is_offline_draws_its_fallback_and_the_plan_keeps_beside_it():
    text = TWO_GROUPS.format(own=160).replace("defer_to_fleet = false", "").replace("defer_to_fleet = true", "")
    site = evsite.loads(text.replace("[stations.A]\n", '[stations.A]\nfallback = "20 A"\n'))
    plan = plan_fleets(
        site, trip_set([trip(f"{name}.1", 0, 8, 500.0) for name in ("A1", "A2", "B1", "B2")]), offline=["A1.1"]
    )
    assert plan.power_kw[0] == pytest.approx(20 * 0.24)
    assert plan.power_kw.sum(axis=0) == pytest.approx(200 * 0.24)
    assert worst_excess(site, plan, fallback_a={"A1.1": 20.0}) <= 1e-9
    assert sum("to the plan of the fleet" in note for note in plan.notes) == 1


PAIR = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "600 A"
system = "480Y/277"
[circuits.C]
panel = "U"
count = 2
breaker = "100 A"
poles = 3
[stations.S]
model = "CPE250"
count = 2
paired = true
circuits = "C"
"""


@pytest.mark.slow
@pytest.mark.parametrize("needs", [(2.5, 1.5, 1), (3.5, 4.2, 2), (5.5, 3.5, 3), (2.2, 0.7, 1), (4.4, 4.4, 2)])
def test_whole_modules_lack_what_the_best_of_all_ways_to_deal_them_out_lacks(needs):
    site = evsite.loads(PAIR)
    (pool,) = site.pools
    one, two, steps = needs
    port = site.ports["S1.1"]
    module_kw = pool.module_kw / port.output_kw_per_a * port.input_kw_per_a
    # needs in modules for a step each
    kwh = 0.9 * module_kw * 0.25
    plan = plan_fleets(site, trip_set([trip("S1.1", 0, steps, one * kwh), trip("S2.1", 0, steps, two * kwh)]))
    best = min(
        max(0.0, one - sum(dealt)) + max(0.0, two - sum(4 - each for each in dealt))
        for dealt in itertools.product(range(5), repeat=steps)
    )
    assert plan.stages[0].value == pytest.approx(best * kwh, abs=1e-5)
    held = np.ceil(plan.power_kw / module_kw - 1e-6).sum(axis=0)
    assert (held <= sum(pool.modules)).all()
    assert worst_excess(site, plan) <= 1e-9

"""Plans for stations that offer only some currents: nothing between them is promised, and nothing is left over."""

from dataclasses import replace

import numpy as np
import pytest
from fleet_sites import tariff_of
from fleet_sums import excess_at, worst_excess

from evsite.allocation.steps import PortSteps
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.sitefile.loading import loads
from evsite.studies.fleets.plan import plan_fleets

SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[circuits.A]
panel = "U"
breaker = "40 A"
phases = "AB"
[circuits.B]
panel = "U"
breaker = "40 A"
phases = "BC"
[circuits.C]
panel = "U"
breaker = "40 A"
phases = "CA"
[stations.S1]
ports = 1
max_current = "32 A"
circuits = "A"
{steps}
[stations.S2]
ports = 1
max_current = "32 A"
circuits = "B"
{steps}
[stations.S3]
ports = 1
max_current = "32 A"
circuits = "C"
[groups.G]
on = "U"
limit = "{limit} A"
min_current = "6 A"
defer_to_fleet = true
"""
EIGHTS = 'currents = ["8 A", "16 A", "24 A", "32 A"]'
WHOLE = 'current_step = "1 A"'


def trip(port, arrive, depart, need_kwh, fleet="one"):
    return Trip("line", port, fleet, arrive * 900.0, depart * 900.0, need_kwh, 0.9, port)


def trips(*rows):
    fleets = (Fleet("one", 1), Fleet("two", 2, "asap"))
    return TripSet(rows, Calendar(1_748_822_400, UTC_ZONE, dated=True), fleets)


NIGHT = (trip("S1.1", 0, 12, 6.3), trip("S2.1", 2, 10, 7.7, "two"), trip("S3.1", 0, 9, 5.1))


def offered(site, plan):
    """What ports are offered, by trip and step [A]: the current that is not below what is drawn."""
    number = {name: place for place, name in enumerate(site.ports)}
    steps = PortSteps([port.steps for port in site.ports.values()])
    found = np.zeros((len(site.ports), plan.power_kw.shape[1]))
    for name, own in zip(plan.ports, plan.power_kw, strict=True):
        found[number[name]] = own / site.ports[name].input_kw_per_a
    return steps.round_up_a(found.T).T, found


@pytest.mark.parametrize("limit", [14, 23, 40, 100])
@pytest.mark.parametrize("steps", [EIGHTS, WHOLE])
def test_nothing_between_two_currents_is_promised_but_where_a_vehicle_becomes_full(limit, steps):
    site = loads(SITE.format(steps=steps, limit=limit))
    plan = plan_fleets(site, trips(*NIGHT))
    assert worst_excess(site, plan) <= 1e-9
    offered_a, drawn_a = offered(site, plan)
    for number in (0, 1):
        between = np.flatnonzero(np.abs(offered_a[number] - drawn_a[number]) > 1e-6)
        drawing = np.flatnonzero(drawn_a[number] > 0)
        assert set(between) <= set(drawing[-1:])
        if len(between):
            # whose vehicle has all that it needs then
            assert plan.shortfall_kwh[number] == 0
    for step in offered_a.T:
        amps = {name: value for name, value in zip(site.ports, step.tolist(), strict=True) if value > 0}
        assert excess_at(site, amps) <= 1e-9
    free = plan_fleets(loads(SITE.format(steps="", limit=limit)), trips(*NIGHT))
    assert plan.stages[0].value >= free.stages[0].value - 1e-6
    assert all(stage.bound <= stage.value for stage in plan.stages)


def test_where_there_is_room_everybody_is_ready():
    plan = plan_fleets(loads(SITE.format(steps=EIGHTS, limit=60)), trips(*NIGHT))
    assert plan.shortfall_kwh.sum() == 0
    assert all(stage.proved for stage in plan.stages if stage.kind == "shortfall")


def test_what_is_left_over_is_given_again():
    """14 A: 8 A each at lines that they share would be 13.9 A; the plan without steps has all 14 A in use."""
    site = loads(SITE.format(steps=EIGHTS, limit=14))
    plan = plan_fleets(site, trips(trip("S1.1", 0, 4, 9.0), trip("S2.1", 0, 4, 9.0)))
    kw = plan.power_kw[:, :4]
    assert kw == pytest.approx(np.full((2, 4), 8 * 0.208))


def test_power_that_is_given_again_raises_a_billed_peak_by_one_current_at_most():
    energy = [{"from": 0, "to": 12, "usd_per_kwh": 0.3}, {"from": 12, "to": 96, "usd_per_kwh": 0.1}]
    tariff = tariff_of("2025-06-02T00:00+00:00", 15, energy, [{"from": 0, "to": 96, "usd_per_kw": 9.0}], ["all"])
    rows = [replace(each, arrive_s=0.0, depart_s=24 * 900.0) for each in NIGHT[:1]]
    free, plan = (
        plan_fleets(loads(SITE.format(steps=steps, limit=60)), trips(*rows), tariff=tariff) for steps in ("", WHOLE)
    )
    # 7 kWh in six hours are 5.6 A, and no less than 6 A may be drawn
    assert free.power_kw.max() < 6.2 * 0.208
    assert plan.power_kw.max() == pytest.approx(7 * 0.208)
    assert plan.shortfall_kwh.sum() == 0
    assert plan.cost_usd > free.cost_usd


@pytest.mark.parametrize(("limit", "amps"), [(60, 3.3 / 0.208), (15.9, 8.0)])
def test_a_vehicle_that_takes_less_than_the_next_current_is_offered_it_where_limits_allow(limit, amps):
    site = loads(SITE.format(steps=EIGHTS, limit=limit))
    plan = plan_fleets(site, trips(replace(trip("S1.1", 0, 4, 9.0), max_kw=3.3)))
    # 3.3 kW are 15.87 A: a station of 8, 16, 24 and 32 A offers 16 A
    assert plan.power_kw[0] / 0.208 == pytest.approx([amps] * 4)
    (use,) = {id(each): each for each in plan.limits if each.id.owner == "G" and each.id.leg == "A"}.values()
    assert use.load.max() == pytest.approx(16.0 if amps > 8 else 8.0)

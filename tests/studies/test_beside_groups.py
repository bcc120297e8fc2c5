"""Ports in no group on a site that has groups: what they draw comes first, and every command says so alike."""

import itertools

import pytest
from asking import fixed
from hypothesis import assume, given
from hypothesis import strategies as st
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.model.limit_id import LimitId, by_limit
from evsite.model.scenario import Arrival, Scenario
from evsite.proofs.columns import uncontrolled
from evsite.proofs.guarantee import guarantees
from evsite.proofs.occupancy import occupancy_table
from evsite.studies.policies import compare_policies
from evsite.studies.scenario import compare_scenario

EXACT = 1e-9
PARTLY = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "100 A"
[circuits.C]
panel = "P"
count = 4
breaker = "40 A"
[stations.S]
ports = 1
count = 4
max_current = "32 A"
circuits = "C"
[groups.G]
members = ["S1", "S2"]
limit = "60 A"
"""
"""Two ports in a group and two in none, of 32 A each, on 80 usable amperes."""
PANEL_A = by_limit(LimitId("panel", "P", leg="A"))


def amps_of(allocation):
    return {share.port: share.current_a for share in allocation.shares}


def delivered_a(allocation):
    return {
        share.port: share.current_a if share.average_current_a is None else share.average_current_a
        for share in allocation.shares
    }


def test_ports_in_no_group_draw_all_that_they_want_and_the_groups_share_the_rest():
    site = evsite.loads(PARTLY)
    assert amps_of(evsite.allocate(site)) == {"S1.1": 8, "S2.1": 8, "S3.1": 32, "S4.1": 32}
    assert amps_of(evsite.allocate(site, accept_a={"S3.1": 20})) == {"S1.1": 14, "S2.1": 14, "S3.1": 20, "S4.1": 32}
    assert amps_of(evsite.allocate(site, occupied=["S1.1", "S3.1"])) == {
        "S1.1": 32,
        "S2.1": 0,
        "S3.1": 32,
        "S4.1": 0,
    }


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
def test_no_policy_holds_ports_in_no_group(policy):
    site = evsite.loads(PARTLY)
    allocation = evsite.allocate(site, policy=policy, order=["S2.1", "S1.1", "S4.1", "S3.1"])
    amps = amps_of(allocation)
    assert (amps["S3.1"], amps["S4.1"]) == (32, 32)
    assert allocation.policy == policy
    assert (amps["S1.1"], amps["S2.1"]) == ((0, 16) if policy == "fcfs" else (8, 8))


def test_ports_in_no_group_keep_the_limits_as_far_as_they_can_be_shown():
    site = evsite.loads(PARTLY.replace('main = "100 A"', 'main = "50 A"'))
    allocation = evsite.allocate(site)
    assert amps_of(allocation) == {"S1.1": 0, "S2.1": 0, "S3.1": 20, "S4.1": 20}
    assert {share.port: share.limited_by for share in allocation.shares} == dict.fromkeys(site.ports, PANEL_A)
    # 8 A are not enough for the 6 A minimums of both: who plugged in first charges
    site = evsite.loads(PARTLY.replace('main = "100 A"', 'main = "10 A"'))
    allocation = evsite.allocate(site, order=["S4.1"])
    assert amps_of(allocation) == {"S1.1": 0, "S2.1": 0, "S3.1": 0, "S4.1": 8}
    assert [share.state for share in allocation.shares] == ["waiting", "waiting", "waiting", "charging"]
    assert {share.port: share.limited_by for share in allocation.shares} == dict.fromkeys(site.ports, PANEL_A)


def test_a_site_without_any_group_is_shown_as_it_would_share():
    site = evsite.loads(PARTLY[: PARTLY.index("[groups.G]")])
    assert amps_of(evsite.allocate(site)) == dict.fromkeys(site.ports, 20)
    assert list(amps_of(evsite.allocate(site, policy="fcfs")).values()) == [32, 32, 16, 0]


def test_every_study_counts_them_first():
    site = evsite.loads(PARTLY)
    study = evsite.report(site)
    expected = {"S1.1": 8, "S2.1": 8, "S3.1": 32, "S4.1": 32}
    assert {port.port: port.all_in_use.current_a for port in study.ports} == expected
    assert {name: (one.current_a, one.exact) for name, one in study.guarantees.items()} == {
        "S1.1": (8, True),
        "S2.1": (8, True),
    }
    assert amps_of(evsite.allocate(site, occupied=study.guarantees["S1.1"].witness))["S1.1"] == 8
    for outcome in compare_policies(site).outcomes:
        amps = {share.port: share.current_a for share in outcome.shares}
        assert (amps["S3.1"], amps["S4.1"]) == (32, 32)
    arrivals = tuple(Arrival(port=name, at_min=0, leave_min=60) for name in site.ports)
    for run in compare_scenario(site, Scenario(arrivals, until_min=60)).runs:
        energy = {driver.port: driver.energy_kwh for driver in run.drivers}
        assert energy["S3.1"] == pytest.approx(32 * 0.24)
    # two in the group share its 60 A; one beside both others has 16 A, two beside one of them 24 A each
    found = [(row.worst.current_a, row.balanced.current_a, row.best.current_a) for row in occupancy_table(site)]
    assert found == [(32, 32, 32), (30, 30, 32), (16, 24, 24), (8, 8, 8)]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_what_is_guaranteed_is_delivered_beside_ports_in_no_group(number):
    """Every occupancy as `allocate` shows it: nothing is below a guarantee, and its witness gives what it says."""
    reached = []

    @fixed(860 + number, 40)
    @given(cases(max_ports=6, policies=("equal", "proportional", "fcfs")), st.data())
    def holds(case, data):
        site = evsite.loads(case.text)
        rated_a = uncontrolled(site)
        assume(rated_a and site.managed_ports())
        found, allocator = guarantees(site), Allocator(site)
        for there in itertools.product((False, True), repeat=len(site.ports)):
            chosen = list(itertools.compress(site.ports, there))
            accept_a = {name: data.draw(st.sampled_from([0.0, 5.0, 9.0])) for name in chosen if name in case.accept_a}
            amps = allocator.delivered(allocator.moment(chosen, accept_a, case.order)).current_a
            for name in set(chosen) & found.keys() - accept_a.keys():
                got = float(amps[allocator.number[name]])
                assert got >= found[name].current_a * (1 - EXACT) - EXACT, (name, chosen, accept_a)
        fits = delivered_a(evsite.allocate(site))
        if all(fits[name] >= rated * (1 - EXACT) for name, rated in rated_a.items()):
            for name, one in found.items():
                others = [other for other in one.witness if other != name]
                got = delivered_a(evsite.allocate(site, occupied=one.witness, order=[*others, name]))[name]
                assert got == pytest.approx(one.least_found_a, rel=1e-7, abs=1e-9)
                reached.append(one.exact)

    holds()
    assert True in reached

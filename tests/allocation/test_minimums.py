"""Minimums first: every port that shares has its minimum before anybody has more, where all minimums fit together."""

from dataclasses import replace

import numpy as np
import pytest
from asking import ceilings_of, fit_together, minimums_of, weights_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from physics import bounds_of
from sites import cases

from effort import examples
from evsite.allocation.allocator import Allocator
from evsite.allocation.api import allocate
from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.filling import fill, make_cells
from evsite.sitefile.loading import loads

EXACT = 1e-9
stable = settings(
    max_examples=examples(120), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def unequal(limit, policy="proportional", more=""):
    """A big and a small port on different pairs of a three-phase panel."""
    return loads(f"""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "400 A"
        system = "208Y/120"
        [panels.P]
        fed_from = "U"
        main = "200 A"
        [circuits.C]
        panel = "P"
        breaker = "100 A"
        [circuits.D]
        panel = "P"
        breaker = "20 A"
        [stations.Big]
        max_current = "80 A"
        circuit = "C"
        [stations.Small]
        max_current = "16 A"
        circuit = "D"
        [groups.G]
        members = ["Big", "Small"]
        limit = "{limit}"
        policy = "{policy}"
        {more}
    """)


def amps(answer):
    return {share.port: share.current_a for share in answer.shares}


def test_a_small_port_has_its_minimum_before_a_big_one_has_more():
    answer = allocate(unequal("40 A"))
    found = amps(answer)
    assert answer.slots == ()
    assert found["Small.1"] == 8.0
    # |b + 8 at 60 degrees| = 40: b^2 + 8 b + 64 = 1600
    assert found["Big.1"] == pytest.approx(-4 + np.sqrt(1552), rel=1e-12)


def test_shares_follow_the_policy_where_no_minimum_binds():
    found = amps(allocate(unequal("60 A")))
    assert found["Small.1"] > 8
    assert found["Big.1"] == pytest.approx(5 * found["Small.1"], rel=1e-12)


def test_a_vehicle_that_accepts_less_than_the_minimum_gets_that_first():
    found = amps(allocate(unequal("40 A"), accept_a={"Small.1": 7}))
    assert found["Small.1"] == 7.0


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
@pytest.mark.parametrize("limit", ["1.4 kW", "6.7 A", "7.95 A", "7.9999 A"])
def test_a_limit_over_one_port_below_its_minimum_gives_it_nothing(policy, limit):
    more = f'[groups.Low]\nmembers = ["Small"]\nlimit = "{limit}"\npolicy = "{policy}"\n'
    answer = allocate(unequal("40 A", policy, more))
    share = next(share for share in answer.shares if share.port == "Small.1")
    assert (share.current_a, share.state, share.average_current_a) == (0.0, "waiting", None)
    assert share.limited_by.limit[1] == "Low"
    assert amps(answer)["Big.1"] == pytest.approx(40)
    taken = allocate(unequal("40 A", policy, more), accept_a={"Small.1": 6}, order=["Small.1"])
    assert amps(taken)["Small.1"] == 6.0


def test_a_port_that_no_limit_over_several_serves_leaves_all_to_the_others():
    more = '[groups.Low]\nmembers = ["Small", "Big"]\nlimit = "1.4 kW"\n'
    answer = allocate(unequal("40 A", "equal", more))
    assert amps(answer) == {"Big.1": 0.0, "Small.1": 0.0}
    assert {(share.state, share.limited_by.limit[1]) for share in answer.shares} == {("waiting", "Low")}


def beside_a_queue(limit):
    """Three ports of 48 A under one limit, two of them a queue."""
    return loads(f"""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "400 A"
        system = "120/208 single-phase"
        [panels.P]
        fed_from = "U"
        main = "200 A"
        [circuits.C]
        panel = "P"
        count = 3
        breaker = "60 A"
        [stations.S]
        max_current = "48 A"
        count = 3
        circuits = "C"
        [groups.All]
        on = "P"
        limit = "{limit}"
        policy = "equal"
        [groups.Queue]
        members = ["S1", "S2"]
        limit = "100 A"
        policy = "fcfs"
    """)


def test_a_queue_leaves_a_port_that_shares_its_minimum():
    site = beside_a_queue("20 A")
    found = amps(allocate(site))
    # all three cannot have 8 A together; the queue would have had 13.33 A, and gives way to 12 A
    assert found == pytest.approx({"S1.1": 12, "S2.1": 0, "S3.1": 8})


def on_one_circuit(limit, count, policy="equal"):
    """A big port and small ones on one circuit."""
    small = f"""
        [stations.Small]
        count = {count}
        max_current = "16 A"
        circuit = "C"
    """
    return loads(f"""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "400 A"
        system = "208Y/120"
        [circuits.C]
        panel = "U"
        breaker = "150 A"
        phases = "AB"
        [stations.Big]
        max_current = "80 A"
        circuit = "C"
        {small}
        [groups.G]
        on = "C"
        limit = "{limit}"
        policy = "{policy}"
    """)


@pytest.mark.parametrize("limit", ["7.6 A", "7.95 A", "7.9999 A"])
def test_a_limit_over_several_just_below_the_minimum_serves_nobody(limit):
    answer = allocate(on_one_circuit(limit, 2))
    assert set(amps(answer).values()) == {0.0}
    assert answer.slots == ()
    assert {share.state for share in answer.shares} == {"waiting"}
    # at the minimum itself they take turns, one at a time
    assert [len(slot.shares) for slot in allocate(on_one_circuit("8 A", 2)).slots] == [1, 1, 1]


@pytest.mark.parametrize("limit", ["27.6 A", "27.95 A", "27.9999 A"])
def test_who_finds_just_less_than_the_minimum_left_in_a_queue_waits(limit):
    order, accept_a = ["Big.1", "Small1.1"], {"Big.1": 20.0}
    assert amps(allocate(on_one_circuit(limit, 1, "fcfs"), order=order, accept_a=accept_a))["Small1.1"] == 0
    served = allocate(on_one_circuit("28 A", 1, "fcfs"), order=order, accept_a=accept_a)
    assert amps(served) == pytest.approx({"Big.1": 20, "Small1.1": 8})


@pytest.mark.parametrize("limit", ["39.999 A", "39.6 A", "38.5 A"])
def test_ports_take_turns_as_soon_as_their_minimums_are_more_than_the_limit(limit):
    answer = allocate(on_one_circuit(limit, 4))
    # five times 8 A are 40 A: four of them are served at a time, and get an equal share on average
    assert {len(slot.shares) for slot in answer.slots} == {4}
    assert [share.average_current_a for share in answer.shares] == pytest.approx([float(limit[:-2]) / 5] * 5, rel=1e-4)


def test_minimums_that_are_just_the_limit_all_hold():
    answer = allocate(on_one_circuit("40 A", 4, "proportional"))
    # in proportion to 80 and 16 A the small ones would have 40 / 9 A each
    assert answer.slots == ()
    assert set(amps(answer).values()) == {8.0}


def test_a_queue_has_what_its_ports_would_have_had_together_and_leaves_the_rest_to_who_shares():
    # 20 A each if all shared: 40 A for the queue, which its first takes whole
    assert amps(allocate(beside_a_queue("60 A"))) == pytest.approx({"S1.1": 40, "S2.1": 0, "S3.1": 20})
    found = amps(allocate(beside_a_queue("60 A"), order=["S2.1", "S1.1"], accept_a={"S2.1": 25.0}))
    assert found == pytest.approx({"S1.1": 15, "S2.1": 25, "S3.1": 20})


@stable
@given(cases(policies=("equal", "proportional", "fcfs")))
def test_every_port_that_shares_has_its_minimum_where_all_minimums_fit(case):
    site = loads(case.text)
    allocator = Allocator(site)
    bounds, needed = bounds_of(site), minimums_of(site, case)
    if not fit_together(bounds, needed):
        return
    shares = allocator.shares(allocator.moment(**case.moment))
    assert not shares.turns.any()
    assert fit_together(bounds, dict(zip(site.ports, shares.current_a.tolist(), strict=True)))
    for port, value in zip(site.ports, shares.current_a.tolist(), strict=True):
        if not allocator.policies[port].in_order:
            assert value >= needed[port] * (1 - EXACT), port


@stable
@given(cases(), st.sampled_from(["equal", "proportional"]))
def test_who_takes_turns_or_gets_nothing_could_not_have_the_minimum_with_the_others(case, policy):
    site = loads(case.text)
    allocator = Allocator(site, policy)
    shares = allocator.shares(allocator.moment(**case.moment))
    bounds, needed = bounds_of(site), minimums_of(site, case)
    for index, port in enumerate(site.ports):
        below = [bound for bound in bounds if port in bound.parts]
        if shares.turns[index]:
            assert any(bound.worst(needed)[0] > bound.value * (1 + EXACT) for bound in below), port
        elif needed[port] > 0 and shares.current_a[index] < needed[port] * (1 - EXACT):
            alone = {**dict.fromkeys(site.ports, 0.0), port: needed[port]}
            assert any(bound.worst(alone)[0] > bound.value * (1 + EXACT) for bound in below), port
            assert shares.current_a[index] == 0


@stable
@given(cases(), st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=12, max_size=12))
def test_filling_above_minimums_is_the_same_one_by_one_and_all_at_once(case, parts):
    """Against the definition: the level rises from event to event, and every port has max(minimum, rate * level)."""
    site = loads(case.text)
    allocator = Allocator(site, "proportional")
    arrays = allocator.arrays
    moment = allocator.moment(**case.moment)
    minimum = np.array([*parts, *[0.5] * 100])[: len(site.ports)] * moment.ceiling_a
    bounds, ceiling, weight = bounds_of(site), ceilings_of(site, case), weights_of(site, "proportional")
    names = list(site.ports)
    while not fit_together(bounds, dict(zip(names, minimum.tolist(), strict=True))):
        minimum = minimum * 0.8 if minimum.max() > 1e-3 else minimum * 0
    there = np.array([ceiling[name] > 0 for name in names])
    cells, weights, _ = make_cells(
        arrays,
        moment.ceiling_a / allocator.rate,
        np.where(there, allocator.rate, 0.0),
        minimum / allocator.rate,
    )
    levels = fill(arrays, cells, np.tile(weights, (3, 1)))
    level = levels.level[1][arrays.port_atom]
    rate = np.array([weight[name] for name in names])
    found = np.where(there, np.minimum(np.maximum(minimum, rate * level), moment.ceiling_a), 0.0)
    assert fit_together(bounds, dict(zip(names, found.tolist(), strict=True)))
    for index, name in enumerate(names):
        if not there[index] or found[index] >= moment.ceiling_a[index] * (1 - EXACT):
            continue
        own = max(found[index] / rate[index], 0.0)
        assert any(_stops(arrays, row, found, own, minimum, rate, index) for row in range(arrays.rows)), name
    assert drawn_by_atom(arrays, found).sum() == pytest.approx(found.sum())


def _stops(arrays, row, found, own, minimum, rate, index):
    """Whether a row is full, and nobody on it has a higher level than this port except by its minimum."""
    entries = arrays.entry_row == row
    atoms = arrays.row_atom[entries]
    if arrays.port_atom[index] not in atoms:
        return False
    drawn = drawn_by_atom(arrays, found)[atoms]
    if abs((drawn * arrays.coefficient[entries]).sum()) < arrays.limit[row] * (1 - EXACT):
        return False
    mine = np.isin(arrays.port_atom, atoms) & (found > minimum * (1 + EXACT))
    return bool((found[mine] <= rate[mine] * own * (1 + EXACT) + EXACT).all())


@stable
@given(cases(policies=("equal", "proportional", "fcfs")))
def test_offline_fallbacks_and_queues_are_served_before_minimums_and_nothing_is_exceeded(case):
    site = loads(case.text)
    allocator = Allocator(site, offline=True)
    offline = dict.fromkeys(case.ports[:2], 1.0)
    there = [name for name in case.occupied if name not in offline]
    moment = allocator.moment(there, case.accept_a, case.order, offline)
    shares = allocator.shares(replace(moment))
    drawn = dict(zip(site.ports, shares.current_a.tolist(), strict=True))
    assert all(drawn[name] == 1.0 for name in offline)
    fallbacks = {name: offline.get(name, 0.0) for name in site.ports}
    if fit_together(bounds_of(site), fallbacks):
        assert fit_together(bounds_of(site), drawn)

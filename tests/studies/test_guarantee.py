"""What is guaranteed holds, and is as exact as it says: every occupancy is tried, and demands at random."""

import itertools
import math

import pytest
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

from evsite.allocation.allocator import Allocator
from evsite.network.compile import compile_network
from evsite.proofs.columns import uncontrolled
from evsite.proofs.guarantee import guarantees
from evsite.proofs.lower_bound import share_bounds
from evsite.proofs.sharers import sharers
from evsite.sitefile.loading import loads

EXACT = 1e-9


def panel(ab, bc, ca, *, above="", groups='[groups.G]\non = "P"\n'):
    """Ports of 80 A on a 400 A panel, so many on each pair."""
    text = '[site]\nname = "x"\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'
    text += f'{above}[panels.P]\nfed_from = "U"\nmain = "400 A"\n'
    for pair, count in (("AB", ab), ("BC", bc), ("CA", ca)):
        text += f'[circuits.{pair}]\npanel = "P"\ncount = {count}\nbreaker = "100 A"\nphases = "{pair}"\n'
        text += f'[stations.S{pair}]\ncount = {count}\nmax_current = "80 A"\ncircuits = "{pair}"\n'
    return text + groups


def least_of_all(site, policy):
    """The least that each port in a group gets over every occupancy, all vehicles taking what they can get.

    Ports in no group draw what they are rated for, or nothing.
    """
    allocator = Allocator(site, policy)
    names = list(site.ports)
    rated_a = uncontrolled(site)
    least = {name: math.inf for name in names if name not in rated_a}
    for there in itertools.product((False, True), repeat=len(names) if least else 0):
        chosen = list(itertools.compress(names, there))
        shared = [name for name in chosen if name not in rated_a]
        if shared:
            loose = {name: rated_a[name] for name in chosen if name in rated_a}
            amps = allocator.delivered(allocator.moment(shared, offline_a=loose)).current_a
            for name in shared:
                least[name] = min(least[name], float(amps[allocator.number[name]]))
    return least


def turning(site, policy=None):
    """Ports that may have to take turns."""
    ports = sharers(site, compile_network(site), policy)
    return {ports.network.ports[position] for position in ports.in_turns}


def test_the_ports_of_a_400_a_panel_with_7_7_6_ports_are_guaranteed_26_39_and_28_40_a():
    site = loads(panel(7, 7, 6))
    found = guarantees(site)
    assert all(guarantee.exact for guarantee in found.values())
    assert found["SAB1.1"].current_a == pytest.approx(26.3932, abs=1e-4)
    assert found["SBC7.1"].current_a == pytest.approx(26.3932, abs=1e-4)
    assert found["SCA3.1"].current_a == pytest.approx(28.3954, abs=1e-4)
    allocator = Allocator(site)
    full_house = allocator.shares(allocator.moment()).current_a
    assert full_house[allocator.number["SCA3.1"]] == pytest.approx(30.7920, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["equal", "proportional"])
@pytest.mark.parametrize("number", range(4))
def test_no_occupancy_gives_less_and_what_is_called_exact_is_reached(number, policy):
    @fixed(number, 12)
    @given(cases(max_ports=7))
    def holds(case):
        site = loads(case.text)
        least = least_of_all(site, policy)
        allocator = Allocator(site, policy)
        rated_a = uncontrolled(site)
        guaranteed = guarantees(site, policy)
        assert guaranteed.keys() == least.keys()
        for name, found in guaranteed.items():
            if name in turning(site, policy):
                continue
            assert found.current_a <= least[name] * (1 + EXACT), name
            loose = {other: rated_a[other] for other in found.witness if other in rated_a}
            moment = allocator.moment([other for other in found.witness if other not in loose], offline_a=loose)
            seen = allocator.delivered(moment).current_a[allocator.number[name]]
            assert seen == pytest.approx(found.least_found_a, rel=EXACT), name
            if found.exact:
                assert found.current_a == pytest.approx(least[name], rel=EXACT), name

    holds()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_vehicles_that_take_less_cannot_push_anybody_below_the_guarantee(number):
    @fixed(20 + number, 40)
    @given(cases(max_ports=9), st.data())
    def holds(case, data):
        site = loads(case.text)
        found = guarantees(site, "equal")
        allocator = Allocator(site, "equal")
        shares = st.floats(0.0, 1.0)
        for _ in range(10 if found else 0):
            there = data.draw(st.lists(st.sampled_from(sorted(site.ports)), min_size=1, unique=True))
            there = [data.draw(st.sampled_from(sorted(found))), *there]
            there = list(dict.fromkeys(there))
            accept = {name: data.draw(shares) * site.ports[name].max_a for name in there[1:]}
            amps = allocator.delivered(allocator.moment(there, accept)).current_a[allocator.number[there[0]]]
            assert amps >= found[there[0]].current_a * (1 - EXACT) - 1e-12, there[0]

    holds()


@pytest.mark.parametrize("number", range(2))
def test_under_first_come_first_served_no_order_gives_less(number):
    @fixed(40 + number, 15)
    @given(cases(max_ports=5))
    def holds(case):
        site = loads(case.text)
        allocator = Allocator(site, "fcfs")
        found = guarantees(site, "fcfs")
        for size in range(1, len(site.ports) + 1):
            for order in itertools.permutations(site.ports, size):
                if order[-1] not in found:
                    continue
                amps = allocator.shares(allocator.moment(order, order=order)).current_a[allocator.number[order[-1]]]
                assert amps >= found[order[-1]].current_a * (1 - EXACT), order

    holds()


def test_a_single_phase_tree_is_worst_with_every_port_in_use():
    text = panel(8, 0, 0).replace("count = 0", "count = 1")
    site = loads(text)
    allocator = Allocator(site)
    full_house = allocator.shares(allocator.moment()).current_a
    found = guarantees(site)
    assert found["SAB1.1"].current_a == pytest.approx(full_house[allocator.number["SAB1.1"]])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_the_floor_is_never_above_the_guarantee(number):
    @fixed(60 + number, 40)
    @given(cases(max_ports=10))
    def holds(case):
        site = loads(case.text)
        found = guarantees(site, "equal")
        for name, bound in share_bounds(site, policy="equal").items():
            assert name not in found or bound.current_a <= found[name].current_a * (1 + EXACT), name

    holds()

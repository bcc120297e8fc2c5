"""The allocator of one component, against that of the whole site where nobody is at the others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import cases
from stepped_sites import stepped_site

import evsite
from effort import examples
from evsite.allocation.allocator import Allocator
from evsite.allocation.components import components
from evsite.allocation.fallback import fallbacks_of
from evsite.allocation.part_allocator import PartAllocator

SERVICE = """
[supplies.U{number}]
kind = "service"
rating = "200 A"
system = "208Y/120"
[circuits.C{number}]
panel = "U{number}"
count = 6
breaker = "40 A"
phases = "AB"
[stations.S{number}]
count = 6
ports = 1
max_current = "32 A"
circuits = "C{number}"
{steps}
[groups.G{number}]
on = "U{number}"
limit = "{limit_a} A"
policy = "{policy}"
slot = "{slot_min} min"
"""


def same_as_the_whole(site, policy, occupied, accept_a, offline):
    """Ask for each component both ways; how many took turns."""
    allocator = Allocator(site, policy, offline=bool(offline))
    fallback_a = fallbacks_of(site, offline)
    offline_a = allocator.moment(offline_a=fallback_a).offline_a
    number = {name: index for index, name in enumerate(site.ports)}
    in_turns = 0
    for part in components(allocator.network, allocator.arrays):
        own = set(part.ports.tolist())
        here = [name for name in occupied if number[name] in own and name not in fallback_a]
        moment = allocator.moment(here, {name: accept_a[name] for name in here}, here, fallback_a)
        expected = allocator.delivered(moment)
        ports = [number[name] for name in here]
        found = PartAllocator(allocator, part, offline_a)(ports, [accept_a[name] for name in here])
        for name in ("current_a", "without", "wait_h"):
            mine, whole = getattr(found, name), getattr(expected, name)
            assert mine[ports] == pytest.approx(whole[ports], rel=1e-9, abs=1e-9)
        assert offered_a(found)[ports] == pytest.approx(offered_a(expected)[ports], rel=1e-9, abs=1e-9)
        for name in ("limit", "turns"):
            assert (getattr(found, name)[ports] == getattr(expected, name)[ports]).all()
        assert (found.cycle is None) == (expected.cycle is None)
        if found.cycle is not None and expected.cycle is not None:
            in_turns += 1
            assert found.cycle.length_h == pytest.approx(expected.cycle.length_h, rel=1e-9)
            assert np.array(found.cycle.slots)[:, ports] == pytest.approx(np.array(expected.cycle.slots)[:, ports])
            others = np.setdiff1d(np.arange(len(number)), part.ports)
            assert not np.array(found.cycle.slots)[:, others].any()
    return in_turns


def offered_a(found):
    """What stations offer: what vehicles draw, where no station of the part has steps."""
    return found.current_a if found.offered_a is None else found.offered_a


@settings(max_examples=examples(400), deadline=None)
@given(cases(max_ports=10, policies=("equal", "proportional", "fcfs")), st.data())
def test_any_component_of_any_site(case, data):
    site = evsite.loads(case.text)
    ports = list(site.ports)
    offline = data.draw(st.lists(st.sampled_from(ports), max_size=2, unique=True))
    accept_a = {name: data.draw(st.sampled_from([32.0, 80.0, 10.0, 7.0])) for name in ports}
    policy = data.draw(st.sampled_from([None, "equal", "fcfs"]))
    same_as_the_whole(site, policy, case.occupied, accept_a, offline)


@settings(max_examples=examples(200), deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_any_component_of_sites_with_steps(dice, data):
    site = stepped_site(dice, 8)
    ports = list(site.ports)
    occupied = data.draw(st.lists(st.sampled_from(ports), unique=True))
    accept_a = {name: data.draw(st.sampled_from([32.0, 80.0, 10.0, 7.0])) for name in ports}
    same_as_the_whole(site, None, occupied, accept_a, [])


@pytest.mark.parametrize("steps", ["", 'current_step = "1 A"'])
@pytest.mark.parametrize("policies", [("equal", "equal"), ("proportional", "equal"), ("equal", "fcfs")])
@pytest.mark.parametrize("offline", [0, 1, 2])
@pytest.mark.parametrize("there", [4, 5, 6])
def test_services_that_cannot_carry_all_minimums(steps, policies, offline, there):
    text = "[site]\nnec = 2023\n" + "".join(
        SERVICE.format(number=number, limit_a=limit_a, slot_min=5 + 5 * number, steps=steps, policy=policies[number])
        for number, limit_a in enumerate((20, 29))
    )
    site = evsite.loads(text)
    ports = list(site.ports)
    occupied = [*ports[:there], *ports[6 : 6 + there]]
    accept_a = {name: 32.0 - 5 * (place % 2) for place, name in enumerate(ports)}
    in_turns = same_as_the_whole(site, None, occupied, accept_a, ports[6 - offline : 6])
    # all that are there would need more than either limit, unless they wait in a line; offline ports leave less
    assert offline or in_turns == sum(policy != "fcfs" for policy in policies)

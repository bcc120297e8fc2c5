"""Round robin: where an equal share is too small to charge with, vehicles take turns, each slot a lawful answer."""

from collections import Counter

import numpy as np
import pytest
from asking import ceilings_of, fixed
from hypothesis import given
from physics import bounds_of
from sites import cases

from evsite.allocation.allocator import Allocator
from evsite.allocation.api import allocate
from evsite.model.limit_id import LimitedBy, LimitId
from evsite.sitefile.loading import loads

EXACT = 1e-9
SERVICE = '[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'


def bank(name, count, phases="AB", feeder="U", current="32 A"):
    """Stations with a circuit each."""
    return f"""
        [circuits.C{name}]
        panel = "{feeder}"
        count = {count}
        breaker = "100 A"
        phases = "{phases}"
        [stations.{name}]
        count = {count}
        max_current = "{current}"
        circuits = "C{name}"
    """


def on_one_circuit(count, breaker, current="32 A", more=""):
    """Stations that share one circuit."""
    return f"""{SERVICE}
        [circuits.C]
        panel = "U"
        breaker = "{breaker}"
        phases = "AB"
        [stations.S]
        count = {count}
        max_current = "{current}"
        circuit = "C"
        {more}
        [groups.C]
        on = "C"
    """


def rotation_of(site, policy=None, **moment):
    """The allocator, the moment, the shares before turns, and the turns."""
    allocator = Allocator(site, policy)
    asked = allocator.moment(**moment)
    shares = allocator.shares(asked)
    return allocator, asked, shares, allocator.rotation(asked, shares)


def average(answer):
    """Mean amperes over the cycle, by port, from the slots that are printed."""
    total = Counter()
    for slot in answer.slots:
        for share in slot:
            total[share.port] += share.current_a
    return {port: amps / len(answer.slots) for port, amps in total.items()}


def served(answer):
    return [len(slot) for slot in answer.slots]


def test_twenty_on_a_100_a_circuit_take_turns_in_two_slots_of_ten():
    answer = allocate(loads(on_one_circuit(20, "100 A")))
    assert served(answer) == [10, 10]
    assert {share.current_a for slot in answer.slots for share in slot} == {8.0}
    assert set(average(answer).values()) == {4.0}
    assert {share.average_current_a for share in answer.shares} == {4.0}
    assert Counter(share.state for share in answer.shares) == {"charging": 10, "waiting": 10}
    waiting = next(share for share in answer.shares if share.state == "waiting")
    assert waiting.limited_by == LimitedBy("turn", LimitId("group", "C"))


def test_the_shares_of_a_rotation_are_those_of_its_first_slot():
    answer = allocate(loads(on_one_circuit(20, "100 A")))
    assert {share.port: share.current_a for share in answer.shares if share.current_a} == {
        share.port: share.current_a for share in answer.slots[0]
    }


def test_seven_on_50_a_are_served_five_at_a_time_and_all_average_the_equal_share():
    answer = allocate(loads(on_one_circuit(7, "50 A")))
    assert set(served(answer)) == {5}
    assert len(answer.slots) == 7
    assert average(answer) == pytest.approx(dict.fromkeys([f"S{n}.1" for n in range(1, 8)], 40 / 7))


def test_the_minimum_of_the_group_decides_who_takes_turns():
    site = on_one_circuit(20, "100 A")
    assert allocate(loads(site + 'min_current = "6 A"\n')).slots
    assert max(served(allocate(loads(site + 'min_current = "6 A"\n')))) == 13
    assert max(served(allocate(loads(site + 'min_current = "16 A"\n')))) == 5
    easy = on_one_circuit(20, "100 A", more='min_current = "4 A"') + 'min_current = "4 A"\n'
    assert allocate(loads(easy)).slots == ()


def test_nobody_takes_turns_where_an_equal_share_is_exactly_the_minimum():
    answer = allocate(loads(on_one_circuit(10, "100 A")))
    assert answer.slots == ()
    assert {share.current_a for share in answer.shares} == {8.0}


def test_a_vehicle_that_takes_less_than_the_minimum_is_served_with_what_it_takes():
    answer = allocate(loads(on_one_circuit(20, "100 A")), accept_a={"S1.1": 3.0})
    given_amps = {share.port: share.current_a for slot in answer.slots for share in slot}
    assert given_amps["S1.1"] == 3.0
    assert all(amps >= 8 for port, amps in given_amps.items() if port != "S1.1")


def test_what_a_served_vehicle_leaves_goes_to_the_others_of_its_slot():
    answer = allocate(loads(on_one_circuit(9, "50 A")), occupied=[f"S{n}.1" for n in range(1, 10)])
    for slot in answer.slots:
        assert sum(share.current_a for share in slot) == pytest.approx(40)


def test_a_hierarchy_takes_turns_within_every_limit():
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "75 A"
        {bank("S", 6, feeder="P")}
        {bank("T", 6, feeder="P")}
        [groups.S]
        members = ["S"]
        limit = "30 A"
        [groups.P]
        on = "P"
    """
    site = loads(text)
    answer = allocate(site)
    for slot in answer.slots:
        of_s = sum(share.current_a for share in slot if share.port.startswith("S"))
        assert of_s <= 30 * (1 + EXACT)
        assert sum(share.current_a for share in slot) <= 60 * (1 + EXACT)
        assert all(share.current_a >= 8 * (1 - EXACT) for share in slot)
    mean = average(answer)
    assert len(mean) == 12
    # seven fit into every slot, of S never more than three: turns cannot be cut to 5 A each
    assert min(mean.values()) >= 0.85 * 5
    for family in "ST":
        assert len({round(amps, 9) for port, amps in mean.items() if port.startswith(family)}) == 1


def test_twenty_ports_on_the_phases_of_a_small_panel_take_fair_turns():
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 7, "AB", "P")}
        {bank("T", 7, "BC", "P")}
        {bank("V", 6, "CA", "P")}
        [groups.P]
        on = "P"
    """
    site = loads(text)
    allocator, _, shares, rotation = rotation_of(site)
    assert rotation is not None
    bounds = bounds_of(site)
    for slot in rotation.slots:
        amps = dict(zip(allocator.network.ports, slot.tolist(), strict=True))
        assert all(bound.worst(amps)[0] <= bound.value * (1 + EXACT) for bound in bounds)
        assert all(value == 0 or value >= 8 * (1 - EXACT) for value in amps.values())
    mean = dict(zip(allocator.network.ports, rotation.mean_a.tolist(), strict=True))
    equal = dict(zip(allocator.network.ports, shares.current_a.tolist(), strict=True))
    for family in "STV":
        like = [value for port, value in mean.items() if port.startswith(family)]
        assert max(like) == pytest.approx(min(like), rel=1e-6)
    # sixteen whole turns a slot do not use up the phases, so the averages stay a little below the equal shares
    assert all(mean[port] >= equal[port] * 0.95 for port in mean)
    assert _longest_wait(rotation.slots) <= 3


def _longest_wait(slots):
    """Most slots in a row that somebody waits, the cycle being repeated."""
    there = np.array(slots + slots) > 0
    waits = 0
    for column in there.T:
        run = 0
        for is_there in column:
            run = 0 if is_there else run + 1
            waits = max(waits, run)
    return waits


@pytest.mark.parametrize("count", [11, 12, 13, 15, 17, 20, 23, 29, 37, 50])
def test_like_ports_average_the_same_and_nobody_waits_longer_than_the_cycle_forces(count):
    _, _, shares, rotation = rotation_of(loads(on_one_circuit(count, "100 A")))
    assert rotation.mean_a == pytest.approx(shares.current_a, rel=1e-9)
    assert _longest_wait(rotation.slots) <= -(-count // 10) - 1
    assert len(rotation.slots) <= count


def test_a_port_that_can_never_be_served_waits_and_takes_nothing_from_the_others():
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 12, feeder="P")}
        [circuits.Weak]
        panel = "P"
        breaker = "20 A"
        phases = "AB"
        [loads.Pump]
        on = "Weak"
        current = "11 A"
        [stations.W]
        count = 2
        max_current = "16 A"
        circuit = "Weak"
        [groups.P]
        on = "P"
    """
    answer = allocate(loads(text))
    weak = [share for share in answer.shares if share.port.startswith("W")]
    assert {(share.state, share.current_a, share.average_current_a) for share in weak} == {("waiting", 0.0, 0.0)}
    assert not any(share.port.startswith("W") for slot in answer.slots for share in slot)
    mean = average(answer)
    assert len(mean) == 12
    assert min(mean.values()) == pytest.approx(max(mean.values()))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("policy", ["equal", "proportional"])
def test_every_slot_keeps_every_limit_and_serves_with_the_minimum(number, policy):
    @fixed(300 + number, 50)
    @given(cases())
    def keeps(case):
        site = loads(case.text)
        allocator, moment, shares, rotation = rotation_of(site, policy, **case.moment)
        if rotation is None:
            return
        bounds, ceiling = bounds_of(site), ceilings_of(site, case)
        least = allocator.enough_a(moment)
        for slot in rotation.slots:
            amps = dict(zip(site.ports, slot.tolist(), strict=True))
            for bound in bounds:
                assert bound.worst(amps)[0] <= bound.value * (1 + EXACT) + 1e-12, bound.name
            assert all(value <= ceiling[port] * (1 + EXACT) for port, value in amps.items())
            assert np.all((slot == 0) | (slot >= least * (1 - EXACT)))
            kept = moment.occupied & ~allocator.squeezed(moment, shares)
            assert np.all(slot[kept] >= shares.current_a[kept] * (1 - EXACT))
        assert rotation.mean_a == pytest.approx(np.mean(rotation.slots, axis=0))

    keeps()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_whoever_can_be_served_is_served_in_some_slot(number):
    @fixed(400 + number, 50)
    @given(cases())
    def serves(case):
        site = loads(case.text)
        allocator, moment, shares, rotation = rotation_of(site, "equal", **case.moment)
        if rotation is None:
            return
        squeezed = allocator.squeezed(moment, shares)
        kept = dict(zip(site.ports, np.where(squeezed, 0.0, shares.current_a).tolist(), strict=True))
        bounds = bounds_of(site)
        least = allocator.enough_a(moment)
        for index, port in enumerate(site.ports):
            alone = kept | {port: float(least[index]) * (1 - 1e-6)}
            if squeezed[index] and all(bound.worst(alone)[0] <= bound.value for bound in bounds):
                assert rotation.mean_a[index] > 0, port

    serves()


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
def test_a_limit_that_leaves_one_port_less_than_it_can_charge_with_keeps_it_waiting(policy):
    text = on_one_circuit(1, "50 A") + '[groups.Small]\nmembers = ["S"]\nlimit = "5 A"\n'
    answer = allocate(loads(text), policy=policy)
    share = answer.shares[0]
    assert (share.current_a, share.state) == (0.0, "waiting")
    assert share.limited_by.limit[:2] == ("group", "Small")

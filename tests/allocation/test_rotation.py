"""Rotation: where not all minimums fit together, vehicles take turns, and what is told is what the turns deliver."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import tomli
import tomli_w
from asking import fit_together, fixed, minimums_of
from cycles import assert_lawful, best_least, waits_h
from hypothesis import given
from hypothesis import strategies as st
from physics import bounds_of
from sites import Case, cases

from evsite.allocation.allocator import Allocator
from evsite.allocation.api import allocate
from evsite.model.limit_id import LimitedBy, LimitId
from evsite.proofs.guarantee import guarantees
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
        for share in slot.shares:
            total[share.port] += share.current_a * slot.length_h
    return {port: amps / sum(slot.length_h for slot in answer.slots) for port, amps in total.items()}


def served(answer):
    return [len(slot.shares) for slot in answer.slots]


def test_twenty_on_a_100_a_circuit_take_turns_in_two_slots_of_ten():
    answer = allocate(loads(on_one_circuit(20, "100 A")))
    assert served(answer) == [10, 10]
    assert {share.current_a for slot in answer.slots for share in slot.shares} == {8.0}
    assert set(average(answer).values()) == {4.0}
    assert {share.average_current_a for share in answer.shares} == {4.0}
    assert Counter(share.state for share in answer.shares) == {"charging": 10, "waiting": 10}
    waiting = next(share for share in answer.shares if share.state == "waiting")
    assert waiting.limited_by == LimitedBy("turn", LimitId("group", "C"))


def test_the_shares_of_a_rotation_are_those_of_its_first_slot():
    answer = allocate(loads(on_one_circuit(20, "100 A")))
    assert {share.port: share.current_a for share in answer.shares if share.current_a} == {
        share.port: share.current_a for share in answer.slots[0].shares
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
    given_amps = {share.port: share.current_a for slot in answer.slots for share in slot.shares}
    assert given_amps["S1.1"] == 3.0
    assert all(amps >= 8 for port, amps in given_amps.items() if port != "S1.1")


def test_what_a_served_vehicle_leaves_goes_to_the_others_of_its_slot():
    answer = allocate(loads(on_one_circuit(9, "50 A")), occupied=[f"S{n}.1" for n in range(1, 10)])
    for slot in answer.slots:
        assert sum(share.current_a for share in slot.shares) == pytest.approx(40)


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
        of_s = sum(share.current_a for share in slot.shares if share.port.startswith("S"))
        assert of_s <= 30 * (1 + EXACT)
        assert sum(share.current_a for share in slot.shares) <= 60 * (1 + EXACT)
        assert all(share.current_a >= 8 * (1 - EXACT) for share in slot.shares)
    # 60 A for twelve, of which S may have 30 A
    assert average(answer) == pytest.approx({share.port: 5 for share in answer.shares}, rel=2e-4)


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
    for family in "STV":
        like = [value for port, value in mean.items() if port.startswith(family)]
        assert max(like) == pytest.approx(min(like), rel=1e-9)
    # the averages are those that would fit without turns: nothing is lost by taking them
    assert mean == pytest.approx(dict(zip(site.ports, shares.current_a.tolist(), strict=True)), rel=2e-4)
    assert rotation.share_of_bound > 1 - 2e-4
    assert rotation.wait_h.max() <= 0.25 + 1e-9


@pytest.mark.parametrize("count", [11, 12, 13, 15, 17, 20, 23, 29, 37, 50])
def test_like_ports_average_the_same_and_nobody_waits_longer_than_the_cycle_forces(count):
    _, _, shares, rotation = rotation_of(loads(on_one_circuit(count, "100 A")))
    assert rotation.mean_a == pytest.approx(shares.current_a, rel=1e-9)
    assert rotation.wait_h == pytest.approx(0.25 * (-(-count // 10) - 1))
    assert len(rotation.slots) <= count
    assert rotation.length_h == pytest.approx(0.25)


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
    assert not any(share.port.startswith("W") for slot in answer.slots for share in slot.shares)
    mean = average(answer)
    assert len(mean) == 12
    assert min(mean.values()) == pytest.approx(max(mean.values()))


def test_the_longest_wait_of_a_port_that_no_slot_serves_is_not_told_as_none_at_all():
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 3, feeder="P")}
        {bank("W", 1, feeder="U")}
        [groups.P]
        on = "P"
        limit = "12 A"
        [groups.W]
        members = ["W"]
        limit = "6 A"
    """
    wait_h = {share.port: share.longest_wait_h for share in allocate(loads(text)).shares}
    assert wait_h.pop("W1.1") is None
    assert wait_h == pytest.approx({"S1.1": 0.5, "S2.1": 0.5, "S3.1": 0.5}, rel=1e-12)


def test_a_cycle_that_keeps_a_promise_serves_a_vehicle_that_needs_less_than_others_on_its_port():
    """With 8 A to charge, two stations under 6 A never do; a vehicle that accepts 5 A does, in whatever cycle."""
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 4, feeder="P")}
        {bank("W", 2, feeder="P")}
        [groups.S]
        on = "P"
        limit = "22 A"
        [groups.W]
        members = ["W"]
        limit = "6 A"
    """
    for accept_a in ({"W1.1": 5.0}, {"W1.1": 5.0, "S1.1": 2.0}, {"W1.1": 5.0, "S1.1": 5.0, "S2.1": 5.0}):
        answer = allocate(loads(text), accept_a=accept_a)
        mean = average(answer)
        assert set(mean) == {"W1.1", "S1.1", "S2.1", "S3.1", "S4.1"}, accept_a


def test_a_vehicle_that_takes_little_leaves_another_what_it_is_guaranteed():
    """13 A and 8 A to charge with: one at a time, 6.5 A each on average, and that is guaranteed.

    A vehicle that takes 6 A can have 6 A while the other has none: in half of the time 3 A. Equal averages, 4.1 A
    (6 x = 13 (1 - x)), would leave the other less than it is guaranteed.
    """
    site = loads(f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 2, feeder="P")}
        [groups.P]
        on = "P"
        limit = "13 A"
    """)
    assert average(allocate(site)) == pytest.approx({"S1.1": 6.5, "S2.1": 6.5})
    assert guarantees(site)["S1.1"].current_a == pytest.approx(6.5)
    answer = allocate(site, accept_a={"S2.1": 6.0})
    assert average(answer) == pytest.approx({"S1.1": 6.5, "S2.1": 3.0}, rel=2e-4)
    assert average(answer)["S1.1"] >= 6.5
    assert answer.share_of_bound == pytest.approx(1, rel=2e-4)
    assert any("guaranteed with every port in use" in note for note in answer.notes)


def crowded(pairs, held, limit_a, held_limit_a, policy, occupied, accept_a):
    """Vehicles on pairs of phases of a panel, under a group of the panel and one that holds the first of them."""
    names = "STUVWX"[: len(pairs)]
    banks = "".join(bank(name, 1, pair, feeder="P") for name, pair in zip(names, pairs, strict=True))
    members = ", ".join(f'"{name}1"' for name in names[:held])
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {banks}
        [groups.P]
        on = "P"
        limit = "{limit_a} A"
        policy = "{policy}"
        [groups.Some]
        members = [{members}]
        limit = "{held_limit_a} A"
    """
    ports = tuple(f"{name}1.1" for name in names)
    return Case(text, ports, tuple(port for port in ports if port in occupied), accept_a, ports)


@st.composite
def short_of_current(draw):
    """A panel whose vehicles take turns under one or two groups, and what some of the vehicles accept."""
    pairs = draw(st.lists(st.sampled_from(["AB", "BC", "CA"]), min_size=2, max_size=6))
    held = draw(st.integers(1, len(pairs)))
    limit_a, policy = draw(st.integers(9, 34)), draw(st.sampled_from(["equal", "proportional"]))
    held_limit_a = draw(st.integers(8, 40))
    ports = tuple(f"{name}1.1" for name in "STUVWX"[: len(pairs)])
    accept_a = draw(st.dictionaries(st.sampled_from(ports), st.sampled_from([2.0, 5.0, 6.0, 7.5, 10.0, 13.0])))
    occupied = tuple(port for port in ports if draw(st.integers(0, 4)))
    return crowded(pairs, held, limit_a, held_limit_a, policy, occupied, accept_a)


@pytest.mark.slow
def test_the_best_cycle_that_keeps_what_is_promised_is_close_to_its_bound():
    """Whoever is there and whatever vehicles accept."""
    seen = []

    def hold(case):
        site = loads(case.text)
        allocator, moment, shares, rotation = rotation_of(site, None, **case.moment)
        if rotation is None:
            return
        _, _, _, full = rotation_of(site, None)
        assert_lawful(site, case, rotation)
        assert rotation.share_of_bound >= 0.98
        least_a = float(min(full.mean_a[full.wait_h > 0]))
        alone = np.array([np.minimum(slot, moment.ceiling_a) for slot in full.slots])
        alone[alone < allocator.enough_a(moment) * (1 - EXACT)] = 0.0
        promised = full.length_h @ alone / full.length_h.sum() >= least_a * (1 - EXACT)
        assert (rotation.mean_a >= least_a * (1 - EXACT))[shares.turns & promised].all()
        if rotation.promised:
            seen.append(case)
            owed_a = {
                port: least_a for port, is_owed in zip(site.ports, promised & shares.turns, strict=True) if is_owed
            }
            most, names = best_least(site, case, dict.fromkeys(site.ports, 1.0), owed_a)
            least = min(float(rotation.mean_a[allocator.number[name]]) for name in names)
            assert most * (1 - 1e-3) <= least <= most * (1 + 1e-5)
            assert rotation.bound >= most * (1 - 1e-5)

    @fixed(900, 150)
    @given(short_of_current())
    def keeps(case):
        hold(case)

    # few sites by chance have a promise to keep that the best cycle would break
    everybody = tuple(f"{name}1.1" for name in "STUVWX")
    hold(
        crowded(["CA", "BC", "AB", "AB", "AB", "CA"], 4, 31, 9, "proportional", everybody, {"S1.1": 10.0, "T1.1": 5.0})
    )
    assert seen
    keeps()


def three(limit="13 A", more=""):
    """Three stations on the three pairs of a panel."""
    return loads(f"""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "100 A"
        system = "208Y/120"
        [panels.P]
        fed_from = "U"
        main = "100 A"
        [circuits.C]
        panel = "P"
        count = 3
        breaker = "40 A"
        [stations.S]
        max_current = "32 A"
        count = 3
        circuits = "C"
        [groups.G]
        on = "P"
        limit = "{limit}"
        {more}
    """)


def test_one_after_the_other_where_no_two_fit_together():
    answer = allocate(three())
    assert average(answer) == pytest.approx(dict.fromkeys(("S1.1", "S2.1", "S3.1"), 13 / 3))
    assert [share.average_current_a for share in answer.shares] == pytest.approx([13 / 3] * 3)
    assert [share.longest_wait_h for share in answer.shares] == pytest.approx([0.5] * 3)
    assert served(answer) == [1, 1, 1]


@pytest.mark.parametrize("policy", ["equal", "proportional"])
def test_averages_are_max_min_in_amperes_whatever_the_weights_of_the_policy(policy):
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 1, feeder="P", current="80 A")}
        {bank("T", 2, feeder="P", current="16 A")}
        [groups.P]
        on = "P"
        limit = "20 A"
        policy = "{policy}"
    """
    assert average(allocate(loads(text))) == pytest.approx({"S1.1": 20 / 3, "T1.1": 20 / 3, "T2.1": 20 / 3}, rel=2e-4)


def test_turns_are_as_long_as_the_group_says_and_the_shortest_of_several_holds():
    hour = allocate(three(more='slot = "1 h"'))
    assert [slot.length_h for slot in hour.slots] == pytest.approx([1, 1, 1])
    both = three(more='slot = "1 h"\n[groups.Inner]\nmembers = ["S1"]\nlimit = "16 A"\nslot = "30 min"')
    assert [slot.length_h for slot in allocate(both).slots] == pytest.approx([0.5] * 3)


def test_unequal_lengths_count_by_their_length():
    """Turns of different worth: the averages follow from the lengths, and are told as such."""
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 1, feeder="P", current="10 A")}
        {bank("T", 1, feeder="P", current="32 A")}
        [groups.P]
        on = "P"
        limit = "15 A"
    """
    answer = allocate(loads(text))
    lengths = sorted(slot.length_h for slot in answer.slots)
    assert lengths[0] < lengths[-1] * 0.7
    assert average(answer) == pytest.approx({"S1.1": 6, "T1.1": 6}, rel=2e-4)
    assert [share.average_current_a for share in answer.shares] == pytest.approx([6, 6], rel=2e-4)


def test_a_crowded_panel_leaves_other_panels_their_places():
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 3, feeder="P")}
        [panels.Q]
        fed_from = "U"
        main = "100 A"
        {bank("T", 3, feeder="Q")}
        [groups.P]
        on = "P"
        limit = "13 A"
        [groups.All]
        on = "U"
        limit = "60 A"
    """
    answer = allocate(loads(text))
    found = {share.port: share for share in answer.shares}
    assert all(found[f"T{number}.1"].longest_wait_h == 0 for number in (1, 2, 3))
    assert all(found[f"T{number}.1"].average_current_a == pytest.approx(47 / 3) for number in (1, 2, 3))
    assert all(found[f"S{number}.1"].average_current_a == pytest.approx(13 / 3) for number in (1, 2, 3))


def test_offline_stations_draw_their_fallback_in_every_slot():
    answer = allocate(loads(on_one_circuit(7, "50 A")), offline=["S1.1"])
    offline = next(share for share in answer.shares if share.port == "S1.1")
    for slot in answer.slots:
        assert {share.port: share.current_a for share in slot.shares}["S1.1"] == offline.current_a
    assert len(answer.slots) > 1


def test_two_crowds_under_one_limit_never_exceed_it_together():
    """Each fits the common limit by itself; their slots at the same time need not."""
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "100 A"
        {bank("S", 4, feeder="P", current="20 A")}
        [panels.Q]
        fed_from = "U"
        main = "100 A"
        {bank("T", 4, "BC", feeder="Q", current="20 A")}
        [groups.P]
        on = "P"
        limit = "31 A"
        [groups.Q]
        on = "Q"
        limit = "31 A"
        [groups.All]
        on = "U"
        limit = "56 A"
    """
    site = loads(text)
    _, _, shares, rotation = rotation_of(site)
    assert shares.turns.all()
    bounds = bounds_of(site)
    for slot in rotation.slots:
        assert fit_together(bounds, dict(zip(site.ports, slot.tolist(), strict=True)))


def worth_of(site, allocator):
    """What an ampere counts for, by port: 1, or kilowatts where voltages differ."""
    return dict(zip(site.ports, (1 / allocator.average_rate).tolist(), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_the_least_average_is_that_of_the_best_cycle(number):
    """Against a cone programme over every set of ports that can be served together, with free amperes in each."""
    found = []

    @fixed(500 + number, 240)
    @given(cases(max_ports=6))
    def best(case):
        site = loads(case.text)
        allocator, _, shares, rotation = rotation_of(site, "equal", **case.moment)
        if rotation is None:
            return
        assert_lawful(site, case, rotation)
        worth = worth_of(site, allocator)
        most, names = best_least(site, case, worth)
        least = min(float(rotation.mean_a[allocator.number[name]]) * worth[name] for name in names)
        assert least <= most * (1 + 1e-5)
        # who takes no turns shares what the turns leave, which may be less than what they average
        if all(shares.turns[allocator.number[name]] for name in names) and not rotation.promised:
            assert least >= most * (1 - 3e-4)
            assert rotation.bound >= most * (1 - 1e-5)
            found.append(least / most)

    best()
    assert found


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("policy", ["equal", "proportional", None])
def test_every_slot_keeps_every_limit_and_serves_with_the_minimum(number, policy):
    @fixed(300 + number, 50)
    @given(cases(policies=("equal", "proportional")))
    def keeps(case):
        site = loads(case.text)
        allocator, moment, shares, rotation = rotation_of(site, policy, **case.moment)
        if rotation is None:
            return
        assert_lawful(site, case, rotation)
        assert rotation.share_of_bound >= 0.98
        least = allocator.enough_a(moment)
        for port in range(len(site.ports)):
            if shares.turns[port]:
                assert rotation.wait_h[port] == pytest.approx(waits_h(rotation, port))
            elif moment.occupied[port] and shares.current_a[port] > 0:
                assert all(slot[port] >= least[port] * (1 - EXACT) for slot in rotation.slots)

    keeps()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_whoever_can_be_served_alone_is_served_in_some_slot(number):
    @fixed(400 + number, 50)
    @given(cases())
    def serves(case):
        site = loads(case.text)
        *_, rotation = rotation_of(site, "equal", **case.moment)
        if rotation is None:
            return
        bounds, needed = bounds_of(site), minimums_of(site, case)
        for index, port in enumerate(site.ports):
            alone = dict.fromkeys(site.ports, 0.0) | {port: needed[port]}
            if needed[port] > 0 and fit_together(bounds, alone):
                assert rotation.mean_a[index] > 0, port

    serves()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_the_turns_of_all_ports_hold_for_any_part_of_them(number):
    """Dropping ports leaves every slot lawful, and no occupancy has a lower least average than all ports in use."""

    @fixed(600 + number, 40)
    @given(cases(max_ports=8), st.randoms(use_true_random=False))
    def holds(case, dice):
        site = loads(case.text)
        everybody = replace(case, occupied=case.ports, accept_a={})
        allocator, _, shares, rotation = rotation_of(site, "equal", occupied=case.ports)
        if rotation is None:
            return
        worth = 1 / allocator.average_rate
        least = float(min((rotation.mean_a * worth)[shares.turns]))
        for _ in range(3):
            part = tuple(name for name in case.ports if dice.random() < 0.7)
            there = np.array([name in part for name in site.ports])
            kept = replace(rotation, slots=tuple(np.where(there, slot, 0.0) for slot in rotation.slots))
            assert_lawful(site, everybody, replace(kept, mean_a=np.where(there, rotation.mean_a, 0.0)))
            moment = allocator.moment(part)
            delivered = allocator.delivered(moment)
            enough = allocator.enough_a(moment)
            for index in np.flatnonzero(there & (rotation.mean_a > 0)):
                bound = min(least, float(enough[index] * worth[index]))
                assert delivered.current_a[index] * worth[index] >= bound * (1 - 3e-4)

    holds()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_more_setpoint_never_lowers_the_least_average(number):
    @fixed(700 + number, 40)
    @given(cases(max_ports=7), st.sampled_from([1.05, 1.3, 2.0]))
    def grows(case, factor):
        site = loads(case.text)
        allocator, moment, _, rotation = rotation_of(site, "equal", **case.moment)
        if rotation is None:
            return
        groups = {
            name: replace(
                group,
                limit_a=None if group.limit_a is None else group.limit_a * factor,
                limit_kw=None if group.limit_kw is None else group.limit_kw * factor,
            )
            for name, group in site.groups.items()
        }
        more = Allocator(replace(site, groups=groups), "equal")
        worth = 1 / allocator.average_rate
        # a port that nothing served before counts as well: it may take turns from here on
        wanting = moment.occupied & (moment.wanted_a > 0)
        before = float(min((rotation.mean_a * worth)[wanting]))
        after = more.delivered(more.moment(**case.moment))
        needed = more.enough_a(moment) * worth
        assert (after.current_a * worth)[wanting].min() >= min(before, needed[wanting].min()) * (1 - 3e-4)

    grows()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_neither_the_order_of_tables_nor_their_names_change_the_averages(number):
    @fixed(800 + number, 40)
    @given(cases(max_ports=7), st.randoms(use_true_random=False))
    def same(case, dice):
        data = tomli.loads(case.text)
        for kind, table in data.items():
            if kind == "circuits" and any("phases" not in each for each in table.values()):
                continue
            for name in dice.sample(sorted(table), len(table)):
                table[name] = table.pop(name)
        text = tomli_w.dumps({name: data[name] for name in dice.sample(sorted(data), len(data))})
        one, other = loads(case.text), loads(text)
        *_, before = rotation_of(one, "equal", **case.moment)
        *_, after = rotation_of(other, "equal", **case.moment)
        assert (before is None) == (after is None)
        if before is None:
            return
        assert before.least == pytest.approx(after.least, rel=3e-4)

    same()


def test_a_bound_that_is_not_reached_is_reported(capsys):
    """Ports of eighteen kinds: the search stops close to a bound, and says how close."""
    banks = "".join(
        f'''
        [circuits.C{number}]
        panel = "P"
        breaker = "100 A"
        phases = "{("AB", "BC", "CA")[number % 3]}"
        [stations.S{number}]
        max_current = "{10 + number} A"
        circuit = "C{number}"
        [groups.G{number}]
        members = ["S{number}"]
        limit = "100 A"
        min_current = "{6 + number % 5} A"
        '''
        for number in range(18)
    )
    text = f"""{SERVICE}
        [panels.P]
        fed_from = "U"
        main = "200 A"
        {banks}
        [groups.P]
        on = "P"
        limit = "31 A"
    """
    answer = allocate(loads(text))
    assert 0.98 <= answer.share_of_bound <= 1


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
def test_a_limit_that_leaves_one_port_less_than_it_can_charge_with_keeps_it_waiting(policy):
    text = on_one_circuit(1, "50 A") + '[groups.Small]\nmembers = ["S"]\nlimit = "5 A"\n'
    answer = allocate(loads(text), policy=policy)
    share = answer.shares[0]
    assert (share.current_a, share.state) == (0.0, "waiting")
    assert share.limited_by.limit[:2] == ("group", "Small")

"""Stations that offer only some currents: shares rounded down, what is left over given again, every limit held."""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from physics import bounds_of
from stepped_sites import ANY, EIGHTS, WHOLE, panel, stepped_site

import evsite
from effort import examples
from evsite.allocation.allocator import Allocator
from evsite.allocation.steps import PortSteps, in_steps
from evsite.model.current_steps import CurrentSteps, multiples_of
from evsite.model.limit_id import LimitedBy, LimitId
from evsite.proofs.lower_bound import share_bounds

EXACT = 1e-9
STEPS_OF_8 = CurrentSteps((8.0, 16.0, 24.0, 32.0))


def amperes(text, **moment):
    return {share.port: share.current_a for share in evsite.allocate(evsite.loads(text), **moment).shares}


# --- the currents of a station ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("current_a", "down_a", "up_a"),
    [
        (0, 0, 0),
        (7.999, 0, 8),
        (8, 8, 8),
        (15.9999999999, 16, 16),
        (16.0000000001, 16, 16),
        (15.99999, 8, 16),
        (23, 16, 24),
        (32, 32, 32),
        (50, 32, 32),
    ],
)
def test_a_share_is_offered_as_the_current_below_and_an_acceptance_as_the_one_above(current_a, down_a, up_a):
    assert STEPS_OF_8.round_down_a(current_a) == down_a
    assert STEPS_OF_8.round_up_a(current_a) == up_a
    arrays = PortSteps([None, STEPS_OF_8])
    assert arrays.round_down_a(np.array([current_a, current_a], dtype=float)).tolist() == [current_a, down_a]
    assert arrays.round_up_a(np.array([current_a, current_a], dtype=float)).tolist() == [current_a, up_a]


@pytest.mark.parametrize(
    ("step_a", "least_a", "most_a", "ends", "count"),
    [(1, 6, 32, (6, 32), 27), (8, 6, 32, (8, 32), 4), (0.1, 0.25, 0.7, (0.3, 0.7), 5), (4, 6, 31, (8, 28), 6)],
)
def test_a_step_stands_for_its_whole_multiples(step_a, least_a, most_a, ends, count):
    found = multiples_of(step_a, least_a, most_a)
    assert (found[0], found[-1]) == ends
    assert len(found) == count


def test_next_is_the_current_above_and_kept_what_rounding_leaves_at_least():
    assert [STEPS_OF_8.next_a(a) for a in (0, 8, 9, 32)] == [8, 16, 16, None]
    assert STEPS_OF_8.kept_part(8) == 0.5
    assert STEPS_OF_8.kept_part(16) == pytest.approx(2 / 3)
    assert CurrentSteps((32.0,)).kept_part(32) == 1


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_three_ports_of_8_a_steps_on_50_a_have_16_a_each():
    assert list(amperes(panel("50 A", ("S", 3, "AB", EIGHTS))).values()) == [16, 16, 16]


def test_of_two_ports_on_60_a_the_first_has_the_step_that_is_left():
    text = panel("60 A", ("S", 2, "AB", EIGHTS))
    assert amperes(text) == {"S1.1": 32, "S2.1": 24}
    assert amperes(text, order=["S2.1"]) == {"S1.1": 24, "S2.1": 32}


def test_whole_amperes_leave_less_than_one_ampere():
    assert amperes(panel("50 A", ("S", 3, "AB", WHOLE))) == {"S1.1": 17, "S2.1": 17, "S3.1": 16}


def test_a_step_goes_to_who_misses_most_of_its_share():
    # 21 A each: one offers 16 and misses 5, the other 20 and misses 1; 6 A are left for a step of 4 or of 8
    text = panel("42 A", ("A", 1, "AB", EIGHTS), ("B", 1, "AB", 'max_current = "32 A"\ncurrent_step = "4 A"'))
    assert amperes(text) == {"A1.1": 16, "B1.1": 24}
    # 8 A are left with 44: 22 each, 16 and 20
    assert amperes(text.replace("42 A", "44 A")) == {"A1.1": 24, "B1.1": 20}


def test_what_a_step_misses_counts_at_the_weight_of_its_port():
    # 23 and 11.5 A: 3 A of 32 A are missed, and 2.5 A of 16 A, which is more; 5.5 A are left
    big, small = 'max_current = "32 A"\ncurrent_step = "4 A"', 'max_current = "16 A"\ncurrent_step = "3 A"'
    text = panel("34.5 A", ("A", 1, "AB", big), ("B", 1, "AB", small), policy="proportional")
    assert amperes(text) == {"A1.1": 20, "B1.1": 12}


def test_ports_that_offer_any_current_take_what_no_step_fits_into():
    # 25 A each: 24 and 25, and the ampere that is left goes to the port that can take it
    assert amperes(panel("50 A", ("S", 1, "AB", EIGHTS), ("T", 1, "AB", ANY))) == {"S1.1": 24, "T1.1": 26}


def test_a_share_that_is_a_step_by_rounding_alone_is_that_step():
    text = panel("48 A", ("S", 3, "AB", EIGHTS))
    assert amperes(text) == {"S1.1": 16, "S2.1": 16, "S3.1": 16}
    by_power = text.replace('limit = "48 A"', f'limit = "{48 * 240 / 1000} kW"')
    assert amperes(by_power) == {"S1.1": 16, "S2.1": 16, "S3.1": 16}


def test_a_setting_leaves_the_largest_step_below_it():
    assert amperes(panel("500 A", ("S", 1, "AB", EIGHTS + '\nsetting = "20 A"'))) == {"S1.1": 16}
    (share,) = evsite.allocate(evsite.loads(panel("500 A", ("S", 1, "AB", EIGHTS + '\nsetting = "20 A"')))).shares
    assert share.limited_by == LimitedBy("current-step")
    assert (share.state, share.power_kw) == ("charging", pytest.approx(16 * 0.24))


def test_first_come_rounds_what_each_takes_and_the_next_has_the_rest():
    text = panel("60 A", ("S", 3, "AB", EIGHTS), policy="fcfs")
    assert amperes(text, order=["S3.1"]) == {"S1.1": 24, "S2.1": 0, "S3.1": 32}
    assert amperes(text.replace("60 A", "39 A")) == {"S1.1": 32, "S2.1": 0, "S3.1": 0}


def test_what_holds_a_port_is_its_steps_where_it_has_less_than_its_share():
    shares = {
        share.port: share for share in evsite.allocate(evsite.loads(panel("60 A", ("S", 2, "AB", EIGHTS)))).shares
    }
    group = LimitId("group", "G", None, "A")
    assert shares["S2.1"].limited_by == LimitedBy("current-step", group)
    assert shares["S1.1"].limited_by == LimitedBy("port-rating")
    even = evsite.allocate(evsite.loads(panel("48 A", ("S", 2, "AB", EIGHTS))))
    assert {share.limited_by for share in even.shares} == {LimitedBy("limit", group)}


def test_a_step_that_exceeds_its_limit_by_little_is_not_given():
    assert amperes(panel("47.9 A", ("S", 3, "AB", EIGHTS))) == {"S1.1": 16, "S2.1": 16, "S3.1": 8}


def test_what_stops_a_port_that_takes_what_steps_leave_over_is_the_limit_that_stops_it_then():
    # 25 A each, of which S offers 24; of 1 A left the others have 0.25 A each, which fills a limit of their own
    text = panel("75 A", ("S", 1, "AB", EIGHTS), ("T", 2, "AB", ANY))
    text += '[groups.T]\nmembers = ["T1", "T2"]\nlimit = "50.5 A"\n'
    shares = evsite.allocate(evsite.loads(text)).shares
    assert [share.current_a for share in shares] == pytest.approx([24, 25.25, 25.25])
    assert {share.limited_by for share in shares[1:]} == {LimitedBy("limit", LimitId("group", "T", None, "A"))}


def queue_beside(limit, keys, *queue):
    """A station that shares, and a queue of others: what each has, and who says so."""
    text = panel(limit, ("S", 1, "AB", keys), *((f"Q{place}", 1, "AB", each) for place, each in enumerate(queue)))
    members = ", ".join(f'"Q{place}1"' for place in range(len(queue)))
    text += f'[groups.Q]\nmembers = [{members}]\nlimit = "500 A"\npolicy = "fcfs"\n'
    return [(share.current_a, share.limited_by) for share in evsite.allocate(evsite.loads(text)).shares]


def test_what_a_queue_has_of_what_steps_leave_over_and_what_stops_it_there():
    group = LimitedBy("limit", LimitId("group", "G", None, "A"))
    # 25 A each, of which the station that shares offers 24
    assert queue_beside("50 A", EIGHTS, ANY)[1] == (26, group)
    # 30 A each, of which it offers 24, which leaves the other all that it can take
    assert queue_beside("60 A", EIGHTS, ANY)[1] == (32, LimitedBy("port-rating"))
    # 25 A each, of which both offer 24: no step fits into 2 A
    assert queue_beside("50 A", EIGHTS, EIGHTS)[1] == (24, LimitedBy("current-step", group.limit))
    # 15.5 A each: the first of the queue has 24 of 31 A; of 14.5 A left by 8 of 22.5 A it has 8 A more, and 6.5 A
    # are less than what the second needs
    shares = queue_beside("46.5 A", 'max_current = "32 A"\ncurrents = ["8 A", "32 A"]', EIGHTS, ANY)
    assert [amps for amps, _ in shares] == [8, 32, 0]
    assert shares[2][1] == group


# --- vehicles ---------------------------------------------------------------------------------------------------------


def test_a_vehicle_that_accepts_less_than_a_step_is_offered_the_step_and_draws_what_it_accepts():
    found = evsite.allocate(evsite.loads(panel("50 A", ("S", 3, "AB", EIGHTS))), accept_a={"S1.1": 7, "S2.1": 13})
    shares = {share.port: share for share in found.shares}
    assert (shares["S1.1"].current_a, shares["S1.1"].offered_a) == (7, 8)
    assert (shares["S2.1"].current_a, shares["S2.1"].offered_a) == (13, 16)
    assert (shares["S3.1"].current_a, shares["S3.1"].offered_a) == (24, None)
    assert shares["S1.1"].power_kw == pytest.approx(7 * 0.24)
    assert shares["S1.1"].limited_by == LimitedBy("vehicle")
    # limits count what is offered
    (load_a,) = {use.load_a for use in found.limits if use.limit.kind == "group"}
    assert load_a == pytest.approx(48)


def test_a_vehicle_that_has_all_it_wants_is_offered_nothing():
    (share,) = evsite.allocate(evsite.loads(panel("50 A", ("S", 1, "AB", EIGHTS))), accept_a={"S1.1": 0}).shares
    assert (share.current_a, share.state, share.offered_a) == (0, "done", None)


def test_a_vehicle_is_offered_no_step_beyond_the_first_that_is_all_it_accepts():
    # 15 A each in steps: 8 A, and 21 A are left, of which no step of the others fits
    wide = 'max_current = "32 A"\ncurrents = ["8 A", "32 A"]'
    text = panel("45 A", ("S", 1, "AB", EIGHTS), ("W", 2, "AB", wide))
    assert amperes(text) == {"S1.1": 24, "W1.1": 8, "W2.1": 8}
    allocator = Allocator(evsite.loads(text))
    shares = allocator.shares(allocator.moment(accept_a={"S1.1": 15}))
    assert shares.current_a.tolist() == [16, 8, 8]


def test_an_offline_station_draws_its_fallback_whatever_its_vehicle_accepts():
    for keys in (EIGHTS, ANY):
        allocator = Allocator(evsite.loads(panel("50 A", ("S", 2, "AB", keys))), offline=True)
        moment = allocator.moment(accept_a={"S1.1": 7}, offline_a={"S1.1": 16})
        assert allocator.delivered(moment).current_a.tolist() == [16, 32]


# --- minimums and turns -----------------------------------------------------------------------------------------------


def test_the_minimum_of_a_port_is_the_first_step_that_is_enough():
    twelve = panel("30 A", ("S", 2, "AB", EIGHTS)) + 'min_current = "12 A"\n'
    # 16 A is the least that serves here: both do not fit, so they take turns and each slot gives 24 A
    found = evsite.allocate(evsite.loads(twelve))
    assert [[share.current_a for share in slot.shares] for slot in found.slots] == [[24], [24]]
    assert [share.average_current_a for share in found.shares] == pytest.approx([12, 12])
    assert amperes(panel("30 A", ("S", 2, "AB", EIGHTS))) == {"S1.1": 16, "S2.1": 8}


def test_in_turns_every_slot_is_in_steps_and_alike_ports_average_the_same():
    # 30 A serve three of four ports at 8 A; 6 A are left in every slot, which no step of 8 A fits into
    found = evsite.allocate(evsite.loads(panel("30 A", ("S", 4, "AB", EIGHTS))))
    assert found.slots
    assert {share.current_a for slot in found.slots for share in slot.shares} == {8}
    assert [share.average_current_a for share in found.shares] == pytest.approx([6] * 4)
    assert found.share_of_bound == pytest.approx(6 / 7.5, rel=1e-3)


def test_in_turns_too_ports_that_offer_any_current_take_what_steps_leave_over():
    # 23 A serve two of three at a time: 8 A in steps, and 15 A
    found = evsite.allocate(evsite.loads(panel("23 A", ("S", 2, "AB", EIGHTS), ("T", 1, "AB", ANY))))
    beside = [{share.port: share.current_a for share in slot.shares} for slot in found.slots]
    assert any("T1.1" in slot and len(slot) == 2 for slot in beside)
    for slot in beside:
        assert sum(slot.values()) == pytest.approx(23 if "T1.1" in slot else 16)


def test_a_port_that_its_limit_leaves_no_step_gets_nothing():
    (share,) = evsite.allocate(evsite.loads(panel("7 A", ("S", 1, "AB", EIGHTS)))).shares
    assert (share.current_a, share.state) == (0, "waiting")


# --- every site -------------------------------------------------------------------------------------------------------


def moment_of(dice, site):
    """Some vehicles in some order, of which some accept less."""
    there = [name for name in site.ports if dice.random() < 0.8] or list(site.ports)
    accepts = {name: dice.choice([3.0, 6.5, 7.0, 9.5, 13.0, 20.0, 31.0]) for name in there if dice.random() < 0.3}
    return there, accepts, dice.sample(there, len(there))


def whole_steps(site, amps):
    return all(
        amps[name] == 0 or min(abs(amps[name] - a) for a in port.steps.currents_a) <= EXACT
        for name, port in site.ports.items()
        if port.steps is not None
    )


def holds(bounds, amps):
    return all(bound.worst(amps)[0] <= bound.value * (1 + EXACT) + EXACT for bound in bounds)


def check_moment(dice, site):
    """Every limit holds for every offer, in steps; nobody is below its share rounded down, or could go up a step."""
    bounds, allocator = bounds_of(site), Allocator(site)
    moment = allocator.moment(*moment_of(dice, site))
    shares = allocator.shares(moment)
    rotation = allocator.rotation(moment, shares)
    names = list(site.ports)
    for slot in [shares.current_a] if rotation is None else rotation.slots:
        amps = dict(zip(names, slot.tolist(), strict=True))
        assert holds(bounds, amps)
        assert whole_steps(site, amps)
        assert (slot <= moment.ceiling_a * (1 + EXACT)).all()
        assert ((slot == 0) | (slot >= allocator.enough_a(moment) * (1 - EXACT))).all()
    if rotation is not None:
        return False
    free = allocator.unrounded(moment).current_a
    if not allocator.network.pools and not allocator.in_order.any():
        assert (shares.current_a >= allocator.steps.round_down_a(free) * (1 - EXACT)).all()
    for index, (name, port) in enumerate(site.ports.items()):
        next_a = None if port.steps is None or not shares.current_a[index] else port.steps.next_a(amps[name])
        if next_a is not None and next_a <= moment.ceiling_a[index] * (1 + EXACT):
            assert not holds(bounds, amps | {name: next_a * (1 - 1e-8)}), name
    return True


@pytest.mark.parametrize("number", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 4))])
def test_every_limit_holds_for_offers_and_no_step_is_left_over(number):
    dice = random.Random(40 + number)
    steady = sum(check_moment(dice, stepped_site(dice)) for _ in range(8 if number == 0 else 40))
    assert steady > 2, "all of them take turns: nothing was tested of the rest"


@settings(max_examples=examples(25))
@given(
    limit=st.integers(20, 120),
    banks=st.lists(
        st.tuples(
            st.sampled_from(["AB", "BC", "CA", "AN", "ABC"]),
            st.sampled_from([EIGHTS, WHOLE, 'max_current = "40 A"\ncurrent_step = "5 A"']),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_no_ports_can_go_up_a_step_together_either(limit, banks):
    """Against every choice of steps (a small whole-number programme): of those that give each no less than it has."""
    text = panel(
        f"{limit} A", *[(f"S{n}", 1, phases, keys) for n, (phases, keys) in enumerate(banks)], system="208Y/120"
    )
    site = evsite.loads(text)
    allocator = Allocator(site)
    shares = allocator.shares(allocator.moment())
    if shares.turns.any() or not shares.current_a.all():
        return
    bounds, names = bounds_of(site), list(site.ports)
    found = dict(zip(names, shares.current_a.tolist(), strict=True))
    higher = [[a for a in site.ports[name].steps.currents_a if a >= found[name] - EXACT] for name in names]
    better = [chosen for chosen in itertools.product(*higher) if holds(bounds, dict(zip(names, chosen, strict=True)))]
    assert better == [tuple(found.values())]


def test_names_and_the_order_of_tables_change_no_share():
    banks = [("S", 2, "AB", EIGHTS), ("T", 2, "BC", WHOLE), ("U", 2, "CA", ANY)]
    shares = amperes(panel("70 A", *banks, system="208Y/120"))
    turned = amperes(panel("70 A", *reversed(banks), system="208Y/120"), order=list(shares))
    assert turned == pytest.approx(shares)
    again = amperes(panel("70 A", *[(f"X{n}_", *bank[1:]) for n, bank in enumerate(banks)], system="208Y/120"))
    assert list(again.values()) == pytest.approx(list(shares.values()))


def test_more_supply_never_lowers_what_is_rounded_down_though_it_may_lower_what_is_given_again():
    """24 and 32 A of 59 A become 30 and 20 A of 60 A: one offers 30 A, and 10 A are no step of 12 A for the other."""
    sixes = 'max_current = "30 A"\ncurrents = ["6 A", "12 A", "18 A", "24 A", "30 A"]'
    odd = 'max_current = "32 A"\ncurrents = ["7 A", "9 A", "12 A", "20 A", "32 A"]'
    banks = ("S", 1, "AB", sixes), ("T", 1, "AB", odd)
    assert list(amperes(panel("59 A", *banks)).values()) == [24, 32]
    assert list(amperes(panel("60 A", *banks)).values()) == [30, 20]
    least_a = [
        min(one.current_a for one in share_bounds(evsite.loads(panel(f"{limit} A", *banks))).values())
        for limit in range(20, 66)
    ]
    assert least_a == sorted(least_a)
    assert least_a[-1] == 32 - 2


def test_a_site_without_steps_is_computed_without_them():
    site = evsite.loads(panel("50 A", ("S", 3, "AB", ANY)))
    allocator = Allocator(site)
    assert allocator.steps is None
    moment = allocator.moment()
    assert moment.accepted_a is None
    assert allocator.shares(moment).rounded is None


# --- the function that simulations use --------------------------------------------------------------------------------


def test_a_part_of_a_site_is_rounded_by_plain_arrays():
    """A part that shares no limit with the rest has the same shares by itself as in the whole."""
    text = panel("50 A", ("S", 3, "AB", EIGHTS))
    allocator = Allocator(evsite.loads(text))
    share_a = np.full(3, 50 / 3)
    everybody = np.ones(3, dtype=bool)
    amps, row = in_steps(allocator.arrays, allocator.steps, share_a, np.full(3, 32.0), np.ones(3), everybody, [0, 1, 2])
    assert amps.tolist() == [16, 16, 16]
    assert (row >= 0).all()
    wider = replace(allocator.arrays, limit=allocator.arrays.limit * 60 / 50)
    amps, _ = in_steps(wider, allocator.steps, share_a, np.full(3, 32.0), np.ones(3), everybody, [2, 1, 0])
    assert amps.tolist() == [16, 16, 24]
    # who is named to have missed more is the first
    amps, _ = in_steps(
        wider,
        allocator.steps,
        share_a,
        np.full(3, 32.0),
        np.ones(3),
        everybody,
        [2, 1, 0],
        share_a + np.array([0, 5, 0]),
    )
    assert amps.tolist() == [16, 24, 16]


def test_a_share_below_the_first_step_is_left_at_nothing_and_the_others_share_the_rest():
    allocator = Allocator(evsite.loads(panel("50 A", ("S", 3, "AB", EIGHTS))))
    share_a, everybody = np.array([5.0, 20.0, 20.0]), np.ones(3, dtype=bool)
    amps, row = in_steps(allocator.arrays, allocator.steps, share_a, np.full(3, 32.0), np.ones(3), everybody, [0, 1, 2])
    assert amps.tolist() == [0, 24, 24]
    assert row[0] == -1

"""What is promised where stations offer only some currents: against every occupancy, and alike in every command."""

import itertools
import random

import pytest
from stepped_sites import ANY, EIGHTS, WHOLE, panel, stepped_site
from test_agreement import agree

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.model.limit_id import LimitedBy, LimitId
from evsite.network.compile import compile_network
from evsite.proofs.guarantee import guarantees, least_guarantee
from evsite.proofs.lower_bound import share_bounds
from evsite.proofs.occupancy import occupancy_table
from evsite.proofs.occupancy.table import rows_to_show
from evsite.proofs.sharers import sharers

EXACT = 1e-9
ACCEPTS = (0.0, 3.0, 6.0, 7.0, 8.0, 9.5, 13.0, 16.0, 24.0)


def least_of_all(dice, site, *, offline):
    """The least that each port has, over every occupancy (with `offline` every mix), some demands and orders [A].

    Ports in no group draw what they want, up to their ratings, whatever others have.
    """
    loose = sharers(site, compile_network(site)).uncontrolled_a
    fallback_a = fallbacks_a(site) | dict(loose) if offline else loose
    allocator = Allocator(site, offline=bool(fallback_a))
    least = dict.fromkeys(site.ports, float("inf"))
    for states in itertools.product("-+f" if offline else "-+", repeat=len(site.ports)):
        by_name = dict(zip(site.ports, states, strict=True))
        there = [name for name, state in by_name.items() if state == "+" and name not in loose]
        away = {n: a for n, a in fallback_a.items() if by_name[n] == "f" or (by_name[n] == "+" and n in loose)}
        for accepts in ({}, {name: dice.choice(ACCEPTS) for name in there if not offline and dice.random() < 0.4}):
            moment = allocator.moment(there, accepts, dice.sample(there, len(there)), away)
            amps = allocator.delivered(moment).current_a
            for name in there:
                if name not in accepts:
                    least[name] = min(least[name], float(amps[allocator.number[name]]))
            if not accepts or offline:
                break
    return least


def promises_hold(dice, site, *, offline):
    """Every guarantee and bound against the least that was seen; how many are exact."""
    found, bounds = guarantees(site), share_bounds(site)
    least = least_of_all(dice, site, offline=offline)
    for name, one in found.items():
        promised_a = one.with_offline_current_a if offline else one.current_a
        assert promised_a <= least[name] * (1 + EXACT) + EXACT, name
        assert one.current_a <= one.least_found_a * (1 + EXACT) + EXACT, name
        assert bounds[name].current_a <= one.current_a * (1 + 1e-6) + EXACT, name
        assert one.exact == (one.least_found_a <= one.current_a * (1 + EXACT)), name
    return sum(one.exact for one in found.values())


@pytest.mark.parametrize("number", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 4))])
def test_nobody_ever_gets_less_than_is_guaranteed(number):
    dice = random.Random(60 + number)
    exact = sum(promises_hold(dice, stepped_site(dice, 4), offline=False) for _ in range(2 if number == 0 else 10))
    assert exact, "none of them is seen to be reached: nothing says that they are not far too low"


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_nobody_ever_gets_less_in_any_mix_of_offline_and_online_stations(number):
    dice = random.Random(80 + number)
    for _ in range(8):
        promises_hold(dice, stepped_site(dice, 4), offline=True)


def test_a_guarantee_on_three_phases_is_the_share_of_the_worst_occupancy_rounded_down():
    """320 A a line, 5 ports on AB and one on CA have 57.5 A each (docs of the allocator); here in steps of 8 A: 56."""
    eighty = 'max_current = "80 A"\ncurrent_step = "8 A"'
    text = panel("320 A", ("S", 5, "AB", eighty), ("T", 1, "CA", eighty), ("V", 2, "BC", eighty), system="208Y/120")
    found = guarantees(evsite.loads(text))
    assert found["T1.1"].current_a == 56
    assert found["T1.1"].limit == LimitedBy("current-step", LimitId("group", "G", None, "A"))
    free = guarantees(evsite.loads(text.replace('\ncurrent_step = "8 A"', "")))
    assert free["T1.1"].current_a == pytest.approx(57.47, abs=0.01)


def test_what_is_given_again_makes_a_bound_of_a_guarantee_unless_a_witness_gets_no_more():
    site = evsite.loads(panel("60 A", ("S", 2, "AB", EIGHTS)))
    # the one that plugged in last has no step of the rest
    assert [(one.current_a, one.exact) for one in guarantees(site).values()] == [(24, True), (24, True)]
    assert least_guarantee(site).current_a == 24
    mixed = evsite.loads(panel("60 A", ("S", 1, "AB", EIGHTS), ("T", 1, "AB", ANY)))
    found = guarantees(mixed)
    # T is sure of 30 A, and has all of its 32 A beside 24 A
    assert (found["T1.1"].current_a, found["T1.1"].least_found_a, found["T1.1"].exact) == (30, 32, False)


def test_a_step_that_is_always_given_again_makes_no_promise_though_it_is_less_than_two_percent():
    """61.45 A each: A offers 61 A, B 60 A; B has no room for 4 A more, so that A has 62 A when both are in use."""
    eighty = 'max_current = "80 A"\ncurrent_step = "{} A"'
    site = evsite.loads(panel("122.9 A", ("A", 1, "AB", eighty.format(1)), ("B", 1, "AB", eighty.format(4))))
    one = guarantees(site)["A1.1"]
    assert (one.current_a, one.least_found_a, one.exact) == (61, 62, False)
    assert one.limit == LimitedBy("current-step", LimitId("group", "G", None, "A"))
    assert (one.with_offline.current_a, one.with_offline.least_found_a, one.with_offline.exact) == (61, 62, False)


def test_stations_of_one_rating_and_other_steps_have_promises_of_their_own_beside_offline_ones():
    """15.5 A each: the one in steps of 8 A offers 8 A at least, the one in whole amperes 15 A."""
    sixteen = 'max_current = "16 A"\nfallback = "8 A"\ncurrent_step = "{} A"'
    found = guarantees(
        evsite.loads(panel("31 A", ("A", 1, "AB", sixteen.format(8)), ("B", 1, "AB", sixteen.format(1))))
    )
    assert {name: one.with_offline.current_a for name, one in found.items()} == {"A1.1": 8, "B1.1": 15}


def test_the_table_says_what_is_offered_and_how_sure_it_is():
    rows = occupancy_table(evsite.loads(panel("50 A", ("S", 3, "AB", EIGHTS))))
    assert [row.worst.current_a for row in rows] == [32, 24, 16]
    assert [row.worst_bound_a for row in rows] == [32, 24, 16]
    assert rows[1].worst.limited_by == LimitedBy("current-step", LimitId("group", "G", None, "A"))
    assert rows[0].worst.limited_by == LimitedBy("port-rating")


@pytest.mark.slow
def test_a_long_table_shows_every_count_below_which_no_step_counts_and_some_above():
    text = panel("800 A", ("S", 101, "AB", WHOLE)) + 'min_current = "6 A"\n'
    shown = rows_to_show(evsite.loads(text))
    assert shown.turning_after == 25
    assert len(shown.rows) > 25 + 5
    for row in shown.rows:
        assert row.worst.current_a == min(32, 800 // row.vehicles)


@pytest.mark.parametrize("number", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 3))])
def test_every_command_tells_the_same_of_a_moment_in_steps(number):
    dice = random.Random(90 + number)
    for _ in range(1 if number == 0 else 12):
        agree(stepped_site(dice))


@pytest.mark.parametrize(("limit", "fallback_a"), [("50 A", 16), ("40 A", 8), ("20 A", 8)])
def test_stations_fall_back_to_a_current_that_they_can_offer_and_alike_ones_to_the_same(limit, fallback_a):
    """With 50 A for three 16.67 A each would be safe, and 7.5 A (1.8 kW at 240 V) is the least of the product."""
    site = evsite.loads(panel(limit, ("S", 3, "AB", EIGHTS)))
    assert fallbacks_a(site) == {"S1.1": fallback_a, "S2.1": fallback_a, "S3.1": fallback_a}

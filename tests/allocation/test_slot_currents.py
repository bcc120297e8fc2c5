"""Amperes by slot and port, kept once for ports that are alike, beside those of every port."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evsite.allocation.slot_currents import SlotCurrents, alike
from evsite.allocation.turn_order import Cycle, longest_waits_h, together

COUNTS = st.integers(1, 6)


@given(st.data(), COUNTS, st.integers(1, 3))
def test_ports_are_alike_where_every_fact_of_theirs_is(data, ports, count):
    facts = [np.array(data.draw(st.lists(st.integers(0, 2), min_size=ports, max_size=ports))) for _ in range(count)]
    classes = alike(*facts)
    for one, other in itertools.product(range(ports), repeat=2):
        equal = all(fact[one] == fact[other] for fact in facts)
        assert (classes.of_port[one] == classes.of_port[other]) == equal
    assert classes.of_port[classes.first].tolist() == list(range(len(classes.first)))


def cycle(dice, ports, slots):
    by_class = dice.integers(0, 3, (slots, 3)).astype(float)
    return Cycle(dice.uniform(0.1, 1, slots), SlotCurrents(by_class, dice.integers(0, 3, ports)))


@given(st.integers(0, 999), COUNTS, COUNTS)
def test_classes_say_the_same_as_all_ports(seed, ports, slots):
    dice = np.random.default_rng(seed)
    found = cycle(dice, ports, slots)
    plain = np.array(found.slots)
    assert plain.shape == (slots, ports)
    np.testing.assert_array_equal(found.slots.at(np.arange(ports)), plain)
    np.testing.assert_array_equal(np.array(found.slots[1:]).reshape(-1, ports), plain[1:])
    np.testing.assert_allclose(found.slots.mean_a(found.length_h), np.average(plain, axis=0, weights=found.length_h))
    np.testing.assert_allclose(found.slots.unpowered_h(found.length_h), found.length_h @ (plain == 0))
    by_port = Cycle(found.length_h, SlotCurrents(plain, np.arange(ports)))
    np.testing.assert_array_equal(longest_waits_h(found), longest_waits_h(by_port))


@given(st.integers(0, 999))
def test_sets_that_share_a_cycle_run_beside_others_like_copies_of_it(seed):
    dice = np.random.default_rng(seed)
    shared, other = cycle(dice, 2, 4), cycle(dice, 3, 5)
    copied = Cycle(shared.length_h, SlotCurrents(np.array(shared.slots), np.arange(2)))
    sets = [np.array([0, 5]), np.array([1, 2, 7]), np.array([3, 6])]
    one = together([shared, other, shared], sets, 9)
    by_port = together([shared, other, copied], sets, 9)
    np.testing.assert_array_equal(one.length_h, by_port.length_h)
    np.testing.assert_array_equal(np.array(one.slots), np.array(by_port.slots))
    # no set has these
    assert not np.array(one.slots)[:, [4, 8]].any()

"""Who is next where need decides, against a look at everybody; the work grows with the line's logarithm only."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.sessions import Session
from evsite.studies.simulation.port_pool import PortPool
from evsite.studies.simulation.rate_groups import Vehicle
from executed_lines import Lines

few = st.sampled_from([0.0, 1.0, 2.0, 4.0, 10.0])


def vehicle(number, arrive_s, wanted_kwh, leave_s, stay_s=None, patience_s=math.inf):
    session = Session(str(number), arrive_s, leave_s=leave_s, stay_s=stay_s, energy_kwh=wanted_kwh)
    if leave_s is None:
        leave_s = math.inf
    return Vehicle(number, session, min(leave_s, arrive_s + patience_s))


def needs(each, now_s):
    wanted_kwh = each.session.energy_kwh or 0.0
    stay_s = math.inf if each.session.stay_s is None else each.session.stay_s
    if each.session.leave_s is not None:
        stay_s = each.session.leave_s - now_s
    return wanted_kwh / stay_s if stay_s > 0 else math.inf


@st.composite
def drivers(draw):
    arrive_s, found = 0.0, []
    for number in range(draw(st.integers(1, 25))):
        arrive_s += draw(st.sampled_from([0.0, 60.0, 600.0]) | st.floats(0, 3600))
        wanted_kwh = draw(st.none() | few | st.floats(0, 100))
        kind = draw(st.sampled_from(["leaves", "leaves", "leaves", "stays", "for ever"]))
        span_s = draw(st.sampled_from([600.0, 3600.0, 7200.0]) | st.floats(1, 40_000))
        patience_s = draw(st.floats(1, 40_000) | (st.nothing() if kind == "stays" else st.just(math.inf)))
        leave_s = arrive_s + span_s if kind == "leaves" else None
        stay_s = span_s if kind == "stays" else None
        found.append(vehicle(number, arrive_s, wanted_kwh, leave_s, stay_s, patience_s))
    return found


@given(drivers(), st.lists(st.sampled_from([0.0, 60.0, 300.0]) | st.floats(0, 5_000), max_size=60), st.randoms())
def test_the_one_who_needs_most_is_next(coming, pauses_s, chance):
    pool, waiting, now_s = PortPool([], "need"), [], 0.0
    for pause_s in pauses_s:
        now_s += pause_s
        while coming and coming[0].session.arrive_s <= now_s:
            following = coming.pop(0)
            if following.leave_s > now_s:
                assert pool.wait(following, now_s)
                waiting.append(following)
        for each in [each for each in waiting if each.leave_s <= now_s]:
            pool.give_up(each, now_s)
            waiting.remove(each)
        if chance.random() < 0.5:
            found = pool.next_waiting(now_s)
            most = max((needs(each, now_s) for each in waiting), default=None)
            if found is None:
                assert not waiting
                continue
            waiting.remove(found)
            assert needs(found, now_s) >= most * (1 - 1e-9)
            assert found.number <= min(
                (each.number for each in waiting if needs(each, now_s) == needs(found, now_s)), default=math.inf
            )
        assert list(pool.waiting()) == waiting


def lines_of(count):
    """The lines that one seat takes where so many wait."""
    chance = random.Random(1)
    pool = PortPool([], "need")
    for number in range(count):
        pool.wait(vehicle(number, 0.0, chance.uniform(1, 60), 100_000 + chance.uniform(0, 100_000)), 0.0)
    with Lines() as counted:
        for seat in range(count):
            assert pool.next_waiting(seat * 90_000 / count) is not None
    return sum(counted.values()) / count


@pytest.mark.slow
def test_a_seat_takes_hardly_longer_where_more_wait():
    assert lines_of(1600) < 2 * lines_of(200)

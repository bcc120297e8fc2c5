"""Ports for whoever comes, against a simulator of one limit that looks at everybody at every event."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.simulate import simulate

PORTS = 3
LEAST_A, MOST_A, KV = 8, 40, 0.24
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "120/240"
[circuits.C]
panel = "U"
count = 3
breaker = "50 A"
poles = 2
[stations.S]
count = 3
ports = 1
max_current = "40 A"
circuits = "C"
[groups.G]
on = "U"
limit = "{limit_a} A"
"""


@dataclass
class Driver:
    """What happened to one."""

    session: Session
    kwh: float = 0.0
    port: int | None = None
    plugged_s: float | None = None
    full_s: float | None = None
    freed_s: float | None = None

    @property
    def waits_until_s(self):
        patience_s = self.session.patience_s
        return min(self.session.leave_s, math.inf if patience_s is None else self.session.arrive_s + patience_s)

    def needs(self, now_s):
        """The mean power that it needs until it leaves."""
        return self.session.energy_kwh / (self.session.leave_s - now_s)


def shares(limit_a, drivers):
    """Equal shares of one limit, what one cannot take for the others."""
    found, left_a = [], limit_a
    for place, driver in enumerate(sorted(drivers, key=lambda each: each.session.accept_a)):
        current_a = min(left_a / (len(drivers) - place), driver.session.accept_a)
        left_a -= current_a
        found.append((driver, current_a))
    return found


def play(sessions, limit_a, wait_by, moves, until_s):
    """What every driver gets."""
    drivers = [Driver(session) for session in sessions]
    todo, here, waiting, free = list(drivers), [], [], list(range(PORTS))
    now_s = 0.0

    def leave_port(driver):
        here.remove(driver)
        free.append(driver.port)

    def look_whether_full(driver):
        if driver.full_s is None and driver.kwh >= driver.session.energy_kwh - 1e-9:
            driver.kwh, driver.full_s = driver.session.energy_kwh, now_s
            if moves and driver.session.leave_s > now_s:
                driver.freed_s = now_s
                leave_port(driver)

    def plug_in(driver):
        driver.port, driver.plugged_s = min(free), now_s
        free.remove(driver.port)
        here.append(driver)
        look_whether_full(driver)

    while True:
        for driver in here.copy():
            look_whether_full(driver)
        for driver in [each for each in here if each.session.leave_s <= now_s]:
            leave_port(driver)
        waiting = [each for each in waiting if each.waits_until_s > now_s]
        if now_s >= until_s:
            return drivers
        while free and waiting:
            following = waiting[0] if wait_by == "fifo" else max(waiting, key=lambda each: each.needs(now_s))
            waiting.remove(following)
            plug_in(following)
        while todo and todo[0].session.arrive_s <= now_s:
            driver = todo.pop(0)
            if free:
                plug_in(driver)
            elif wait_by is not None and driver.waits_until_s > now_s:
                waiting.append(driver)
        charging = shares(limit_a, [each for each in here if each.full_s is None])
        ahead_s = [each.session.leave_s for each in here] + [each.waits_until_s for each in waiting]
        ahead_s += [each.session.arrive_s for each in todo]
        ahead_s += [
            now_s + (driver.session.energy_kwh - driver.kwh) / (current_a * KV) * 3600 for driver, current_a in charging
        ]
        if not ahead_s:
            return drivers
        for driver, current_a in charging:
            driver.kwh += current_a * KV * (min(until_s, *ahead_s) - now_s) / 3600
        now_s = min(until_s, *ahead_s)


LIMITS_A = st.integers(PORTS * LEAST_A, PORTS * MOST_A)
ENDS = st.none() | st.integers(1, 600).map(lambda minutes: minutes * 60.0 + 0.5)


@st.composite
def lines(draw):
    """Drivers by the minute, in order of arrival."""
    times = st.tuples(st.integers(0, 300), st.integers(1, 300))
    sessions = []
    for number, (arrive, stay) in enumerate(sorted(draw(st.lists(times, min_size=1, max_size=12)))):
        kwh, accept_a = draw(st.sampled_from([0.0, 2.0, 10.5, 40.0])), draw(st.sampled_from([16.0, 24.0, 40.0]))
        arrive_s, leave_s = arrive * 60.0, (arrive + stay) * 60.0
        patience_s = draw(st.none() | st.integers(1, 120).map(lambda minutes: minutes * 60.0))
        times = {"leave_s": leave_s, "patience_s": patience_s}
        sessions.append(Session(f"{number}", arrive_s, None, **times, energy_kwh=kwh, accept_a=accept_a))
    return sessions


@pytest.mark.slow
@given(
    lines(), st.integers(PORTS * LEAST_A, PORTS * MOST_A), st.sampled_from([None, "fifo", "need"]), st.booleans(), ENDS
)
@settings(max_examples=40)
def test_everybody_has_the_port_and_the_energy_of_the_naive_simulator(sessions, limit_a, wait_by, moves, until_s):
    calendar = Calendar(4 * 86_400, UTC_ZONE, dated=False)
    site = evsite.loads(SITE.format(limit_a=limit_a))
    (run,) = simulate(
        site,
        SessionSet(tuple(sessions), calendar, None, until_s),
        policies=["equal"],
        wait_by=wait_by,
        move_when_full=moves,
    ).runs
    for driver, outcome in zip(play(sessions, limit_a, wait_by, moves, until_s or math.inf), run.outcomes, strict=True):
        assert outcome.port == (None if driver.port is None else f"S{driver.port + 1}.1")
        assert outcome.energy_kwh == pytest.approx(driver.kwh, abs=1e-6)
        assert outcome.energy_kwh <= outcome.possible_kwh + 1e-9
        assert driver.session.arrive_s <= outcome.end_s <= driver.session.leave_s
        alone_s = min(driver.session.leave_s, until_s or math.inf) - driver.session.arrive_s
        alone_kwh = driver.session.accept_a * KV * max(0.0, alone_s) / 3600
        assert outcome.possible_kwh == pytest.approx(min(driver.session.energy_kwh, alone_kwh))
        for found_s, known_s in [
            (outcome.plugged_s, driver.plugged_s),
            (outcome.full_s, driver.full_s),
            (outcome.freed_s, driver.freed_s),
        ]:
            assert (found_s is None) == (known_s is None)
            assert math.isclose(found_s or 0.0, known_s or 0.0, abs_tol=1e-3)
    drawn_kwh = np.diff(run.power.start_s, append=run.power.end_s) @ run.power.power_kw / 3600
    assert drawn_kwh == pytest.approx(sum(each.energy_kwh for each in run.outcomes), abs=1e-6)

"""The simulation against one that asks the allocator at every event, and looks at every port."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_simulator import play
from sites import cases
from stepped_sites import stepped_site

import evsite
from effort import examples
from evsite.allocation.fallback import fallbacks_of
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate

MONDAY_S = 4 * 86_400
EVERY = [*SIMULATED_NAMES, AS_DESIGNED]
WEEK = Calendar(MONDAY_S, UTC_ZONE, dated=False)


@st.composite
def stays(draw, ports, accept_a, most=24):
    """Sessions at these ports, one after the other at each, over two days."""
    free_s = dict.fromkeys(ports, 0.0)
    found = []
    for _ in range(draw(st.integers(1, most))):
        port = draw(st.sampled_from(ports))
        arrive_s = free_s[port] + draw(st.integers(0, 6 * 3600))
        leave_s = arrive_s + draw(st.integers(0, 12 * 3600))
        free_s[port] = leave_s
        energy = draw(st.one_of(st.none(), st.floats(0.1, 60.0)))
        found.append((arrive_s, leave_s, port, energy, accept_a.get(port)))
    found.sort(key=lambda each: each[0])
    return SessionSet(
        tuple(
            Session(f"{number}", arrive_s, port, leave_s, energy_kwh=energy, accept_a=accept)
            for number, (arrive_s, leave_s, port, energy, accept) in enumerate(found)
        ),
        WEEK,
    )


@st.composite
def played(draw, policies=("equal", "proportional", "fcfs")):
    case = draw(cases(max_ports=8, policies=policies))
    return case, draw(stays(case.ports, case.accept_a))


def same(site, sessions, policy, offline=()):
    offline_a = fallbacks_of(site, offline)
    run = simulate(site, sessions, policies=[policy], offline=offline).runs[0]
    expected = play(site, sessions, policy, offline_a=offline_a)
    for outcome, (energy_kwh, full_s) in zip(run.outcomes, expected, strict=True):
        assert outcome.energy_kwh == pytest.approx(energy_kwh, rel=1e-6, abs=1e-6)
        if full_s is not None and outcome.full_s is not None:
            assert outcome.full_s == pytest.approx(full_s, abs=0.1)
        assert outcome.energy_kwh <= outcome.possible_kwh * (1 + 1e-9) + 1e-9
    return run


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(played(), st.sampled_from(["equal", "proportional", "fcfs", "edf"]))
def test_every_session_gets_what_the_allocator_says_event_by_event(given_case, policy):
    case, sessions = given_case
    same(evsite.loads(case.text), sessions, policy)


@st.composite
def played_in_steps(draw):
    """A site with current steps, its drivers, and ports that are offline."""
    site = stepped_site(draw(st.randoms(use_true_random=False)), 8)
    ports = list(site.ports)
    accepts = st.one_of(st.floats(0.5, 40.0), st.integers(1, 40).map(float))
    accept_a = {port: draw(accepts) for port in ports if draw(st.booleans())}
    return site, draw(stays(ports, accept_a, 16)), draw(st.sampled_from([(), (), tuple(ports[::3])]))


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(played_in_steps(), st.sampled_from(["equal", "proportional", "fcfs", "edf", "as-designed"]))
def test_stations_with_current_steps_offer_what_the_allocator_says(given_case, policy):
    site, sessions, offline = given_case
    same(site, sessions, policy, offline)


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    played_in_steps(), st.sampled_from(["equal", "proportional", "fcfs", "round-robin", "edf", "llf", "as-designed"])
)
def test_what_is_offered_in_steps_fits_every_limit(given_case, policy):
    site, sessions, offline = given_case
    within_limits(site, sessions, policy, offline)


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(played(), st.sampled_from(["equal", "fcfs"]))
def test_offline_ports_give_their_fallback(given_case, policy):
    case, sessions = given_case
    same(evsite.loads(case.text), sessions, policy, case.ports[::3])


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(played(), st.sampled_from(EVERY))
def test_no_limit_is_ever_exceeded_and_the_curve_has_the_energy(given_case, policy):
    case, sessions = given_case
    within_limits(evsite.loads(case.text), sessions, policy)


def within_limits(site, sessions, policy, offline=()):
    run = simulate(site, sessions, policies=[policy], offline=offline).runs[0]
    # ports that cannot be reached obey no limit: nobody adds to what they exceed
    full = replace(sessions, sessions=tuple(replace(each, energy_kwh=0.0) for each in sessions.sessions))
    alone = simulate(site, full, policies=[policy], offline=offline).runs[0].limits if offline else ()
    taken = {limit.limit: limit.peak_load for limit in alone}
    for limit in run.limits:
        assert limit.peak_load <= max(limit.value, taken.get(limit.limit, 0.0)) * (1 + 1e-9) + 1e-9, limit
    ports = site.ports
    drawn_kwh = sum(
        outcome.energy_kwh * ports[outcome.port].input_kw_per_a / ports[outcome.port].output_kw_per_a
        for outcome in run.outcomes
        if outcome.port is not None
    )
    hours = [
        (end - start) / 3600
        for start, end in zip(run.power.start_s, [*run.power.start_s[1:], run.power.end_s], strict=True)
    ]
    assert math.fsum(hours * run.power.power_kw) == pytest.approx(drawn_kwh, rel=1e-6, abs=1e-6)

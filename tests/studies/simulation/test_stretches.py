"""Sessions that are played in stretches, against the same played at once."""

import math
from dataclasses import asdict

import acn
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import cases
from stepped_sites import stepped_site

import evsite
from effort import examples
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.clairvoyant import clairvoyant_bound
from evsite.studies.simulation.lifting import lift_limits
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate
from evsite.studies.simulation.stays import stays_of
from evsite.studies.simulation.stretches import empty_before, stretches

H = 3600.0
EVERY = [*SIMULATED_NAMES, AS_DESIGNED]
WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[circuits.C]
panel = "U"
count = 5
breaker = "40 A"
phases = "AB"
[stations.S]
count = 5
ports = 1
max_current = "32 A"
fallback = "6 A"
circuits = "C"
[groups.G]
on = "U"
limit = "{limit_a} A"
[[groups.G.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "{to}:30"
limit = "20 A"
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Stretches are played in this process; `tests/test_processes.py` and the command line have others."""
    monkeypatch.setattr("evsite.processes.can_fork", lambda: False)


@st.composite
def days(draw, ports, accept_a=None, *, until_s=None):
    """Sessions of some days that nearly always end before the next one; or of days that last 48 minutes."""
    found = []
    unit_s = draw(st.sampled_from([60.0, 1800.0]))
    for day in range(draw(st.integers(2, 6))):
        for _ in range(draw(st.integers(0, 9))):
            arrive_s = (48 * day + draw(st.integers(0, 18))) * unit_s
            leave_s = arrive_s + draw(st.integers(0, 31)) * unit_s
            energy = draw(st.none() | st.sampled_from([0.0, 4.0, 40.0]) | st.floats(0.1, 60.0))
            found.append((arrive_s, leave_s, draw(st.sampled_from(ports)), energy))
    found.sort(key=lambda each: each[0])
    sessions = tuple(
        Session(f"{number}", arrive_s, port, leave_s, energy_kwh=energy, accept_a=(accept_a or {}).get(port))
        for number, (arrive_s, leave_s, port, energy) in enumerate(found)
    )
    return SessionSet(sessions, WEEK, until_s=until_s)


def same(site, sessions, policy, **options):
    """Play both ways; both are the same."""
    (once,) = simulate(site, sessions, policies=[policy], **options).runs
    (parted,) = simulate(site, sessions, policies=[policy], jobs=2, **options).runs
    assert (parted.events, parted.states) == (once.events, once.states)
    for one, other in zip(once.outcomes, parted.outcomes, strict=True):
        expected, found = asdict(one), asdict(other)
        numbers = [key for key, value in expected.items() if isinstance(value, float) and found[key] is not None]
        assert [found.pop(key) for key in numbers] == pytest.approx(
            [expected.pop(key) for key in numbers], rel=1e-9, abs=1e-9
        )
        assert found == expected
    np.testing.assert_allclose(_power_kw(parted, once), _power_kw(once, parted), rtol=1e-9, atol=1e-9)
    assert parted.power.end_s == once.power.end_s
    assert [each.limit for each in parted.limits] == [each.limit for each in once.limits]
    for one, other in zip(once.limits, parted.limits, strict=True):
        assert (other.unit, other.value) == (one.unit, one.value)
        assert (other.peak_load, other.bound_h) == pytest.approx((one.peak_load, one.bound_h), rel=1e-9, abs=1e-9)
    hours = {each.limit: each.bound_h for each in parted.bound}
    assert hours == pytest.approx({each.limit: each.bound_h for each in once.bound}, rel=1e-9, abs=1e-9)


def _power_kw(run, other):
    """The power in the middle between two instants at which either curve changes."""
    edges_s = np.union1d(run.power.start_s, other.power.start_s)
    edges_s = edges_s[np.append(True, np.diff(edges_s) > 1e-3)]
    middle_s = (edges_s[1:] + edges_s[:-1]) / 2
    return run.power.power_kw[np.searchsorted(run.power.start_s, middle_s, side="right") - 1]


@settings(max_examples=examples(60), deadline=None)
@given(st.data(), st.sampled_from(EVERY))
def test_parts_of_random_sites_come_to_what_the_whole_does(data, policy):
    case = data.draw(cases(max_ports=8, policies=("equal", "proportional", "fcfs")))
    offline = data.draw(st.sampled_from([(), (), case.ports[::3]]))
    same(evsite.loads(case.text), data.draw(days(case.ports, case.accept_a)), policy, offline=offline)


@settings(max_examples=examples(40), deadline=None)
@given(st.data(), st.sampled_from(EVERY))
def test_parts_with_current_steps_come_to_what_the_whole_does(data, policy):
    site = stepped_site(data.draw(st.randoms(use_true_random=False)), 6)
    same(site, data.draw(days(list(site.ports))), policy)


@settings(max_examples=examples(120), deadline=None)
@given(
    st.data(),
    st.sampled_from(EVERY),
    st.sampled_from([20, 32, 64]),
    st.sampled_from([13, 20]),
    st.sampled_from([None, "fifo", "need"]),
    st.booleans(),
    st.none() | st.integers(0, 130).map(lambda hours: hours * H),
)
def test_parts_with_a_waiting_line_and_hours_of_the_week_come_to_what_the_whole_does(
    data, policy, limit_a, to, wait_by, moves, until_s
):
    site = evsite.loads(SITE.format(limit_a=limit_a, to=to))
    pool = data.draw(st.sampled_from([None, tuple(site.ports), tuple(site.ports)[:2]]))
    sessions = data.draw(days(tuple(site.ports), until_s=until_s))
    offline = data.draw(st.sampled_from([(), ("S1.1",)]))
    options = {} if pool is None else {"pool": pool, "wait_by": wait_by, "move_when_full": moves}
    same(site, sessions, policy, offline=offline, **options)


@pytest.mark.slow
@pytest.mark.parametrize("policy", SIMULATED_NAMES)
def test_parts_of_a_garage_come_to_what_the_whole_does(policy):
    # often several lines are full together: which of them stops somebody must not depend on what was before
    site = evsite.load(acn.ROOT / "examples" / "jpl-garage.toml")
    same(site, acn.sessions(acn.JPL, math.floor, first=1, last=24), policy)


@pytest.mark.parametrize("policy", ["round-robin", "llf"])
def test_nothing_that_was_to_happen_is_left_at_an_empty_site(policy):
    # three minimums do not fit into 20 A; a slot would end, and laxities would be compared, after the three have left
    three = [(0.0, f"S{number}.1", 60.0 * number, 3.0) for number in (1, 2, 3)]
    last = [(240.0, "S1.1", 2 * H, 3.0), (250.0, "S2.1", 2 * H, 5.0)]
    sessions = [Session("", come_s, port, leave_s, energy_kwh=kwh) for come_s, port, leave_s, kwh in three + last]
    found = SessionSet(tuple(sessions), WEEK)
    assert len(stretches(found, 8, waits=False)) == 2
    same(evsite.loads(SITE.format(limit_a=20, to=13)), found, policy)


def stays(*hours, **more):
    """Sessions from one hour to another."""
    return SessionSet(tuple(Session("", one * H, leave_s=other * H, **more) for one, other in hours), WEEK)


def test_a_site_that_is_never_empty_is_one_stretch():
    night = stays((0, 9), (8, 18), (17, 33), (32, 40))
    assert stretches(night, 8, waits=False) == [range(4)]


def test_who_comes_in_the_instant_in_which_the_last_one_leaves_finds_no_empty_site():
    assert empty_before(stays((0, 9), (9, 10), (11, 12), (11, 11), (12, 13), (14, 15)), waits=False) == [2, 5]


@pytest.mark.parametrize("waits", [False, True])
def test_how_long_somebody_stays_is_known_unless_it_may_wait_for_a_port_or_does_not_say(waits):
    known, more = Session("", 0.0, leave_s=1 * H), Session("", 5 * H, leave_s=6 * H)
    from_port, unknown = Session("", 2 * H, stay_s=1 * H), Session("", 4 * H, energy_kwh=1.0)
    assert empty_before(SessionSet((known, from_port, more), WEEK), waits=waits) == ([1] if waits else [1, 2])
    assert empty_before(SessionSet((known, unknown, more), WEEK), waits=waits) == [1]


def test_stretches_have_about_as_many_sessions_each():
    # three a day: 10 days
    sessions = stays(*[(24 * day + hour, 24 * day + hour + 5) for day in range(10) for hour in (7, 8, 9)])
    assert stretches(sessions, 3, waits=False) == [range(9), range(9, 21), range(21, 30)]
    assert stretches(sessions, 1, waits=False) == [range(30)]
    assert len(stretches(sessions, 99, waits=False)) == 10
    assert stretches(SessionSet((), WEEK), 4, waits=False) == [range(0)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_is_told_of_as_it_is_done(jobs):
    site = evsite.load("examples/caltech-garage.toml")
    ports = list(site.ports)
    sessions = SessionSet(
        tuple(
            Session(f"{day}-{place}", 86_400.0 * day, ports[place], 86_400.0 * day + 3600, energy_kwh=5.0)
            for day in range(4)
            for place in range(54)
        ),
        WEEK,
    )
    told = {"played": [], "bounded": [], "lifted": []}
    (run, _) = simulate(site, sessions, policies=["fcfs", "equal"], jobs=jobs, on_progress=told["played"].append).runs
    clairvoyant_bound(site, sessions, stays_of(run), jobs=jobs, on_progress=told["bounded"].append)
    lift_limits(site, sessions, run, most=2, jobs=jobs, on_progress=told["lifted"].append)
    for shares in told.values():
        assert shares
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
    assert told["played"][-1] == told["bounded"][-1] == 1
    assert len(told["bounded"]) == 4

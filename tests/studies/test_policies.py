"""Policies side by side: one moment, and sessions that are played from event to event."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weekday_sessions import by_minutes, session

import evsite
from effort import examples
from evsite.model.limit_id import LimitId
from evsite.model.taper import Taper
from evsite.model.week import WEEK_MIN, show_moment
from evsite.studies.policies import compare_policies
from evsite.studies.service.session_service import session_service
from evsite.studies.simulation.acceptance import acceptance
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate

PLAIN = settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))


def circuit(ports, breaker="100 A", more="", station='max_current = "80 A"'):
    """Ports that share one circuit at 208 V."""
    return evsite.loads(f"""
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "120/208 single-phase"
[panels.P]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
breaker = "{breaker}"
[stations.S]
{station}
count = {ports}
circuit = "C"
disconnect = true
[groups.G]
on = "C"
{more}
""")


def panel(ports, limit="320 A", more=""):
    """Ports on circuits of their own down a three-phase panel."""
    return evsite.loads(f"""
[site]
nec = 2023
[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
primary = "480 delta"
[panels.P]
fed_from = "T1"
main = "400 A"
spaces = 400
[circuits.C]
panel = "P"
count = {ports}
breaker = "60 A"
[stations.S]
max_current = "48 A"
count = {ports}
circuits = "C"
[groups.G]
on = "P"
limit = "{limit}"
{more}
""")


def by_policy(comparison):
    return {outcome.policy: outcome for outcome in comparison.outcomes}


def runs(site, sessions, **options):
    return {run.policy: run for run in simulate(site, sessions, **options).runs}


def full_min(run):
    """When each was full [min]; None for who never was."""
    return [None if one.full_s is None else one.full_s / 60 for one in run.outcomes]


def amps(outcome):
    return {share.port: share.current_a for share in outcome.shares}


# --- one moment ---------------------------------------------------------------------------------------------------


def test_the_pair_of_the_guide_under_every_policy():
    text = """
[site]
nec = 2023
[stations.DC]
max_power = "40 kW"
[stations.AC]
type = "ac"
max_power = "10 kW"
voltage = "208 V"
[groups.G]
members = ["DC", "AC"]
limit = "25 kW"
"""
    found = by_policy(compare_policies(evsite.loads(text), order=["DC.1", "AC.1"]))
    kw = {name: [round(share.power_kw, 9) for share in outcome.shares] for name, outcome in found.items()}
    assert kw | {"equal": [15, 10], "proportional": [20, 5], "fcfs": [25, 0], "round-robin": [15, 10]} == kw
    other = by_policy(compare_policies(evsite.loads(text), order=["AC.1", "DC.1"]))
    assert [round(share.power_kw, 9) for share in other["fcfs"].shares] == [15, 10]


def test_where_not_all_minimums_fit_every_policy_that_fills_together_takes_turns():
    found = by_policy(compare_policies(circuit(20), slot_h=0.5))
    for policy in ("equal", "proportional", "round-robin"):
        assert set(amps(found[policy]).values()) == {4}
        assert (found[policy].slots, found[policy].longest_wait_h) == (2, pytest.approx(0.5))
        assert {share.state for share in found[policy].shares} == {"turns"}
    assert found["fcfs"].longest_wait_h is None
    assert len(found["fcfs"].waiting) == 19


def test_a_longer_cycle_is_a_longer_wait():
    found = by_policy(compare_policies(circuit(30), slot_h=0.25))
    assert (found["round-robin"].slots, found["round-robin"].longest_wait_h) == (3, pytest.approx(0.5))


def test_where_nothing_binds_every_policy_gives_everybody_all():
    found = by_policy(compare_policies(panel(12), occupied=["S1.1", "S2.1", "S3.1"], accept_a={"S1.1": 20}))
    for outcome in found.values():
        assert amps(outcome) == {"S1.1": 20, "S2.1": 48, "S3.1": 48}
        assert (outcome.waiting, outcome.longest_wait_h) == ((), 0)


def test_a_moment_takes_the_week_offline_stations_and_other_load_into_account():
    more = 'site_meter = true\n[[groups.G.schedule]]\ndays = "Mon"\nlimit = "100 A"\n'
    site = panel(12, more=more)
    for outcome in compare_policies(site, at="Mon 10:00", loads={"P": "40 A"}, offline=["S1.1"]).outcomes:
        shares = {share.port: share for share in outcome.shares}
        assert shares["S1.1"].state == "offline"
        assert outcome.total_power_kw <= math.sqrt(3) * 60 * 0.208 * (1 + 1e-9)


def test_a_vehicle_that_is_full_neither_waits_nor_counts_as_the_least():
    found = by_policy(compare_policies(circuit(4), accept_a={"S1.1": 0}))
    for outcome in found.values():
        assert outcome.shares[0].state == "done"
    assert found["equal"].least.current_a == pytest.approx(80 / 3)


# --- sessions: cases that can be worked out by hand ------------------------------------------------------------------


def test_two_vehicles_share_until_one_is_full_and_the_other_gets_it_all():
    # 80 A are 16.64 kW, 8.32 kW each: the first is full after an hour, and the second needs half an hour more
    found = runs(circuit(2), by_minutes(("S1.1", 480, 8.32), ("S2.1", 480, 16.64)))
    for policy in ("equal", "proportional", "round-robin"):
        assert full_min(found[policy]) == pytest.approx([540, 570])
        assert found[policy].power.power_kw.max() == pytest.approx(16.64)
    for policy in ("fcfs", "edf", "llf"):
        assert max(full_min(found[policy])) == pytest.approx(570)
    assert full_min(found["fcfs"]) == pytest.approx([510, 570])
    _, second = found["fcfs"].outcomes
    assert second.unpowered_h == second.longest_unpowered_h == pytest.approx(0.5)


def test_a_two_step_taper_gives_power_back():
    taper = Taper(0.5, 0.25, linear=False)
    sessions = by_minutes(("S1.1", 0, 16.64, None, None, taper), ("S2.1", 0, 100.0))
    first, second = full_min(runs(circuit(2, "50 A", station='max_current = "40 A"'), sessions)["equal"])
    # 20 A (4.16 kW) for two hours, then 10 A (2.08 kW) for four, while the other has 30 A (6.24 kW)
    assert first == pytest.approx(6 * 60)
    rest = 100 - 2 * 4.16 - 4 * 6.24
    assert second == pytest.approx(6 * 60 + rest / 8.32 * 60)


def test_a_linear_taper_is_a_staircase_round_the_line():
    steps = acceptance(session("v", "S1.1", 0, 10.0, 40.0, None, Taper(0.8, 0.2, linear=True)), 80.0)
    assert steps[0] == (0.0, 40.0)
    assert steps[-1] == (10.0, 0.0)
    tail = steps[1:-1]
    assert [energy for energy, _ in tail] == pytest.approx([8 + 0.2 * step for step in range(10)])
    assert tail[0][1] == pytest.approx(40 * 0.96)
    assert sum(a for _, a in tail) / len(tail) == pytest.approx(40 * 0.6)


def test_nobody_charges_while_the_limit_is_zero_and_everybody_goes_on_after_it():
    more = '[[groups.G.schedule]]\ndays = "daily"\nfrom = "09:00"\nto = "12:00"\nlimit = "0 A"\n'
    found = runs(circuit(1, more=more), by_minutes(("S1.1", 8 * 60, 2 * 16.64)))
    for run in found.values():
        (outcome,) = run.outcomes
        assert full_min(run) == pytest.approx([13 * 60])
        assert outcome.unpowered_h == outcome.longest_unpowered_h == pytest.approx(3)


def test_a_week_goes_on_behind_its_end():
    more = '[[groups.G.schedule]]\ndays = "Mon"\nlimit = "0 A"\n'
    start = WEEK_MIN - 30
    found = runs(circuit(1, more=more), by_minutes(("S1.1", start, 16.64)))
    assert full_min(found["equal"]) == pytest.approx([start + 30 + 24 * 60 + 30])


def test_who_takes_turns_averages_the_equal_share_and_waits_for_the_rest():
    rows = ((f"S{number}.1", 0, None, None, 600) for number in range(1, 21))
    found = runs(circuit(20), by_minutes(*rows, slot_h=0.5))
    for policy in ("equal", "proportional", "round-robin"):
        outcomes = found[policy].outcomes
        assert found[policy].energy_kwh == pytest.approx(16.64 * 10)
        assert {round(one.energy_kwh, 9) for one in outcomes} == {8.32}
        assert {round(one.unpowered_h, 9) for one in outcomes} == {5}
        assert {round(one.longest_unpowered_h, 9) for one in outcomes} == {0.5}


def test_a_short_time_in_turns_is_no_wait_for_a_whole_turn():
    rows = ((f"S{number}.1", 0, None, None, 3) for number in range(1, 21))
    found = runs(circuit(20), by_minutes(*rows, slot_h=0.5))
    for policy in ("equal", "proportional"):
        for one in found[policy].outcomes:
            assert one.unpowered_h == one.longest_unpowered_h == pytest.approx(0.025)


def test_who_can_never_have_the_minimum_waits_and_leaves_its_share():
    more = 'min_current = "8 A"\n[groups.Small]\nmembers = ["S1", "S2"]\nlimit = "7 A"\n'
    # S1 and S2 have 7 A between them, which is too little even for one
    site = circuit(12, more='limit = "70 A"\n' + more)
    found = runs(site, by_minutes(*((f"S{number}.1", 0, None, None, 60) for number in range(1, 13))))
    for policy in ("equal", "round-robin"):
        by_port = {one.port: one for one in found[policy].outcomes}
        assert by_port["S1.1"].energy_kwh == by_port["S2.1"].energy_kwh == 0
        assert by_port["S1.1"].unpowered_h == pytest.approx(1)
        assert found[policy].energy_kwh == pytest.approx(70 * 0.208)
    assert {round(one.energy_kwh, 9) for one in found["equal"].outcomes[2:]} == {round(7 * 0.208, 9)}


def test_the_first_leaves_when_the_next_takes_the_port():
    found = runs(circuit(1), by_minutes(("S1.1", 0, 100.0), ("S1.1", 60, 16.64)))["equal"]
    first, second = found.outcomes
    assert (first.end_s, first.energy_kwh, first.full_s) == (60 * 60, pytest.approx(16.64), None)
    assert second.full_s == pytest.approx(120 * 60)


def test_an_end_is_an_end():
    found = runs(circuit(2), by_minutes(("S1.1", 0, 100.0), ("S2.1", 300, 5.0), until_min=120))["equal"]
    first, late = found.outcomes
    assert first.energy_kwh == pytest.approx(33.28)
    assert (late.energy_kwh, late.full_s, late.plugged_s) == (0, None, None)


def test_a_vehicle_that_wants_no_certain_energy_has_no_share_of_it():
    found = simulate(circuit(2), by_minutes(("S1.1", 0)))
    for run in found.runs:
        (outcome,) = run.outcomes
        assert session_service(found.sessions.sessions[0], outcome).served is None
        assert outcome.energy_kwh == pytest.approx(24 * 16.64)
    assert any("24 h after the last arrival" in note for note in found.notes)


def test_a_port_that_nobody_can_reach_charges_with_its_fallback():
    site = circuit(2, station='max_current = "80 A"\nfallback = "20 A"')
    found = runs(site, by_minutes(("S1.1", 0, 8.32), ("S2.1", 0, 120.0)), offline=["S1.1"])["equal"]
    # what is reserved stays reserved
    assert full_min(found) == pytest.approx([120, 120 / (60 * 0.208) * 60])


def test_nothing_comes_of_nothing():
    found = simulate(circuit(2), by_minutes())
    assert [run.policy for run in found.runs] == list(SIMULATED_NAMES)
    assert all(run.outcomes == () and run.energy_kwh == 0 for run in found.runs)


# --- sessions: what always holds -------------------------------------------------------------------------------------


@st.composite
def session_sets(draw, ports, *, most=14):
    """Vehicles at free ports, some with a taper, a leave or no certain energy."""
    now, free, rows = draw(st.integers(0, WEEK_MIN - 1)), dict.fromkeys(ports, 0), []
    for _ in range(draw(st.integers(1, most))):
        now += draw(st.integers(0, 90))
        open_ports = [port for port, until in free.items() if until <= now]
        if not open_ports:
            continue
        port = draw(st.sampled_from(open_ports))
        stay = draw(st.none() | st.integers(1, 600))
        energy = draw(st.none() | st.floats(0.5, 40)) if stay is not None else draw(st.floats(0.5, 40))
        taper = (
            None
            if energy is None
            else draw(st.none() | st.builds(Taper, st.floats(0.1, 1), st.floats(0.1, 1), st.booleans()))
        )
        accept = draw(st.none() | st.floats(4, 80))
        free[port] = now if stay is None else now + stay
        rows.append((port, now, energy, accept, None if stay is None else now + stay, taper))
    return by_minutes(*rows)


WEEKLY = (
    '[[groups.G.schedule]]\ndays = "Mon-Fri"\nfrom = "07:30"\nto = "11:00"\nlimit = "90 A"\n'
    '[[groups.G.schedule]]\ndays = "daily"\nfrom = "22:00"\nto = "05:00"\nlimit = "20 kW"\n'
    '[[groups.G.schedule]]\ndays = "Sat"\nfrom = "12:00"\nto = "14:00"\nlimit = "0 kW"\n'
)
SITES = [panel(9, "160 A"), panel(9, "160 A", WEEKLY), circuit(9)]


@PLAIN
@given(st.data(), st.sampled_from(range(len(SITES))), st.sampled_from(SIMULATED_NAMES))
def test_energy_is_what_flowed_and_no_limit_is_ever_exceeded(data, number, policy):
    site = SITES[number]
    sessions = data.draw(session_sets(list(site.ports)))
    (run,) = simulate(site, sessions, policies=[policy], slot_h=0.25).runs
    for limit in run.limits:
        assert limit.peak_load <= limit.value * (1 + 1e-9), limit
    starts_s = [*run.power.start_s.tolist(), run.power.end_s]
    assert all(one < other for one, other in itertools.pairwise(starts_s[:-1]))
    assert starts_s[-2] <= starts_s[-1]
    flowed_kwh = float(run.power.power_kw @ np.diff(starts_s)) / 3600
    assert run.energy_kwh == pytest.approx(flowed_kwh, rel=1e-9, abs=1e-9)
    for outcome, one in zip(run.outcomes, sessions.sessions, strict=True):
        if one.energy_kwh is not None:
            assert outcome.energy_kwh <= one.energy_kwh * (1 + 1e-12)
            assert (outcome.full_s is not None) == (outcome.energy_kwh == one.energy_kwh)
        assert outcome.unpowered_h <= (outcome.end_s - one.arrive_s) / 3600 + 1e-9
        assert outcome.longest_unpowered_h <= outcome.unpowered_h
        assert one.leave_s is None or outcome.end_s <= one.leave_s


@PLAIN
@given(st.data())
def test_every_policy_delivers_the_same_when_nothing_binds(data):
    site = panel(3)
    first, *others = runs(site, data.draw(session_sets(list(site.ports)))).values()
    for run in others:
        assert [one.energy_kwh for one in run.outcomes] == [one.energy_kwh for one in first.outcomes]
        assert [one.full_s for one in run.outcomes] == [one.full_s for one in first.outcomes]
    assert all(one.unpowered_h == 0 for run in (first, *others) for one in run.outcomes)


def by_small_steps(site, sessions, policy, end_min, step_min=0.25):
    """The same sessions without events: the power is shared anew every few seconds through `allocate`."""
    energy = [0.0] * len(sessions)
    ceilings = {}
    now = sessions[0].arrive_s / 60
    while now < end_min:
        there = {}
        for number, one in enumerate(sessions):
            gone = one.leave_s is not None and one.leave_s <= now * 60
            if one.arrive_s <= now * 60 and not gone:
                there[one.port] = number
        accept = {}
        for port, number in there.items():
            steps = ceilings.setdefault(number, acceptance(sessions[number], site.ports[port].max_a))
            accept[port] = [a for from_kwh, a in steps if from_kwh <= energy[number]][-1]
        order = sorted(there, key=there.get)
        at = show_moment(int(now) % WEEK_MIN) if there else None
        shares = evsite.allocate(site, occupied=list(there), accept_a=accept, order=order, policy=policy, at=at).shares
        for share in shares:
            if share.port in there:
                number = there[share.port]
                a = share.current_a if share.average_current_a is None else share.average_current_a
                energy[number] += a * site.ports[share.port].output_kw_per_a * step_min / 60
        now += step_min
    return energy


def played(site, rows, policy, end_min):
    """Energies of one policy up to an end."""
    (run,) = simulate(site, by_minutes(*rows, until_min=end_min, slot_h=0.25), policies=[policy]).runs
    return [one.energy_kwh for one in run.outcomes]


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
def test_small_steps_come_to_the_same(policy):
    site = panel(6, "70 A", WEEKLY)
    taper = Taper(0.6, 0.3, linear=True)
    rows = (
        ("S1.1", 440, 6.0, 32.0, None, taper),
        ("S2.1", 445, 9.0, None, 500),
        ("S3.1", 448, 4.0, 16.0),
        ("S4.1", 470, 12.0, 48.0, 530, taper),
        ("S5.1", 470, 3.0),
    )
    end = 540
    exact = played(site, rows, policy, end)
    stepped = by_small_steps(site, by_minutes(*rows).sessions, policy, end)
    # a step too long at each event: some events, at most 48 A
    assert exact == pytest.approx(stepped, abs=0.25)
    assert sum(exact) == pytest.approx(sum(stepped), rel=0.02)


@pytest.mark.slow
def test_small_steps_come_to_the_same_where_turns_are_taken():
    site = circuit(12, "50 A")
    rows = [(f"S{number}.1", 5 * number, 4.0) for number in range(1, 13)]
    stepped = by_small_steps(site, by_minutes(*rows).sessions, "equal", 200, step_min=1)
    assert played(site, rows, "equal", 200) == pytest.approx(stepped, abs=0.15)
    # slots that are played out leave a vehicle up to 8 A for 15 min beside its average
    assert played(site, rows, "round-robin", 200) == pytest.approx(stepped, abs=0.15 + 8 * 0.208 / 4)


@PLAIN
@given(st.data(), st.sampled_from(["equal", "proportional", "fcfs"]))
def test_loads_on_limits_are_those_of_an_allocation(data, policy):
    site = SITES[0]
    accept_a = dict(zip(site.ports, data.draw(st.lists(st.floats(1, 48), min_size=9, max_size=9)), strict=True))
    uses = evsite.allocate(site, accept_a=accept_a, policy=policy, order=list(site.ports)).limits
    loads = {use.limit: use.load_a if use.load_a is not None else use.power[0] for use in uses}
    rows = [(port, 0, None, most_a, 60) for port, most_a in accept_a.items()]
    (run,) = simulate(site, by_minutes(*rows), policies=[policy]).runs
    assert len(run.limits) > 5
    for limit in run.limits:
        assert limit.peak_load == pytest.approx(loads[limit.limit], abs=1e-9), limit


def test_peaks_are_reported_for_every_limit_at_its_fullest():
    found = runs(SITES[1], by_minutes(*((f"S{number}.1", 400, 30.0) for number in range(1, 10))))["equal"]
    peaks = {peak.limit: peak for peak in found.limits}
    assert all(peak.peak_load <= peak.value * (1 + 1e-9) for peak in peaks.values())
    assert any(peak.peak_load > peak.value * (1 - 1e-9) for limit, peak in peaks.items() if limit.owner == "G")
    assert found.power.power_kw.max() == pytest.approx(peaks[LimitId("transformer", "T1")].peak_load, rel=0.3)


@pytest.mark.slow
def test_every_session_at_a_hundred_ports_is_reported_of():
    site = panel(100)
    rng = random.Random(7)
    now, free, rows = 300, dict.fromkeys(site.ports, 0), []
    while len(rows) < 60:
        now += rng.choice([0, 1, 2, 3])
        open_ports = [port for port, until in free.items() if until <= now]
        if open_ports:
            port = rng.choice(open_ports)
            free[port] = now + rng.randint(60, 300)
            rows.append((port, now, rng.uniform(3, 25), rng.choice([16.0, 32.0, None]), free[port]))
    found = simulate(site, by_minutes(*rows))
    assert all([one.number for one in run.outcomes] == list(range(60)) for run in found.runs)

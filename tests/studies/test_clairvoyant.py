"""The bound of perfect foresight: above every policy and every convex solver, and no further above than it says."""

import itertools
import math

import numpy as np
import pytest
from asking import fixed
from clairvoyant_oracle import MONDAY, most_energy_kwh, session_set, visits
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow
from sites import cases

import evsite
from evsite.metering.zones import UTC_ZONE, find_zone
from evsite.model.calendar import Calendar
from evsite.model.moments import changes, site_at
from evsite.model.sessions import Session, SessionSet
from evsite.model.taper import Taper
from evsite.studies.simulation import clairvoyant as foresight
from evsite.studies.simulation import clairvoyant_demand as demand
from evsite.studies.simulation import clairvoyant_settling as settling
from evsite.studies.simulation import clairvoyant_solver as solver
from evsite.studies.simulation import conic_programme as conic
from evsite.studies.simulation.clairvoyant import clairvoyant_bound
from evsite.studies.simulation.clairvoyant_cells import phasor_sums
from evsite.studies.simulation.clairvoyant_limits import limits_by_state
from evsite.studies.simulation.results import PolicyRun, PowerCurve, SessionOutcome
from evsite.studies.simulation.simulate import simulate
from evsite.studies.simulation.stays import Stay, stays_notes, stays_of
from evsite.studies.simulation.week_states import states_between
from executed_lines import Lines

EXACT = 1e-9
SOLVER = 1e-6
ON_THREE_PAIRS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1000 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "500 A"
{circuits}
[stations.S]
ports = 1
count = {count}
max_current = "{most_a} A"
circuits = "C"
[groups.G]
on = "P"
limit = "{limit}"
{more}
"""
CIRCUITS = '[circuits.C]\npanel = "P"\ncount = {count}\nbreaker = "100 A"\n{phases}'


def site_of(limit, count=2, *, most_a=80, phases='phases = "AB"', more=""):
    """Ports on a panel in one group."""
    circuits = CIRCUITS.format(count=count, phases=phases)
    return evsite.loads(ON_THREE_PAIRS.format(circuits=circuits, count=count, most_a=most_a, limit=limit, more=more))


def bound_of(site, sessions, **options):
    """The bound of sessions at a site."""
    return clairvoyant_bound(site, *session_set(sessions), **options)


def close_to_the_solver(kwh):
    """A number of kWh within the tolerance of the convex solver."""
    return pytest.approx(kwh, rel=1e-8)


# --- worked out by hand ---


def test_nothing_binds():
    found = bound_of(site_of("300 A"), [("S1.1", 0, 60, None, 40), ("S2.1", 0, 120, 5.0, None)])
    assert found.energy_kwh == pytest.approx(40 * 0.208 + 5, rel=EXACT)
    assert found.by_session == pytest.approx((40 * 0.208, 5), rel=EXACT)
    assert found.gap <= EXACT


def test_who_can_wait_waits_for_who_leaves():
    # 80 A for both: the first can have all of the first hour, since the second has the next hour alone
    sessions = [("S1.1", 0, 60, 80 * 0.208, None), ("S2.1", 0, 120, 80 * 0.208, None)]
    found = bound_of(site_of("80 A"), sessions)
    assert found.energy_kwh == pytest.approx(160 * 0.208, rel=EXACT)
    assert found.by_session == pytest.approx((80 * 0.208,) * 2, rel=1e-6)


def test_nobody_gets_more_than_asked_for():
    sessions = [("S1.1", 0, 60, 3.0, None), ("S2.1", 0, 60, 2.0, None), ("S1.1", 60, 61, 0.0, None)]
    found = bound_of(site_of("80 A"), sessions)
    assert found.energy_kwh == pytest.approx(5, rel=EXACT)


@pytest.mark.parametrize("policy", ["equal", "fcfs"])
@pytest.mark.parametrize("offline", [(), ("S1.1",)])
def test_where_no_limit_binds_it_is_what_is_possible(policy, offline):
    """Also where stations offer some currents alone, and vehicles take less when they are nearly full."""
    text = ON_THREE_PAIRS.format(
        circuits=CIRCUITS.format(count=2, phases='phases = "AB"'), count=2, most_a=80, limit="300 A", more=""
    )
    site = evsite.loads(text.replace('"80 A"', '"80 A"\ncurrents = ["8 A", "24 A"]'))
    sessions = SessionSet(
        (
            Session("1", 0.0, "S1.1", 3600.0, energy_kwh=100.0),
            Session("2", 0.0, "S2.1", 7200.0, energy_kwh=8.0, taper=Taper(0.5, 0.1, linear=True)),
            Session("3", 7200.0, "S2.1", 7800.0, energy_kwh=8.0, accept_a=20.0, taper=Taper(0.1, 0.1, linear=False)),
        ),
        MONDAY,
    )
    (run,) = simulate(site, sessions, policies=[policy], offline=offline).runs
    possible = [each.possible_kwh for each in run.outcomes]
    assert [each.energy_kwh for each in run.outcomes] == pytest.approx(possible, rel=EXACT)
    found = clairvoyant_bound(site, sessions, stays_of(run), offline=offline)
    assert found.by_session == pytest.approx(possible, rel=EXACT)
    assert found.energy_kwh == pytest.approx(sum(possible), rel=EXACT)


CIRCLE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1000 A"
system = "208Y/120"
[circuits.AB]
panel = "U"
breaker = "125 A"
phases = "AB"
[circuits.CA]
panel = "U"
breaker = "125 A"
phases = "CA"
[stations.S]
ports = 1
max_current = "96 A"
circuit = "AB"
[stations.R]
ports = 1
max_current = "96 A"
circuit = "CA"
[groups.G]
on = "U"
limit = "100 A"
"""


@pytest.mark.parametrize("other_a", [5, 17, 30, 44.4])
def test_two_pairs_of_one_line_within_the_true_circle(other_a):
    # |I_A|^2 = ab^2 + ca^2 + ab ca <= 100^2: with ca at what its vehicle accepts ab is a root of it
    ab = (-other_a + math.sqrt(other_a**2 - 4 * (other_a**2 - 100**2))) / 2
    exact = (min(ab, 96) + other_a) * 0.208
    found = bound_of(evsite.loads(CIRCLE), [("S.1", 0, 60, None, None), ("R.1", 0, 60, None, other_a)])
    assert exact <= found.energy_kwh * (1 + 1e-12)
    assert found.energy_kwh <= exact * (1 + 2e-6)
    assert found.energy_kwh * (1 - found.gap) <= exact * (1 + EXACT)


def test_ports_that_cannot_be_reached_keep_their_fallback():
    site = site_of("80 A", 3)
    names = list(site.ports)
    fallback_a = next(
        share.current_a for share in evsite.allocate(site, offline=names[:1]).shares if share.port == names[0]
    )
    assert fallback_a > 0
    sessions = [(name, 0, 60, None, None) for name in names]
    found = bound_of(site, sessions, offline=names[:1])
    assert found.by_session[0] == pytest.approx(fallback_a * 0.208, rel=EXACT)
    assert found.energy_kwh == pytest.approx(80 * 0.208, rel=1e-6)
    # it is reserved whether a vehicle is there or not, and a vehicle takes no more than it wants
    assert bound_of(site, sessions[1:], offline=names[:1]).energy_kwh == pytest.approx(
        (80 - fallback_a) * 0.208, rel=1e-6
    )
    (little,) = bound_of(site, [(names[0], 0, 60, 0.5, None)], offline=names[:1]).by_session
    assert little == 0.5


def test_measured_load_is_taken_off():
    sessions = [("S1.1", 0, 60, None, None), ("S2.1", 0, 60, None, None)]
    found = bound_of(site_of("80 A"), sessions, loads={"P": "30 A"})
    assert found.energy_kwh == pytest.approx(50 * 0.208, rel=EXACT)


def test_nobody_there_is_no_energy():
    nothing = SessionSet((), MONDAY)
    assert clairvoyant_bound(site_of("80 A"), nothing, []).energy_kwh == 0
    waited = SessionSet((Session("v", 0.0, None, 60.0),), MONDAY)
    found = clairvoyant_bound(site_of("80 A"), waited, [Stay(0, "S1.1", 60.0, 60.0)])
    assert (found.energy_kwh, found.by_session, found.gap) == (0, (0.0,), 0)


@pytest.mark.parametrize("moving", [0, 1])
def test_a_session_that_moves_wants_its_energy_once(moving):
    # one is there again after everybody was gone, and leaves the first hour to the other one
    wants = [80 * 0.208, 80 * 0.208]
    sessions = SessionSet(tuple(Session(f"v{n}", 0.0, None, energy_kwh=kwh) for n, kwh in enumerate(wants)), MONDAY)
    stays = [Stay(0, "S1.1", 0.0, 3600.0), Stay(1, "S2.1", 0.0, 3600.0), Stay(moving, "S1.1", 7200.0, 14_400.0)]
    found = clairvoyant_bound(site_of("80 A"), sessions, stays)
    assert found.energy_kwh == pytest.approx(160 * 0.208, rel=EXACT)
    assert found.by_session == pytest.approx(wants, rel=1e-6)


TWO_PANELS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1000 A"
system = "208Y/120"
[panels.Narrow]
fed_from = "U"
main = "50 A"
[panels.Wide]
fed_from = "U"
main = "800 A"
[circuits.N]
panel = "Narrow"
count = 2
breaker = "100 A"
phases = "AB"
[circuits.W]
panel = "Wide"
count = 3
breaker = "100 A"
phases = "AB"
[stations.N]
ports = 1
count = 2
max_current = "80 A"
circuits = "N"
[stations.W]
ports = 1
count = 2
max_current = "80 A"
circuits = "W"
[stations.Slow]
ports = 1
max_current = "10 A"
circuits = "W"
[groups.G]
on = "U"
limit = "{limit}"
"""


@pytest.mark.parametrize("most_cells", [40_000, 2])
@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(
    ("limit", "ports", "accept_a", "wanted_ah", "most_ah"),
    [
        # 1 h of 40 A behind the narrow panel beside 30 A, then 2 h of the 100 A that hold for both
        ("100 A", ("N1.1", "W1.1"), 30.0, 1000.0, 270),
        # 1 h of the 60 A that hold for both, then 2 h of 10 A, and all that the other vehicle wants
        ("60 A", ("W1.1", "Slow.1"), None, 55.0, 135),
    ],
)
def test_a_session_that_moves_keeps_to_the_limits_of_each_port(
    limit, ports, accept_a, wanted_ah, most_ah, back, most_cells, monkeypatch
):
    """The same two vehicles are there all the while, and one changes its port."""
    monkeypatch.setattr(solver, "_MOST_CELLS", most_cells)
    wants = ((None, 1000.0), (accept_a, wanted_ah))
    sessions = SessionSet(
        tuple(Session(str(n), 0.0, None, energy_kwh=ah * 0.208, accept_a=amps) for n, (amps, ah) in enumerate(wants)),
        MONDAY,
    )
    hours = [ports[0], ports[1], ports[1]]
    moves = [Stay(0, port, 3600.0 * n, 3600.0 * (n + 1)) for n, port in enumerate(reversed(hours) if back else hours)]
    stays = [*moves, Stay(1, "W2.1", 0.0, 10_800.0)]
    found = clairvoyant_bound(evsite.loads(TWO_PANELS.format(limit=limit)), sessions, stays)
    assert found.energy_kwh >= most_ah * 0.208 * (1 - 1e-9)
    assert sum(found.by_session) <= most_ah * 0.208 * (1 + 1e-9)
    if most_cells > len(stays):
        assert found.gap <= 1e-8


@pytest.mark.parametrize("limit", ["100 A", "20 kW", "0.001 A", "0.5 W"])
@pytest.mark.parametrize("minute", [1e-5, 1.0, 1e5])
def test_the_bound_is_as_close_for_a_millisecond_as_for_a_year(minute, limit):
    """A session wants the more the longer it stays: all energies are in proportion, and so is the bound."""
    sessions = [
        ("S1.1", 0, 5, None, None),
        ("S2.1", 1, 6, 0.3, 40),
        ("S3.1", 2, 9, 0.7, None),
        ("S1.1", 7, 10, 0.2, None),
        ("S4.1", 0, 10, 1.2, 30),
    ]
    less = 1.0 if limit.startswith(("1", "2")) else 1e-5
    timed = [
        (port, start * minute, end * minute, None if energy is None else energy * minute * less, accept)
        for port, start, end, energy, accept in sessions
    ]
    site = site_of(limit, 4, phases="poles = 2")
    found = bound_of(site, timed)
    assert found.gap <= 1e-8
    whole = bound_of(site, [(*each[:3], each[3] and each[3] * less, each[4]) for each in sessions])
    assert found.energy_kwh == pytest.approx(whole.energy_kwh * minute, rel=1e-7)


def test_stays_of_a_run_end_where_the_port_is_free():
    def outcome(number, port, plugged_s, **more):
        return SessionOutcome(number, port, plugged_s, 100.0, None, 0.0, 0.0, None, None, **more)

    outcomes = (outcome(0, "S1.1", 5.0), outcome(1, None, None), outcome(2, "S2.1", 7.0, freed_s=50.0))
    run = PolicyRun("equal", outcomes, PowerCurve(np.zeros(0), np.zeros(0), 0.0), (), (), 0, 0)
    assert stays_of(run) == (Stay(0, "S1.1", 5.0, 100.0), Stay(2, "S2.1", 7.0, 50.0))


def moving_run(policies, **how):
    """Three vehicles for two ports of one narrow limit, under some policies."""
    sessions = tuple(Session(f"v{n}", 600.0 * n, None, 36_000.0, energy_kwh=10.0 + 10 * n) for n in range(3))
    pool = ("S1.1", "S2.1")
    found = simulate(site_of("40 A"), SessionSet(sessions, MONDAY), policies=policies, pool=pool, wait_by="fifo", **how)
    return found.runs


def test_who_moves_when_full_is_elsewhere_under_another_policy():
    (note,) = stays_notes(moving_run(["equal", "fcfs"], move_when_full=True))
    assert note.startswith("perfect foresight is left out")
    # nor is the bound under one policy one for another
    (note,) = stays_notes(moving_run(["equal"], move_when_full=True))
    assert "under another one they move at other times" in note
    assert not list(stays_notes(moving_run(["equal", "fcfs"], move_when_full=False)))


# --- against others ---


@st.composite
def situations(draw, max_ports, **options):
    """A random site, and vehicles that come and go."""
    case = draw(cases(max_ports=max_ports, **options))
    return case.text, draw(visits(case.ports))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_a_convex_solver_finds_as_much(number):
    @fixed(700 + number, 20)
    @given(situations(6))
    def agree(situation):
        text, sessions = situation
        site = evsite.loads(text)
        ordered = sorted(sessions, key=lambda each: each[1])
        wanted = most_energy_kwh(site, ordered)
        found = bound_of(site, ordered)
        small = 1e-7
        assert found.energy_kwh >= wanted * (1 - SOLVER) - small
        assert found.energy_kwh * (1 - found.gap) <= wanted * (1 + SOLVER) + small
        assert found.gap <= 1e-5
        assert sum(found.by_session) == pytest.approx(found.energy_kwh * (1 - found.gap), rel=1e-9, abs=1e-12)

    agree()


SCHEDULED = """
[[groups.G.schedule]]
days = "Mon-Sun"
from = "{first:02d}:00"
to = "{second:02d}:00"
limit = "{limit}"
[[groups.G.schedule]]
days = "Mon"
from = "{second:02d}:00"
to = "24:00"
limit = "0 A"
"""


@st.composite
def weeks(draw):
    """A site whose limit changes in the day, and vehicles."""
    first = draw(st.integers(0, 8))
    limit = draw(st.sampled_from(["9 kW", "40 A", "0 A", "150 A"]))
    more = SCHEDULED.format(first=first, second=first + draw(st.integers(1, 5)), limit=limit)
    site = site_of("100 A", 4, most_a=60, phases="poles = 2", more=more)
    return site, draw(visits(list(site.ports)))


@pytest.mark.slow
def test_a_convex_solver_finds_as_much_in_a_week_that_changes():
    @fixed(710, 25)
    @given(weeks())
    def agree(week):
        site, sessions = week
        ordered = sorted(sessions, key=lambda each: each[1])
        wanted, found = most_energy_kwh(site, ordered), bound_of(site, ordered)
        assert found.energy_kwh >= wanted * (1 - SOLVER) - 1e-7
        assert found.energy_kwh * (1 - found.gap) <= wanted * (1 + SOLVER) + 1e-7

    agree()


def check_policies(site, sessions, **options):
    """No policy delivers more than the bound, and the bound no more than alone at full speed."""
    ordered = sorted(sessions, key=lambda each: each[1])
    found = bound_of(site, ordered, **options)
    for run in simulate(site, session_set(ordered)[0], **options).runs:
        assert run.energy_kwh <= found.energy_kwh * (1 + EXACT) + 1e-9, run.policy
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_no_policy_delivers_more(number):
    @fixed(720 + number, 15)
    @given(situations(8, policies=("equal", "proportional", "fcfs")), st.randoms(use_true_random=False))
    def holds(situation, random):
        text, sessions = situation
        site = evsite.loads(text)
        offline = [name for name in site.ports if random.random() < 0.2] if random.random() < 0.5 else []
        found = check_policies(site, sessions, offline=offline)
        for (port, start, end, energy, accept), got in zip(
            sorted(sessions, key=lambda each: each[1]), found.by_session, strict=True
        ):
            if port in offline:
                continue
            most_a = min(site.ports[port].max_a, math.inf if accept is None else accept)
            alone = most_a * site.ports[port].output_kw_per_a * (end - start) / 60
            assert got <= min(alone, math.inf if energy is None else energy) * (1 + EXACT) + 1e-9

    holds()


@pytest.mark.slow
def test_no_policy_delivers_more_in_a_week_that_changes():
    @fixed(730, 15)
    @given(weeks())
    def holds(week):
        check_policies(*week)

    holds()


TREE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "4000 A"
system = "208Y/120"
[circuits.C]
panel = "U"
count = 6
breaker = "100 A"
phases = "AB"
[stations.S]
ports = 1
count = 6
max_current = "50 A"
circuits = "C"
[groups.all]
members = ["S1", "S2", "S3", "S4", "S5", "S6"]
limit = "{all} kW"
[groups.left]
members = ["S1", "S2", "S3"]
limit = "{left} kW"
[groups.right]
members = ["S4", "S5"]
limit = "{right} kW"
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_tree_of_power_limits_is_a_flow(seed):
    # whole watt-minutes: the flow of integers is exact
    rng = np.random.default_rng(seed)
    limits = {"all": int(rng.integers(8, 30)), "left": int(rng.integers(4, 20)), "right": int(rng.integers(3, 15))}
    site = evsite.loads(TREE.format(**limits))
    sessions = []
    for port in site.ports:
        edges = np.sort(rng.choice(60, 6, replace=False)) * 10
        sessions += [
            (port, int(start), int(end), int(rng.integers(1, 30)), None)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
        ]
    times = sorted({time for session in sessions for time in session[1:3]})
    groups = {**dict.fromkeys(("S1.1", "S2.1", "S3.1"), "left"), **dict.fromkeys(("S4.1", "S5.1"), "right")}
    nodes = {"source": 0, "sink": 1}
    arcs = {}

    def arc(start, end, watt_minutes):
        key = nodes.setdefault(start, len(nodes)), nodes.setdefault(end, len(nodes))
        arcs[key] = round(watt_minutes)

    for number, (port, arrive, leave, energy, _) in enumerate(sessions):
        arc("source", number, energy * 60_000)
        for start, end in itertools.pairwise(times):
            if arrive <= start and end <= leave:
                arc(number, (start, groups.get(port, "all")), 50 * 208 * (end - start))
    for start, end in itertools.pairwise(times):
        for group in ("left", "right"):
            arc((start, group), (start, "all"), limits[group] * 1000 * (end - start))
        arc((start, "all"), "sink", limits["all"] * 1000 * (end - start))
    rows, columns = zip(*arcs, strict=True)
    graph = csr_array((np.array(list(arcs.values()), np.int32), (rows, columns)), shape=(len(nodes), len(nodes)))
    exact = maximum_flow(graph, 0, 1).flow_value / 60_000
    assert bound_of(site, sessions).energy_kwh == pytest.approx(exact, rel=EXACT)


GARAGE = "examples/caltech-garage.toml"


def garage_sessions(seed, count, garage=GARAGE):
    """Vehicles of a few hours at the ports of a garage, more than it can serve at once."""
    site = evsite.load(garage)
    rng = np.random.default_rng(seed)
    free_min = dict.fromkeys(site.ports, 0)
    sessions = []
    for arrive in np.sort(rng.normal(540, 90, count)).astype(int):
        port = next((name for name, until in free_min.items() if until <= arrive), None)
        if port is not None:
            leave = int(arrive + rng.integers(60, 600))
            sessions.append((port, int(arrive), leave, float(rng.uniform(5, 60)), None))
            free_min[port] = leave
    return site, sessions


def test_a_garage_within_one_millionth():
    site, sessions = garage_sessions(1, 90)
    found = bound_of(site, sessions)
    alone = sum(min(energy, (leave - arrive) / 60 * 32 * 0.208) for _, arrive, leave, energy, _ in sessions)
    assert found.gap <= 1e-6
    assert found.energy_kwh < alone * 0.99
    (run,) = simulate(site, session_set(sessions)[0], policies=["equal"]).runs
    assert run.energy_kwh < found.energy_kwh


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_solver_finds_is_a_bound_and_a_plan(seed, monkeypatch):
    """Multipliers and a plan that are far off only widen the gap between the two."""
    site, sessions = garage_sessions(2, 60)
    exact = bound_of(site, sessions)
    solved = conic._by_clarabel
    rng = np.random.default_rng(seed)

    def wrong(*given):
        plan, multiplier = solved(*given)
        amiss = rng.normal(0, 0.3, len(multiplier)) + rng.uniform(0.5, 1.5, len(multiplier)) * multiplier
        return plan * rng.uniform(0.2, 1.8, len(plan)), {0: amiss, 1: -multiplier, 2: 0 * multiplier}.get(
            seed, 3 * amiss
        )

    monkeypatch.setattr(conic, "_by_clarabel", wrong)
    found = bound_of(site, sessions)
    assert found.energy_kwh > exact.energy_kwh * (1 + 1e-6)
    assert found.energy_kwh * (1 - found.gap) < exact.energy_kwh * (1 - 1e-6)
    wanted = [energy for _, _, _, energy, _ in sorted(sessions, key=lambda each: each[1])]
    assert all(got <= energy * (1 + EXACT) for got, energy in zip(found.by_session, wanted, strict=True))
    # what each gets in the plan is possible for all of them together
    monkeypatch.undo()
    kept = [
        (port, start, end, got, None) for (port, start, end, _, _), got in zip(sessions, found.by_session, strict=True)
    ]
    assert bound_of(site, kept).energy_kwh == close_to_the_solver(sum(found.by_session))


def test_a_day_in_processes_is_the_same():
    site, sessions = garage_sessions(1, 60)
    days = [
        (port, start + 1440 * day, end + 1440 * day, energy, None)
        for day in range(3)
        for port, start, end, energy, _ in sessions
    ]
    alone, shared = (bound_of(site, days, jobs=jobs) for jobs in (1, 2))
    assert alone == shared
    assert alone.energy_kwh == close_to_the_solver(3 * bound_of(site, sessions).energy_kwh)


def test_limits_that_others_imply_change_nothing(monkeypatch):
    site, sessions = garage_sessions(3, 90, "examples/jpl-garage.toml")
    alone = sum(min(energy, (leave - arrive) / 60 * 32 * 0.208) for _, arrive, leave, energy, _ in sessions)
    every, needed = (limits_by_state(site, [None], offline_a={}, loads=None, every=every) for every in (True, False))
    assert len(needed.row) < len(every.row)
    # the transformers are parts of their own where the service can never be full
    assert len(set(needed.part.tolist())) > len(set(every.part.tolist()))
    fewer = bound_of(site, sessions)
    monkeypatch.setattr(foresight, "MOST_SPLIT", 0)
    assert fewer.energy_kwh == close_to_the_solver(bound_of(site, sessions).energy_kwh)
    assert fewer.energy_kwh < alone * 0.999


def test_too_many_cells_are_bounded_with_intervals_joined(monkeypatch):
    site, sessions = garage_sessions(2, 60)
    whole = bound_of(site, sessions)
    monkeypatch.setattr(solver, "_MOST_CELLS", 200)
    joined = bound_of(site, sessions)
    assert joined.energy_kwh >= whole.energy_kwh * (1 - whole.gap)
    assert joined.energy_kwh * (1 - joined.gap) <= whole.energy_kwh
    assert whole.gap < joined.gap < 0.2
    for (_, _, _, energy, _), got in zip(sorted(sessions, key=lambda each: each[1]), joined.by_session, strict=True):
        assert got <= energy * (1 + EXACT)


@pytest.mark.parametrize("most_met", [1000, 200, 1])
def test_too_many_intervals_are_bounded_as_fewer_long_ones(most_met, monkeypatch):
    """With vehicles that come, leave and move in the middle of intervals."""
    site, sessions = garage_sessions(2, 60)
    whole = bound_of(site, sessions)
    monkeypatch.setattr(demand, "_MOST_MET", most_met)
    joined = bound_of(site, sessions)
    assert joined.energy_kwh >= whole.energy_kwh * (1 - whole.gap)
    assert sum(joined.by_session) <= whole.energy_kwh
    assert whole.gap < joined.gap
    monkeypatch.undo()
    ordered = sorted(sessions, key=lambda each: each[1])
    kept = [
        (port, start, end, got, None) for (port, start, end, _, _), got in zip(ordered, joined.by_session, strict=True)
    ]
    assert bound_of(site, kept).energy_kwh == close_to_the_solver(sum(joined.by_session))


@pytest.mark.slow
@pytest.mark.parametrize("most_met", [1, 20])
def test_longer_intervals_never_lower_the_bound(most_met, monkeypatch):
    @fixed(740 + most_met, 25)
    @given(weeks())
    def holds(week):
        site, sessions = week
        ordered = sorted(sessions, key=lambda each: each[1])
        exact = bound_of(site, ordered)
        with monkeypatch.context() as patched:
            patched.setattr(demand, "_MOST_MET", most_met)
            found = bound_of(site, ordered)
        assert found.energy_kwh >= exact.energy_kwh * (1 - exact.gap) * (1 - EXACT)
        assert sum(found.by_session) <= exact.energy_kwh * (1 + EXACT)

    holds()


def test_long_stays_meet_a_bounded_number_of_intervals(monkeypatch):
    """One that stays all the while would meet an interval for each that comes or goes beside it."""
    met = []

    def seen(limits, cells, wanted_kwh):
        met.append(len(cells.session))
        return settling.settle(limits, cells, wanted_kwh)

    monkeypatch.setattr(demand, "settle", seen)
    monkeypatch.setattr(demand, "_MOST_MET", 3000)
    site = site_of("100 A", 4)
    for count in (200, 2000):
        assert bound_of(site, [*chain(count, 30), ("S4.1", 0, 60 * count + 100, None, None)]).energy_kwh > 0
    assert 0 < min(met) < max(met) <= 3000


def chain(count, wanted_kwh):
    """Vehicles that come one each hour to three ports in turn, so that nobody finds the site empty."""
    return [(f"S{n % 3 + 1}.1", 60 * n, 60 * n + 132, wanted_kwh, None) for n in range(count)]


@pytest.mark.parametrize("wanted_kwh", [14, 30])
def test_work_is_in_proportion_to_sessions_that_hang_together(wanted_kwh, monkeypatch):
    """Where each that is settled settles the next one, as with 14 kWh, and where they are one chain to the end."""
    site = site_of("100 A", 3)
    summed = []

    def counted(index, values, size):
        summed.append(len(values))
        return phasor_sums(index, values, size)

    monkeypatch.setattr(settling, "phasor_sums", counted)
    work = []
    for count in (60, 240):
        summed.clear()
        with Lines() as lines:
            found = bound_of(site, chain(count, wanted_kwh))
        assert found.gap <= 1e-8
        work.append((sum(summed), lines["evsite.studies.simulation.clairvoyant._apart"]))
    (few, few_rounds), (many, many_rounds) = work
    assert many <= 5 * few
    assert many_rounds <= max(2 * few_rounds, few_rounds + 40) or wanted_kwh == 14


# --- when the week changes ---


@pytest.mark.parametrize("origin_s", [1_552_176_000, 1_572_739_200, 1_559_520_000])
def test_states_follow_the_clock_on_the_wall(origin_s):
    # 2019-03-10 and 2019-11-03, when the clock changes in California, and a day in June, from 00:00 UTC
    site = site_of("100 A", more=SCHEDULED.format(first=1, second=2, limit="9 kW"))
    calendar = Calendar(origin_s, find_zone("America/Los_Angeles"), dated=True)
    at = {edge: site_at(site, edge).groups["G"] for edge in changes(site)}
    found = states_between(site, calendar, 1800.0, 172_800.0)
    assert found[0][0] == 1800
    begins = [begin_s for begin_s, _ in found]
    assert begins == sorted(set(begins))
    assert all(one != other for (_, one), (_, other) in itertools.pairwise(found))
    step = 900
    for second in range(1800, 172_800, step):
        holding = [minute for begin_s, minute in found if begin_s <= second][-1]
        edge = max(edge for edge in at if edge <= calendar.week_minute(second))
        assert site_at(site, holding).groups["G"] == at[edge], calendar.show(second)


def test_a_site_that_never_changes_has_one_state():
    assert states_between(site_of("100 A"), MONDAY, 3.5, 1e7) == ((3.5, None),)
    assert Calendar(0, UTC_ZONE, dated=True).zone is UTC_ZONE

"""Two real garages in June 2019, against figures that independent simulators agree on.

The figures were measured with two event simulators that agree to 1e-7 kWh a session, on sessions rounded to the nearest
five minutes; those of the waiting line with two methods, on sessions cut to full minutes.
"""

from itertools import pairwise

import numpy as np
import pytest
from acn import CALTECH, JPL, ROOT, sessions, to_five_minutes, to_minute

import evsite
from evsite.studies.simulation.lifting import lift_limits
from evsite.studies.simulation.simulate import simulate


@pytest.fixture(scope="module")
def jpl():
    return evsite.load(ROOT / "examples" / "jpl-garage.toml"), sessions(JPL, to_five_minutes)


@pytest.fixture(scope="module")
def caltech():
    return evsite.load(ROOT / "examples" / "caltech-garage.toml"), sessions(CALTECH, to_five_minutes)


def figures(site, arrivals, policy):
    run = simulate(site, arrivals, policies=[policy]).runs[0]
    full = sum(outcome.full_s is not None for outcome in run.outcomes)
    return run, round(run.energy_kwh, 3), full


def test_what_was_wanted_and_possible_at_jpl(jpl):
    run, _, _ = figures(*jpl, "fcfs")
    assert len(run.outcomes) == 1384
    assert sum(each.wanted_kwh for each in run.outcomes) == pytest.approx(35_110.4, abs=0.05)
    assert sum(each.possible_kwh for each in run.outcomes) == pytest.approx(30_939.0, abs=0.05)
    assert sum(each.possible_full_s is not None for each in run.outcomes) == 1129


def test_what_was_wanted_and_possible_at_caltech(caltech):
    run, _, _ = figures(*caltech, "fcfs")
    assert len(run.outcomes) == 883
    assert sum(each.wanted_kwh for each in run.outcomes) == pytest.approx(13_257.0, abs=0.05)
    assert sum(each.possible_kwh for each in run.outcomes) == pytest.approx(11_420.0, abs=0.05)
    assert sum(each.possible_full_s is not None for each in run.outcomes) == 763


def test_equal_shares(jpl, caltech):
    run, energy_kwh, full = figures(*jpl, "equal")
    assert (energy_kwh, full) == (28_829.564, 1029)
    assert run.power.power_kw.max() == pytest.approx(174.6960, abs=5e-5)
    run, energy_kwh, full = figures(*caltech, "equal")
    assert (energy_kwh, full) == (11_255.486, 746)
    assert run.power.power_kw.max() == pytest.approx(122.6985, abs=5e-5)


def test_first_come_first_served_waits_below_8_a(jpl, caltech):
    assert figures(*jpl, "fcfs")[1:] == (28_232.421, 986)
    assert figures(*caltech, "fcfs")[1:] == (11_242.461, 746)


@pytest.mark.parametrize(
    ("ports", "plugged", "waited", "mean_min", "p95_min", "longest_min"),
    [
        (52, 310, 0, 0.0, 0.0, 0.0),
        (40, 303, 99, 59.462046, 311.6, 466.0),
        (30, 287, 130, 125.383275, 494.1, 512.0),
        (20, 265, 154, 201.807547, 533.6, 554.0),
    ],
)
def test_a_week_of_waiting_for_a_port(jpl, ports, plugged, waited, mean_min, p95_min, longest_min):
    site, _ = jpl
    week = sessions(JPL, to_minute, 3, 7)
    run = simulate(site, week, policies=["fcfs"], pool=list(site.ports)[:ports], wait_by="fifo").runs[0]
    found = [(each, week.sessions[each.number]) for each in run.outcomes if each.plugged_s is not None]
    waits_min = [(each.plugged_s - session.arrive_s) / 60 for each, session in found]
    assert (len(run.outcomes), len(waits_min), sum(wait > 0 for wait in waits_min)) == (310, plugged, waited)
    assert np.mean(waits_min) == pytest.approx(mean_min, abs=1e-6)
    assert np.percentile(waits_min, 95) == pytest.approx(p95_min, abs=0.05)
    assert max(waits_min) == longest_min


def test_two_drivers_never_share_a_port(jpl):
    site, _ = jpl
    week = sessions(JPL, to_minute, 3, 7)
    run = simulate(
        site, week, policies=["equal"], pool=list(site.ports)[:20], wait_by="need", move_when_full=True
    ).runs[0]
    by_port = {}
    for each in run.outcomes:
        if each.plugged_s is not None:
            by_port.setdefault(each.port, []).append((each.plugged_s, each.freed_s or each.end_s))
    assert len(by_port) == 20
    for stays in by_port.values():
        stays.sort()
        assert all(end <= following for (_, end), (following, _) in pairwise(stays))


def test_moving_away_when_full_lets_more_drivers_plug_in(jpl):
    site, _ = jpl
    week = sessions(JPL, to_minute, 3, 7)

    def plugged(**options):
        run = simulate(site, week, policies=["equal"], pool=list(site.ports)[:20], wait_by="fifo", **options).runs[0]
        return sum(each.plugged_s is not None for each in run.outcomes)

    assert plugged(move_when_full=True) > plugged() == 265


@pytest.mark.slow
def test_lifting_the_transformer_brings_most(jpl):
    site, month = jpl
    run = simulate(site, month, policies=["equal"]).runs[0]
    lifted = lift_limits(site, month, run)
    names = [{(limit.kind, limit.owner) for limit in each.limits} for each in lifted]
    assert names[0] == {("transformer", "FirstFloor"), ("group", "FirstFloor")}
    assert names[1] == {("panel", "Floor4"), ("group", "Floor4")}
    # the same without these limits in the file
    text = (ROOT / "examples" / "jpl-garage.toml").read_text()
    bigger = text.replace('rating = "45 kVA"', 'rating = "1000 kVA"').replace('limit = "45 kVA"', 'limit = "1000 kVA"')
    other = simulate(evsite.loads(bigger), month, policies=["equal"]).runs[0]
    assert lifted[0].gained_kwh == pytest.approx(other.energy_kwh - run.energy_kwh, rel=1e-9)
    assert [each.bound_h for each in lifted] == sorted((each.bound_h for each in lifted), reverse=True)

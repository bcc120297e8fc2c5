"""The waiting line against queueing theory: Poisson arrivals, exponential stays, alike ports, no limit that matters.

How far a mean of so many arrivals may be from the formula is the statistical error of that mean: the arrivals that
follow each other are cut into batches, whose means are nearly independent (method of batch means; Law, Simulation
Modeling and Analysis, 5th edition, 2015, section 9.5.3).
"""

import numpy as np
import pytest
from erlang import erlang_b, erlang_c, mean_wait_h, poisson_sessions

import evsite
from evsite.studies.simulation.simulate import simulate

MEAN_STAY_H = 4.0
BATCHES = 20
ARRIVALS = 20_000
SEED = 11
LOADS = [(3.2, 5), (12.0, 15), (27.0, 30)]
"""Offered load and ports: a small queue, one of medium size, and a nearly full one."""


def site_without_limits(ports):
    """Stations whose supply carries all of them at once."""
    return evsite.loads(
        f"""
        [site]
        name = "Alike ports"
        nec = 2023

        [supplies.U]
        kind = "service"
        rating = "{ports * 50} A"
        system = "240/120"

        [panels.P]
        fed_from = "U"
        main = "{ports * 50} A"

        [circuits.C]
        panel = "P"
        count = {ports}
        breaker = "40 A"
        phases = "AB"

        [stations.S]
        ports = 1
        max_current = "32 A"
        count = {ports}
        circuits = "C"
        """
    )


def played(offered_load, ports, *, patience_s):
    """The outcomes of arrivals at ports, first come, first served; the first tenth fills the empty site."""
    sessions = poisson_sessions(SEED, ARRIVALS, offered_load, MEAN_STAY_H, patience_s=patience_s)
    site = site_without_limits(ports)
    (run,) = simulate(site, sessions, policies=["equal"], pool=site.ports, wait_by="fifo").runs
    started = ARRIVALS // 10
    return list(zip(sessions.sessions, run.outcomes, strict=True))[started:]


def agrees(values, expected):
    """Whether a mean is within 4 of its standard errors of what is expected, and that error small enough to tell."""
    means = np.array([batch.mean() for batch in np.array_split(np.asarray(values, dtype=float), BATCHES)])
    error = means.std(ddof=1) / np.sqrt(BATCHES)
    assert error < 0.2 * expected
    return abs(means.mean() - expected) < 4 * error


@pytest.mark.slow
@pytest.mark.parametrize(("offered_load", "ports"), LOADS)
def test_who_does_not_wait_is_turned_away_as_often_as_erlang_b_says(offered_load, ports):
    outcomes = played(offered_load, ports, patience_s=0.0)
    assert agrees([outcome.plugged_s is None for _, outcome in outcomes], erlang_b(offered_load, ports))


@pytest.mark.slow
@pytest.mark.parametrize(("offered_load", "ports"), LOADS)
def test_who_waits_waits_as_often_and_as_long_as_erlang_c_says(offered_load, ports):
    outcomes = played(offered_load, ports, patience_s=None)
    waits_h = np.array([(outcome.plugged_s - session.arrive_s) / 3600 for session, outcome in outcomes])
    assert agrees(waits_h > 0, erlang_c(offered_load, ports))
    assert agrees(waits_h, mean_wait_h(offered_load, ports, MEAN_STAY_H))

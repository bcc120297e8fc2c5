"""The formulas of queues that the waiting list is checked against, and the arrivals that it is checked with."""

import heapq

import pytest
from erlang import erlang_b, erlang_c, mean_wait_h, poisson_sessions

# offered load, ports, Erlang B, Erlang C, mean wait [h] at a mean stay of 4 h
PUBLISHED = [
    (3.2, 5, 0.12740936304066985, 0.2885554833951589, 0.6412344075447977),
    (12.0, 15, 0.08572924949530046, 0.31919042511255974, 0.425587233483413),
    (27.0, 30, 0.08187976133503765, 0.4714083699469892, 0.6285444932626523),
]


@pytest.mark.parametrize(("offered_load", "ports", "lost", "waits", "wait_h"), PUBLISHED)
def test_erlang_b_and_c(offered_load, ports, lost, waits, wait_h):
    assert erlang_b(offered_load, ports) == pytest.approx(lost, rel=1e-12)
    assert erlang_c(offered_load, ports) == pytest.approx(waits, rel=1e-12)
    assert mean_wait_h(offered_load, ports, 4.0) == pytest.approx(wait_h, rel=1e-12)


def test_one_port_is_known_in_closed_form():
    # M/M/1: who arrives waits with probability rho, and is lost with a / (1 + a)
    assert erlang_b(0.6, 1) == pytest.approx(0.6 / 1.6)
    assert erlang_c(0.6, 1) == pytest.approx(0.6)
    assert mean_wait_h(0.6, 1, 2.0) == pytest.approx(0.6 * 2 / 0.4)


def waits_h(sessions, ports):
    """The wait of each session at alike ports, first come, first served [h]."""
    free_s = [0.0] * ports
    waits = []
    for session in sessions:
        start_s = max(session.arrive_s, heapq.heappop(free_s))
        heapq.heappush(free_s, start_s + session.stay_s)
        waits.append((start_s - session.arrive_s) / 3600)
    return waits


def test_the_arrivals_wait_as_the_formula_says():
    waits = waits_h(poisson_sessions(1, 30_000, 3.2, 4.0).sessions, 5)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(erlang_c(3.2, 5), abs=0.02)
    assert sum(waits) / len(waits) == pytest.approx(mean_wait_h(3.2, 5, 4.0), rel=0.1)


def test_the_same_seed_makes_the_same_sessions():
    sessions = poisson_sessions(7, 20, 3.2, 4.0, patience_s=0.0).sessions
    assert sessions == poisson_sessions(7, 20, 3.2, 4.0, patience_s=0.0).sessions
    assert sessions != poisson_sessions(8, 20, 3.2, 4.0, patience_s=0.0).sessions
    assert all(session.patience_s == 0 and session.port is None for session in sessions)

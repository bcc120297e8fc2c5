"""Queues of which the answer is known: Poisson arrivals, exponential stays, alike ports.

Erlang B: who finds every port in use goes away. Erlang C: who finds every port in use waits, first come, first served
(Kleinrock, Queueing Systems, volume 1, 1975, chapter 3).
"""

import numpy as np

from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet


def erlang_b(offered_load, ports):
    """Probability that an arrival finds all ports in use and is lost; `offered_load` is arrivals times mean stay."""
    blocked = 1.0
    for count in range(1, ports + 1):
        blocked = offered_load * blocked / (count + offered_load * blocked)
    return blocked


def erlang_c(offered_load, ports):
    """Probability that an arrival has to wait."""
    blocked = erlang_b(offered_load, ports)
    return blocked / (1 - offered_load / ports * (1 - blocked))


def mean_wait_h(offered_load, ports, mean_stay_h):
    """Mean wait of all arrivals, also of those that do not wait [h]."""
    return erlang_c(offered_load, ports) * mean_stay_h / (ports - offered_load)


def poisson_sessions(seed, count, offered_load, mean_stay_h, *, patience_s=None):
    """Sessions for any port: Poisson arrivals, exponential stays that start when they plug in.

    Parameters
    ----------
    seed
        Of the generator of random numbers.
    count
        How many arrivals.
    offered_load
        Arrivals an hour times the mean stay in hours.
    mean_stay_h
        Mean stay [h].
    patience_s
        How long a driver waits for a port: None for ever (Erlang C), 0 not at all (Erlang B).
    """
    rng = np.random.default_rng(seed)
    arrive_s = 3600 * np.cumsum(rng.exponential(mean_stay_h / offered_load, count))
    stay_s = 3600 * rng.exponential(mean_stay_h, count)
    sessions = tuple(
        Session(f"v{number}", float(arrive), stay_s=float(stay), patience_s=patience_s)
        for number, (arrive, stay) in enumerate(zip(arrive_s, stay_s, strict=True))
    )
    return SessionSet(sessions, Calendar(4 * 86_400, UTC_ZONE, dated=False))

"""Stretches of sessions that have nothing to do with each other: the site is empty in between under every policy."""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.sessions import SessionSet


def stretches(sessions: SessionSet, most: int, *, waits: bool) -> list[range]:
    """The numbers of the sessions of each stretch, about as many sessions in each.

    Parameters
    ----------
    sessions
        Sessions in order of arrival.
    most
        How many stretches there may be.
    waits
        Whether somebody may wait for a port, and so stay longer than it takes from the arrival.

    Returns
    -------
    list[range]
        One after the other, together all sessions; a single one where the site may never be empty.
    """
    total = len(sessions.sessions)
    edges = [0, total]
    empty = empty_before(sessions, waits=waits)
    if empty:
        for piece in range(1, most):
            wanted = piece * total / most
            position = bisect_left(empty, wanted)
            edges.append(min(empty[max(0, position - 1) : position + 1], key=lambda number: abs(number - wanted)))
    edges = sorted(set(edges))
    return [range(first, beyond) for first, beyond in pairwise(edges)] or [range(0)]


def empty_before(sessions: SessionSet, *, waits: bool) -> list[int]:
    """The numbers of the sessions that find an empty site whatever the policy does; the first is not among them.

    All before have left by then, and not only at this instant. `waits` is as for `stretches`.
    """
    found: list[int] = []
    empty_s = math.inf
    for number, session in enumerate(sessions.sessions):
        if empty_s < session.arrive_s:
            found.append(number)
        if session.leave_s is not None:
            leave_s = session.leave_s
        elif session.stay_s is not None and not waits:
            leave_s = session.arrive_s + session.stay_s
        else:
            break
        empty_s = max(leave_s, session.arrive_s, empty_s if number else -math.inf)
    return found

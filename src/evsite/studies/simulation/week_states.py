"""The states that a site takes over a week, each compiled once, and when the next one begins on the wall."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.allocation.components import components
from evsite.allocation.implied_rows import needed_rows
from evsite.model.moments import changes, profile_at, site_at, states, timed
from evsite.model.week import WEEK_MIN
from evsite.network.compile import compile_network
from evsite.network.limits import site_limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.policies import Policy
    from evsite.model.calendar import Calendar
    from evsite.model.limit_id import LimitId
    from evsite.model.quantity import Quantity
    from evsite.model.site import Site
    from evsite.network.limits import LimitKey

_QUARTER_MIN = 15
MOST_SPLIT = 16
"""In so many states it is looked for rows that others imply: beyond, each holds too shortly to be worth it."""
_LIFTED = 1e9
"""What a limit counts with that is lifted, in its unit: no site comes near it."""


class WeekState:
    """A site while no limit changes: the allocator, its components, and the terms of each port.

    `terms` are the different lists of limits that ports stand under, with what one ampere adds to each; limits over
    one port alone are left out. `terms_of_port` says which list a port has.
    """

    def __init__(self, allocator: Allocator, parts: list[Component]) -> None:
        self.allocator = allocator
        self.components = parts
        network = allocator.network
        holders = [0] * len(network.limits)
        for terms in network.terms:
            for index, _ in terms:
                holders[index] += 1
        numbers: dict[tuple[tuple[int, complex], ...], int] = {}
        self.terms_of_port = [
            numbers.setdefault(tuple(term for term in terms if holders[term[0]] > 1), len(numbers))
            for terms in network.terms
        ]
        self.terms = list(numbers)
        owners: dict[LimitId, int] = {}
        self.owner_of = [
            owners.setdefault(limit.id._replace(side=None, leg=None), len(owners)) for limit in network.limits
        ]
        """By limit, the number of its owner in `owners`: one for all lines, and for both sides of a transformer."""
        self.owners = list(owners)
        self.component_of_port = [0] * len(network.ports)
        for number, part in enumerate(parts):
            for port in part.ports.tolist():
                self.component_of_port[port] = number


class WeekStates:
    """The states of a site under one policy, each compiled when it is needed."""

    def __init__(
        self,
        site: Site,
        policy: Policy | None,
        loads: Mapping[str, Quantity],
        *,
        offline: bool,
        slot_h: float | None,
        lifted: frozenset[LimitKey],
    ) -> None:
        """Prepare; without a policy each group keeps its own. `lifted` are limits that do not hold."""
        self._site = site
        self._policy = policy
        self._loads = loads
        self._offline = offline
        self._slot_h = slot_h
        self._lifted = dict.fromkeys(lifted, _LIFTED)
        self.edges = week_edges(site)
        self._timed = _is_timed(site)
        self._by_edge: dict[int, WeekState] = {}
        self._by_limits: dict[object, WeekState] = {}

    def at(self, week_minute: float) -> WeekState:
        """The state at a minute of the week."""
        edge = self.edges[bisect_right(self.edges, week_minute) - 1]
        found = self._by_edge.get(edge)
        if found is None:
            minute = edge if self._timed else None
            now = site_at(self._site, minute, self._loads, by_record=True)
            key = (
                tuple((limit.key, limit.value) for limit in site_limits(now)),
                tuple(port.max_a for port in now.ports.values()),
            )
            found = self._by_limits.get(key)
            if found is None:
                found = self._by_limits[key] = self._compiled(now)
            self._by_edge[edge] = found
        return found

    def all(self) -> list[WeekState]:
        """The states that were needed so far."""
        return list(self._by_limits.values())

    def _compiled(self, now: Site) -> WeekState:
        # without lifted limits the compiler shares what other networks of the site know
        network = compile_network(now, offline=self._offline, moving=self._lifted or None)
        name = None if self._policy is None else self._policy.shares_as
        allocator = Allocator(now, name, network, offline=self._offline, slot_h=self._slot_h)
        return WeekState(allocator, components(network, allocator.arrays, self._needed(allocator)))

    def _needed(self, allocator: Allocator) -> NDArray[np.bool_] | None:
        """The rows that can ever be full; None where that is not looked for.

        Offline ports draw what they were set to, whatever their caps and the limits over them are.
        """
        if self._offline or len(self._by_limits) >= MOST_SPLIT:
            return None
        return needed_rows(allocator.arrays)


class WeekClock:
    """When the state of the week may change, in seconds of a list of sessions."""

    def __init__(self, calendar: Calendar, edges: list[int], end_s: float) -> None:
        """Prepare for the time from second 0 to `end_s`; clocks that are put forward or back are changes too."""
        self._calendar = calendar
        self._edges = edges
        self._jumps: list[float] = []
        if len(edges) > 1:
            first, last = calendar.origin_s, math.ceil(calendar.origin_s + end_s)
            starts, _ = calendar.zone.changes(first, last)
            self._jumps = [float(start - calendar.origin_s) for start in starts[1:].tolist()]

    def next_change(self, now_s: float) -> float:
        """The first change after an instant; inf where the week never changes."""
        if len(self._edges) == 1:
            return math.inf
        minute = self._calendar.week_minute(now_s)
        position = bisect_right(self._edges, minute)
        ahead = self._edges[position] if position < len(self._edges) else self._edges[0] + WEEK_MIN
        # whole seconds: an edge is one on the wall
        change_s = now_s + (ahead - minute) * 60
        change_s = float(round(change_s)) if abs(change_s - round(change_s)) < 1e-3 else change_s
        jump = bisect_right(self._jumps, now_s)
        return min(change_s, self._jumps[jump]) if jump < len(self._jumps) else change_s


def week_edges(site: Site) -> list[int]:
    """The minutes of the week at which limits may change, in order; loads with a record change every quarter."""
    edges = set(changes(site))
    if _recorded(site):
        edges.update(range(0, WEEK_MIN, _QUARTER_MIN))
    return sorted(edges)


def _recorded(site: Site) -> bool:
    return any(load.recorded for load in site.loads.values())


def _is_timed(site: Site) -> bool:
    """Whether the site is asked for minutes of the week; a window can hold for all of it."""
    return _recorded(site) or timed(site)


def states_between(
    site: Site, calendar: Calendar, first_s: float, last_s: float
) -> tuple[tuple[float, int | None], ...]:
    """The states that a site takes one after the other between two instants.

    Parameters
    ----------
    site
        The site.
    calendar
        The clock of the sessions; where it is put forward or back, the state goes with the clock on the wall.
    first_s, last_s
        The instants [s since the origin of the sessions].

    Returns
    -------
    tuple[tuple[float, int | None], ...]
        When each state begins [s], the first at `first_s`, and a minute of the week at which the site is in it; None
        for a site that says nothing for hours of the week.
    """
    if not _is_timed(site):
        return ((first_s, None),)
    edges = week_edges(site)
    alike = {edge: edge for edge in edges}
    if not _recorded(site):
        for minute, stretches in states(site).items():
            alike |= {edge: minute for edge in edges for start, end in stretches if start <= edge < end}
    clock = WeekClock(calendar, edges, last_s)
    found: list[tuple[float, int | None]] = []
    now_s = first_s
    while not found or now_s < last_s:
        minute = alike[edges[bisect_right(edges, calendar.week_minute(now_s)) - 1]]
        if not found or found[-1][1] != minute:
            found.append((now_s, minute))
        now_s = clock.next_change(now_s)
    return tuple(found)


def record_notes(site: Site) -> tuple[str, ...]:
    """What loads with a meter's record are taken to draw over the week."""
    names = [
        load.name for load in site.loads.values() if load.recorded and profile_at(load, 0) is None and load.measured
    ]
    if not names:
        return ()
    return (f"{', '.join(names)}: at every quarter of an hour of the week the highest that was measured then",)

"""A simulator that asks the allocator at every event and looks at every port: slow, and simple enough to believe.

It knows nothing of classes, queues that change, or heaps. It goes by elapsed seconds and one fixed state of the week at
a time, as `Simulation` does, and says what each session got.

It asks for the whole site at once, but for one case: where somebody takes turns and stations offer only some currents,
rounding differs from slot to slot everywhere, and what shares no limit that can be full with those who take turns is
asked for alone.
"""

import math
from dataclasses import dataclass

import numpy as np

from evsite.allocation.allocator import Allocator
from evsite.allocation.implied_rows import needed_rows
from evsite.allocation.policies import policy_named
from evsite.model.moments import changes, site_at
from evsite.model.week import WEEK_MIN
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.sharers import LAXITY_STEP_S


@dataclass
class Here:
    """A vehicle at its port."""

    number: int
    session: object
    kwh: float = 0.0
    full_s: float | None = None


def play(site, sessions, policy, *, offline_a=None, rounded=None):
    """Energy [kWh] and the moment of being full [s] of each session, for sessions that name ports and leave.

    `rounded` makes what is offered of each share.
    """
    offline_a = offline_a or {}
    edges = changes(site)
    allocators = {}

    def allocator_at(now_s):
        minute = sessions.calendar.week_minute(now_s)
        # the end of a step may come to the instant before an edge, by rounding
        edge = max(each for each in edges if each <= minute + 1e-6)
        if edge not in allocators:
            at = site_at(site, edge if len(edges) > 1 else None)
            name = None if policy == AS_DESIGNED else policy_named(policy).shares_as
            allocators[edge] = Allocator(at, name, offline=bool(offline_a))
        return allocators[edge]

    def next_edge_s(now_s):
        if len(edges) == 1:
            return math.inf
        minute = sessions.calendar.week_minute(now_s)
        ahead = min(
            ((edge - minute) % WEEK_MIN or WEEK_MIN) if abs((edge - minute) % WEEK_MIN) > 1e-6 else WEEK_MIN
            for edge in edges
        )
        return now_s + ahead * 60

    todo = list(enumerate(sessions.sessions))
    here, result, order, compared_s = {}, {}, [], 0.0
    now_s = todo[0][1].arrive_s if todo else 0.0
    while todo or here:
        for port in [port for port, one in here.items() if one.session.leave_s <= now_s]:
            one = here.pop(port)
            result[one.number] = one.kwh, one.full_s
        while todo and todo[0][1].arrive_s <= now_s:
            number, session = todo.pop(0)
            if session.port in here:  # a stay of no length
                gone = here.pop(session.port)
                result[gone.number] = gone.kwh, gone.full_s
            here[session.port] = Here(number, session)
        hungry = {port: one for port, one in here.items() if one.full_s is None}
        allocator = allocator_at(now_s)
        accept = {
            port: math.inf if one.session.accept_a is None else one.session.accept_a for port, one in hungry.items()
        }
        most_kw = {
            port: min(accept[port], float(allocator.built_a[allocator.number[port]])) * site.ports[port].output_kw_per_a
            for port in hungry
        }
        # who leaves with all that it wanted changes nothing for others: laxities are not compared then
        if policy != "llf" or set(order) != set(hungry) or now_s >= compared_s + LAXITY_STEP_S:
            order, compared_s = _order(policy, hungry, most_kw, now_s), now_s
        current = _current_a(allocator, hungry, accept, order, offline_a)
        rates = {}
        for port in hungry:
            built_a = float(allocator.built_a[allocator.number[port]])
            amps = min(float(current[allocator.number[port]]), accept[port], built_a)
            amps = amps if rounded is None else rounded(amps)
            rates[port] = amps * site.ports[port].output_kw_per_a
        ends = [one.session.leave_s for one in here.values()]
        ends += [todo[0][1].arrive_s] if todo else []
        ends += [
            now_s + max(0.0, one.session.energy_kwh - one.kwh) / rates[port] * 3600
            for port, one in hungry.items()
            if one.session.energy_kwh is not None and rates[port] > 0
        ]
        if not ends:
            break
        if policy == "llf" and any(rates[port] < most_kw[port] * (1 - 1e-9) for port in hungry):
            ends.append(compared_s + LAXITY_STEP_S)
        end_s = min([*ends, next_edge_s(now_s)])
        for port, one in hungry.items():
            one.kwh += rates[port] * (end_s - now_s) / 3600
            wanted = one.session.energy_kwh
            if wanted is not None and one.kwh >= wanted * (1 - 1e-9) - 1e-12:
                one.kwh, one.full_s = wanted, end_s
        now_s = end_s
    return [result[number] for number in range(len(sessions.sessions))]


def _current_a(allocator, hungry, accept, order, offline_a):
    found = allocator.delivered(allocator.moment(hungry, accept, order, offline_a))
    if found.cycle is None or allocator.steps is None:
        return found.current_a
    current_a = np.zeros(len(found.current_a))
    counts = None if offline_a else needed_rows(allocator.arrays)
    for part in _parts(allocator.network, counts):
        there = [port for port in order if allocator.number[port] in part]
        alone = allocator.delivered(allocator.moment(there, accept, there, offline_a))
        current_a[list(part)] = alone.current_a[list(part)]
    return current_a


def _parts(network, counts):
    """Sets of ports, by number, that share no row that counts and no power modules with each other."""
    parts = [{port} for port in range(len(network.ports))]
    together = [
        {port for atom in row.atoms for port in network.ports_of_atom[atom]}
        for number, row in enumerate(network.rows)
        if counts is None or counts[number]
    ]
    # ports of one atom stand under the same rows
    for ports in [*together, *network.ports_of_atom, *(set(pool.ports) for pool in network.pools)]:
        joined = [part for part in parts if part & set(ports)]
        parts = [part for part in parts if not part & set(ports)] + [set().union(*joined)]
    return parts


def _order(policy, hungry, most_kw, now_s):
    def key(port):
        session, number = hungry[port].session, hungry[port].number
        if policy == "llf":
            needed_s = (session.energy_kwh - hungry[port].kwh) / most_kw[port] * 3600
            return session.leave_s - now_s - needed_s, number
        if policy == "edf":
            return session.leave_s, number
        return session.arrive_s, number

    return sorted(hungry, key=key)

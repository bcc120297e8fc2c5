"""What every driver is guaranteed: the least a port gets over every occupancy and every demand of the others.

The bound of `proofs.lower_bound` is reached on a single panel. On nested panels it need not be: a sub-panel that is
full keeps its vehicles lower than the bound supposes, and leaves the others more. So where the bound is not reached the
level is raised to the one at which the row can be full at all while everything else holds, which is still a proved
bound; and a witness is looked for among critical occupancies. Where the two meet, the guarantee is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.limit_id import ORDER, by_limit, by_step
from evsite.network.compile import compile_network
from evsite.proofs.columns import base_of, columns_of
from evsite.proofs.lower_bound import continuous_bounds
from evsite.proofs.offline import MixedSearch, fallbacks_a
from evsite.proofs.queues import Queues
from evsite.proofs.raised import RaisedLevels
from evsite.proofs.sharers import sharers
from evsite.proofs.turns import Turns
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evsite.model.limit_id import LimitedBy
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Network
    from evsite.proofs.offline import WithOffline
    from evsite.proofs.witness import Witnesses


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What a port in a power-sharing group gets at least, as long as a controller enforces the groups.

    `current_a` is proved; with the ports of `witness` in use it gets `least_found_a`. `exact` says that the two are
    equal. `limit` names what stops the port there. `with_offline` says what is left of it where others may be offline
    and draw their fallback; None where there is nothing to lose (first come, first served).
    """

    port: str
    current_a: float
    least_found_a: float
    limit: LimitedBy
    exact: bool
    witness: tuple[str, ...]
    with_offline: WithOffline | None = None

    @property
    def with_offline_current_a(self) -> float:
        """What the port gets at least in every mix of offline and online stations [A]."""
        return self.current_a if self.with_offline is None else min(self.current_a, self.with_offline.current_a)


def guarantees(
    site: Site,
    policy: PolicyName | None = None,
    on_progress: Callable[[float], None] | None = None,
    fallback_a: Mapping[str, float] | None = None,
) -> dict[str, Guarantee]:
    """The guarantee of every port in a group, in the order of the site [A].

    Where a port may have to take turns, this is the average over a cycle. Under first come, first
    served a port that others can shut out is guaranteed nothing. A port in no group is promised nothing by anybody, so
    it is left out; the others are asked for beside what it is rated for.

    Parameters
    ----------
    site
        The site.
    policy
        Holds for every group in place of its own.
    show
        Hears the share of the work that is done.
    fallback_a
        What each port draws when it cannot be reached [A]; default what it is set to.
    """
    search = _Search(site, policy)
    found: dict[str, Guarantee] = {}
    for position, name in enumerate(search.network.ports):
        if name not in search.uncontrolled_a:
            found[name] = search.guarantee(position, name)
        if on_progress is not None:
            on_progress((position + 1) / len(search.network.ports))
    if search.network.pools or search.ports.in_steps:
        found = search.as_offered(found)
    if not found:
        return found
    fallback_a = fallbacks_a(site) if fallback_a is None else fallback_a
    mixed = MixedSearch(sharers(site, compile_network(site, offline=True), policy), fallback_a)
    beside: dict[str, WithOffline | None] = {}
    for name, one in found.items():
        position = search.number[name]
        if search.policies[name].bounded:
            beside[name] = mixed.guarantee(position, one.current_a)
        else:
            beside[name] = mixed.last_in_line(position, one.current_a) if one.current_a else None
    # `replace` would take three times as long for each of thousands of ports
    return {
        name: Guarantee(name, one.current_a, one.least_found_a, one.limit, one.exact, one.witness, beside[name])
        for name, one in found.items()
    }


@dataclass(frozen=True, slots=True)
class LeastGuarantee:
    """The port that is promised least power, and what that is: the figures of `guarantees`, without occupancies."""

    port: str
    current_a: float
    power_kw: float
    limit: LimitedBy
    exact: bool
    """Whether the bound is known to be reached without looking for an occupancy in which it is."""


def least_guarantee(site: Site) -> LeastGuarantee | None:
    """The least of the guarantees of a site, in kW; None where no port is in a group.

    What is proved is the same as in `guarantees`. No occupancy is looked for, which takes most of the time of a large
    site, so whether it is reached may stay open.
    """
    search = _Search(site, None)
    if search.network.pools or search.ports.in_steps:
        found = list(guarantees(site).values())
    else:
        equal: dict[tuple[object, ...], tuple[int, str]] = {}
        for position, name in enumerate(search.network.ports):
            if name not in search.uncontrolled_a:
                equal.setdefault((*search.kind(position), search.bounds[name].exact), (position, name))
        found = [search.proved(position, name) for position, name in equal.values()]
    promised = [
        LeastGuarantee(
            one.port, one.current_a, one.current_a * site.ports[one.port].output_kw_per_a, one.limit, one.exact
        )
        for one in found
    ]
    return min(promised, key=lambda one: one.power_kw, default=None)


class ProvedShare(NamedTuple):
    """What a port is promised [A]; `in_turns` says that it is an average over turns, `bounded` that it is promised it.

    Without `bounded` others may shut the port out, and nothing is promised.
    """

    current_a: float
    in_turns: bool
    bounded: bool


def proved_shares(site: Site) -> dict[str, ProvedShare]:
    """What `guarantees` promises, of every port in a group, without occupancies in which that is reached.

    Parameters
    ----------
    site
        The site, at one moment or at an envelope of its week.
    """
    search = _Search(site, None)
    offered = guarantees(site) if search.network.pools or search.ports.in_steps else {}
    known: dict[tuple[object, ...], float] = {}
    found: dict[str, ProvedShare] = {}
    for position, name in enumerate(search.network.ports):
        if name in search.uncontrolled_a:
            continue
        if name in offered:
            current_a = offered[name].current_a
        else:
            bounds = search.bounds[name]
            key = (*search.kind(position), bounds.exact, bounds.turns, position in search.ports.in_turns)
            if key not in known:
                known[key] = search.proved(position, name).current_a
            current_a = known[key]
        found[name] = ProvedShare(current_a, position in search.ports.in_turns, search.policies[name].bounded)
    return found


class _Search:
    def __init__(self, site: Site, policy: PolicyName | None) -> None:
        self.site = site
        self.policy = policy
        self.ports = sharers(site, compile_network(site), policy)
        self.bounds = continuous_bounds(self.ports)
        self.network: Network = self.ports.network
        self.policies = self.ports.policies
        self.rate = self.ports.rate
        self.uncontrolled_a = self.ports.uncontrolled_a
        self.queues = Queues(self.ports)
        self.turns = Turns(self.ports)
        self.number = self.network.position
        self._members: dict[int, tuple[str, ...]] = {}
        self._given: dict[tuple[tuple[object, ...], int], float] = {}
        self._sought: tuple[str, ...] = ()
        self._there: frozenset[str] = frozenset()
        self._mixes: dict[tuple[int, int], tuple[WithOffline, tuple[str, ...]]] = {}

    @cached_property
    def levels(self) -> RaisedLevels:
        """The levels at which rows can stop ports that share."""
        network, rate = self.network, self.rate
        taken_a = self.ports.most_a, self.ports.least_a
        together = RaisedLevels(network, columns_of(network, rate, *taken_a), [0.0] * network.atoms)
        if not self.queues:
            return together
        most_a = self.queues.most_a
        beside = RaisedLevels(network, columns_of(network, rate, *taken_a, most_a), base_of(network, most_a))
        shared_a = [
            self.ports.current_at_level_a(position, together.lowest(atom)[0])
            for position, atom in enumerate(network.atom)
        ]
        beside.leave(self.queues.levels_left(shared_a))
        return beside

    @cached_property
    def witnesses(self) -> Witnesses:
        # arrays only where the bound does not settle the matter
        from evsite.proofs.witness import Witnesses

        return Witnesses(self.ports)

    @cached_property
    def beside_uncontrolled(self) -> MixedSearch:
        """The search beside ports in no group, which draw what they are rated for."""
        return MixedSearch(self.ports, self.uncontrolled_a)

    def guarantee(self, position: int, name: str) -> Guarantee:
        """What a port is promised, with an occupancy in which it gets no more where one was found."""
        found = self._settled(position, name)
        return self._searched(position, name) if found is None else found

    def proved(self, position: int, name: str) -> Guarantee:
        """What a port is promised; no occupancy is looked for."""
        found = self._settled(position, name)
        if found is not None:
            return found
        amps, limit = self._raised(position)
        return Guarantee(name, amps, amps, limit, exact=False, witness=())

    def _settled(self, position: int, name: str) -> Guarantee | None:
        """The guarantee of a port for which no occupancy has to be looked for; None for another one."""
        if not self.policies[name].bounded:
            return self._last_in_line(position, name)
        if position in self.ports.in_turns:
            share_bound = self.bounds[name]
            seen_a = self.turns.seen_a[position]
            exact = seen_a <= share_bound.current_a * (1 + TOLERANCE)
            return Guarantee(name, share_bound.current_a, seen_a, share_bound.limit, exact, self.network.ports)
        if self.uncontrolled_a:
            found = self.beside_uncontrolled.guarantee(position, math.inf)
            witness, share_bound = self._in_use(found), self.bounds[name]
            if share_bound.current_a <= found.current_a:
                return Guarantee(name, found.current_a, found.least_found_a, found.limit, found.exact, witness)
            # neither of the two bounds is always the greater one; both are proved
            exact = found.least_found_a <= share_bound.current_a * (1 + TOLERANCE)
            return Guarantee(name, share_bound.current_a, found.least_found_a, share_bound.limit, exact, witness)
        share_bound = self.bounds[name]
        if share_bound.exact:
            witness = (name,) if share_bound.row < 0 else self._ports_of_row(share_bound.row)
            return Guarantee(
                name, share_bound.current_a, share_bound.current_a, share_bound.limit, exact=True, witness=witness
            )
        if position in self.ports.beside_turns:
            seen_a = self.turns.seen_a[position]
            exact = seen_a <= share_bound.current_a * (1 + TOLERANCE)
            return Guarantee(name, share_bound.current_a, seen_a, share_bound.limit, exact, self.network.ports)
        return None

    def _in_use(self, mix: WithOffline) -> tuple[str, ...]:
        """The ports of a mix, in the order of the site; ports that are alike share the lists."""
        lists = id(mix.online), id(mix.offline)
        if lists not in self._mixes:
            there = {*mix.online, *mix.offline}
            # the lists are kept, so that no other ones can take their place in memory
            self._mixes[lists] = mix, tuple(port for port in self.network.ports if port in there)
        return self._mixes[lists][1]

    def as_offered(self, found: dict[str, Guarantee]) -> dict[str, Guarantee]:
        """Guarantees where power modules are given out whole, or stations offer only some currents.

        They are rounded down, with what the witness really gives. Averages over turns are those of turns in steps.
        """
        module_a = {
            self.network.ports[port]: amps
            for pool in self.network.pools
            for port, amps in zip(pool.ports, pool.module_a, strict=True)
        }
        result = {}
        for name, found_one in found.items():
            position = self.number[name]
            amps = found_one.current_a
            if not self.policies[name].bounded:
                result[name] = found_one
                continue
            limit = found_one.limit
            if name in module_a:
                amps = whole(amps / module_a[name]) * module_a[name]
            if position not in self.ports.in_turns and not self.uncontrolled_a:
                offered_a = self.ports.offered_a(position, amps)
                if offered_a < amps * (1 - TOLERANCE):
                    limit = by_step(limit)
                amps = offered_a
            witness = self._with(position, found_one.witness)
            least_found_a = self._given_a(position, found_one.witness, witness)
            exact = least_found_a <= amps * (1 + TOLERANCE)
            result[name] = replace(
                found_one, current_a=amps, least_found_a=least_found_a, limit=limit, exact=exact, witness=witness
            )
        return result

    def _given_a(self, position: int, found: tuple[str, ...], witness: tuple[str, ...]) -> float:
        """What a port gets in a witness with it [A]; the same as one that is alike has in the same one."""
        if self.network.pools:
            return self.witnesses.share_a(position, witness)
        # what was found is kept by who asks, so that no other can take its place in memory
        key = self.kind(position), id(found)
        if key not in self._given:
            self._given[key] = self.witnesses.share_a(position, witness)
        return self._given[key]

    def _with(self, position: int, witness: tuple[str, ...]) -> tuple[str, ...]:
        """A witness with a port in it: in the place of one that is alike, where it was found for that one."""
        name = self.network.ports[position]
        # many ports share one witness, and each is looked for in it
        if self._sought is not witness:
            self._sought, self._there = witness, frozenset(witness)
        if name in self._there:
            return witness
        equal = next((other for other in witness if self.kind(self.number[other]) == self.kind(position)), None)
        return tuple(name if other == equal else other for other in witness)

    def kind(self, position: int) -> tuple[object, ...]:
        """What a port has in common with those that are alike: place, highest current, rate and current steps."""
        steps = self.site.ports[self.network.ports[position]].steps
        return self.network.atom[position], self.network.cap_a[position], self.rate[position], steps

    def _ports_of_row(self, row: int) -> tuple[str, ...]:
        if row not in self._members:
            of_atom = self.network.ports_of_atom
            inside = sorted(port for atom in self.network.rows[row].atoms for port in of_atom[atom])
            self._members[row] = tuple(self.network.ports[port] for port in inside)
        return self._members[row]

    def _raised(self, position: int) -> tuple[float, LimitedBy]:
        """The level at which a row can stop a port at all [A], and what stops it there."""
        bound, row = self.levels.lowest(self.network.atom[position])
        amps = self.ports.current_at_level_a(position, bound)
        if amps >= self.network.cap_a[position]:
            return amps, self.network.cap_by[position]
        return amps, by_limit(self.network.limits[self.network.rows[row].limit].id)

    def _searched(self, position: int, name: str) -> Guarantee:
        amps, limit = self._raised(position)
        level, occupied = self.witnesses.least(position)
        least_found_a = self.ports.current_at_level_a(position, level)
        exact = least_found_a <= amps * (1 + TOLERANCE)
        return Guarantee(name, amps, least_found_a, limit, exact, self._with(position, occupied))

    def _last_in_line(self, position: int, name: str) -> Guarantee:
        """A port that plugged in last: what the others leave when each takes all that it can."""
        cap_a = self.network.cap_a[position]
        if not self.levels.rows.of_atom[self.network.atom[position]]:
            return Guarantee(name, cap_a, cap_a, self.network.cap_by[position], exact=True, witness=(name,))
        amps = self.witnesses.last_in_line_a(position)
        return Guarantee(name, 0.0, amps, ORDER, amps == 0, self.network.ports)

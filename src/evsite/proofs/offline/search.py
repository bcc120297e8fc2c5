"""Guarantees over every mix of offline, online and absent ports: the bound, and a mix that comes near it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from evsite.allocation.rates import port_policies
from evsite.model.limit_id import by_limit
from evsite.network.phasors import crossing
from evsite.proofs.kinds import Kind
from evsite.proofs.offline.feeds import Feeds
from evsite.proofs.offline.levels import RowLevels
from evsite.proofs.offline.results import WithOffline
from evsite.proofs.queues import Queues
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.allocation.allocator import Allocator
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Network


class MixedSearch:
    """Guarantees over every mix of offline, online and absent ports, for one compiled site."""

    def __init__(
        self,
        site: Site,
        network: Network,
        rate: Sequence[float],
        fallback_a: Mapping[str, float],
        policy: PolicyName | None = None,
    ) -> None:
        """Prepare the search.

        Args:
            site: the site.
            network: its limits, compiled for ports that may be offline.
            rate: amperes per level, by port.
            fallback_a: what each port draws when nobody can reach it [A]; one that is not named is always reached.
            policy: holds for every group in place of its own.
        """
        self._site = site
        self._network = network
        self._policy = policy
        self._managed = site.managed_ports()
        self._fallback_a = [fallback_a.get(name, 0.0) for name in network.ports]
        self._kinds = [
            Kind(each, fallback / each, cap / each)
            for each, fallback, cap in zip(rate, self._fallback_a, network.cap_a, strict=True)
        ]
        self._feeds = Feeds(site, network, self._kinds)
        self._levels = RowLevels(network, self._kinds, self._feeds)
        self._rate = rate
        policies = port_policies(site, policy)
        self._queues = Queues(network, rate, policies, frozenset(network.ports) - self._managed)
        self._reached: dict[tuple[object, ...], bool] = {}
        self._mixes: dict[tuple[int, float], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._seen: dict[tuple[object, ...], float] = {}

    def guarantee(self, position: int, online_a: float) -> WithOffline:
        """The guarantee of a port that shares, given what it gets at least with everybody online [A]."""
        network, kind = self._network, self._kinds[position]
        name = network.ports[position]
        levels, left = self._beside_queues
        floors = levels.floors(position, left)
        if not floors or kind.rate * floors[0][0] >= network.cap_a[position]:
            cap_a = network.cap_a[position]
            return self._whole(
                position, WithOffline(cap_a, cap_a, network.cap_by[position], exact=True, online=(name,), offline=())
            )
        level, row = floors[0]
        online, offline = self._worst_mix(row, level)
        limit = by_limit(network.limits[network.rows[row].limit].id)
        if row not in self._queues.rows and self._fits(row, position, level):
            amps = kind.rate * level
            return self._whole(
                position, WithOffline(min(amps, online_a), amps, limit, exact=True, online=online, offline=offline)
            )
        amps = min(network.cap_a[position], kind.rate * levels.bound(position, left)[0])
        alike = (row, level, network.atom[position], kind, self._feeds.siblings(position))
        if alike not in self._seen:
            self._seen[alike] = self._share_a(position, online, offline)
        least_found_a = self._seen[alike]
        bound = min(amps, online_a, least_found_a)
        exact = least_found_a <= bound * (1 + TOLERANCE)
        return self._whole(position, WithOffline(bound, least_found_a, limit, exact, online, offline))

    @cached_property
    def _beside_queues(self) -> tuple[RowLevels, Sequence[float]]:
        """The levels of rows beside ports that are served in order of arrival, and what is known of rows otherwise."""
        if not self._queues:
            return self._levels, ()
        network = self._network
        shared_a = [
            min(cap_a, self._rate[position] * self._levels.bound(position)[0])
            for position, cap_a in enumerate(network.cap_a)
        ]
        # a port of a queue may take all that it can, whatever the level
        kinds = [
            Kind(kind.rate, max(kind.start, kind.ceiling), kind.ceiling) if name in self._queues.most_a else kind
            for name, kind in zip(network.ports, self._kinds, strict=True)
        ]
        return RowLevels(network, kinds, Feeds(self._site, network, kinds)), self._queues.levels_left(shared_a)

    def last_in_line(self, position: int, online_a: float) -> WithOffline:
        """The guarantee of a port that is served after all others, given what it gets with everybody online [A].

        Each of the others has at most its ceiling, or its fallback where that is more; what every row leaves beside
        them is left in any mix.
        """
        network = self._network
        cap_a = network.cap_a[position]
        most_a = [kind.rate * max(kind.start, kind.ceiling) for kind in self._kinds]
        drawn = [sum(most_a[port] for port in ports) for ports in self._levels.members]
        drawn[network.atom[position]] -= most_a[position]
        amps, limit = cap_a, network.cap_by[position]
        for index, value in self._levels.rows.of_atom[network.atom[position]]:
            row = network.rows[index]
            base = sum((c * drawn[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)), 0j)
            left_a = 0.0 if abs(base) > row.value else crossing(base, value, row.value)
            if left_a < amps:
                amps, limit = left_a, by_limit(network.limits[row.limit].id)
        sides: tuple[list[str], list[str]] = ([], [])
        for port, kind in zip(network.ports, self._kinds, strict=True):
            sides[port not in self._managed or kind.start > kind.ceiling * (1 + TOLERANCE)].append(port)
        online, offline = map(tuple, sides)
        least_found_a = self._share_a(position, online, offline)
        bound = min(amps, online_a, least_found_a)
        return WithOffline(bound, least_found_a, limit, least_found_a <= bound * (1 + TOLERANCE), online, offline)

    def _worst_mix(self, index: int, level: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ports of a row that are online in its worst mix, and those that are offline."""
        if (index, level) not in self._mixes:
            sides: tuple[list[int], list[int]] = ([], [])
            for atom in self._network.rows[index].atoms:
                for port in self._levels.members[atom]:
                    kind = self._kinds[port]
                    if self._network.ports[port] not in self._managed:
                        sides[1].append(port)
                        continue
                    sides[kind.start > min(level, kind.ceiling) * (1 + TOLERANCE)].append(port)
            online, offline = (tuple(self._network.ports[port] for port in sorted(side)) for side in sides)
            self._mixes[index, level] = online, offline
        return self._mixes[index, level]

    def _fits(self, index: int, position: int, level: float) -> bool:
        """Whether the worst mix of a row breaks no other row, so that the port really gets no more."""
        own, atom = self._kinds[position], self._network.atom[position]
        less_a = own.current_a(level) - own.rate * min(own.ceiling, level)
        siblings = self._feeds.siblings(position) if self._feeds.whole(index, position) else ()
        key: tuple[object, ...] = (index, level, atom, own, siblings) if less_a or siblings else (index, level)
        if key not in self._reached:
            drawn = {
                each: sum(self._kinds[port].current_a(level) for port in self._levels.members[each])
                for each in self._network.rows[index].atoms
            }
            for each in self._network.rows[index].atoms:
                for port in self._feeds.shared_in(index, each):
                    if not siblings or port not in self._feeds.ports(position):
                        drawn[each] += self._feeds.together[port].current_a(level) - self._kinds[port].current_a(level)
            drawn[atom] -= less_a
            self._reached[key] = self._levels.all_hold(drawn)
        return self._reached[key]

    def _share_a(self, position: int, online: tuple[str, ...], offline: tuple[str, ...]) -> float:
        """What a port gets in a mix [A], last in the queue for power modules."""
        name = self._network.ports[position]
        others = [other for other in online if other != name]
        allocator = self._allocator
        moment = allocator.moment(
            [*others, name],
            order=[*others, name],
            offline_a={other: self._fallback_a[self._network.position[other]] for other in offline if other != name},
        )
        return float(allocator.shares(moment).current_a[position])

    @cached_property
    def _allocator(self) -> Allocator:
        from evsite.allocation.allocator import Allocator

        return Allocator(self._site, self._policy, self._network)

    def _whole(self, position: int, found: WithOffline) -> WithOffline:
        """Where power modules are given out whole: rounded down, with what the witness really gives."""
        if not self._network.pools:
            return found
        amps = found.current_a
        for pool in self._network.pools:
            for port, module_a in zip(pool.ports, pool.module_a, strict=True):
                if port == position:
                    amps = whole(amps / module_a) * module_a
        least_found_a = self._share_a(position, found.online, found.offline)
        exact = least_found_a <= amps * (1 + TOLERANCE)
        return WithOffline(min(amps, least_found_a), least_found_a, found.limit, exact, found.online, found.offline)

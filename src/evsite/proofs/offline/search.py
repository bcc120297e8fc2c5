"""Guarantees over every mix of offline, online and absent ports: the bound, and a mix that comes near it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.model.limit_id import by_limit, by_step
from evsite.network.phasors import crossing
from evsite.proofs.equal_blocks import EqualBlocks
from evsite.proofs.kinds import Kind
from evsite.proofs.offline.feeds import Feeds
from evsite.proofs.offline.levels import RowLevels, RowLoads
from evsite.proofs.offline.results import WithOffline
from evsite.proofs.offline.turns import MixedTurns
from evsite.proofs.queues import Queues
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.allocation.allocator import Allocator
    from evsite.proofs.sharers import Sharers


class MixedSearch:
    """Guarantees over every mix of offline, online and absent ports, for one compiled site."""

    def __init__(self, ports: Sharers, fallback_a: Mapping[str, float]) -> None:
        """Prepare the search.

        Parameters
        ----------
        ports
            The ports of a network that is compiled for ports that may be offline.
        fallback_a
            What each port draws when it cannot be reached [A]; one that is not named is always reached.
        """
        network = ports.network
        self._site = ports.site
        self._network = network
        self._policy = ports.policy
        self._managed = ports.site.managed_ports()
        self._fallback_a = [fallback_a.get(name, 0.0) for name in network.ports]
        self._ports = ports
        self._online = [
            Kind(each, least_a / each, most_a / each)
            for each, least_a, most_a in zip(ports.rate, ports.least_a, ports.most_a, strict=True)
        ]
        self._kinds = [
            Kind(kind.rate, max(kind.start, fallback / kind.rate), kind.ceiling)
            for kind, fallback in zip(self._online, self._fallback_a, strict=True)
        ]
        self._feeds = Feeds(ports.site, network, self._kinds)
        self._levels = RowLevels(network, self._kinds, self._online, self._feeds)
        self._queues = Queues(ports)
        self._turns = MixedTurns(ports, self._fallback_a)
        self._reached: dict[tuple[object, ...], bool] = {}
        self._loaded: dict[tuple[int, float], RowLoads] = {}
        self._mixes: dict[tuple[int, float], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._seen: dict[tuple[object, ...], float] = {}
        self._given: dict[tuple[object, ...], float] = {}
        self._known: dict[tuple[object, ...], WithOffline] = {}
        self._known_floors: dict[int, list[tuple[float, int]]] = {}
        self._counterparts: dict[int, dict[int, int]] = {}
        self._sides: dict[tuple[int, int], tuple[object, tuple[frozenset[str], frozenset[str]]]] = {}

    def guarantee(self, position: int, online_a: float) -> WithOffline:
        """The guarantee of a port that shares, given what it gets at least with every port online [A]."""
        network = self._network
        name = network.ports[position]
        if position in self._ports.unsure and position not in self._ports.small_a:
            return self._unsure(position)
        floors = self._floors(position)
        if not floors or self._ports.current_at_level_a(position, floors[0][0]) >= network.cap_a[position]:
            cap_a = network.cap_a[position]
            # what ports in no group leave a port may be less than it needs
            beside = tuple(self._ports.uncontrolled_a) if position in self._ports.small_a else ()
            return self._whole(
                position,
                WithOffline(cap_a, cap_a, network.cap_by[position], exact=True, online=(name,), offline=beside),
            )
        level, row = floors[0]
        limit = by_limit(network.limits[network.rows[row].limit].id)
        if level <= 0:
            # not all minimums and fallbacks fit: some mix takes turns
            amps = min(self._turns.bound_a(position), online_a)
            seen_a = self._turns.seen_a(position)
            return self._whole(
                position,
                WithOffline(amps, seen_a, limit, seen_a <= amps * (1 + TOLERANCE), *self._turns.mix(position)),
                turns=True,
            )
        if self._turns_near(position):
            # others may take turns in some mix: this port keeps its minimum in every slot, and nothing else is sure
            amps = min(self._ports.first_a[position], online_a)
            loose = self._ports.uncontrolled_a
            online = tuple(name for name in network.ports if name not in loose)
            seen_a = self._share_a(position, online, tuple(loose))
            return self._whole(
                position,
                WithOffline(amps, seen_a, limit, seen_a <= amps * (1 + TOLERANCE), online, tuple(loose)),
                turns=True,
            )
        return self._whole(position, self._in_worst_mix(position, online_a, level, row))

    @cached_property
    def _alike(self) -> list[int]:
        """By port a number that it has in common with the ports that no row tells from it."""
        numbers: dict[tuple[int, Kind, Kind], int] = {}
        each = zip(self._network.atom, self._kinds, self._online, strict=True)
        return [numbers.setdefault(alike, len(numbers)) for alike in each]

    def _floors(self, position: int) -> list[tuple[float, int]]:
        """The levels at which rows are full with a port online, and the rows; once for ports that are alike."""
        levels, left = self._beside_queues
        if self._feeds.ports(position):
            return levels.floors(position, left)
        alike = self._alike[position]
        if alike not in self._known_floors:
            self._known_floors[alike] = levels.floors(position, left)
        return self._known_floors[alike]

    def _in_worst_mix(self, position: int, online_a: float, level: float, row: int) -> WithOffline:
        """What a port gets beside the worst mix of a row that it can stand under; once for ports that are alike."""
        ports = self._ports
        alike = row, level, self._alike[position], ports.network.cap_a[position], ports.first_a[position], online_a
        if self._feeds.ports(position):
            return self._beside_mix(position, online_a, level, row)
        if alike not in self._known:
            self._known[alike] = self._beside_mix(position, online_a, level, row)
        return self._known[alike]

    def _beside_mix(self, position: int, online_a: float, level: float, row: int) -> WithOffline:
        network = self._network
        limit = by_limit(network.limits[network.rows[row].limit].id)
        online, offline = self._worst_mix(row, level)
        amps = self._ports.current_at_level_a(position, level)
        # what is less with every port online rests on another mix, or on turns
        lowest = amps <= online_a * (1 + TOLERANCE)
        if lowest and row not in self._queues.rows | self._ports.small_rows and self._fits(row, position, level):
            bound = min(amps, online_a)
            return WithOffline(bound, amps, limit, exact=True, online=online, offline=offline)
        levels, left = self._beside_queues
        amps = self._ports.current_at_level_a(position, levels.bound(position, left, hold=self._levels.all_fit)[0])
        equal = self._exchanged(position, row, level)
        if equal not in self._seen:
            self._seen[equal] = self._share_a(position, online, offline)
        least_found_a = self._seen[equal]
        bound = min(amps, online_a)
        exact = least_found_a <= bound * (1 + TOLERANCE)
        return WithOffline(bound, least_found_a, limit, exact, online, offline)

    def _exchanged(self, position: int, row: int, level: float) -> tuple[object, ...]:
        """What tells the share of a port in the mix of a row from others: equal where two blocks can change places.

        A row that is in the block of the port is that of the other block then; any other row, and its mix, stays as it
        is.
        """
        atom = self._network.atom[position]
        if self._queues or self._network.pools or self._feeds.ports(position):
            return row, level, atom, self._kinds[position], self._feeds.siblings(position)
        if atom not in self._counterparts:
            found = self._blocks.counterparts(atom)
            self._counterparts |= dict.fromkeys(found, found)
        found, atoms = self._counterparts[atom], self._network.rows[row].atoms
        inside = len(atoms) <= len(found) and all(each in found for each in atoms)
        there = tuple(sorted(found[each] for each in atoms)) if inside else row
        return there, level, found[atom], self._figures[position]

    @cached_property
    def _figures(self) -> list[tuple[object, ...]]:
        """All that the share of each port depends on besides the limits over it."""
        allocator, network = self._allocator, self._network
        stations = self._site.stations
        found: list[tuple[object, ...]] = []
        for position, port in enumerate(self._site.ports.values()):
            jumpered = stations[port.station].jumper_total_a is not None
            found.append(
                (
                    self._kinds[position],
                    self._online[position],
                    self._fallback_a[position],
                    network.cap_a[position],
                    float(allocator.rate[position]),
                    float(allocator.minimum_a[position]),
                    float(allocator.built_a[position]),
                    allocator.policies[port.name].name,
                    port.name in self._managed,
                    port.steps,
                    port.station if jumpered else "",
                )
            )
        return found

    @cached_property
    def _blocks(self) -> EqualBlocks:
        """Blocks that can change places, ports of which have the same figures."""
        figures = self._figures
        alike = [frozenset(Counter(figures[port] for port in ports).items()) for ports in self._levels.members]
        return EqualBlocks(self._network, alike)

    def _turns_near(self, position: int) -> bool:
        """Whether a port shares a limit with one that stands under another that some mix makes too small."""
        return self._network.atom[position] in self._near_turns

    @cached_property
    def _near_turns(self) -> frozenset[int]:
        rows = self._network.rows
        crowded = {atom for index in self._levels.overfull for atom in rows[index].atoms}
        return frozenset(atom for row in rows if not crowded.isdisjoint(row.atoms) for atom in row.atoms)

    def _unsure(self, position: int) -> WithOffline:
        """Nothing is promised beside a port that ports in no group shut out at times, and that presses at others."""
        network, loose = self._network, self._ports.uncontrolled_a
        online = tuple(name for name in network.ports if name not in loose)
        seen_a = self._share_a(position, online, tuple(loose))
        row = self._levels.rows.of_atom[network.atom[position]][0][0]
        limit = by_limit(network.limits[network.rows[row].limit].id)
        return self._whole(position, WithOffline(0.0, seen_a, limit, seen_a <= 0, online, tuple(loose)))

    @cached_property
    def _beside_queues(self) -> tuple[RowLevels, Sequence[float]]:
        """The levels of rows beside ports that are served in order of arrival, and what is known of rows otherwise."""
        if not self._queues:
            return self._levels, ()
        network = self._network
        shared_a = [
            self._ports.current_at_level_a(position, self._levels.bound(position)[0])
            for position in range(len(network.ports))
        ]
        # a port of a queue may take all that it can, whatever the level
        kinds = [
            Kind(kind.rate, max(kind.start, kind.ceiling), kind.ceiling) if name in self._queues.most_a else kind
            for name, kind in zip(network.ports, self._kinds, strict=True)
        ]
        return RowLevels(network, kinds, self._online, Feeds(self._site, network, kinds)), self._queues.levels_left(
            shared_a
        )

    def last_in_line(self, position: int, online_a: float) -> WithOffline:
        """The guarantee of a port that is served after all others, given what it gets with every port online [A].

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
        amps = self._ports.offered_a(position, amps)
        if amps < self._ports.first_a[position] * (1 - TOLERANCE):
            amps = 0.0  # it waits
        sides: tuple[list[str], list[str]] = ([], [])
        for port, fallback_a, most in zip(network.ports, self._fallback_a, self._ports.most_a, strict=True):
            sides[port not in self._managed or fallback_a > most * (1 + TOLERANCE)].append(port)
        online, offline = map(tuple, sides)
        least_found_a = self._share_a(position, online, offline)
        bound = min(amps, online_a)
        return WithOffline(bound, least_found_a, limit, least_found_a <= bound * (1 + TOLERANCE), online, offline)

    def _worst_mix(self, index: int, level: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ports of a row that are online in its worst mix, and those that are offline."""
        if (index, level) not in self._mixes:
            sides: tuple[list[int], list[int]] = ([], [])
            # of thousands of ports few kinds differ
            online_a: dict[Kind, float] = {}
            for atom in self._network.rows[index].atoms:
                for port in self._levels.members[atom]:
                    kind = self._online[port]
                    if kind not in online_a:
                        online_a[kind] = kind.current_a(level)
                    loose = self._network.ports[port] not in self._managed
                    sides[loose or self._fallback_a[port] > online_a[kind] * (1 + TOLERANCE)].append(port)
            online, offline = (tuple(self._network.ports[port] for port in sorted(side)) for side in sides)
            self._mixes[index, level] = online, offline
        return self._mixes[index, level]

    def _fits(self, index: int, position: int, level: float) -> bool:
        """Whether the worst mix of a row breaks no other row, so that the port really gets no more."""
        own, atom = self._kinds[position], self._network.atom[position]
        less_a = own.current_a(level) - self._online[position].current_a(level)
        siblings = self._feeds.siblings(position) if self._feeds.whole(index, position) else ()
        key: tuple[object, ...] = (index, level, atom, own, siblings) if less_a or siblings else (index, level)
        if key not in self._reached:
            less = {atom: less_a}
            for port in self._feeds.ports(position) if siblings else ():
                # beside this one being online the others of its station have the feed to themselves
                each = self._network.atom[port]
                less[each] = less.get(each, 0.0) + self._shared_a(port, level)
            self._reached[key] = self._loads(index, level).hold(less)
        return self._reached[key]

    def _loads(self, index: int, level: float) -> RowLoads:
        """What the worst mix of a row puts on it and on every other one."""
        if (index, level) not in self._loaded:
            kinds = {kind: kind.current_a(level) for kind in self._kinds_of_row(index)}
            drawn = {
                each: sum([kinds[self._kinds[port]] for port in self._levels.members[each]])
                + sum(self._shared_a(port, level) for port in self._feeds.shared_in(index, each))
                for each in self._network.rows[index].atoms
            }
            self._loaded[index, level] = RowLoads(self._levels.rows, drawn)
        return self._loaded[index, level]

    def _kinds_of_row(self, index: int) -> set[Kind]:
        """The kinds of the ports under a row."""
        return {self._kinds[port] for atom in self._network.rows[index].atoms for port in self._levels.members[atom]}

    def _shared_a(self, port: int, level: float) -> float:
        """What a port draws more together with the others of its station than by itself (less, if negative) [A]."""
        return self._feeds.together[port].current_a(level) - self._kinds[port].current_a(level)

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
        return float(allocator.delivered(moment).current_a[position])

    @cached_property
    def _allocator(self) -> Allocator:
        from evsite.allocation.allocator import Allocator

        return Allocator(self._site, self._policy, self._network)

    def _whole(self, position: int, found: WithOffline, *, turns: bool = False) -> WithOffline:
        """Where power modules are given out whole or currents in steps: rounded down, with what the witness gives.

        What is an average over `turns` is one in steps already.
        """
        if not self._network.pools and not self._ports.in_steps:
            return found
        amps, limit = found.current_a, found.limit
        for pool in self._network.pools:
            for port, module_a in zip(pool.ports, pool.module_a, strict=True):
                if port == position:
                    amps = whole(amps / module_a) * module_a
        if not turns:
            offered_a = self._ports.offered_a(position, amps)
            limit = limit if offered_a >= amps * (1 - TOLERANCE) else by_step(limit)
            amps = offered_a
        least_found_a = self._given_a(position, found)
        exact = least_found_a <= amps * (1 + TOLERANCE)
        return WithOffline(amps, least_found_a, limit, exact, found.online, found.offline)

    def _given_a(self, position: int, found: WithOffline) -> float:
        """What a port gets in the mix that was found for it [A]; one that is alike gets the same in the same one."""
        if self._network.pools:
            return self._share_a(position, found.online, found.offline)
        name = self._network.ports[position]
        kind = self._network.atom[position], self._kinds[position], self._online[position], self._fallback_a[position]
        own = self._feeds.siblings(position), self._site.ports[name].steps
        mix = id(found.online), id(found.offline)
        sides = (found.online, found.offline)
        if mix not in self._sides:
            # the lists are kept, so that no other ones can take their place in memory
            self._sides[mix] = sides, (frozenset(found.online), frozenset(found.offline))
        key = (*kind, *own, mix, *(name in side for side in self._sides[mix][1]))
        if key not in self._given:
            self._given[key] = self._share_a(position, found.online, found.offline)
        return self._given[key]

"""Stations that nobody can reach, in the proofs: what a driver is guaranteed in the worst mix of offline and online.

An offline port follows no policy: its fallback is reserved, and the others share the rest. So a port that may be
offline puts on a row (a conductor, a group, a winding) either its fallback or, while row k stops somebody at level t,
at most what it has at that level; the larger of the two is the most. Row k with all of its ports there, each with the
larger of the two, is full at a level t_k, and nobody whom it stops gets less, whatever the mix: the reasoning of
`studies.floor` with a base under every port. The port that is asked for is online itself, so it has no base.

Where that mix breaks another row the floor is not reached. As long as all fallbacks fit every row, every mix keeps all
rows, and the level can be raised to one at which row k can be full at all (`studies.guarantee`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.model.limit_id import by_limit
from evsite.model.moments import tightest
from evsite.network.compile import compile_network
from evsite.network.load_bounds import Rows
from evsite.network.phasors import crossing
from evsite.network.worst_case_load import most_on_limits
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.allocation.allocator import Allocator
    from evsite.model.finding import Path
    from evsite.model.limit_id import LimitedBy, LimitId
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Network

_HALVINGS = 60
_LOWER = 1e-6
"""What is lower by less than this share is not told as lower: both figures are ends of searches."""


@dataclass(frozen=True, slots=True)
class WithOffline:
    """What a port gets at least, whoever else is offline at its fallback.

    `current_a` is proved; with the ports of `online` in use and those of `offline` at their fallback it gets
    `least_found_a`. It is online itself, also where it is listed among the others: ports that are alike share the
    lists.
    """

    current_a: float
    least_found_a: float
    limit: LimitedBy
    exact: bool
    online: tuple[str, ...]
    offline: tuple[str, ...]

    def lowers(self, online_a: float) -> bool:
        """Whether this is less than what the port gets at least with everybody online [A], by more than rounding."""
        return self.current_a < online_a * (1 - _LOWER)


@dataclass(frozen=True, slots=True)
class FallbackLoad:
    """The most that ports below a limit put on it when some of them, or all, are offline and draw their fallback.

    In `unit`, beside the lowest value that the limit takes in a week. `group` as in the limit; None for equipment.
    """

    limit: LimitId
    unit: str
    load: float
    allowed: float
    group: str | None
    path: Path

    @property
    def fits(self) -> bool:
        """Whether no subset of the ports exceeds the limit at any time of the week."""
        return self.load <= self.allowed * (1 + TOLERANCE)


def fallback_loads(site: Site, fallback_a: Mapping[str, float] | None = None) -> tuple[FallbackLoad, ...]:
    """What offline ports put on every limit over a port in a group, at worst over all sets of them.

    What stations hold by themselves (a jumpered feed, their power modules) they hold offline too. Ports in no group
    count with what they are rated for, offline or not.

    Args:
        site: the site.
        fallback_a: what each port draws when nobody can reach it [A]; default what it is set to.
    """
    amps = fallbacks_a(site) if fallback_a is None else fallback_a
    managed = site.managed_ports()
    network = compile_network(tightest(site))
    return tuple(
        FallbackLoad(
            limit=item.limit.id,
            unit=item.limit.unit,
            load=item.total,
            allowed=item.limit.value,
            group=None if item.limit.equipment else item.limit.group,
            path=item.limit.path,
        )
        for item in most_on_limits(network, amps)
        if not item.limit.implied
        and (item.limit.equipment or item.limit.group is not None)
        and not managed.isdisjoint(item.ports)
    )


def fallbacks_a(site: Site) -> dict[str, float]:
    """What each port draws when nobody can reach it [A]."""
    from evsite.allocation import fallback  # arrays only where somebody asks

    return fallback.fallbacks_a(site)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Ports that are alike on a row: amperes per level, the level that the fallback is at, and that of the ceiling."""

    rate: float
    start: float
    ceiling: float

    def current_a(self, level: float) -> float:
        """What such a port has at a level, offline or online, whichever is more [A]."""
        return self.rate * max(self.start, min(self.ceiling, level))


class _Feeds:
    """Jumpered stations whose ports together would draw more than their one feed carries.

    By itself such a port draws all of its fallback, and all of them together no more than the feed. So a row that holds
    all ports of a station counts them as they draw together (`together`, by port), one that holds some of them as each
    draws by itself; and beside a port that is online the others of its station have the feed to themselves.
    """

    def __init__(self, site: Site, network: Network, kinds: Sequence[_Kind]) -> None:
        self._network = network
        self._kinds = kinds
        self._number = {name: position for position, name in enumerate(network.ports)}
        self.together: dict[int, _Kind] = {}
        self._ports: dict[int, tuple[int, ...]] = {}
        self._of_atom: dict[int, list[int]] = defaultdict(list)
        for station in site.stations.values():
            if station.jumper_total_a is None:
                continue
            ports = tuple(self._number[port.name] for port in station.ports)
            drawn_a = sum(kinds[port].start * kinds[port].rate for port in ports)
            if drawn_a <= station.jumper_total_a * (1 + TOLERANCE):
                continue
            for port in ports:
                kind = kinds[port]
                self.together[port] = _Kind(kind.rate, kind.start * station.jumper_total_a / drawn_a, kind.ceiling)
                self._ports[port] = ports
                self._of_atom[network.atom[port]].append(port)
        self._whole: dict[tuple[int, tuple[int, ...]], bool] = {}

    def ports(self, position: int) -> tuple[int, ...]:
        """The ports of the station of a port, itself among them; none where its feed carries all fallbacks."""
        return self._ports.get(position, ())

    def siblings(self, position: int) -> tuple[_Kind, ...]:
        """What the ports of its station are, by themselves and together; nothing where the feed carries all."""
        return tuple(kind for port in self.ports(position) for kind in (self._kinds[port], self.together[port]))

    def whole(self, index: int, position: int) -> bool:
        """Whether a row holds every port of the station of a port."""
        ports = self.ports(position)
        if not ports:
            return False
        if (index, ports) not in self._whole:
            atoms = self._atoms[index]
            self._whole[index, ports] = all(self._network.atom[port] in atoms for port in ports)
        return self._whole[index, ports]

    @cached_property
    def _atoms(self) -> list[frozenset[int]]:
        return [frozenset(row.atoms) for row in self._network.rows]

    def shared_in(self, index: int, atom: int) -> list[int]:
        """Ports of an atom that a row counts as they draw together with the others of their station."""
        return [port for port in self._of_atom.get(atom, ()) if self.whole(index, port)]


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
            _Kind(each, fallback / each, cap / each)
            for each, fallback, cap in zip(rate, self._fallback_a, network.cap_a, strict=True)
        ]
        self._feeds = _Feeds(site, network, self._kinds)
        self._members: dict[int, list[int]] = defaultdict(list)
        for position, atom in enumerate(network.atom):
            self._members[atom].append(position)
        self._number = {name: position for position, name in enumerate(network.ports)}
        self._levels: dict[tuple[int, complex, _Kind, tuple[_Kind, ...]], float] = {}
        self._raised_levels: dict[tuple[object, ...], float] = {}
        self._reached: dict[tuple[object, ...], bool] = {}
        self._mixes: dict[tuple[int, float], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._seen: dict[tuple[object, ...], float] = {}

    def guarantee(self, position: int, online_a: float) -> WithOffline:
        """The guarantee of a port that shares, given what it gets at least with everybody online [A]."""
        network, kind = self._network, self._kinds[position]
        name = network.ports[position]
        rows = self._rows.of_atom[network.atom[position]]
        floors = sorted((self._level(index, value, position), index) for index, value in rows)
        if not floors or kind.rate * floors[0][0] >= network.cap_a[position]:
            cap_a = network.cap_a[position]
            return self._whole(
                position, WithOffline(cap_a, cap_a, network.cap_by[position], exact=True, online=(name,), offline=())
            )
        level, row = floors[0]
        online, offline = self._worst_mix(row, level)
        limit = by_limit(network.limits[network.rows[row].limit].id)
        amps = kind.rate * level
        if self._fits(row, position, level):
            return self._whole(
                position, WithOffline(min(amps, online_a), amps, limit, exact=True, online=online, offline=offline)
            )
        if self._all_fit:
            amps = min(network.cap_a[position], kind.rate * self._raised(floors, position))
        alike = (row, level, network.atom[position], kind, self._feeds.siblings(position))
        if alike not in self._seen:
            self._seen[alike] = self._share_a(position, online, offline)
        least_found_a = self._seen[alike]
        bound = min(amps, online_a, least_found_a)
        exact = least_found_a <= bound * (1 + TOLERANCE)
        return self._whole(position, WithOffline(bound, least_found_a, limit, exact, online, offline))

    def last_in_line(self, position: int, online_a: float) -> WithOffline:
        """The guarantee of a port that is served after all others, given what it gets with everybody online [A].

        Each of the others has at most its ceiling, or its fallback where that is more; what every row leaves beside
        them is left in any mix.
        """
        network = self._network
        cap_a = network.cap_a[position]
        most_a = [kind.rate * max(kind.start, kind.ceiling) for kind in self._kinds]
        drawn = {atom: sum(most_a[port] for port in ports) for atom, ports in self._members.items()}
        drawn[network.atom[position]] -= most_a[position]
        amps, limit = cap_a, network.cap_by[position]
        for index, value in self._rows.of_atom[network.atom[position]]:
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

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._network.rows, self._network.atoms)

    @cached_property
    def _cells(self) -> list[list[tuple[complex, _Kind]]]:
        """What stands under each row: coefficients with how many ports of a kind, ports that are alike together."""
        by_atom: list[dict[_Kind, int]] = [defaultdict(int) for _ in range(self._network.atoms)]
        for atom, kind in zip(self._network.atom, self._kinds, strict=True):
            by_atom[atom][kind] += 1
        found = []
        for index, row in enumerate(self._network.rows):
            sums: dict[tuple[complex, _Kind], int] = defaultdict(int)
            for atom, value in zip(row.atoms, row.coefficients, strict=True):
                for kind, count in by_atom[atom].items():
                    sums[value, kind] += count
                for port in self._feeds.shared_in(index, atom):
                    sums[value, self._kinds[port]] -= 1
                    sums[value, self._feeds.together[port]] += 1
            found.append([(value * count, kind) for (value, kind), count in sums.items() if count])
        return found

    def _level(self, index: int, value: complex, position: int) -> float:
        """The level at which a row is full with a port online and every other one at its most."""
        own = self._kinds[position]
        siblings = self._feeds.siblings(position) if self._feeds.whole(index, position) else ()
        key = (index, value, own, siblings)
        if key not in self._levels:
            cells, limit = self._cells[index], self._network.rows[index].value
            if siblings:
                # beside this one being online the others of its station have the feed to themselves
                ports = self._feeds.ports(position)
                cells = [*cells, *((-value, self._feeds.together[port]) for port in ports)]
                cells += [(value, self._kinds[port]) for port in ports]
            level = _full_at(cells, limit)
            if level < own.start * (1 - TOLERANCE):
                online = _Kind(own.rate, 0.0, own.ceiling)
                level = _full_at([*cells, (-value, own), (value, online)], limit)
            self._levels[key] = level
        return self._levels[key]

    def _worst_mix(self, index: int, level: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ports of a row that are online in its worst mix, and those that are offline."""
        if (index, level) not in self._mixes:
            sides: tuple[list[int], list[int]] = ([], [])
            for atom in self._network.rows[index].atoms:
                for port in self._members[atom]:
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
                each: sum(self._kinds[port].current_a(level) for port in self._members[each])
                for each in self._network.rows[index].atoms
            }
            for each in self._network.rows[index].atoms:
                for port in self._feeds.shared_in(index, each):
                    if not siblings or port not in self._feeds.ports(position):
                        drawn[each] += self._feeds.together[port].current_a(level) - self._kinds[port].current_a(level)
            drawn[atom] -= less_a
            self._reached[key] = self._all_hold(drawn)
        return self._reached[key]

    def _all_hold(self, drawn: Mapping[int, float]) -> bool:
        """Whether no row is broken by what these atoms draw, and nobody else."""
        sums: dict[int, complex] = defaultdict(complex)
        for atom, amps in drawn.items():
            for index, value in self._rows.of_atom[atom]:
                sums[index] += value * amps
        rows = self._network.rows
        return all(abs(total) <= rows[index].value * (1 + TOLERANCE) for index, total in sums.items())

    @cached_property
    def _all_fit(self) -> bool:
        """Whether all fallbacks, and every subset of them, fit every row."""
        return all(
            abs(sum(amount * kind.rate * kind.start for amount, kind in cells)) <= row.value * (1 + TOLERANCE)
            for row, cells in zip(self._network.rows, self._cells, strict=True)
        )

    def _raised(self, floors: Iterable[tuple[float, int]], position: int) -> float:
        """The lowest level at which one of the rows can stop a port; `floors` are their own levels, lowest first."""
        bound = math.inf
        for level, index in floors:
            if level >= bound:
                break
            bound = min(bound, self._raised_level(index, level, position))
        return bound

    def _raised_level(self, index: int, low: float, position: int) -> float:
        """A proved lower bound for the level at which a row can stop a port.

        Up to the level of its own fallback the port counts with less than that, being online; above it ports of all
        kinds have one answer.
        """
        own = self._kinds[position]
        value = self._network.rows[index].value
        if low < own.start:
            key: tuple[object, ...] = (index, self._network.atom[position], own)
            if key not in self._raised_levels:
                just_below = own.start * (1 - TOLERANCE / 2)
                # where fallbacks are the equal share they fill the row to the last digit, and directions have nine
                if self._reach(index, just_below, position) < value * (1 + TOLERANCE):
                    self._raised_levels[key] = just_below
                else:
                    self._raised_levels[key] = self._crossed(index, low, just_below, position)
            low = self._raised_levels[key]
            if low < own.start * (1 - TOLERANCE):
                return low
        if (index,) not in self._raised_levels:
            high = max(kind.ceiling for _, kind in self._cells[index])
            if self._reach(index, high) < value * (1 - TOLERANCE):
                self._raised_levels[index,] = math.inf
            else:
                self._raised_levels[index,] = self._crossed(index, 0.0, high)
        return max(low, self._raised_levels[index,])

    def _crossed(self, index: int, low: float, high: float, position: int | None = None) -> float:
        """The highest level found at which a row cannot be full yet, between two levels."""
        value = self._network.rows[index].value
        if self._reach(index, low, position) >= value * (1 - TOLERANCE):
            return low
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self._reach(index, middle, position) < value:
                low = middle
            else:
                high = middle
        return low

    def _reach(self, index: int, level: float, position: int | None = None) -> float:
        """The most that a row can carry while everybody on it has this level at most, or a fallback; one is online."""
        ceilings = [
            sum(self._kinds[port].current_a(level) for port in self._members[atom])
            for atom in range(self._network.atoms)
        ]
        if position is not None:
            own = self._kinds[position]
            ceilings[self._network.atom[position]] += own.rate * min(own.ceiling, level) - own.current_a(level)
        return self._rows.greatest_load(self._network.rows[index], ceilings)

    def _share_a(self, position: int, online: tuple[str, ...], offline: tuple[str, ...]) -> float:
        """What a port gets in a mix [A], last in the queue for power modules."""
        name = self._network.ports[position]
        others = [other for other in online if other != name]
        allocator = self._allocator
        moment = allocator.moment(
            [*others, name],
            order=[*others, name],
            offline_a={other: self._fallback_a[self._number[other]] for other in offline if other != name},
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


def _full_at(cells: Iterable[tuple[complex, _Kind]], limit: float) -> float:
    """The level at which |sum of amount * what its kind has| reaches a limit; inf if bases and ceilings never do.

    0 where the bases alone are beyond it.
    """
    weights = [(amount * kind.rate, kind.start, max(kind.start, kind.ceiling)) for amount, kind in cells]
    if abs(sum(weight * start for weight, start, _ in weights)) > limit * (1 + TOLERANCE):
        return 0.0
    edges = sorted({edge for _, start, end in weights for edge in (start, end) if start < end and edge > 0})
    low = 0.0
    for high in edges:
        # summed anew for each piece: taking away what was added would leave rounding behind
        fixed = sum(
            weight * (start if low < start else end) for weight, start, end in weights if not start <= low < end
        )
        slope = sum(weight for weight, start, end in weights if start <= low < end)
        level = crossing(complex(fixed), complex(slope), limit)
        if level <= high:
            return max(level, low)
        low = high
    return math.inf

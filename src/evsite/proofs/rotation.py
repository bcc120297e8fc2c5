"""What minimums and turns leave of a guarantee: for ports that fill together, over every occupancy and demand.

Where the floors of `proofs.lower_bound` are above every port's minimum, no minimum ever binds and they stand. Elsewhere
three things can happen to a port, and each has its bound.

- All minimums under its limits fit with every port in use. Then they fit with any part of the ports, so it always has
  its minimum. While row k stops it at level t, no port on k has more than the larger of its minimum and its share at t,
  beside what ports that may be taking turns can put on k at most; where k is full with all of that is the bound.
- Some limit over it cannot carry all minimums: then it may have to take turns. The turns of all ports in use are good
  for any part of them, and for smaller vehicles, and no port is given less than in those, or than the least average of
  all (`allocation.allocator`). Where no turns are needed it has its minimum. So it gets the smaller of the minimum and
  the least average of all ports in use, and the port whose average is the least gets just that.
- Not even its own turn gives it the minimum: then it gets nothing. A vehicle there that accepts less may still be
  served; of ports that have their minimum without it, but would have to take turns with it, nothing is known.

Beside queues who is served first decides what is left to take turns with: nothing is known but that it is not negative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.allocation.rates import least_useful_a, port_policies, rise_rates, share_in_kilowatts
from evsite.model.scenario import USUAL_SLOT_H
from evsite.network.load_bounds import Rows
from evsite.network.phasors import crossing
from evsite.proofs.columns import base_of, uncontrolled
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from evsite.allocation.allocator import Allocator
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Network, Row
    from evsite.proofs.floor import Floor
    from evsite.proofs.offline import WithOffline


_MOST_SEEN = 40
"""Up to so many ports it is looked up what each gets in the mix that presses it."""
_SOLVED = 1e-6
"""Averages that differ by less than this share are the same: they come out of a solver."""


@dataclass(frozen=True, slots=True)
class SureShare:
    """What a port is sure to get beside minimums and turns, and what it gets with every port in use [A]."""

    current_a: float
    all_in_use_a: float

    @property
    def exact(self) -> bool:
        """Whether every port in use is an occupancy that reaches it."""
        return self.all_in_use_a <= self.current_a * (1 + _SOLVED)


def with_minimums(
    site: Site, network: Network, floors: Mapping[str, Floor], policy: PolicyName | None = None
) -> dict[str, Floor]:
    """Floors where minimums may bind: those of shares without minimums, put right for every port.

    Args:
        site: the site.
        network: its limits.
        floors: the least share of every port if there were no minimums, by name.
        policy: holds for every group in place of its own.
    """
    sure = sure_shares(site, network, {name: floor.current_a for name, floor in floors.items()}, policy)
    return {
        name: floor if name not in sure else replace(floor, current_a=sure[name].current_a, exact=sure[name].exact)
        for name, floor in floors.items()
    }


def sure_shares(
    site: Site, network: Network, share_a: Mapping[str, float], policy: PolicyName | None = None
) -> dict[str, SureShare]:
    """What ports that fill together are sure to get, where some minimum may bind; nothing where none ever does.

    Args:
        site: the site.
        network: its limits.
        share_a: what each port gets at least if there were no minimums, by name [A].
        policy: holds for every group in place of its own.
    """
    uncontrolled_a = uncontrolled(site)
    policies = port_policies(site, policy)
    together = [name for name in network.ports if policies[name].bounded and name not in uncontrolled_a]
    needed_a = dict(zip(network.ports, least_useful_a(site), strict=True))
    position = network.position
    for name, port in site.ports.items():
        needed_a[name] = min(needed_a[name], max(port.max_a, network.cap_a[position[name]]))
    if not any(share_a[name] < needed_a[name] * (1 - TOLERANCE) for name in together):
        return {}
    return _Search(site, network, policy, together, needed_a, uncontrolled_a).shares()


def offline_beside_minimums(
    site: Site,
    network: Network,
    mixes: Mapping[str, WithOffline],
    online_a: Mapping[str, tuple[float, float]],
    fallback_a: Mapping[str, float],
    rate: Sequence[float],
    policy: PolicyName | None = None,
) -> dict[str, WithOffline]:
    """What ports are sure to get in every mix of offline and online ones, where a minimum may bind in some mix.

    Each port that may be offline is counted with its fallback, or its minimum where that is more. Where all of that
    fits, a port has its minimum in every mix, and its share at the level at which a row is full with all of that. Where
    it does not, the ports may have to take turns beside fallbacks: turns in which whoever is not served is counted with
    its fallback are good for every mix. A port that cannot have its minimum beside all fallbacks gets nothing there.

    Args:
        site: the site.
        network: its limits, compiled for ports that may be offline.
        mixes: what each port gets at least in every mix if there were no minimums, by name.
        online_a: what each port is sure to get with everybody online, and what it gets with every port in use [A].
        fallback_a: what each port draws when nobody can reach it, by name [A].
        rate: amperes per level, by port.
        policy: holds for every group in place of its own.
    """
    position = network.position
    useful_a = dict(zip(network.ports, least_useful_a(site), strict=True))
    cap_a = dict(zip(network.ports, network.cap_a, strict=True))
    needed_a = {name: min(useful_a[name], max(site.ports[name].max_a, cap_a[name])) for name in mixes}
    if not any(mix.current_a < needed_a[name] * (1 - TOLERANCE) for name, mix in mixes.items()):
        return {}
    alone_a = uncontrolled(site)
    reserved_a = {name: alone_a.get(name, fallback_a.get(name, 0.0)) for name in network.ports}
    most_a = {name: max(reserved_a[name], needed_a.get(name, cap_a[name])) for name in network.ports}
    loads = [
        sum((value * total for value, total in zip(row.coefficients, _by_atom(network, row, most_a), strict=True)), 0j)
        for row in network.rows
    ]
    crowded = {
        atom
        for row, load in zip(network.rows, loads, strict=True)
        if abs(load) > row.value * (1 + TOLERANCE)
        for atom in row.atoms
    }
    in_kw = share_in_kilowatts(site)
    worth = {name: site.ports[name].output_kw_per_a if in_kw else 1.0 for name in mixes}
    headroom = _Beside(network, reserved_a)
    ends_a = {name: max(most_a[name], cap_a[name]) if name in mixes else most_a[name] for name in network.ports}
    levels = [
        0.0 if crowded.intersection(row.atoms) else _row_level(network, row, rate, most_a, ends_a)
        for row in network.rows
    ]
    rows = Rows(network.rows, network.atoms)
    shut = {name for name in mixes if headroom.left_a(position[name]) < needed_a[name] * (1 - TOLERANCE)}
    turning = [name for name in mixes if network.atom[position[name]] in crowded and name not in shut]
    least = _least_of_turns(network, turning, needed_a, reserved_a, most_a, worth, crowded) if turning else 0.0
    seen = _Seen(site, network, fallback_a, policy)
    found = {}
    for name, mix in mixes.items():
        sure_a, all_in_use_a = online_a[name]
        if network.atom[position[name]] not in crowded:
            level = min((levels[index] for index, _ in rows.of_atom[network.atom[position[name]]]), default=math.inf)
            amps = max(min(needed_a[name], cap_a[name]), min(cap_a[name], rate[position[name]] * level))
        elif name in shut:
            others = tuple(other for other in network.ports if other != name)
            found[name] = replace(mix, current_a=0.0, least_found_a=0.0, exact=True, online=(name,), offline=others)
            continue
        else:
            amps = min(needed_a[name], least / worth[name])
        amps = min(amps, sure_a)
        online: tuple[str, ...] = network.ports
        offline: tuple[str, ...] = ()
        seen_a = all_in_use_a
        if len(mixes) <= _MOST_SEEN:
            mix_a = seen.share_a(name, mix.online, mix.offline)
            if mix_a < seen_a:
                online, offline, seen_a = mix.online, mix.offline, mix_a
        exact = seen_a <= amps * (1 + _SOLVED)
        found[name] = replace(
            mix, current_a=min(amps, seen_a), least_found_a=seen_a, exact=exact, online=online, offline=offline
        )
    return found


def _least_of_turns(
    network: Network,
    turning: Sequence[str],
    needed_a: Mapping[str, float],
    reserved_a: Mapping[str, float],
    most_a: Mapping[str, float],
    worth: Mapping[str, float],
    crowded: Container[int],
) -> float:
    """The least average of turns in which whoever is not served is counted as offline, in A or in kW.

    Such turns are good for any mix of online and offline ports.
    """
    import numpy as np

    from evsite.allocation.arrays import drawn_by_atom, network_arrays
    from evsite.allocation.minimums import overfull
    from evsite.allocation.rotation import Turning, find_turns

    arrays = network_arrays(network)
    inside = set(turning)
    others_a = np.array(
        [
            0.0 if name in inside else reserved_a[name] if network.atom[at] in crowded else most_a[name]
            for at, name in enumerate(network.ports)
        ]
    )
    all_a = others_a + np.array([most_a[name] if name in inside else 0.0 for name in network.ports])
    ceiling_a = [max(cap, reserved_a[name]) for name, cap in zip(network.ports, network.cap_a, strict=True)]
    turns = find_turns(
        arrays,
        Turning(
            ports=np.array([network.position[name] for name in turning], dtype=np.int64),
            enough_a=np.array([needed_a.get(name, 0.0) for name in network.ports]),
            ceiling_a=np.array(ceiling_a),
            rate=np.array([1 / worth.get(name, 1.0) for name in network.ports]),
            idle_a=np.array([reserved_a[name] for name in network.ports]),
        ),
        overfull(arrays, drawn_by_atom(arrays, all_a)),
        drawn_by_atom(arrays, others_a),
        USUAL_SLOT_H,
    )
    cycle = turns.cycle
    mean_a = cycle.length_h @ cycle.current_a / cycle.cycle_h
    return min(float(mean_a[network.position[name]]) * worth[name] for name in turning)


class _Seen:
    """What ports get in mixes of offline and online ones."""

    def __init__(
        self, site: Site, network: Network, fallback_a: Mapping[str, float], policy: PolicyName | None
    ) -> None:
        from evsite.allocation.allocator import Allocator

        self._allocator = Allocator(site, policy, network)
        self._fallback_a = fallback_a

    def share_a(self, name: str, online: Sequence[str], offline: Sequence[str]) -> float:
        """What a port gets that is online, with these others [A]."""
        offline_a = {other: self._fallback_a.get(other, 0.0) for other in offline if other != name}
        occupied = dict.fromkeys((*online, name))
        moment = self._allocator.moment([other for other in occupied if other not in offline_a], offline_a=offline_a)
        return float(self._allocator.delivered(moment).current_a[self._allocator.number[name]])


def _row_level(
    network: Network, row: Row, rate: Sequence[float], start_a: Mapping[str, float], end_a: Mapping[str, float]
) -> float:
    """The level at which a row is full with each port on it between two currents [A]."""
    weights = []
    for atom, value in zip(row.atoms, row.coefficients, strict=True):
        for port in network.ports_of_atom[atom]:
            name = network.ports[port]
            weights.append((value * rate[port], start_a[name] / rate[port], end_a[name] / rate[port]))
    return _full_at(weights, 0j, row.value)


def _by_atom(network: Network, row: Row, drawn_a: Mapping[str, float]) -> list[float]:
    return [sum(drawn_a[network.ports[port]] for port in network.ports_of_atom[atom]) for atom in row.atoms]


class _Beside:
    """What limits leave of a port while all others draw what is reserved for them."""

    def __init__(self, network: Network, reserved_a: Mapping[str, float]) -> None:
        self._network = network
        self._reserved_a = reserved_a
        self._rows = Rows(network.rows, network.atoms)
        self._loads = [
            sum((c * total for c, total in zip(row.coefficients, _by_atom(network, row, reserved_a), strict=True)), 0j)
            for row in network.rows
        ]

    def left_a(self, position: int) -> float:
        """The most that a port can draw [A]."""
        network = self._network
        own_a = self._reserved_a[network.ports[position]]
        left_a = network.cap_a[position]
        for index, value in self._rows.of_atom[network.atom[position]]:
            base, limit = self._loads[index] - own_a * value, network.rows[index].value
            left_a = min(left_a, 0.0 if abs(base) > limit else crossing(base, value, limit))
        return left_a


class _Search:
    def __init__(
        self,
        site: Site,
        network: Network,
        policy: PolicyName | None,
        together: Sequence[str],
        needed_a: Mapping[str, float],
        uncontrolled_a: Mapping[str, float],
    ) -> None:
        from evsite.allocation.allocator import Allocator  # arrays only where a minimum may bind

        self._network = network
        self._together = together
        self._needed_a = needed_a
        self._base_a = base_of(network, uncontrolled_a)
        self._rate = rise_rates(site, port_policies(site, policy))
        allocator = Allocator(site, policy, network)
        moment = allocator.moment(offline_a=uncontrolled_a)
        delivered = allocator.delivered(moment)
        self._all_in_use_a: list[float] = delivered.current_a.tolist()
        self._queued = {name for name, one in allocator.policies.items() if one.in_order and name not in uncontrolled_a}
        everybody = allocator.crowded(moment)
        self._turning = {name for name in together if everybody[network.position[name]]}
        self._shut = self._find_shut()
        self._pressed = self._find_pressed(allocator, uncontrolled_a) if self._shut else frozenset()
        worth = (1 / allocator.average_rate).tolist()
        self._worth: dict[str, float] = dict(zip(network.ports, worth, strict=True))
        self._least = 0.0
        if self._turning and not self._queued:
            self._least = min(self._average(name) * self._worth[name] for name in self._turning)

    def _find_shut(self) -> dict[str, float]:
        """Ports that all limits together leave less than they need, though a smaller vehicle there would be served."""
        return {
            name: self._needed_a[name]
            for name in self._together
            if name not in self._turning and self._average(name) < self._needed_a[name] * (1 - TOLERANCE)
        }

    def _find_pressed(self, allocator: Allocator, uncontrolled_a: Mapping[str, float]) -> frozenset[str]:
        """Ports that may have to take turns once smaller vehicles stand at ports that are shut for larger ones."""
        import numpy as np

        from evsite.allocation.arrays import drawn_by_atom
        from evsite.allocation.minimums import minimums, most_alone

        ports = self._network.ports
        arrays = allocator.arrays
        drawn = drawn_by_atom(arrays, np.array([uncontrolled_a.get(name, 0.0) for name in ports]))
        most_a = np.minimum(most_alone(arrays, drawn)[0][arrays.port_atom], arrays.cap_a)
        needed_a = np.array([self._needed_a[name] for name in ports])
        for name in self._shut:
            at = self._network.position[name]
            self._shut[name] = float(min(most_a[at], needed_a[at]))
            needed_a[at] = self._shut[name] * (1 - TOLERANCE)
        asking = np.isin(np.array(ports), list(self._together))
        turns = minimums(arrays, asking, needed_a, drawn).turns
        return frozenset(ports[at] for at in np.flatnonzero(turns)) - self._turning

    def _average(self, name: str) -> float:
        return self._all_in_use_a[self._network.position[name]]

    def shares(self) -> dict[str, SureShare]:
        levels = self._levels()
        found = {}
        for name in self._together:
            position = self._network.position[name]
            all_in_use_a = self._all_in_use_a[position]
            if name in self._turning:
                amps = min(self._needed_a[name], self._least / self._worth[name])
            elif name in self._shut or name in self._pressed:
                amps = 0.0
            else:
                level = levels[self._network.atom[position]]
                amps = max(self._needed_a[name], min(self._network.cap_a[position], self._rate[position] * level))
            found[name] = SureShare(min(amps, all_in_use_a), all_in_use_a)
        return found

    def _levels(self) -> list[float]:
        """By atom, the lowest level at which a row over it can stop a port that takes no turns."""
        network = self._network
        cells: list[dict[tuple[float, float], float]] = [{} for _ in range(network.atoms)]
        turning_a = [0.0] * network.atoms
        queued_a = [0.0] * network.atoms
        together = frozenset(self._together)
        for position, name in enumerate(network.ports):
            atom, rate, cap_a = network.atom[position], self._rate[position], network.cap_a[position]
            if name in self._shut:
                turning_a[atom] += self._shut[name]
            elif name in self._turning:
                turning_a[atom] += cap_a
            elif name in self._queued:
                queued_a[atom] += cap_a
            elif name in together:
                key = self._needed_a[name] / rate, cap_a / rate
                cells[atom][key] = cells[atom].get(key, 0.0) + rate
        rows = Rows(network.rows, network.atoms)
        lowest = [math.inf] * network.atoms
        for row in network.rows:
            beside = 0.0
            if any(turning_a[atom] + queued_a[atom] for atom in row.atoms):
                most_a = [one + other for one, other in zip(turning_a, queued_a, strict=True)]
                beside = rows.greatest_load(row, most_a)
            level = self._level(row, cells, row.value - beside)
            for atom in row.atoms:
                lowest[atom] = min(lowest[atom], level)
        return lowest

    def _level(self, row: Row, cells: Sequence[Mapping[tuple[float, float], float]], limit: float) -> float:
        """The level at which a row is full with every port on it at the larger of its minimum and its share."""
        weights = [
            (coefficient * weight, start, max(start, end))
            for atom, coefficient in zip(row.atoms, row.coefficients, strict=True)
            for (start, end), weight in cells[atom].items()
        ]
        base = sum((c * self._base_a[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)), 0j)
        return _full_at(weights, base, limit)


def _full_at(weights: Iterable[tuple[complex, float, float]], base: complex, limit: float) -> float:
    """The level at which |base + sum of weight * min(end, max(start, level))| is a limit; 0 where starts are beyond it.

    inf where ends never reach it.
    """
    cells = list(weights)
    if limit <= 0 or abs(base + sum(weight * start for weight, start, _ in cells)) > limit:
        return 0.0
    low = 0.0
    for high in sorted({edge for _, start, end in cells for edge in (start, end) if start < end and edge > 0}):
        fixed = base + sum(
            weight * (start if low < start else end) for weight, start, end in cells if not start <= low < end
        )
        slope = sum((weight for weight, start, end in cells if start <= low < end), 0j)
        level = crossing(fixed, slope, limit)
        if level <= high:
            return max(level, low)
        low = high
    return math.inf

"""Ports that take turns beside offline stations: what the rotation delivers at least, in any mix.

Stations whose fallback is no less than their minimum load every slot most while they are offline; the others while they
take turns, with their fallbacks kept free in every slot beside. A cycle for that mix fits every other mix once ports
are left out of it or put in the place of their fallbacks, so the best cycle of any mix has no smaller least average.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.network.fallback import within_jumpers
from evsite.network.load_bounds import ConstraintIndex
from evsite.network.phasors import crossing
from evsite.proofs.columns import base_of
from evsite.proofs.sharers import most_alone
from evsite.proofs.turns import Turns
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.proofs.sharers import Sharers

NEARLY_BEST = 0.98
"""The rotation delivers at least this part of the best least average that there is."""
_MOST_CYCLES = 24
"""So many kinds of port have a cycle of their own worked out; nothing is promised to the others."""


class MixedTurns:
    """Averages over turns beside offline ports; `fallback_a` is by port."""

    def __init__(self, ports: Sharers, fallback_a: Sequence[float]) -> None:
        self._ports = ports
        self._fallback_a = fallback_a
        network = ports.network
        # ports that load a slot no less while they are offline, and those that do not
        self._away = [
            name in ports.uncontrolled_a or 0 < fallback_a[position] >= ports.first_a[position]
            for position, name in enumerate(network.ports)
        ]
        online, offline = (
            tuple(name for name, away in zip(network.ports, self._away, strict=True) if away == side)
            for side in (False, True)
        )
        self._mix = online, offline
        self._away_a = {name: fallback_a[network.position[name]] for name in self._mix[1]}
        self._averages: dict[tuple[object, bool], tuple[list[float], int]] = {}

    def mix(self, position: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ports that are online in the worst mix for a port, and those that are offline; it is online itself."""
        if not self._all_others_away(position) and self._kept(position, kept=False) is None:
            loose = self._ports.uncontrolled_a
            return tuple(name for name in self._ports.network.ports if name not in loose), tuple(loose)
        return self._mix

    def bound_a(self, position: int) -> float:
        """What a port gets on average at least while it is online [A]; nothing is sure beside a queue."""
        ports = self._ports
        if ports.queued:
            return 0.0
        if self._all_others_away(position):
            return min(ports.first_a[position], self._left_a(position))
        found = self._kept(position, kept=True)
        if found is None:
            return 0.0
        average_a, equal = found
        there = [ports.network.position[name] for name in self._mix[0]] + [equal] * self._away[position]
        least = min(average_a[port] * ports.unit_per_a[port] for port in there if ports.network.cap_a[port] > 0)
        return min(ports.first_a[position], self._kept_part * NEARLY_BEST * least / ports.unit_per_a[position])

    @cached_property
    def _kept_part(self) -> float:
        """What a slot in steps leaves at least of what the best one would give a port in it.

        Cycles in steps fit like any other, so the best cycle of any mix has no smaller least average than the one here;
        of that rounding leaves this part, as who is served has the minimum or more.
        """
        ports = self._ports
        steps = zip(ports.site.ports.values(), ports.first_a, strict=True)
        return min((one.steps.kept_part(first_a) for one, first_a in steps if one.steps is not None), default=1.0)

    def seen_a(self, position: int) -> float:
        """What a port gets in that mix [A]."""
        if self._all_others_away(position):
            return self._left_a(position)
        found = self._kept(position, kept=False)
        if found is None:
            return self._all_occupied_a[position]
        average_a, equal = found
        return average_a[equal]

    def _all_others_away(self, position: int) -> bool:
        site, network = self._ports.site, self._ports.network
        jumpered = site.stations[site.ports[network.ports[position]].station].jumper
        return self._away[position] and not self._mix[0] and not jumpered and not network.pools

    def _left_a(self, position: int) -> float:
        """What a port has while all others are offline [A]: what fallbacks leave, where it is enough to charge."""
        if position in self._ports.small_a:
            return 0.0
        network = self._ports.compiled
        left_a, own_a = network.cap_a[position], self._fallback_a[position]
        for index, value in self._rows.of_atom[network.atom[position]]:
            row, base = network.rows[index], self._away_load[index] - value * own_a
            left_a = min(left_a, 0.0 if abs(base) > row.value else crossing(base, value, row.value))
        left_a = self._ports.offered_a(position, left_a)
        return left_a if left_a >= self._ports.first_a[position] * (1 - TOLERANCE) else 0.0

    @cached_property
    def _rows(self) -> ConstraintIndex:
        return ConstraintIndex(self._ports.compiled.rows, self._ports.compiled.atoms)

    @cached_property
    def _away_load(self) -> list[complex]:
        """What offline ports put on each row."""
        network = self._ports.compiled
        drawn = base_of(network, within_jumpers(self._ports.site, self._away_a))
        return [
            sum((c * drawn[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)), 0j)
            for row in network.rows
        ]

    @cached_property
    def _all_occupied_a(self) -> list[float]:
        return Turns(self._ports).seen_a

    def _kept(self, position: int, *, kept: bool) -> tuple[list[float], int] | None:
        """Averages in the worst mix for a port, and the port that it is alike to in them.

        With `kept`, with the fallbacks of those online kept free beside. None beyond `_MOST_CYCLES` kinds.
        """
        ports = self._ports
        if not self._away[position]:
            # it is online in the mix anyway, which all such ports have in common
            if (None, kept) not in self._averages:
                self._averages[None, kept] = self._worked_out(None, kept=kept), -1
            return self._averages[None, kept][0], position
        kind = ports.network.atom[position], ports.network.cap_a[position], ports.rate[position]
        key = (*kind, ports.first_a[position], self._fallback_a[position]), kept
        if key not in self._averages:
            if len(self._averages) >= 2 * _MOST_CYCLES:
                return None
            self._averages[key] = self._worked_out(position, kept=kept), position
        return self._averages[key]

    def _worked_out(self, position: int | None, *, kept: bool) -> list[float]:
        from evsite.allocation.allocator import Allocator

        ports, network = self._ports, self._ports.compiled
        own = () if position is None else (network.ports[position],)
        online = tuple(dict.fromkeys((*self._mix[0], *own)))
        offline = tuple(name for name in self._mix[1] if name not in own)
        if kept:
            free_a = [0.0] * network.atoms
            for name in online:
                port = network.position[name]
                if port != position:
                    free_a[network.atom[port]] += self._fallback_a[port]
            rows = []
            for row in network.rows:
                taken = abs(sum(c * free_a[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)))
                rows.append(replace(row, value=max(0.0, row.value - taken)))
            network = replace(network, rows=rows)
        away_a = within_jumpers(ports.site, {name: self._fallback_a[network.position[name]] for name in offline})
        # who finds nothing left even alone has no turn to take
        alone = most_alone(network, away_a)
        there = [name for name in online if alone[network.atom[network.position[name]]][0] > 0]
        allocator = Allocator(ports.site, ports.policy, network)
        # what is seen is seen with vehicles that accept all that their ports can give
        moment = allocator.moment(there, ports.small_vehicles if kept else {}, offline_a=away_a)
        return [float(amps) for amps in allocator.delivered(moment).current_a]

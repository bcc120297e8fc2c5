"""Ports that take turns beside offline stations: what the rotation delivers at least, in any mix.

Stations whose fallback is no less than their minimum load every slot most while they are offline; the others while they
take turns, with their fallbacks kept free in every slot beside. A cycle for that mix fits every other mix once ports
are left out of it or put in the place of their fallbacks, so the best cycle of any mix has no smaller least average.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.proofs.sharers import most_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.proofs.sharers import Sharers

NEARLY_BEST = 0.98
"""The rotation delivers at least this part of the best least average that there is."""


class MixedTurns:
    """Averages over turns beside offline ports; `fallback_a` is by port."""

    def __init__(self, ports: Sharers, fallback_a: Sequence[float]) -> None:
        self._ports = ports
        self._fallback_a = fallback_a
        self._away = [
            name in ports.uncontrolled_a or 0 < fallback_a[position] >= ports.first_a[position]
            for position, name in enumerate(ports.network.ports)
        ]
        self._averages: dict[tuple[int, bool], list[float]] = {}

    def mix(self, position: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ports that are online in the worst mix for a port, and those that are offline."""
        names = self._ports.network.ports
        offline = tuple(name for name, away in zip(names, self._away, strict=True) if away and name != names[position])
        known = set(offline)
        return tuple(name for name in names if name not in known), offline

    def bound_a(self, position: int) -> float:
        """What a port gets on average at least while it is online [A]; nothing is sure beside a queue."""
        ports = self._ports
        if any(policy.in_order for policy in ports.policies.values()):
            return 0.0
        average_a = self._average_a(position, kept=True)
        online, _ = self.mix(position)
        there = [ports.network.position[name] for name in online]
        least = min(average_a[port] * ports.unit_per_a[port] for port in there if ports.network.cap_a[port] > 0)
        return min(ports.first_a[position], NEARLY_BEST * least / ports.unit_per_a[position])

    def seen_a(self, position: int) -> float:
        """What a port gets in that mix [A]."""
        return self._average_a(position, kept=False)[position]

    def _average_a(self, position: int, *, kept: bool) -> list[float]:
        """Averages in the worst mix for a port; with `kept`, with the fallbacks of those online kept free beside."""
        # ports that are online in the mix anyway have it in common
        key = position if self._away[position] else -1, kept
        if key not in self._averages:
            self._averages[key] = self._worked_out(position, kept=kept)
        return self._averages[key]

    def _worked_out(self, position: int, *, kept: bool) -> list[float]:
        from evsite.allocation.allocator import Allocator

        ports, network = self._ports, self._ports.compiled
        online, offline = self.mix(position)
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
        away_a = {name: self._fallback_a[network.position[name]] for name in offline}
        # who finds nothing left even alone has no turn to take
        alone = most_alone(network, away_a)
        there = [name for name in online if alone[network.atom[network.position[name]]][0] > 0]
        allocator = Allocator(ports.site, ports.policy, network)
        moment = allocator.moment(there, ports.small_vehicles, offline_a=away_a)
        return [float(amps) for amps in allocator.delivered(moment).current_a]

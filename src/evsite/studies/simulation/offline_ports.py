"""Ports that cannot be reached: each gives its fallback, whatever the others do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.fallback import within_jumpers
from evsite.studies.simulation.rate_groups import RateGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.site import Site
    from evsite.studies.simulation.rate_groups import Vehicle


class OfflinePorts:
    """The vehicles at ports that are offline all the while, each a group of its own.

    `changes` are the instants at which their power changes, and by how much [s, kW], in order of time.
    """

    def __init__(self, site: Site, current_a: Mapping[str, float]) -> None:
        """Prepare; `current_a` is the fallback by port name [A]."""
        self.current_a = dict(current_a)
        within = within_jumpers(site, current_a) if current_a else {}
        self.fallback_a = dict(within)
        """What each port gives of it within the feed of its station [A], by name."""
        ports = list(site.ports.values())
        self._ports = {
            index: (within[port.name], port.output_kw_per_a, port.input_kw_per_a)
            for index, port in enumerate(ports)
            if port.name in within
        }
        self.changes: list[tuple[float, float]] = []

    def has(self, port: int) -> bool:
        """Whether a port is offline, by number."""
        return port in self._ports

    def take_in(self, vehicle: Vehicle, now_s: float) -> RateGroup:
        """Let a vehicle charge with the fallback, or with what it accepts where that is less."""
        fallback_a, output_kw_per_a, input_kw_per_a = self._ports[vehicle.port]
        amps = min(fallback_a, vehicle.accept_a)
        group = RateGroup(now_s)
        group.join(vehicle, now_s)
        group.set(now_s, amps, amps * output_kw_per_a, 0.0 if amps > 0 else 1.0, 0.0)
        self.changes.append((now_s, amps * input_kw_per_a))
        return group

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle charge no longer."""
        group = vehicle.group
        assert group is not None
        self.changes.append((now_s, -group.current_a * self._ports[vehicle.port][2]))
        group.stamp += 1
        group.part(vehicle, now_s)

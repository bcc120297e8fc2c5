"""Ports that may have to take turns: what the rotation delivers to each of them at least.

With every port in use the rotation gives everybody who takes turns an average; the least of these holds for every
occupancy, because ports that are not in use can be left out of the cycle, and the cycle still fits every limit. A port
that need not take turns in some occupancy has its minimum there. So a port is guaranteed the least average, and never
more than its minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.proofs.sharers import Sharers


@dataclass(frozen=True)
class Turns:
    """The averages of a site that has to rotate when every port is in use; arrays only where somebody asks."""

    sharers: Sharers

    @cached_property
    def average_a(self) -> list[float]:
        """What each port gets on average with every port in use, ports in no group at their rating [A]."""
        from evsite.allocation.allocator import Allocator

        sharers = self.sharers
        allocator = Allocator(sharers.site, sharers.policy, sharers.compiled)
        nothing = {sharers.network.ports[position] for position, amps in sharers.small_a.items() if amps <= 0}
        names = [name for name in sharers.network.ports if name not in nothing | sharers.uncontrolled_a.keys()]
        moment = allocator.moment(names, sharers.small_vehicles, offline_a=sharers.uncontrolled_a)
        return [float(amps) for amps in allocator.delivered(moment).current_a]

    @cached_property
    def _least(self) -> float:
        """The least average of those who take turns: amperes, or kilowatts where voltages differ."""
        sharers = self.sharers
        return min(self.average_a[position] * sharers.unit_per_a[position] for position in sharers.in_turns)

    def bound_a(self, position: int) -> float:
        """What a port that may have to take turns gets on average at least [A].

        Beside a queue nothing is sure: it may be long in one order of arrival and short in another.
        """
        sharers = self.sharers
        if sharers.queued:
            return 0.0
        return min(sharers.first_a[position], self._least / sharers.unit_per_a[position])

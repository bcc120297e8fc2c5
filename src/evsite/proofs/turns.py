"""Ports that may have to take turns: what the rotation delivers to each of them at least.

With every port in use the rotation gives every port who takes turns an average; the least of these holds for every
occupancy, because ports that are not in use can be left out of the cycle, and the cycle still fits every limit. A port
that need not take turns in some occupancy has its minimum there. So a port is guaranteed the least average, and never
more than its minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.moment import Delivered
    from evsite.proofs.sharers import Sharers


@dataclass(frozen=True)
class Turns:
    """The averages of a site that has to rotate when every port is in use; arrays only where a port asks."""

    sharers: Sharers

    @cached_property
    def average_a(self) -> list[float]:
        """What each port gets on average with every port in use, ports in no group at their rating [A].

        A port that its limits leave less than its minimum is in use by a vehicle that accepts no more than that.
        """
        return [float(amps) for amps in self._all_occupied.current_a]

    @cached_property
    def seen_a(self) -> list[float]:
        """The same with vehicles that accept all that their ports can give: such ports get nothing then [A]."""
        if not self.sharers.small_vehicles:
            return self.average_a
        return [float(amps) for amps in self._delivered({}).current_a]

    @cached_property
    def _all_occupied(self) -> Delivered:
        return self._delivered(self.sharers.small_vehicles)

    def _delivered(self, accept_a: Mapping[str, float]) -> Delivered:
        from evsite.allocation.allocator import Allocator

        sharers = self.sharers
        allocator = Allocator(sharers.site, sharers.policy, sharers.compiled)
        nothing = {sharers.network.ports[position] for position, amps in sharers.small_a.items() if amps <= 0}
        names = [name for name in sharers.network.ports if name not in nothing | sharers.uncontrolled_a.keys()]
        return allocator.delivered(allocator.moment(names, accept_a, offline_a=sharers.uncontrolled_a))

    @cached_property
    def _least(self) -> float:
        """The least average of those that take turns: amperes, or kilowatts where voltages differ.

        Vehicles that accept less than the minimum count among them: where some are away, the others have more turns
        than here, and the allocator promises every port no more than the least of all averages.
        """
        sharers, all_occupied = self.sharers, self._all_occupied
        turning = sharers.in_turns.union(position for position in sharers.small_a if all_occupied.turns[position])
        return min(self.average_a[position] * sharers.unit_per_a[position] for position in turning)

    def bound_a(self, position: int) -> float:
        """What a port that may have to take turns gets on average at least [A].

        Beside a queue nothing is sure: it may be long in one order of arrival and short in another.
        """
        sharers = self.sharers
        if sharers.queued:
            return 0.0
        return min(sharers.first_a[position], self._least / sharers.unit_per_a[position])

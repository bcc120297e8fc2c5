"""What is left to ports that share, beside ports that are served in order of arrival (first come, first served).

A queue is given what its ports would have if they shared too, and hands it out in order; then those who share fill what
the queue leaves. So the share y_j that each of them would have, had everybody shared, still fits beside the queue. Let
port i be stopped by row k at level t in the end. If all who share on k and are not full with y_j had a level above t
there, y_i could be had in place of what i has, and k would not have stopped it. So t is at least the smallest of these
levels, and each of them is at least the guarantee of port j in a site where everybody shares, over its rate.

Another bound counts the ports of the queue at all that they can take. Both hold, row by row: the greater one is used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from evsite.allocation.policies import Policy
    from evsite.network.compile import Network


class Queues:
    """The ports that are served in order of arrival; falsy where there are none."""

    def __init__(
        self, network: Network, rate: Sequence[float], policies: Mapping[str, Policy], uncontrolled: Container[str]
    ) -> None:
        """Find them; ports of `uncontrolled` are in no queue, since nobody makes them wait."""
        self._network = network
        self._rate = rate
        self._shares = [name not in uncontrolled and not policies[name].in_order for name in network.ports]
        self.most_a = {
            name: network.cap_a[position]
            for position, name in enumerate(network.ports)
            if name not in uncontrolled and policies[name].in_order
        }
        """What each of them can take [A]."""
        atoms = {network.atom[network.position[name]] for name in self.most_a}
        self.rows = {index for index, row in enumerate(network.rows) if not atoms.isdisjoint(row.atoms)}
        """Rows with a port of a queue, by number."""

    def __bool__(self) -> bool:
        return bool(self.most_a)

    def levels_left(self, shared_a: Sequence[float]) -> list[float]:
        """The level at which each row can stop a port that shares, at least.

        Args:
            shared_a: what each port is guaranteed where everybody shares [A].
        """
        lowest = [math.inf] * self._network.atoms
        for position, atom in enumerate(self._network.atom):
            full = shared_a[position] >= self._network.cap_a[position] * (1 - TOLERANCE)
            if self._shares[position] and not full:
                lowest[atom] = min(lowest[atom], shared_a[position] / self._rate[position])
        return [min((lowest[atom] for atom in row.atoms), default=math.inf) for row in self._network.rows]

"""What is left to ports that share, beside ports that are served in order of arrival (first come, first served).

A queue is given what its ports would have if they shared too, and hands it out in order; then those who share fill what
the queue leaves. So the share y_j that each of them would have, had every port shared, still fits beside the queue. Let
port i be stopped by row k at level t in the end. If all who share on k and are not full with y_j had a level above t
there, y_i could be had in place of what i has, and k would not have stopped it. So t is at least the smallest of these
levels, and each of them is at least the guarantee of port j in a site where every port shares, over its rate.

Another bound counts the ports of the queue at all that they can take. Both hold, row by row: the greater one is used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.proofs.sharers import Sharers


class Queues:
    """The ports that are served in order of arrival; falsy where there are none."""

    def __init__(self, ports: Sharers) -> None:
        network = ports.network
        self._ports = ports
        self.most_a = {
            name: ports.most_a[position]
            for position, name in enumerate(network.ports)
            if name not in ports.uncontrolled_a and ports.policies[name].in_order
        }
        """What each of them can take [A]."""
        atoms = {network.atom[network.position[name]] for name in self.most_a}
        self.rows = {index for index, row in enumerate(network.rows) if not atoms.isdisjoint(row.atoms)}
        """Rows with a port of a queue, by number."""

    def __bool__(self) -> bool:
        return bool(self.most_a)

    def levels_left(self, shared_a: Sequence[float]) -> list[float]:
        """The level at which each row can stop a port that shares, at least.

        Parameters
        ----------
        shared_a
            What each port is guaranteed where every port shares [A].
        """
        ports = self._ports
        network = ports.network
        lowest = [math.inf] * network.atoms
        for position, atom in enumerate(network.atom):
            full = shared_a[position] >= network.cap_a[position] * (1 - TOLERANCE)
            if ports.shares(position) and not full:
                share_a = 0.0 if position in ports.in_turns else shared_a[position]
                lowest[atom] = min(lowest[atom], share_a / ports.rate[position])
        return [min((lowest[atom] for atom in row.atoms), default=math.inf) for row in network.rows]

"""Shares of a part of a site that shares no limit with the rest: the same answers from arrays of its own size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.moment import Moment
from evsite.allocation.shared_ports import ports_of_part
from evsite.allocation.sharing import Sharing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.components import Component

    Floats = NDArray[np.float64]


class PartSharing(Sharing):
    """The shares of one component; ports are numbered by their positions in it, limits as in the whole site."""

    def __init__(self, whole: Sharing, part: Component, offline_a: Floats) -> None:
        """Take over what the whole site knows of the ports of the component.

        Parameters
        ----------
        whole
            The site.
        part
            The component.
        offline_a
            By port of the site what it draws that cannot be reached, nan for the others [A].
        """
        super().__init__(ports_of_part(whole.ports, part))
        self.position = {port: index for index, port in enumerate(part.ports.tolist())}
        """The positions of its ports by their numbers in the site."""
        self.offline_a = offline_a[part.ports]

    def moment_of(self, ports: Sequence[int], accept_a: Sequence[float]) -> Moment:
        """Describe a moment by numbers of ports in the site.

        Parameters
        ----------
        ports
            The ports in use, first those that are served first.
        accept_a
            What the vehicle accepts at each of them [A].
        """
        here = [self.position[port] for port in ports]
        accepted_a = np.zeros(len(self.offline_a))
        accepted_a[here] = accept_a
        accepted_a = np.minimum(self.built_a, accepted_a)
        there = np.isnan(self.offline_a)
        occupied = (accepted_a > 0) & there
        wanted_a = self.offer_a(accepted_a)
        return Moment(
            occupied=occupied,
            wanted_a=wanted_a,
            ceiling_a=self.ceiling_a(wanted_a),
            order=[place for place in here if occupied[place]],
            offline_a=self.offline_a,
            accepted_a=None if self.steps is None else np.where(there, accepted_a, np.inf),
        )

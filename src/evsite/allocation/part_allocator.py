"""What vehicles of one component get over time, asked by numbers of ports in the site; it costs by the component."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from evsite.allocation.averages import averages
from evsite.allocation.part_sharing import PartSharing
from evsite.allocation.slot_currents import SlotCurrents
from evsite.allocation.turn_taking import PartTurnTaking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.allocator import Allocator
    from evsite.allocation.components import Component
    from evsite.allocation.moment import Delivered
    from evsite.allocation.rotation import Rotation

    Floats = NDArray[np.float64]


class PartAllocator:
    """The allocator of one component of a site, where nobody is at the others."""

    def __init__(self, whole: Allocator, part: Component, offline_a: Floats) -> None:
        """Prepare; `offline_a` is by port of the site what it draws that cannot be reached, else nan [A]."""
        self._whole = whole
        self._part = part
        self._offline_a = offline_a

    @cached_property
    def sharing(self) -> PartSharing:
        """Its shares before anybody takes turns. Many components are never asked for any."""
        return PartSharing(self._whole, self._part, self._offline_a)

    @cached_property
    def _turn_taking(self) -> PartTurnTaking:
        return PartTurnTaking(self.sharing, self._whole.turn_taking, self._part.ports, self._offline_a)

    def __call__(self, ports: Sequence[int], accept_a: Sequence[float]) -> Delivered:
        """What vehicles get, by port of the site.

        Parameters
        ----------
        ports
            The ports in use by number in the site, first those that are served first.
        accept_a
            What the vehicle accepts at each of them [A].
        """
        moment = self.sharing.moment_of(ports, accept_a)
        shares = self.sharing.shares(moment)
        rotation = self._turn_taking.rotation(moment, shares)
        found = self.sharing.at_once(moment, shares) if rotation is None else averages(moment, shares, rotation)
        return self._in_site(found)

    def _in_site(self, found: Delivered) -> Delivered:
        """The same by port of the site."""
        cycle = found.cycle
        return replace(
            found,
            current_a=self._by_port(found.current_a, 0.0),
            limit=self._by_port(found.limit, -1),
            turns=self._by_port(found.turns, False),  # noqa: FBT003 - what the other ports have
            without=self._by_port(found.without, 0.0),
            wait_h=self._by_port(found.wait_h, 0.0),
            cycle=None if cycle is None else self._cycle_in_site(cycle),
            rounded=None if found.rounded is None else self._by_port(found.rounded, False),  # noqa: FBT003
            offered_a=None if found.offered_a is None else self._by_port(found.offered_a, 0.0),
        )

    def _cycle_in_site(self, cycle: Rotation) -> Rotation:
        by_class = cycle.slots.by_class
        nobody = by_class.shape[1]
        slots = SlotCurrents(np.pad(by_class, ((0, 0), (0, 1))), self._by_port(cycle.slots.of_port, nobody))
        return replace(
            cycle, slots=slots, mean_a=self._by_port(cycle.mean_a, 0.0), wait_h=self._by_port(cycle.wait_h, 0.0)
        )

    def _by_port(self, values: NDArray[Any], others: float) -> NDArray[Any]:
        found = np.full(len(self._offline_a), others, dtype=values.dtype)
        found[self._part.ports] = values
        return found

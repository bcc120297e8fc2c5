"""One moment at a site: who is there, what each vehicle accepts, which policy holds; amperes for every port.

`Allocator` compiles a site once and answers many questions; `allocation.api.allocate` is the one-question form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.averages import averages, mean_drawn_a
from evsite.allocation.limit_use import limit_uses
from evsite.allocation.modules import holdings
from evsite.allocation.premises import PROMISED, control_notes
from evsite.allocation.result import Allocation, Share, Slot, SlotShare, State
from evsite.allocation.shared_ports import ports_of_site
from evsite.allocation.sharing import Sharing
from evsite.allocation.turn_taking import TurnTaking
from evsite.model.limit_id import FALLBACK, NO_VEHICLE, VEHICLE, LimitedBy, by_step
from evsite.network.compile import Network, own_ceiling
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.moment import Delivered, Moment, Shares
    from evsite.allocation.rotation import Rotation
    from evsite.model.site import Site

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


class Allocator(Sharing):
    """The allocator of one site; only one that is made with `offline` takes moments in which ports are offline."""

    def __init__(
        self,
        site: Site,
        policy: str | None = None,
        network: Network | None = None,
        *,
        offline: bool = False,
        slot_h: float | None = None,
    ) -> None:
        """Compile the site; `policy` and `slot_h` [h] hold for every group in place of its own."""
        super().__init__(ports_of_site(site, policy, network, offline=offline))
        self.turn_taking = TurnTaking(self, slot_h)

    @property
    def average_rate(self) -> Floats:
        """Amperes of each port for one unit of what averages are compared in: 1, or 1 / kW where voltages differ."""
        return self.turn_taking.average_rate

    def rotation(self, moment: Moment, shares: Shares) -> Rotation | None:
        """The cycle of time slots where not all minimums fit; None where every port can charge at once."""
        return self.turn_taking.rotation(moment, shares)

    def delivered(self, moment: Moment) -> Delivered:
        """What every port gets, on average over the cycle where ports take turns."""
        shares = self.shares(moment)
        rotation = self.rotation(moment, shares)
        if rotation is None:
            return self.at_once(moment, shares)
        return averages(moment, shares, rotation)

    def allocate(self, moment: Moment) -> Allocation:
        """The full answer for one moment."""
        shares = self.shares(moment)
        rotation = self.rotation(moment, shares)
        amps = shares.current_a if rotation is None else rotation.slots[0]
        drawn_a = moment.drawn_a(amps)
        average_a = None if rotation is None else mean_drawn_a(moment, rotation)
        managed = self.site.managed_ports()
        modules = holdings(self.network.pools, amps)
        waits = moment.occupied & (moment.wanted_a > 0)
        never = set() if rotation is None else set(np.flatnonzero(waits & (rotation.mean_a == 0)).tolist())
        result = []
        for index, (name, port) in enumerate(self.site.ports.items()):
            state, limited_by = self._state(index, moment, amps, shares, turn=bool(shares.turns[index]))
            if state == "offline" and name not in managed:
                limited_by = own_ceiling(port)
            power_kw = float(drawn_a[index]) * port.output_kw_per_a
            mean_a = None if average_a is None else float(average_a[index])
            mean_kw = None if mean_a is None else mean_a * port.output_kw_per_a
            result.append(
                Share(
                    port=name,
                    current_a=float(drawn_a[index]),
                    power_kw=power_kw,
                    range_mi_per_h=power_kw * self.site.settings.miles_per_kwh,
                    state=state,
                    limited_by=limited_by,
                    average_current_a=mean_a,
                    average_power_kw=mean_kw,
                    average_range_mi_per_h=None if mean_kw is None else mean_kw * self.site.settings.miles_per_kwh,
                    longest_wait_h=None if rotation is None or index in never else float(rotation.wait_h[index]),
                    managed=name in managed,
                    offered_a=float(amps[index]) if amps[index] > drawn_a[index] else None,
                    modules=modules.get(index),
                )
            )
        in_use = {policy.name for name, policy in self.policies.items() if name in managed or not managed}
        return Allocation(
            policy=in_use.pop() if len(in_use) == 1 else "mixed",
            shares=tuple(result),
            limits=limit_uses(self.network, amps),
            slots=()
            if rotation is None
            else tuple(map(self._slot, rotation.length_h.tolist(), map(moment.drawn_a, rotation.slots))),
            share_of_bound=None if rotation is None else rotation.share_of_bound,
            slot_h=None if rotation is None else self.turn_taking.longest_slot_h(shares),
            notes=(*control_notes(self.site), *([PROMISED] if rotation is not None and rotation.promised else [])),
        )

    def held_by(self, index: int, limit: int, rounded: Mask | None) -> LimitedBy:
        """What keeps a port from getting more, by number: a limit, its ceiling where that is negative, or its steps.

        Parameters
        ----------
        index
            The number of the port.
        limit
            The number of the limit that stops it, or -1.
        rounded
            By port, whether it gets less than its share because of its steps; None where none does.
        """
        if limit < 0:
            return self._ceiling_by(index)
        found = self.network.what_stops(index, limit)
        return by_step(found) if rounded is not None and rounded[index] else found

    def _ceiling_by(self, index: int) -> LimitedBy:
        """What sets the ceiling of a port: its steps, where they leave less than what holds it alone."""
        found = self.network.cap_by[index]
        return by_step(found) if self.arrays.cap_a[index] < self.network.cap_a[index] * (1 - TOLERANCE) else found

    def _slot(self, length_h: float, amps: Floats) -> Slot:
        shares = tuple(SlotShare(self.network.ports[index], float(amps[index])) for index in np.flatnonzero(amps))
        return Slot(length_h, shares)

    def _state(
        self, index: int, moment: Moment, amps: Floats, shares: Shares, *, turn: bool
    ) -> tuple[State, LimitedBy]:
        if moment.offline[index]:
            return "offline", FALLBACK
        if not moment.occupied[index]:
            return "idle", NO_VEHICLE
        if moment.ceiling_a[index] <= 0:
            wants = self.arrays.cap_a[index] <= 0 or moment.wanted_a[index] > 0
            return ("waiting", self.network.cap_by[index]) if wants else ("done", VEHICLE)
        if amps[index] >= moment.ceiling_a[index] * (1 - 1e-12):
            full = moment.ceiling_a[index] >= self.arrays.cap_a[index]
            return "charging", self._ceiling_by(index) if full else VEHICLE
        holding = self.held_by(index, int(shares.limit[index]), shares.rounded)
        if amps[index] > 0:
            return "charging", holding
        return "waiting", LimitedBy("turn", holding.limit) if turn else holding

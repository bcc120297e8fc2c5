"""What the cycle of all ports in use promises to each of them, and the cycles of moments that keep to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.minimums import most_alone
from evsite.allocation.rates import share_in_kilowatts, slots_h
from evsite.allocation.slot_currents import SlotCurrents
from evsite.allocation.turn_finder import FullCycle, TurnFinder
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.moment import Moment, Shares
    from evsite.allocation.rotation import Rotation
    from evsite.allocation.sharing import Sharing

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class AllInUse(NamedTuple):
    """All ports in use; `small` are those that their limits leave less than their minimums, by port."""

    moment: Moment
    small: Mask

    def is_same(self, moment: Moment, ports: Ints | slice) -> bool:
        """Whether a moment of some ports is that in which all of them are in use."""
        occupied = self.moment.occupied[ports]
        equal = (occupied == moment.occupied) & (self.moment.ceiling_a[ports] == moment.ceiling_a)
        return bool((equal | ~occupied).all())


class TurnTaking(TurnFinder):
    """Rotations of one site: one for each moment, and that of all ports in use, which promises something to each."""

    def __init__(self, sharing: Sharing, slot_h: float | None = None) -> None:
        """Get ready; `slot_h` [h] holds for every group in place of its own."""
        site = sharing.site
        output_kw_per_a = np.array([port.output_kw_per_a for port in site.ports.values()])
        super().__init__(
            sharing,
            1 / output_kw_per_a if share_in_kilowatts(site) else np.ones(len(output_kw_per_a)),
            np.array(slots_h(site)) if slot_h is None else np.full(len(output_kw_per_a), slot_h),
            queued=bool(sharing.in_order.any()),
        )
        self._all: dict[bytes, AllInUse] = {}
        self._full: dict[bytes, FullCycle | None] = {}

    def _promising_cycle(self, moment: Moment) -> FullCycle | None:
        every = self.all_in_use(moment.offline_a)
        return None if every.is_same(moment, slice(None)) else self.full_cycle(moment.offline_a)

    def all_in_use(self, offline_a: Floats) -> AllInUse:
        """All ports in use beside offline ports, which draw so much by port; nan for those that are not offline [A].

        A port that its limits leave less than its minimum is there with a vehicle that accepts no more than that.
        """
        key = offline_a.tobytes()
        if key not in self._all:
            sharing, names = self._sharing, self._sharing.network.ports
            by_name_a = {names[port]: float(offline_a[port]) for port in np.flatnonzero(~np.isnan(offline_a))}
            moment = sharing.moment(offline_a=by_name_a)
            reserved = np.where(moment.offline, moment.offline_a, 0.0)
            most_a, _ = most_alone(self._arrays, drawn_by_atom(self._arrays, reserved))
            left_a = np.minimum(self._arrays.cap_a, most_a[self._arrays.port_atom])
            small = moment.occupied & (left_a < sharing.enough_a(moment) * (1 - TOLERANCE))
            if small.any():
                if sharing.steps is not None:
                    left_a = sharing.steps.round_down_a(left_a)
                small_a = {names[port]: float(left_a[port]) for port in np.flatnonzero(small)}
                moment = sharing.moment(accept_a=small_a, offline_a=by_name_a)
            self._all[key] = AllInUse(moment, small)
        return self._all[key]

    def full_cycle(self, offline_a: Floats) -> FullCycle | None:
        """The cycle of all ports in use beside offline ports; None where nobody takes turns then."""
        key = offline_a.tobytes()
        if key not in self._full:
            moment, small = self.all_in_use(offline_a)
            shares = self._sharing.shares(moment)
            rotation = self.rotation(moment, shares)
            self._full[key] = None if rotation is None else self._full_cycle_of(rotation, shares, small)
        return self._full[key]

    def _full_cycle_of(self, rotation: Rotation, shares: Shares, small: Mask) -> FullCycle:
        """What those average who take turns; ports with less than their minimums are not counted among them.

        Some of those whose averages are compared may be served in all slots.
        """
        turning = ~small & (shares.turns | (rotation.wait_h > 0))
        least = float((rotation.mean_a / self.average_rate)[turning].min()) if turning.any() else 0.0
        return FullCycle(rotation.slots, rotation.length_h, least)


class PartTurnTaking(TurnFinder):
    """Rotations of a component of a site; what ports are promised is that of the whole site."""

    def __init__(self, sharing: Sharing, whole: TurnTaking, ports: Ints, offline_a: Floats) -> None:
        """Take over what the whole site knows of some of its ports; `offline_a` is by port of the site [A]."""
        super().__init__(sharing, whole.average_rate[ports], whole.slot_h[ports], queued=whole.queued)
        self._whole, self._ports, self._offline_a = whole, ports, offline_a

    def _promising_cycle(self, moment: Moment) -> FullCycle | None:
        every = self._whole.all_in_use(self._offline_a)
        outside = every.moment.occupied.copy()
        outside[self._ports] = False
        if not outside.any() and every.is_same(moment, self._ports):
            return None
        full = self._whole.full_cycle(self._offline_a)
        if full is None:
            return None
        return full._replace(slots=SlotCurrents(full.slots.by_class, full.slots.of_port[self._ports]))

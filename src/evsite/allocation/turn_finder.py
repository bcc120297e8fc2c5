"""The cycle of a moment where not all minimums fit, within what ports are promised at any occupancy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.filling import fill, make_cells
from evsite.allocation.rotation import Rotation, Turning, find_turns
from evsite.allocation.rotation_set import Promise
from evsite.allocation.slot_currents import SlotCurrents, alike
from evsite.allocation.turn_order import Cycle, longest_waits_h
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.moment import Moment, Shares
    from evsite.allocation.rotation_set import Mix
    from evsite.allocation.sharing import Sharing

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

_MOST_MIXES = 2_000
"""So many mixes are kept for the next moments: who takes turns often differs from before in names only."""
_KNOWN_MIXES: dict[tuple[bytes, ...], Mix] = {}
"""Mixes by all that they follow from: sites that differ elsewhere, as in the trials of remedies, have the same ones."""


class FullCycle(NamedTuple):
    """The cycle of all ports in use: its slots, their lengths, and the least that anybody averages in it.

    `least` is in A, or in kW where voltages differ; what a port averages that its limits leave less than its minimum is
    promised to no port, and does not count.
    """

    slots: SlotCurrents
    length_h: Floats
    least: float


class TurnFinder(ABC):
    """Finds the cycle of each moment, of a site or a part of it."""

    def __init__(self, sharing: Sharing, average_rate: Floats, slot_h: Floats, *, queued: bool) -> None:
        """Prepare.

        Parameters
        ----------
        sharing
            The shares before anybody takes turns.
        average_rate
            By port what an average is counted in: amperes for one unit.
        slot_h
            By port the longest that a slot lasts [h].
        queued
            Whether anybody of the site is served in a queue, so that nothing is promised.
        """
        self._sharing = sharing
        self._arrays = sharing.arrays
        self.average_rate = average_rate
        self.slot_h = slot_h
        self.queued = queued
        self._mixes = _KNOWN_MIXES

    @abstractmethod
    def _promising_cycle(self, moment: Moment) -> FullCycle | None:
        """The cycle of all ports of the site in use beside the same offline ports, for the ports of this moment.

        None where that is this moment, or where there is no cycle.
        """

    def rotation(self, moment: Moment, shares: Shares) -> Rotation | None:
        """The cycle of time slots where not all minimums fit; None where every port can charge at once.

        Who takes turns averages max-min, in A or in kW where voltages differ. Every other port keeps the minimum in
        every slot, and shares what those that take turns leave by the policy.

        A port is promised the least average of all ports in use, if its vehicle accepts enough to have that by its
        turns in their cycle. Dropping ports, and vehicles that accept less, leave that cycle within every limit, so
        there always is a cycle that keeps the promise: where the best one would not, the best of those that do is
        taken, or, as the last resort, the cycle of all ports without those that are not there. What a queue takes
        changes with who is in it, so that beside a queue no such promise is made.

        Where stations offer only some currents the best mix of slots is looked for as if they offered any, and what
        each slot gives is rounded: then the averages are not the best that there are, but the bound is one.
        """
        if not shares.turns.any():
            return None
        best = self._cycle(moment, shares)
        full = self._promising_cycle(moment)
        if full is None or self.queued:
            return best
        most_a = np.where(shares.turns, full.least * self.average_rate, 0.0)
        if (best.mean_a >= most_a * (1 - TOLERANCE)).all():
            # no port is promised more
            return best
        promise = self._promise(moment, shares, full)
        if _keeps(best, promise):
            return best
        keeping = self._cycle(moment, shares, promise)
        return keeping if _keeps(keeping, promise) else self._without_others(moment, shares, promise, keeping.bound)

    def longest_slot_h(self, shares: Shares) -> float:
        """The longest that the groups let a slot last, where these ports take turns [h]."""
        return float(self.slot_h[shares.turns].min())

    def _cycle(self, moment: Moment, shares: Shares, promise: Promise | None = None) -> Rotation:
        """The best cycle, or the best of those that keep a promise if one is found."""
        sharing = self._sharing
        others = moment.occupied & ~sharing.in_order & ~shares.turns
        fixed = np.where(others | shares.turns, 0.0, shares.current_a)
        steered = np.zeros(len(fixed), dtype=np.bool_)
        steered[[port for pool in sharing.network.pools for port in pool.ports]] = True
        fixed = np.where(others & steered, shares.current_a, fixed)
        others &= ~steered
        found = sharing.minimums(moment, others | shares.turns, fixed)
        if len(self._mixes) > _MOST_MIXES:
            self._mixes.clear()
        floor_a = np.where(others, found.floor_a, 0.0)
        turns = find_turns(
            self._arrays,
            Turning(
                ports=np.flatnonzero(shares.turns),
                enough_a=sharing.enough_a(moment),
                ceiling_a=moment.ceiling_a,
                rate=self.average_rate,
                promise=promise,
            ),
            found.full,
            drawn_by_atom(self._arrays, fixed + floor_a),
            self.longest_slot_h(shares),
            self._mixes,
        )
        slots = self._beside(moment, turns.cycle.slots, fixed, others & ~found.shut, floor_a)
        length_h = turns.cycle.length_h
        least = turns.least
        if sharing.steps is not None:
            slots = sharing.slots_in_steps(moment, slots, length_h)
            least = self._least(slots.mean_a(length_h), shares)
        wait_h = np.where(shares.turns, longest_waits_h(turns.cycle), 0.0)
        bound = max(turns.bound, least)
        return Rotation(slots, length_h, slots.mean_a(length_h), wait_h, least, bound, promised=promise is not None)

    def _least(self, mean_a: Floats, shares: Shares) -> float:
        """The least average of those that take turns, in A (kW where voltages differ)."""
        return float((mean_a / self.average_rate)[shares.turns].min())

    def _promise(self, moment: Moment, shares: Shares, full: FullCycle) -> Promise:
        """What the cycle of all ports in use promises to those that take turns in this moment, and its slots."""
        most_a = np.where(moment.occupied, moment.ceiling_a, 0.0)
        enough_a = np.where(moment.occupied, self._sharing.enough_a(moment), 0.0)
        offline_a = np.where(moment.offline, moment.offline_a, 0.0)
        classes = alike(full.slots.of_port, most_a, enough_a, moment.offline, offline_a)
        first = classes.first
        in_slots_a = np.minimum(full.slots.at(first), most_a[first])
        # what a vehicle gets there that accepts less than the minimum may be too little for this one
        in_slots_a[in_slots_a < enough_a[first] * (1 - TOLERANCE)] = 0.0
        drawn_a = SlotCurrents(np.where(moment.offline[first], offline_a[first], in_slots_a), classes.of_port)
        mean_a = drawn_a.mean_a(full.length_h)
        least_a = full.least * self.average_rate
        promised = shares.turns & (mean_a >= least_a * (1 - TOLERANCE))
        return Promise(drawn_a, full.length_h, np.where(promised, np.minimum(mean_a, least_a), 0.0))

    def _without_others(self, moment: Moment, shares: Shares, promise: Promise, bound: float) -> Rotation:
        """The cycle of all ports without those that are not there; what they leave is filled up."""
        place = np.where(moment.occupied, self._arrays.port_atom, -1)
        classes = alike(promise.drawn_a.of_port, place, moment.ceiling_a, self.average_rate)
        slots = SlotCurrents.gathered((self._topped_up(moment, slot) for slot in promise.drawn_a), classes)
        length_h = promise.length_h
        if self._sharing.steps is not None:
            slots = self._sharing.slots_in_steps(moment, slots, length_h)
        wait_h = np.where(moment.occupied, longest_waits_h(Cycle(length_h, slots)), 0.0)
        mean_a = slots.mean_a(length_h)
        least = self._least(mean_a, shares)
        return Rotation(slots, length_h, mean_a, wait_h, least, max(least, bound), promised=True)

    def _topped_up(self, moment: Moment, drawn_a: Floats) -> Floats:
        """A slot whose ports share what others leave, above what they have."""
        served = moment.occupied & (drawn_a > 0)
        ceiling, floor = moment.ceiling_a / self.average_rate, drawn_a / self.average_rate
        cells, weight, _ = make_cells(self._arrays, ceiling, np.where(served, self.average_rate, 0.0), floor)
        base = drawn_by_atom(self._arrays, np.where(served, 0.0, drawn_a))
        level = fill(self._arrays, cells, weight[None, :], base=base[None, :]).level[0][self._arrays.port_atom]
        amps = np.where(level < ceiling, np.maximum(self.average_rate * level, drawn_a), moment.ceiling_a)
        return np.asarray(np.where(served, amps, drawn_a), dtype=np.float64)

    def _beside(
        self, moment: Moment, drawn_a: SlotCurrents, fixed_a: Floats, others: Mask, floor_a: Floats
    ) -> SlotCurrents:
        """Slots with every port in them, from what those draw that take turns: the rest is filled around it.

        `fixed_a` is what ports draw in every slot, `floor_a` the least that the others keep, both by port.
        """
        if not others.any():
            classes = alike(drawn_a.of_port, fixed_a)
            return SlotCurrents(drawn_a.at(classes.first) + fixed_a[classes.first], classes.of_port)
        rate = self._sharing.rate
        ceiling, floor = moment.ceiling_a / rate, floor_a / rate
        cells, weight, cell = make_cells(self._arrays, ceiling, np.where(others, rate, 0.0), floor)
        base = np.array([drawn_by_atom(self._arrays, amps + fixed_a) for amps in drawn_a])
        levels = fill(self._arrays, cells, np.broadcast_to(weight, (len(base), len(weight))), base=base)
        classes = alike(drawn_a.of_port, fixed_a, others, np.where(others, cell, 0), np.where(others, rate, 0.0))
        first = classes.first
        level = levels.level[:, self._arrays.port_atom[first]]
        risen_a = np.maximum(rate[first] * level, floor_a[first])
        amps = np.where(level < ceiling[first], risen_a, moment.ceiling_a[first])
        there_a = drawn_a.at(first) + fixed_a[first]
        return SlotCurrents(there_a + np.where(others[first], amps, 0.0), classes.of_port)


def _keeps(rotation: Rotation, promise: Promise) -> bool:
    return bool((rotation.mean_a >= promise.least_a * (1 - TOLERANCE)).all())

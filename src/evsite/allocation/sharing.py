"""Shares at one moment before anybody takes turns: who is there, what each vehicle accepts, which policy holds.

No controller holds a port in no group: beside groups it draws what it wants first, and the groups share what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.filling import fill, port_cells
from evsite.allocation.minimums import Minimums, minimums, most_alone
from evsite.allocation.modules import Steering
from evsite.allocation.moment import Delivered, Moment, Shares
from evsite.allocation.orders import serve_in_order
from evsite.allocation.slot_currents import SlotCurrents
from evsite.allocation.steps import in_steps, serve_again
from evsite.network.fallback import within_jumpers
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.shared_ports import SharedPorts

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Filled:
    """Amperes by port, the rows that stop them (-1: the port or its vehicle), and who has to take turns."""

    current_a: Floats
    row: Ints
    turns: Mask


class Sharing:
    """The shares of a site or of a part of it; ports can be offline where its network was compiled for that."""

    def __init__(self, ports: SharedPorts) -> None:
        self.ports = ports
        self.site = ports.site
        self.network = ports.network
        self.arrays = ports.arrays
        self.steps = ports.steps
        self.policies = ports.policies
        self.rate = ports.rate
        self.minimum_a = ports.minimum_a
        self.built_a = ports.built_a
        self.in_order = ports.in_order
        self.number = {name: index for index, name in enumerate(self.network.ports)}

    @cached_property
    def _together(self) -> Mask:
        """The ports that share together."""
        return np.asarray(~self.in_order, dtype=np.bool_)

    @cached_property
    def _limit_of_row(self) -> Ints:
        """The number of the limit of each row, and last -1 for what no row stops."""
        return np.append(self.arrays.row_limit, -1)

    def moment(
        self,
        occupied: Iterable[str] | None = None,
        accept_a: Mapping[str, float] | None = None,
        order: Sequence[str] | None = None,
        offline_a: Mapping[str, float] | None = None,
    ) -> Moment:
        """Describe a moment by port names. Default: every port in use, every vehicle takes what the port can give.

        What an offline port may draw is reserved whether a vehicle is known to be there or not; offline ports of one
        jumpered station share its feed.

        Raises
        ------
        ValueError
            For offline ports in a network that counts on every port to keep its limits.
        """
        if offline_a and not offline_a.keys() <= self.network.unheld:
            raise ValueError("ports can be offline only where the allocator was made with offline=True")
        there = np.ones(len(self.network.ports), dtype=bool)
        if occupied is not None:
            there[:] = False
            there[[self.number[name] for name in occupied]] = True
        wanted = self.built_a.copy()
        for name, amps in (accept_a or {}).items():
            wanted[self.number[name]] = min(wanted[self.number[name]], amps)
        first = [self.number[name] for name in dict.fromkeys(order or ())]
        known = set(first)
        queue = [*first, *(index for index in range(len(there)) if index not in known)]
        fallback = np.full(len(there), np.nan)
        for name, amps in within_jumpers(self.site, offline_a).items() if offline_a else ():
            fallback[self.number[name]] = amps
        there &= np.isnan(fallback)
        accepted = None
        if self.steps is not None:
            # an offline port draws its fallback
            accepted, wanted = np.where(np.isnan(fallback), wanted, np.inf), self.offer_a(wanted)
        order_there = [index for index in queue if there[index]]
        return Moment(there, wanted, self.ceiling_a(wanted), order_there, fallback, accepted)

    def shares(self, moment: Moment) -> Shares:
        """Shares before anybody has to take turns; whole power modules of paired stations and blocks, and whole steps.

        Where ports have to take turns steps are a matter of each slot (`turn_taking`); these shares have none then.
        """
        shares = self.unrounded(moment)
        if self.steps is None or shares.turns.any():
            return shares
        return self._in_steps(moment, shares)

    def unrounded(self, moment: Moment) -> Shares:
        """The same if every station could offer any current up to the largest one that it can."""
        shares = self._cut_freely(moment)
        if not self.network.pools:
            return shares
        steering = Steering(self.network, self.arrays, self.rate, self.in_order)
        return steering.steer(moment, shares, self._cut_freely)

    @staticmethod
    def at_once(moment: Moment, shares: Shares) -> Delivered:
        """What every port gets where none has to take turns."""
        without = np.where(moment.occupied & (moment.wanted_a > 0) & (shares.current_a == 0), 1.0, 0.0)
        drawn_a = moment.drawn_a(shares.current_a)
        return Delivered(
            drawn_a,
            moment.stopping(shares.limit, drawn_a),
            shares.turns,
            without,
            np.where(without > 0, np.inf, 0.0),
            None,
            shares.rounded,
            None if moment.accepted_a is None else shares.current_a,
        )

    def _in_steps(self, moment: Moment, shares: Shares) -> Shares:
        """What stations can offer of some shares: rounded down, and what that leaves over given again."""
        arrays, steps = self.arrays, self.steps
        assert steps is not None
        share_a, limit = shares.current_a, shares.limit.copy()
        row_limit = self._limit_of_row
        sharing, queued = self._served(moment, share_a)
        amps, row = in_steps(arrays, steps, share_a, moment.ceiling_a, self.rate, sharing, moment.order)
        rounding = sharing & steps.stepped
        full = amps >= moment.ceiling_a * (1 - TOLERANCE)
        limit[rounding] = np.where(full, -1, row_limit[row])[rounding]
        if queued.any() and sharing.any():
            queue = [port for port in moment.order if queued[port]]
            amps, stopped = serve_again(arrays, steps, amps, queue, moment.ceiling_a, self.enough_a(moment))
            limit[queued] = -1
            for port, by in stopped.items():
                limit[port] = row_limit[by]
        free = self._free(sharing)
        if free.any():
            filled = self._fill_above(moment, free, np.where(free, 0.0, amps), np.where(free, amps, 0.0))
            amps = np.where(free, filled.current_a, amps)
            limit = np.where(free, row_limit[filled.row], limit)
        rounded = rounding & (amps < share_a * (1 - TOLERANCE))
        if queued.any():
            left_a = most_alone(arrays, drawn_by_atom(arrays, amps))[0][arrays.port_atom]
            rounded |= queued & steps.stepped & (amps > 0) & (left_a > TOLERANCE * amps)
        return replace(shares, current_a=amps, limit=limit, rounded=rounded)

    def slots_in_steps(self, moment: Moment, slots: SlotCurrents, length_h: Floats) -> SlotCurrents:
        """What stations can offer in the slots of a rotation, by slot and port [A].

        In each slot those that it serves keep at least their minimums, which they can offer. What is left over goes to
        those that have missed most since the cycle began, so that ports that are alike average nearly the same.
        """
        steps = self.steps
        assert steps is not None
        missed_ah = np.zeros(len(slots.of_port))
        found = []
        for share_a, hours in zip(slots, length_h.tolist(), strict=True):
            sharing, _ = self._served(moment, share_a)
            wanted_a = share_a + missed_ah / hours
            amps, _ = in_steps(
                self.arrays, steps, share_a, moment.ceiling_a, self.rate, sharing, moment.order, wanted_a
            )
            free = self._free(sharing)
            if free.any():
                filled = self._fill_above(moment, free, np.where(free, 0.0, amps), np.where(free, amps, 0.0))
                amps = np.where(free, filled.current_a, amps)
            missed_ah = np.where(sharing, missed_ah + (share_a - amps) * hours, missed_ah)
            found.append(amps)
        return SlotCurrents(np.array(found), np.arange(len(missed_ah)))

    def _served(self, moment: Moment, share_a: Floats) -> tuple[Mask, Mask]:
        """The ports that share and have something, and those of queues."""
        return moment.occupied & ~self.in_order & (share_a > 0), moment.occupied & self.in_order

    def _free(self, sharing: Mask) -> Mask:
        """Of some ports those that offer any current; power modules are given out whole."""
        assert self.steps is not None
        free = sharing & ~self.steps.stepped
        free[[port for pool in self.network.pools for port in pool.ports]] = False
        return free

    def _cut_freely(self, moment: Moment) -> Shares:
        """Shares of any size: filled together, or in plug-in order where the policy says so."""
        reserved = np.where(moment.offline, moment.offline_a, 0.0)
        together = moment.occupied & self._together
        queued = moment.occupied & self.in_order
        amps = reserved.copy()
        row = np.full(len(amps), -1, dtype=np.int64)
        turns = np.zeros(len(amps), dtype=np.bool_)
        if queued.any():
            served, row = self._serve(moment, together, reserved)
            amps += served
        if together.any():
            filled = self._fill(moment, together, amps)
            amps = np.where(together, filled.current_a, amps)
            row = np.where(together, filled.row, row)
            turns = filled.turns
        return Shares(amps, self._limit_of_row[row], turns)

    def _serve(self, moment: Moment, together: Mask, reserved_a: Floats) -> tuple[Floats, Ints]:
        """What the ports of queues get, in order, and the rows that stop them.

        A queue gets what its members would have had together with the others, then hands it out in order. Where that
        would keep a port that shares from its minimum for good, the queue gives way by so much.
        """
        queue = [port for port in moment.order if self.in_order[port]]
        enough_a = self.enough_a(moment)
        others_a = reserved_a
        if together.any():
            others_a = reserved_a + self._fill(moment, moment.occupied, reserved_a).current_a * together
        alone = self.minimums(moment, together, reserved_a).shut
        while True:
            drawn = drawn_by_atom(self.arrays, others_a)
            steps = None if self.steps is None else self.steps.of_port
            served, row = serve_in_order(self.arrays, queue, moment.ceiling_a, enough_a, drawn, steps)
            shut = self.minimums(moment, together, reserved_a + served).shut & ~alone & (others_a < enough_a)
            if not shut.any():
                return served, row
            # one port of an atom can have its turn, so all of them can
            by_need = np.flatnonzero(shut)[np.argsort(-enough_a[shut], kind="stable")]
            _, first = np.unique(self.arrays.port_atom[by_need], return_index=True)
            others_a = others_a.copy()
            others_a[by_need[first]] = enough_a[by_need[first]]

    def minimums(self, moment: Moment, ports: Mask, drawn_a: Floats) -> Minimums:
        """Which minimums of these ports hold beside what ports draw already [A], by port.

        A port that has no ceiling, because it is full or a limit over it alone is too low, has no minimum either.
        """
        drawing = ports & (moment.ceiling_a > 0)
        return minimums(self.arrays, drawing, self.enough_a(moment), drawn_by_atom(self.arrays, drawn_a))

    def _fill(self, moment: Moment, ports: Mask, reserved_a: Floats) -> _Filled:
        """Fill these ports together above what others have reserved: minimums first, then all by their weights."""
        plain = self._fill_above(moment, ports, reserved_a)
        enough_a = self.enough_a(moment)
        if not (ports & (moment.ceiling_a > 0) & (plain.current_a < enough_a * (1 - TOLERANCE))).any():
            return plain
        found = self.minimums(moment, ports, reserved_a)
        filled = self._fill_above(moment, ports & ~found.shut, reserved_a, found.floor_a)
        return _Filled(filled.current_a, np.where(found.shut, found.shut_row, filled.row), found.turns)

    def _fill_above(self, moment: Moment, ports: Mask, reserved_a: Floats, floor_a: Floats | None = None) -> _Filled:
        """Fill these ports together, none below its floor if there are any; the floors fit every limit."""
        base = drawn_by_atom(self.arrays, reserved_a)[None, :] if reserved_a.any() else None
        ceiling = moment.ceiling_a / self.rate
        floor = None if floor_a is None else floor_a / self.rate
        cells, weight = port_cells(self.arrays, ceiling, np.where(ports, self.rate, 0.0), floor)
        levels = fill(self.arrays, cells, weight[None, :], base=base)
        level = levels.level[0][self.arrays.port_atom]
        stopped = level < ceiling
        risen_a = self.rate * level
        if floor_a is not None:
            risen_a = np.maximum(risen_a, floor_a)
        amps = np.where(stopped, risen_a, moment.ceiling_a)
        row = np.where(stopped, levels.row[0][self.arrays.port_atom], -1)
        return _Filled(np.where(ports, amps, 0.0), row, np.zeros(len(ports), dtype=np.bool_))

    def offer_a(self, accepted_a: Floats) -> Floats:
        """What each station offers a vehicle at most that accepts so much [A]: the first current that is not below."""
        return accepted_a if self.steps is None else self.steps.round_up_a(accepted_a)

    def enough_a(self, moment: Moment) -> Floats:
        """What each vehicle has to get to charge at all [A]: the minimum, or all that it and its port can do."""
        return np.asarray(np.minimum(self.minimum_a, moment.wanted_a), dtype=np.float64)

    def ceiling_a(self, wanted_a: Floats) -> Floats:
        """What each port can take of what port and vehicle want [A].

        0 where a limit over that port alone leaves less than it needs to charge; a vehicle that accepts less than the
        minimum gets what it accepts.
        """
        ceiling_a = np.minimum(self.arrays.cap_a, wanted_a)
        enough_a = np.minimum(self.minimum_a, wanted_a)
        return np.asarray(np.where(ceiling_a < enough_a * (1 - TOLERANCE), 0.0, ceiling_a), dtype=np.float64)

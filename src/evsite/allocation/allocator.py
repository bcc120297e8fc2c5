"""One moment at a site: who is there, what each vehicle accepts, which policy holds; amperes for every port.

`Allocator` compiles a site once and answers many questions; `allocation.api.allocate` is the one-question form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import drawn_by_atom, network_arrays
from evsite.allocation.filling import fill, make_cells
from evsite.allocation.limit_use import limit_uses
from evsite.allocation.minimums import Minimums, minimums, most_alone
from evsite.allocation.modules import Steering, holdings
from evsite.allocation.moment import Delivered, Moment, Shares
from evsite.allocation.orders import serve_in_order
from evsite.allocation.premises import control_notes
from evsite.allocation.rates import least_useful_a, port_policies, rise_rates, share_in_kilowatts, slots_h
from evsite.allocation.result import Allocation, Share, Slot, SlotShare, State
from evsite.allocation.rotation import Rotation, Turning, find_turns
from evsite.allocation.turn_order import Cycle, longest_waits_h
from evsite.model.limit_id import FALLBACK, NO_VEHICLE, VEHICLE, LimitedBy
from evsite.network.compile import Network, compile_network, own_ceiling
from evsite.network.fallback import within_jumpers
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.site import Site

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Filled:
    """Amperes by port, the rows that stop them (-1: the port or its vehicle), and who has to take turns."""

    current_a: Floats
    row: Ints
    turns: Mask


class Allocator:
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
        self.site = site
        self.network = network if network is not None else compile_network(site, offline=offline)
        self.arrays = network_arrays(self.network)
        self.policies = port_policies(site, policy)
        self.rate: Floats = np.array(rise_rates(site, self.policies))
        self.minimum_a: Floats = np.array(least_useful_a(site))
        self.number = {name: index for index, name in enumerate(self.network.ports)}
        # a port that shares power modules can draw more than its own station is built for
        self.built_a: Floats = np.maximum([port.max_a for port in site.ports.values()], self.arrays.cap_a)
        ports = self.network.ports
        output_kw_per_a = np.array([port.output_kw_per_a for port in site.ports.values()])
        self.average_rate = 1 / output_kw_per_a if share_in_kilowatts(site) else np.ones(len(output_kw_per_a))
        self._slot_h = np.array(slots_h(site)) if slot_h is None else np.full(len(output_kw_per_a), slot_h)
        self._full: dict[bytes, tuple[Rotation, float] | None] = {}
        self._in_order = np.array([self.policies[name].in_order for name in ports], dtype=bool)

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

        Raises:
            ValueError: for offline ports in a network that counts on every port to keep its limits.
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
        return Moment(there, wanted, self.ceiling_a(wanted), [index for index in queue if there[index]], fallback)

    def shares(self, moment: Moment) -> Shares:
        """Shares before anybody has to take turns; power modules of paired stations and blocks are given out whole."""
        shares = self._cut_freely(moment)
        if not self.network.pools:
            return shares
        steering = Steering(self.network, self.arrays, self.rate, self._in_order)
        return steering.steer(moment, shares, self._cut_freely)

    def _cut_freely(self, moment: Moment) -> Shares:
        """Shares of any size: filled together, or in plug-in order where the policy says so."""
        reserved = np.where(moment.offline, moment.offline_a, 0.0)
        together = moment.occupied & ~self._in_order
        queued = moment.occupied & self._in_order
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
        return Shares(amps, np.append(self.arrays.row_limit, -1)[row], turns)

    def _serve(self, moment: Moment, together: Mask, reserved_a: Floats) -> tuple[Floats, Ints]:
        """What the ports of queues get, in order, and the rows that stop them.

        A queue gets what its members would have had together with the others, then hands it out in order. Where that
        would keep a port that shares from its minimum for good, the queue gives way by so much.
        """
        queue = [port for port in moment.order if self._in_order[port]]
        enough_a = self.enough_a(moment)
        others_a = reserved_a
        if together.any():
            others_a = reserved_a + self._fill(moment, moment.occupied, reserved_a).current_a * together
        alone = self.minimums(moment, together, reserved_a).shut
        while True:
            drawn = drawn_by_atom(self.arrays, others_a)
            served, row = serve_in_order(self.arrays, queue, moment.ceiling_a, enough_a, drawn)
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
        asking = ports & (moment.ceiling_a > 0)
        return minimums(self.arrays, asking, self.enough_a(moment), drawn_by_atom(self.arrays, drawn_a))

    def crowded(self, moment: Moment) -> Mask:
        """The ports that share under a limit that cannot carry all minimums, those of queues counted with it."""
        reserved = np.where(moment.offline, moment.offline_a, 0.0)
        turns = self.minimums(moment, moment.occupied, reserved).turns
        return np.asarray(turns & ~self._in_order, dtype=np.bool_)

    def _fill(self, moment: Moment, ports: Mask, reserved_a: Floats) -> _Filled:
        """Fill these ports together above what others have reserved: minimums first, then all by their weights."""
        plain = self._fill_above(moment, ports, reserved_a, np.zeros(len(ports)))
        enough_a = self.enough_a(moment)
        if not (ports & (moment.ceiling_a > 0) & (plain.current_a < enough_a * (1 - TOLERANCE))).any():
            return plain
        found = self.minimums(moment, ports, reserved_a)
        filled = self._fill_above(moment, ports & ~found.shut, reserved_a, found.floor_a)
        return _Filled(filled.current_a, np.where(found.shut, found.shut_row, filled.row), found.turns)

    def _fill_above(self, moment: Moment, ports: Mask, reserved_a: Floats, floor_a: Floats) -> _Filled:
        """Fill these ports together, none below its floor; the floors fit every limit."""
        base = drawn_by_atom(self.arrays, reserved_a)[None, :] if reserved_a.any() else None
        ceiling = moment.ceiling_a / self.rate
        floor = floor_a / self.rate
        cells, weight, _ = make_cells(self.arrays, ceiling, np.where(ports, self.rate, 0.0), floor)
        levels = fill(self.arrays, cells, weight[None, :], base=base)
        level = levels.level[0][self.arrays.port_atom]
        amps = np.where(level < ceiling, np.maximum(self.rate * level, floor_a), moment.ceiling_a)
        row = np.where(level < ceiling, levels.row[0][self.arrays.port_atom], -1)
        return _Filled(np.where(ports, amps, 0.0), row, np.zeros(len(ports), dtype=np.bool_))

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

    def delivered(self, moment: Moment) -> Delivered:
        """What every port gets, on average over the cycle where ports take turns."""
        shares = self.shares(moment)
        rotation = self.rotation(moment, shares)
        waits = moment.occupied & (moment.wanted_a > 0)
        if rotation is None:
            without = np.where(waits & (shares.current_a == 0), 1.0, 0.0)
            wait_h = np.where(without > 0, np.inf, 0.0)
            return Delivered(shares.current_a, shares.limit, shares.turns, without, wait_h, None)
        turns = shares.turns | (moment.occupied & (rotation.wait_h > 0))
        idle_h = sum(length * (amps == 0) for length, amps in zip(rotation.length_h, rotation.slots, strict=True))
        without = np.where(waits, idle_h / rotation.cycle_h, 0.0)
        wait_h = np.where(turns, rotation.wait_h, np.where(without == 1, np.inf, 0.0))
        return Delivered(rotation.mean_a, shares.limit, turns, without, wait_h, rotation)

    def rotation(self, moment: Moment, shares: Shares) -> Rotation | None:
        """The cycle of time slots where not all minimums fit; None where everybody can charge at once.

        Who takes turns averages max-min, in A or in kW where voltages differ. Everybody else keeps the minimum in every
        slot, and shares what those who take turns leave by the policy.
        """
        if not shares.turns.any():
            return None
        others = moment.occupied & ~self._in_order & ~shares.turns
        fixed = np.where(others | shares.turns, 0.0, shares.current_a)
        steered = np.zeros(len(fixed), dtype=np.bool_)
        steered[[port for pool in self.network.pools for port in pool.ports]] = True
        fixed = np.where(others & steered, shares.current_a, fixed)
        others &= ~steered
        found = self.minimums(moment, others | shares.turns, fixed)
        floor_a = np.where(others, found.floor_a, 0.0)
        turns = find_turns(
            self.arrays,
            Turning(
                ports=np.flatnonzero(shares.turns),
                enough_a=self.enough_a(moment),
                ceiling_a=moment.ceiling_a,
                rate=self.average_rate,
            ),
            found.full,
            drawn_by_atom(self.arrays, fixed + floor_a),
            float(self._slot_h[shares.turns].min()),
        )
        slots = self._beside(moment, turns.cycle.current_a + fixed, others & ~found.shut, floor_a)
        length_h = turns.cycle.length_h
        wait_h = np.where(shares.turns, longest_waits_h(turns.cycle), 0.0)
        own = Rotation(tuple(slots), length_h, length_h @ slots / length_h.sum(), wait_h, turns.least, turns.bound)
        return self._kept(moment, shares, own)

    def _kept(self, moment: Moment, shares: Shares, own: Rotation) -> Rotation:
        """The cycle of a moment, or that of all ports in use, where that keeps a promise which the own one would break.

        A port is promised the least average of all ports in use, as far as its own turns in that cycle give it that
        with what its vehicle accepts. Dropping ports, and vehicles that accept less, leave that cycle within every
        limit. What a queue takes changes with who is in it, so that beside a queue no such promise is made.
        """
        found = self._full_rotation(moment)
        if found is None or self._in_order.any():
            return own
        full, least = found
        drawn = np.array([np.where(moment.occupied, np.minimum(slot, moment.ceiling_a), 0.0) for slot in full.slots])
        # what a vehicle gets there that accepts less than the minimum may be too little for this one
        drawn[drawn < self.enough_a(moment) * (1 - TOLERANCE)] = 0.0
        drawn[:, moment.offline] = moment.offline_a[moment.offline]
        length_h = full.length_h
        mean_a = length_h @ drawn / length_h.sum()
        promised_a = np.minimum(mean_a, least * self.average_rate)
        if not (shares.turns & (own.mean_a < promised_a * (1 - TOLERANCE))).any():
            return own
        slots = np.array([self._topped_up(moment, slot) for slot in drawn])
        wait_h = np.where(moment.occupied, longest_waits_h(Cycle(length_h, slots)), 0.0)
        mean_a = length_h @ slots / length_h.sum()
        least = float((mean_a / self.average_rate)[shares.turns].min())
        return Rotation(tuple(slots), length_h, mean_a, wait_h, least, max(least, own.bound), kept=True)

    def _full_rotation(self, moment: Moment) -> tuple[Rotation, float] | None:
        """The cycle of all ports in use beside the same offline ports; None where that is this moment, or no cycle.

        With it the least average of those who take turns, in A or in kW where voltages differ. A port that its limits
        leave less than its minimum is there with a vehicle that accepts no more than that, and is promised nothing.
        """
        offline_a = self._offline_of(moment)
        everybody = self.moment(offline_a=offline_a)
        reserved = np.where(everybody.offline, everybody.offline_a, 0.0)
        most_a, _ = most_alone(self.arrays, drawn_by_atom(self.arrays, reserved))
        left_a = np.minimum(self.arrays.cap_a, most_a[self.arrays.port_atom])
        small = everybody.occupied & (left_a < self.enough_a(everybody) * (1 - TOLERANCE))
        if small.any():
            small_a = {self.network.ports[port]: float(left_a[port]) for port in np.flatnonzero(small)}
            everybody = self.moment(accept_a=small_a, offline_a=offline_a)
        alike = (everybody.occupied == moment.occupied) & (everybody.ceiling_a == moment.ceiling_a)
        if (alike | ~everybody.occupied).all():
            return None
        key = moment.offline_a.tobytes()
        if key not in self._full:
            full = self.rotation(everybody, self.shares(everybody))
            self._full[key] = None if full is None else (full, self._least(full, ~small & (full.wait_h > 0)))
        return self._full[key]

    def _offline_of(self, moment: Moment) -> dict[str, float]:
        return {self.network.ports[port]: float(moment.offline_a[port]) for port in np.flatnonzero(moment.offline)}

    def _least(self, full: Rotation, turning: Mask) -> float:
        return float((full.mean_a / self.average_rate)[turning].min()) if turning.any() else 0.0

    def _topped_up(self, moment: Moment, drawn_a: Floats) -> Floats:
        """A slot whose ports share what others leave, above what they have."""
        served = moment.occupied & (drawn_a > 0)
        ceiling, floor = moment.ceiling_a / self.average_rate, drawn_a / self.average_rate
        cells, weight, _ = make_cells(self.arrays, ceiling, np.where(served, self.average_rate, 0.0), floor)
        base = drawn_by_atom(self.arrays, np.where(served, 0.0, drawn_a))
        level = fill(self.arrays, cells, weight[None, :], base=base[None, :]).level[0][self.arrays.port_atom]
        amps = np.where(level < ceiling, np.maximum(self.average_rate * level, drawn_a), moment.ceiling_a)
        return np.asarray(np.where(served, amps, drawn_a), dtype=np.float64)

    def _beside(self, moment: Moment, drawn_a: Floats, others: Mask, floor_a: Floats) -> Floats:
        """Slots with everybody in them, from what the others draw: the rest is filled around it, by slot and port."""
        if not others.any():
            return drawn_a
        ceiling, floor = moment.ceiling_a / self.rate, floor_a / self.rate
        cells, weight, _ = make_cells(self.arrays, ceiling, np.where(others, self.rate, 0.0), floor)
        base = np.array([drawn_by_atom(self.arrays, amps) for amps in drawn_a])
        levels = fill(self.arrays, cells, np.broadcast_to(weight, (len(base), len(weight))), base=base)
        level = levels.level[:, self.arrays.port_atom]
        amps = np.where(level < ceiling, np.maximum(self.rate * level, floor_a), moment.ceiling_a)
        return drawn_a + np.where(others, amps, 0.0)

    def allocate(self, moment: Moment) -> Allocation:
        """The full answer for one moment."""
        shares = self.shares(moment)
        rotation = self.rotation(moment, shares)
        amps = shares.current_a if rotation is None else rotation.slots[0]
        managed = self.site.managed_ports()
        modules = holdings(self.network.pools, amps)
        waits = moment.occupied & (moment.wanted_a > 0)
        never = set() if rotation is None else set(np.flatnonzero(waits & (rotation.mean_a == 0)).tolist())
        result = []
        for index, (name, port) in enumerate(self.site.ports.items()):
            state, limited_by = self._state(index, moment, amps, shares, turn=bool(shares.turns[index]))
            if state == "offline" and name not in managed:
                limited_by = own_ceiling(port)
            power_kw = float(amps[index]) * port.output_kw_per_a
            result.append(
                Share(
                    port=name,
                    current_a=float(amps[index]),
                    power_kw=power_kw,
                    range_mi_per_h=power_kw * self.site.settings.miles_per_kwh,
                    state=state,
                    limited_by=limited_by,
                    average_current_a=None if rotation is None else float(rotation.mean_a[index]),
                    longest_wait_h=None if rotation is None or index in never else float(rotation.wait_h[index]),
                    managed=name in managed,
                    modules=modules.get(index),
                )
            )
        in_use = {self.policies[name].name for name in self.network.ports}
        return Allocation(
            policy=in_use.pop() if len(in_use) == 1 else "mixed",
            shares=tuple(result),
            limits=limit_uses(self.network, amps),
            slots=() if rotation is None else tuple(map(self._slot, rotation.length_h.tolist(), rotation.slots)),
            share_of_bound=None if rotation is None else rotation.share_of_bound,
            notes=control_notes(self.site),
        )

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
            return "charging", self.network.cap_by[index] if full else VEHICLE
        holding = self.network.what_stops(index, int(shares.limit[index]))
        if amps[index] > 0:
            return "charging", holding
        return "waiting", LimitedBy("turn", holding.limit) if turn else holding

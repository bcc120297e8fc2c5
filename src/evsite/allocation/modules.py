"""Whole power modules: from shares that could be any number to what paired stations and power blocks can give.

A port that is fed by power modules gets a whole number of them at full output, or what its vehicle takes where that
is less (the module is then held all the same). So shares are found in three steps.

1. Shares as if modules could be cut, by the same filling as every port's; each is rounded down to whole modules.
2. What rounding left over is dealt out again, a module at a time, while every other port keeps at least the share of
step
   1: to the port that comes first in the queue under first come, first served, else to the port whose level (power, or
   power over rating) would be lowest with it, and among equals to who plugged in first. A module goes out only if its
   pool has one left and every limit has room for all of it.
3. Every other port is filled again around the modules, so that what no module fits into goes to them. Should that press
a
   port below its share of step 1 (on three phases a newcomer's gain can be a neighbour's loss), the rest is filled
   on top of those shares instead.

Nothing here can exceed a limit: step 1 fits every limit and rounding only lowers; the others ask for room first. No
port gets less than its share of step 1 rounded down, or, without modules, less than that share: guarantees for shares
that could be cut carry over with that rounding. And no module is idle that a port could use: what did not fit in
step 2 fits still less after step 3.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.filling import fill, make_cells
from evsite.allocation.orders import Headroom
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.moment import Moment, Shares
    from evsite.network.compile import Network
    from evsite.network.steering import SteeredPool

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

_FITS = 1e-12
"""Only rounding of 64-bit numbers: modules are dealt out one after the other, and a tolerance must not add up."""


@dataclass(frozen=True, slots=True)
class Steering:
    """What dealing out modules needs to know of a site; `rate` (amperes per level) and `in_order` are by port."""

    network: Network
    arrays: NetworkArrays
    rate: Floats
    in_order: Mask

    def steer(self, moment: Moment, shares: Shares, refill: Callable[[Moment], Shares]) -> Shares:
        """Shares in whole modules.

        Parameters
        ----------
        moment
            The moment.
        shares
            What every port would get if modules could be cut.
        refill
            Shares for a moment in which some ports draw a fixed current (as offline ports do).

        Returns
        -------
        Shares
            Amperes by port and the limit that stops each.
        """
        module_allocation = _ModuleAllocation(self, moment, shares)
        module_allocation.round_down()
        module_allocation.assign()
        amps, limit = module_allocation.current_a, module_allocation.limit
        free = moment.occupied & ~module_allocation.steered
        if not free.any():
            return replace(shares, current_a=amps, limit=limit)
        fixed = np.where(module_allocation.steered & moment.occupied, amps, moment.offline_a)
        queue = [port for port in moment.order if free[port]]
        again = refill(replace(moment, occupied=free, order=queue, offline_a=fixed))
        # what ports that take turns had in step 1 is no share yet
        kept = free & ~shares.turns
        if (again.current_a[kept] < shares.current_a[kept] * (1 - TOLERANCE)).any():
            again = self._on_top(moment, free, amps, replace(again, turns=again.turns | shares.turns))
        return replace(
            shares,
            current_a=np.where(free, again.current_a, amps),
            limit=np.where(free, again.limit, limit),
            turns=free & again.turns,
        )

    def _on_top(self, moment: Moment, free: Mask, amps: Floats, again: Shares) -> Shares:
        extra = np.maximum(moment.ceiling_a - amps, 0.0) / self.rate
        # who waits goes on waiting: what is left may be less than it needs
        cells, weight, _ = make_cells(self.arrays, extra, np.where(free & (amps > 0), self.rate, 0.0))
        base = drawn_by_atom(self.arrays, amps)
        levels = fill(self.arrays, cells, weight[None, :], base=base[None, :])
        level = levels.level[0][self.arrays.port_atom]
        row = np.where(level < extra, levels.row[0][self.arrays.port_atom], -1)
        return replace(
            again,
            current_a=np.where(free & (amps > 0), amps + self.rate * np.minimum(level, extra), amps),
            limit=np.where(amps > 0, np.append(self.arrays.row_limit, -1)[row], again.limit),
        )


class _ModuleAllocation:
    """Modules while they are dealt out."""

    def __init__(self, steering: Steering, moment: Moment, shares: Shares) -> None:
        self._steering = steering
        self._moment = moment
        ports = len(shares.current_a)
        self.current_a = shares.current_a.copy()
        self.limit = shares.limit.copy()
        self.steered = np.zeros(ports, dtype=bool)
        self.module_a = np.ones(ports)
        self.pool: dict[int, SteeredPool] = {}
        for pool in steering.network.pools:
            for port, module_a in zip(pool.ports, pool.module_a, strict=True):
                self.steered[port] = True
                self.module_a[port] = module_a
                self.pool[port] = pool
        self.count = dict.fromkeys(self.pool, 0)

    def round_down(self) -> None:
        """Whole modules within each share; an offline port holds what its fallback may need."""
        for port in self.pool:
            share = float(self.current_a[port]) / float(self.module_a[port])
            if self._moment.offline[port]:
                self.count[port] = modules_held(share)
            elif self._moment.occupied[port]:
                self.count[port] = whole(share)
                self.current_a[port] = self.count[port] * self.module_a[port]

    def assign(self) -> None:
        """Deal out what rounding left over."""
        headroom = Headroom(self._steering.arrays, drawn_by_atom(self._steering.arrays, self.current_a))
        arrival = {port: place for place, port in enumerate(self._moment.order)}
        left = {pool.limit: pool.modules - sum(self.count[port] for port in pool.ports) for pool in self.pool.values()}
        waiting = [self._turn(port, arrival) for port in self.pool if self._moment.occupied[port]]
        heapq.heapify(waiting)
        while waiting:
            port = heapq.heappop(waiting)[-1]
            wanted_a = self._with_one_more(port) - float(self.current_a[port])
            if wanted_a <= float(self._moment.ceiling_a[port]) * _FITS:
                self.limit[port] = -1
                continue
            pool = self.pool[port]
            atom = int(self._steering.arrays.port_atom[port])
            most_a, row = headroom.most_a(atom)
            if left[pool.limit] < 1:
                self.limit[port] = pool.limit
            elif most_a < wanted_a * (1 - _FITS):
                self.limit[port] = self._steering.arrays.row_limit[row]
            else:
                left[pool.limit] -= 1
                self.count[port] += 1
                self.current_a[port] += wanted_a
                headroom.take(atom, wanted_a)
                heapq.heappush(waiting, self._turn(port, arrival))

    def _with_one_more(self, port: int) -> float:
        """What a port would draw with one module more [A]; a port is never offered more than its vehicle takes."""
        return min((self.count[port] + 1) * float(self.module_a[port]), float(self._moment.ceiling_a[port]))

    def _turn(self, port: int, arrival: dict[int, int]) -> tuple[float, int, int]:
        level = self._with_one_more(port) / float(self._steering.rate[port])
        # rounded, so that ports that are alike are distinguished by their arrival alone
        return (-1.0 if self._steering.in_order[port] else float(f"{level:.9g}"), arrival[port], port)


def modules_held(share: float) -> int:
    """Modules that a draw of so many modules' output needs."""
    count = whole(share)
    return count if share <= count * (1 + TOLERANCE) else count + 1


def holdings(pools: Sequence[SteeredPool], current_a: Floats) -> dict[int, int]:
    """Modules that each port of a pool holds, by port number."""
    return {
        port: modules_held(float(current_a[port]) / module_a)
        for pool in pools
        for port, module_a in zip(pool.ports, pool.module_a, strict=True)
    }

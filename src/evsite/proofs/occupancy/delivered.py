"""Placements by what vehicles are given there: minimums first, averages over turns, every policy's own shares.

The levels of `placements` are what every port has alike while all rise together. They are amperes (or kilowatts) where
every port weighs the same and no port's minimum binds. Elsewhere a minimum is taken over amperes, or kilowatts where
voltages differ, of what the allocator gives: of all placements where these are few, and of critical ones otherwise. No
policy gives the least of a placement more than equal shares would, so what equal shares cannot exceed bounds the best;
and no placement gives anybody less than its lower bound (`proofs.lower_bound`), which bounds the worst.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.proofs.occupancy.moving import Places
    from evsite.proofs.occupancy.placements import PortRows, PrefixLevels

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_ASKED = 3_000
"""Placements up to which all are given out, counting those that are alike once."""


@dataclass(frozen=True, slots=True)
class LeastDelivered:
    """What the vehicle of a placement that gets least is given: A or kW in `value`, and the row that stops it.

    `wait_h` is the longest that it is without power where it takes turns, else None.
    """

    value: float
    current_a: float
    port: int
    limit: int
    ports: Ints
    wait_h: float | None
    rounded: bool = False
    """Whether it gets less than its share because of its current steps."""


class PlacementAllocator:
    """Gives out placements by the policies of a site; `unit_per_a` is what an ampere of each port counts."""

    def __init__(self, ports: PortRows, unit_per_a: Sequence[float]) -> None:
        self._ports = ports
        self._unit_per_a = np.array(unit_per_a)
        self._known: dict[bytes, LeastDelivered] = {}

    def least(self, numbers: Ints) -> LeastDelivered:
        """The least that any vehicle of a placement is given; 0 for one that a queue may make wait."""
        key = np.sort(numbers).tobytes()
        if key not in self._known:
            self._known[key] = self._least(np.sort(numbers))
        return self._known[key]

    def _least(self, numbers: Ints) -> LeastDelivered:
        allocator = self._ports.allocator
        moment = allocator.moment([allocator.network.ports[int(port)] for port in numbers])
        delivered = allocator.delivered(moment)
        amps, limits = delivered.current_a.copy(), delivered.limit.copy()
        queued = numbers[self._ports.queued[numbers]]
        if len(queued):
            row = self._ports.waits_for(numbers, queued)
            # whole power modules, and steps, may be less than a limit leaves
            amps[queued] = np.where(row >= 0, 0.0, np.minimum(self._ports.cap_a[queued], amps[queued]))
            limits[queued] = np.append(allocator.arrays.row_limit, -1)[row]
        # of equal values the first one in the order of the site
        value = np.round(amps[numbers] * self._unit_per_a[numbers], 9)
        port = int(numbers[int(np.argmin(value))])
        limit = int(limits[port])
        in_turns = bool(delivered.turns[port]) and math.isfinite(delivered.wait_h[port])
        wait_h = float(delivered.wait_h[port]) if in_turns else None
        rounded = delivered.rounded is not None and bool(delivered.rounded[port])
        return LeastDelivered(
            float(amps[port] * self._unit_per_a[port]), float(amps[port]), port, limit, numbers, wait_h, rounded
        )

    def of_all(self, places: Places) -> tuple[dict[int, LeastDelivered], dict[int, LeastDelivered]] | None:
        """The worst and the best of all placements by number of vehicles; None where there are many."""
        if places.combinations() > _MOST_ASKED:
            return None
        worst: dict[int, LeastDelivered] = {}
        best: dict[int, LeastDelivered] = {}
        for counts in np.ndindex(*(places.room + 1)):
            vehicles = sum(counts)
            if not vehicles:
                continue
            found = self.least(places.ports_of(np.array(counts)))
            if vehicles not in worst or found.value < worst[vehicles].value * (1 - TOLERANCE):
                worst[vehicles] = found
            if vehicles not in best or found.value > best[vehicles].value * (1 + TOLERANCE):
                best[vehicles] = found
        return worst, best

    def of_some(self, walks: Iterable[PrefixLevels], vehicles: int) -> Iterator[LeastDelivered]:
        """What the beginnings of some orders give."""
        for walk in walks:
            yield self.least(walk.order[:vehicles])

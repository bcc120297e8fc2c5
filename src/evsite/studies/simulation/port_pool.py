"""Ports for whoever comes: any free one of a pool, and a waiting line where there is none.

Vendor guide, "Waitlist".
"""

from __future__ import annotations

import heapq
import math
from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.studies.simulation.rate_groups import Vehicle

WaitBy = Literal["fifo", "need"]
"""Who is next in the waiting line: who came first, or who needs the most power to have what it wants when it leaves."""


class PortPool:
    """The free ports of a pool, the first in the order of the site first, and those who wait for one."""

    def __init__(self, ports: Iterable[int], wait_by: WaitBy | None) -> None:
        """Start with every port free; without `wait_by` nobody waits."""
        self._free = sorted(ports)
        self._wait_by = wait_by
        self._waiting: OrderedDict[int, Vehicle] = OrderedDict()

    @property
    def has_free(self) -> bool:
        """Whether a port is free."""
        return bool(self._free)

    @property
    def somebody_waits(self) -> bool:
        """Whether somebody waits for a port."""
        return bool(self._waiting)

    def waiting(self) -> Iterable[Vehicle]:
        """Who waits for a port, in order of arrival."""
        return self._waiting.values()

    def take(self) -> int | None:
        """A free port; None where there is none."""
        return heapq.heappop(self._free) if self._free else None

    def give_back(self, port: int) -> None:
        """Make a port free."""
        heapq.heappush(self._free, port)

    def wait(self, vehicle: Vehicle) -> bool:
        """Let a vehicle wait for a port; whether it does."""
        if self._wait_by is not None:
            self._waiting[vehicle.number] = vehicle
        return self._wait_by is not None

    def give_up(self, vehicle: Vehicle) -> None:
        """Let a vehicle wait no longer."""
        self._waiting.pop(vehicle.number, None)

    def next_waiting(self, now_s: float) -> Vehicle | None:
        """Who gets a port that is free now; it waits no longer."""
        # who leaves at this instant waits in vain
        staying = (vehicle for vehicle in self._waiting.values() if vehicle.leave_s > now_s)
        if self._wait_by == "need":
            following = max(staying, key=lambda each: (_needed(each, now_s), -each.number), default=None)
        else:
            following = next(staying, None)
        if following is not None:
            del self._waiting[following.number]
        return following


def _needed(vehicle: Vehicle, now_s: float) -> float:
    """The mean power that gives a vehicle what it wants before it leaves [kWh a second]; 0 where it does not say."""
    session = vehicle.session
    stay_s = vehicle.leave_s - now_s if session.stay_s is None else session.stay_s
    wanted_kwh = session.energy_kwh or 0.0
    return wanted_kwh / stay_s if stay_s > 0 else math.inf

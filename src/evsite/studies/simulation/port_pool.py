"""Ports for whoever comes: any free one of a pool, and a waiting line where there is none.

Vendor guide, "Waitlist".
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

from evsite.studies.simulation.waiting_line import NeedLine

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
        self._by_need = NeedLine() if wait_by == "need" else None

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

    def wait(self, vehicle: Vehicle, now_s: float) -> bool:
        """Let a vehicle wait for a port; whether it does."""
        if self._wait_by is None:
            return False
        self._waiting[vehicle.number] = vehicle
        if self._by_need is not None:
            self._by_need.add(vehicle, now_s)
        return True

    def give_up(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle wait no longer."""
        if self._waiting.pop(vehicle.number, None) is not None and self._by_need is not None:
            self._by_need.remove(vehicle, now_s)

    def next_waiting(self, now_s: float) -> Vehicle | None:
        """Who gets a port that is free now; it waits no longer. Who leaves at this instant has given up before."""
        if self._by_need is not None:
            following = self._by_need.first(now_s)
        else:
            following = next(iter(self._waiting.values()), None)
        if following is not None:
            self.give_up(following, now_s)
        return following

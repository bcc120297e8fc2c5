"""How one component shares its power in a queue: vehicles are served one after the other, each a group of its own."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.allocation.queue_line import Place, QueueLine
from evsite.studies.simulation.load_log import ChangeLog
from evsite.studies.simulation.rate_groups import SingleRate
from evsite.studies.simulation.sharers import LAXITY_STEP_S, queue_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.policies.policy import QueueBy
    from evsite.allocation.vehicle_classes import Classes, VehicleClass
    from evsite.studies.simulation.rate_groups import RateGroup, Vehicle

    Floats = NDArray[np.float64]

_DUE_S = attrgetter("due_s")
_CLOSE_S = 1e-3
"""So long before laxities meet they are compared: less than that may be rounding."""


class _Served(Place):
    """A vehicle in a queue, with its class and its rate."""

    __slots__ = (
        "_changes",
        "_deadline_s",
        "_had_kwh",
        "_most_kw",
        "_wanted_kwh",
        "current_a",
        "driver",
        "due_s",
        "lax_at_s",
        "lax_s",
        "own",
        "rate",
        "slope",
    )

    def __init__(self, driver: Vehicle, own: VehicleClass, now_s: float) -> None:
        super().__init__((0.0, driver.number), driver.number, own.atom, own.ceiling_a, own.enough_a)
        self.driver = driver
        self.own = own
        self.rate = SingleRate(driver, now_s)
        self.current_a = 0.0
        self.lax_s = self.lax_at_s = self.slope = 0.0
        """Laxity at an instant [s], and by how much it changes a second from then on."""
        self.due_s = math.inf
        session = driver.session
        self._deadline_s = driver.leave_s if session.deadline_s is None else session.deadline_s
        self._most_kw = own.ceiling_a * own.output_kw_per_a
        self._changes = self._deadline_s < math.inf and session.energy_kwh is not None and self._most_kw > 0
        self._wanted_kwh = session.energy_kwh or 0.0
        self._had_kwh = driver.energy_kwh

    def compare(self, now_s: float) -> None:
        """Say where it stands now by laxity, as `queue_key`."""
        if self._changes:
            rate = self.rate
            # what its group counts begins when it joins
            energy_kwh = self._had_kwh + (rate.gained_kwh + rate.rate_kw * (now_s - rate.since_s) / 3600)
            self.lax_s = self._deadline_s - now_s - (self._wanted_kwh - energy_kwh) / self._most_kw * 3600
            self.key = self.lax_s, self.vehicle
        else:
            self.lax_s = self.key[0]
        self.lax_at_s = now_s


class QueueSharer:
    """Vehicles that are served by arrival or deadline."""

    def __init__(
        self,
        number: int,
        component: Component,
        classes: Classes,
        queue_by: QueueBy,
        base_a: Floats,
        owner_of: Sequence[int],
    ) -> None:
        self.number, self.stamp = number, 0
        self._line = QueueLine(component.arrays, base_a)
        self._row_limit = component.arrays.row_limit.tolist()
        self.classes = classes
        self._queue_by = queue_by
        self.log = ChangeLog(owner_of)
        self._served: dict[int, _Served] = {}
        self._drawn_a: dict[int, float] = {}
        """By how much the vehicles of each class draw more since the last time."""

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle join the queue."""
        own = self.classes.of(vehicle.port, vehicle.accept_a)
        served = self._served[vehicle.number] = _Served(vehicle, own, now_s)
        served.key = queue_key(self._queue_by, vehicle, own, now_s)
        self._line.insert(served)

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle leave the queue."""
        served = self._served.pop(vehicle.number)
        served.rate.stamp += 1
        served.rate.part(vehicle, now_s)
        if served.current_a:
            number = served.own.number
            self._drawn_a[number] = self._drawn_a.get(number, 0.0) - served.current_a
        self._line.remove(served)

    def settle(self, now_s: float) -> list[RateGroup]:
        """Serve those whom changes concern; the groups whose next event is the first."""
        drawn_a, self._drawn_a = self._drawn_a, {}
        for place in self._line.settle():
            assert isinstance(place, _Served)
            amps, own, rate = place.granted_a, place.own, place.rate
            drawn_a[own.number] = drawn_a.get(own.number, 0.0) + (amps - place.current_a)
            place.current_a = amps
            rate.give(now_s, amps, amps * own.output_kw_per_a)
            place.due_s = rate.next_full_s()
        self.log.draw_each(now_s, drawn_a)
        self.log.bind(now_s, map(self._row_limit.__getitem__, self._line.binding))
        served = self._served.values()
        soonest_s = min(map(_DUE_S, served), default=math.inf)
        return [place.rate for place in served if place.due_s == soonest_s] if soonest_s < math.inf else []

    def next_look_s(self, now_s: float) -> float:  # noqa: ARG002 - the signature of a sharer
        """Nothing changes without an event."""
        return math.inf


class LaxitySharer(QueueSharer):
    """Vehicles that are served by laxity, which falls while they get less than they take.

    Between two settlements laxities are straight lines, so it is known when the first two of them meet. Before that
    the order is what it was, and nothing is compared.
    """

    def __init__(
        self, number: int, component: Component, classes: Classes, base_a: Floats, owner_of: Sequence[int]
    ) -> None:
        super().__init__(number, component, classes, "laxity", base_a, owner_of)
        self._meet_s = -math.inf
        """When the first two that stand one behind the other may change places."""

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle join the queue."""
        super().take_in(vehicle, now_s)
        self._meet_s = -math.inf

    def settle(self, now_s: float) -> list[RateGroup]:
        """Put them in order where it may be another one, and serve those whom changes concern."""
        if now_s >= self._meet_s - 2 * _CLOSE_S:
            for served in self._served.values():
                served.compare(now_s)
            self._line.sort()
        touched = super().settle(now_s)
        self._meet_s = self._first_meeting_s(now_s)
        return touched

    def next_look_s(self, now_s: float) -> float:
        """Where somebody has less than it takes, the first comparison that may find another order."""
        if not self._line.limited or self._meet_s == math.inf:
            return math.inf
        return now_s + LAXITY_STEP_S * max(1.0, math.ceil((self._meet_s - _CLOSE_S - now_s) / LAXITY_STEP_S))

    def _first_meeting_s(self, now_s: float) -> float:
        """When the first two that stand one behind the other have the same laxity; now where that is soon."""
        soonest_s = math.inf
        before_s = before_slope = 0.0
        first = True
        for place in self._line:
            assert isinstance(place, _Served)
            slope, lax_s = place.slope, place.lax_s
            if place.lax_at_s != now_s:
                lax_s = place.lax_s = lax_s + slope * (now_s - place.lax_at_s)
                place.lax_at_s = now_s
            ceiling_a = place.ceiling_a
            slope = place.slope = place.current_a / ceiling_a - 1 if -math.inf < lax_s < math.inf else 0.0
            if first:
                first = False
            else:
                gap_s, closing = lax_s - before_s, before_slope - slope
                if gap_s <= _CLOSE_S or gap_s < LAXITY_STEP_S * closing:
                    return now_s
                if closing > 0 and gap_s < (soonest_s - now_s) * closing:
                    soonest_s = now_s + gap_s / closing
            before_s, before_slope = lax_s, slope
        return soonest_s

"""How one component shares its power in a queue: vehicles are served one after the other, each a group of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.allocation.queue_line import Place, QueueLine
from evsite.studies.simulation.load_log import ChangeLog
from evsite.studies.simulation.rate_groups import SingleRate
from evsite.studies.simulation.sharers import queue_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.policies.policy import QueueBy
    from evsite.allocation.vehicle_classes import Classes, VehicleClass
    from evsite.studies.simulation.load_log import BindingHours
    from evsite.studies.simulation.rate_groups import RateGroup, Vehicle

    Floats = NDArray[np.float64]


class _Served(Place):
    """A vehicle in a queue, with its class and its rate."""

    __slots__ = ("current_a", "own", "rate")

    def __init__(self, driver: Vehicle, own: VehicleClass, now_s: float) -> None:
        super().__init__((0.0, driver.number), driver.number, own.atom, own.ceiling_a, own.enough_a)
        self.own = own
        self.rate = SingleRate(driver, now_s)
        self.current_a = 0.0


class QueueSharer:
    """Vehicles that are served by arrival or deadline."""

    def __init__(
        self,
        number: int,
        component: Component,
        classes: Classes,
        queue_by: QueueBy,
        base_a: Floats,
        hours: BindingHours,
    ) -> None:
        self.number, self.stamp = number, 0
        self._line = QueueLine(component.arrays, base_a)
        self._row_limit = component.arrays.row_limit.tolist()
        self.classes = classes
        self._queue_by = queue_by
        self.log = ChangeLog(hours)
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
        """Serve those whom changes concern; the groups of those that get something else."""
        drawn_a, self._drawn_a = self._drawn_a, {}
        changed: list[RateGroup] = []
        for place in self._line.settle():
            assert isinstance(place, _Served)
            amps, own = place.granted_a, place.own
            drawn_a[own.number] = drawn_a.get(own.number, 0.0) + (amps - place.current_a)
            place.current_a = amps
            place.rate.give(now_s, amps, amps * own.output_kw_per_a)
            changed.append(place.rate)
        self.log.draw_each(now_s, drawn_a)
        self.log.bind(now_s, map(self._row_limit.__getitem__, self._line.binding))
        return changed

    def next_look_s(self, now_s: float) -> float:  # noqa: ARG002 - the signature of a sharer
        """Nothing changes without an event."""
        return math.inf

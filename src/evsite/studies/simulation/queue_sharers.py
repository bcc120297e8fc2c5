"""How one component shares its power in a queue: vehicles are served one after the other, each a group of its own."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, cast

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
_AGAIN = 8
"""So many times limits that once kept somebody from more are looked at from the beginning, while places change."""


class _Served(Place):
    """A vehicle in a queue, with its class and its rate."""

    __slots__ = ("current_a", "driver", "due_s", "own", "rate")

    def __init__(self, driver: Vehicle, own: VehicleClass, now_s: float) -> None:
        super().__init__((0.0, driver.number), driver.number, own.atom, own.ceiling_a, own.enough_a)
        self.driver = driver
        self.own = own
        self.rate = SingleRate(driver, now_s)
        self.current_a = 0.0
        self.due_s = math.inf


class _ByLaxity(_Served):
    """The same with its laxity, counted as the moment at which it has to begin to charge at full speed [s].

    That stays while it waits, and moves on with the clock while it charges at full speed: `lax_s` is what it was at
    `at_s`, `speed` by how much it rises a second. Who has no deadline comes last, who has one and no known need first,
    as in `queue_key`.
    """

    __slots__ = ("_deadline_s", "_had_kwh", "_most_kw", "_wanted_kwh", "at_s", "lax_s", "speed")

    def __init__(self, driver: Vehicle, own: VehicleClass, now_s: float) -> None:
        super().__init__(driver, own, now_s)
        session = driver.session
        self._deadline_s = driver.leave_s if session.deadline_s is None else session.deadline_s
        self._most_kw = own.ceiling_a * own.output_kw_per_a
        self._wanted_kwh = session.energy_kwh or 0.0
        self._had_kwh = driver.energy_kwh
        if self._deadline_s < math.inf and (session.energy_kwh is None or self._most_kw <= 0):
            self._deadline_s = -math.inf
        self.tell(now_s)

    def tell(self, now_s: float) -> None:
        """Say what its laxity is now and how it goes on, after its rate has changed."""
        self.at_s, self.speed, self.lax_s = now_s, 0.0, self._deadline_s
        if -math.inf < self._deadline_s < math.inf:
            # what its group counts begins when it joins
            left_kwh = self._wanted_kwh - (self._had_kwh + self.rate.gained_kwh)
            self.lax_s -= left_kwh / self._most_kw * 3600
            self.speed = self.current_a / self.ceiling_a


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
        self._serve(now_s)
        served = self._served.values()
        soonest_s = min(map(_DUE_S, served), default=math.inf)
        return [place.rate for place in served if place.due_s == soonest_s] if soonest_s < math.inf else []

    def _serve(self, now_s: float) -> list[Place]:
        """Give each its new current; those that have another one."""
        drawn_a, self._drawn_a = self._drawn_a, {}
        changed = self._line.settle()
        for place in changed:
            assert isinstance(place, _Served)
            amps, own = place.granted_a, place.own
            drawn_a[own.number] = drawn_a.get(own.number, 0.0) + (amps - place.current_a)
            place.current_a = amps
            place.due_s = place.rate.give(now_s, amps, amps * own.output_kw_per_a)
        self.log.draw_each(now_s, drawn_a)
        self.log.bind(now_s, map(self._row_limit.__getitem__, self._line.binding))
        return changed

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
        self._line = QueueLine(component.arrays, base_a, joined_for=_AGAIN)
        self._meet_s = -math.inf
        """When the first two that stand one behind the other may change places."""

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle join the queue."""
        served = self._served[vehicle.number] = _ByLaxity(
            vehicle, self.classes.of(vehicle.port, vehicle.accept_a), now_s
        )
        self._line.append(served)
        self._meet_s = -math.inf

    def next_look_s(self, now_s: float) -> float:
        """Where somebody has less than it takes, the first comparison that may find another order."""
        if not self._line.limited or self._meet_s == math.inf:
            return math.inf
        return now_s + LAXITY_STEP_S * max(1.0, math.ceil((self._meet_s - _CLOSE_S - now_s) / LAXITY_STEP_S))

    def _serve(self, now_s: float) -> list[Place]:
        """Put them in order where it may be another one, and give each its new current."""
        line = cast("Sequence[_ByLaxity]", self._line.places)
        lax_s = [place.lax_s + place.speed * (now_s - place.at_s) for place in line]
        if now_s >= self._meet_s - 2 * _CLOSE_S:
            order = sorted(zip(lax_s, [place.vehicle for place in line], line, strict=True))
            lax_s = [each for each, _, _ in order]
            self._line.arrange([place for _, _, place in order])
        changed = super()._serve(now_s)
        for place in changed:
            assert isinstance(place, _ByLaxity)
            place.tell(now_s)
        speeds = [place.speed for place in cast("Sequence[_ByLaxity]", self._line.places)]
        self._meet_s = _first_meeting_s(now_s, lax_s, speeds)
        return changed


def _first_meeting_s(now_s: float, lax_s: Sequence[float], speeds: Sequence[float]) -> float:
    """When the first two that stand one behind the other have the same laxity; now where that is soon.

    `lax_s` are the laxities in the order of the queue, and `speeds` how much they rise a second.
    """
    soonest_s = math.inf
    for before_s, behind_s, before_speed, speed in zip(lax_s, lax_s[1:], speeds, speeds[1:], strict=False):
        gap_s, closing = behind_s - before_s, before_speed - speed
        if gap_s <= _CLOSE_S or gap_s < LAXITY_STEP_S * closing:
            return now_s
        if closing > 0 and gap_s < (soonest_s - now_s) * closing:
            soonest_s = now_s + gap_s / closing
    return soonest_s

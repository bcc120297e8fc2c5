"""How one component shares its power where those with least time to spare are served first."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.allocation.queue_pass import QueuePass
from evsite.studies.simulation.load_log import ChangeLog
from evsite.studies.simulation.rate_groups import SingleRate
from evsite.studies.simulation.sharers import LAXITY_STEP_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.vehicle_classes import Classes, VehicleClass
    from evsite.studies.simulation.load_log import BindingHours
    from evsite.studies.simulation.rate_groups import RateGroup, Vehicle

    Floats = NDArray[np.float64]

_CLOSE_S = 1e-3
"""So long before laxities meet they are compared: less than that may be rounding."""
_NUMBER = attrgetter("number")
_SAME = 1e-12
"""A current that differs by this share of what a vehicle takes differs from rounding alone."""


class _ByLaxity(SingleRate):
    """A vehicle in the queue, first in it who has the least laxity.

    Its laxity is counted as the moment at which it has to begin to charge at full speed [s]: `lax_s + speed * now`.
    That stays while it waits, and moves on with the clock while it charges at full speed. Who has no deadline comes
    last, who has one and no known need first, as in `sharers.queue_key`. `full_s` is when it has all that it takes, as
    it charges now; `unlimited_a` is what it gets where nobody has to wait.
    """

    __slots__ = ("at_once_s", "full_s", "kind", "lax_s", "number", "own", "s_per_kwh", "speed", "unlimited_a")

    def __init__(self, vehicle: Vehicle, own: VehicleClass, kind: int, unlimited_a: float, now_s: float) -> None:
        super().__init__(vehicle, now_s)
        self.number = vehicle.number
        self.own = own
        self.kind = kind
        self.unlimited_a = unlimited_a
        self.full_s = math.inf
        session = vehicle.session
        deadline_s = vehicle.leave_s if session.deadline_s is None else session.deadline_s
        most_kw = own.accept_a * own.output_kw_per_a
        self.s_per_kwh = 0.0
        if deadline_s < math.inf:
            if session.energy_kwh is None or most_kw <= 0:
                deadline_s = -math.inf
            else:
                self.s_per_kwh = 3600 / most_kw
                deadline_s -= (session.energy_kwh - vehicle.energy_kwh) * self.s_per_kwh
        self.at_once_s = self.lax_s = deadline_s
        """Its laxity when it joins."""
        self.speed = 0.0
        """By how much its laxity rises a second."""


class LaxitySharer:
    """Vehicles that are served by laxity, which falls while they get less than they take.

    Between two settlements laxities are straight lines, so it is known when the first two of them meet. Before that
    the order is what it was, and nothing is compared.
    """

    def __init__(
        self, number: int, component: Component, classes: Classes, base_a: Floats, hours: BindingHours
    ) -> None:
        self.number, self.stamp = number, 0
        self.classes = classes
        self.log = ChangeLog(hours)
        self._queue = QueuePass(component.arrays, base_a)
        self._row_limit = component.arrays.row_limit.tolist()
        self._here: list[_ByLaxity] = []
        """In the order of their numbers, in which those of one laxity are served."""
        self._drawn_a: dict[int, float] = {}
        """By how much the vehicles of each class draw more since the last time."""
        self._limited = False
        self._meet_s = math.inf
        """When the first two that stand one behind the other may change places."""

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle join the queue."""
        own = self.classes.of(vehicle.port, vehicle.accept_a)
        kind = self._queue.kind(own.atom, own.ceiling_a, own.enough_a)
        rate = _ByLaxity(vehicle, own, kind, self._queue.unlimited_a(kind), now_s)
        self._queue.join(rate.kind)
        insort(self._here, rate, key=_NUMBER)

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle leave the queue."""
        rate = vehicle.group
        assert isinstance(rate, _ByLaxity)
        rate.stamp += 1
        rate.part(vehicle, now_s)
        self._queue.part(rate.kind)
        del self._here[bisect_left(self._here, rate.number, key=_NUMBER)]
        if rate.current_a:
            number = rate.own.number
            self._drawn_a[number] = self._drawn_a.get(number, 0.0) - rate.current_a

    def settle(self, now_s: float) -> list[RateGroup]:
        """Serve all in the order that they now have; the groups whose next event is the first."""
        if self._queue.may_wait:
            line = sorted(self._here, key=lambda rate: rate.lax_s + rate.speed * now_s)
            granted_a, binding = self._queue.serve([rate.kind for rate in line])
        else:
            line, binding = self._here, set()
            granted_a = [rate.unlimited_a for rate in line]
        drawn_a, self._drawn_a = self._drawn_a, {}
        for rate, amps in zip(line, granted_a, strict=True):
            before_a = rate.current_a
            if amps != before_a and abs(amps - before_a) > _SAME * rate.own.ceiling_a:
                own = rate.own
                number = own.number
                drawn_a[number] = drawn_a.get(number, 0.0) + (amps - before_a)
                rate.full_s = rate.give(now_s, amps, amps * own.output_kw_per_a)
                if rate.s_per_kwh:
                    rate.speed = speed = amps / own.accept_a
                    rate.lax_s = rate.at_once_s + rate.gained_kwh * rate.s_per_kwh - speed * now_s
        self.log.draw_each(now_s, drawn_a)
        self.log.bind(now_s, map(self._row_limit.__getitem__, binding))
        self._limited = bool(binding)
        self._meet_s = _first_meeting_s(now_s, line) if binding else math.inf
        full_s = [rate.full_s for rate in line]
        soonest_s = min(full_s, default=math.inf)
        if soonest_s == math.inf:
            return []
        if full_s.count(soonest_s) == 1:
            return [line[full_s.index(soonest_s)]]
        return [rate for rate in line if rate.full_s == soonest_s]

    def next_look_s(self, now_s: float) -> float:
        """Where somebody has less than it takes, the first comparison that may find another order."""
        if not self._limited or self._meet_s == math.inf:
            return math.inf
        return now_s + LAXITY_STEP_S * max(1.0, math.ceil((self._meet_s - _CLOSE_S - now_s) / LAXITY_STEP_S))


def _first_meeting_s(now_s: float, line: Sequence[_ByLaxity]) -> float:
    """When the first two that stand one behind the other have the same laxity; now where that is soon."""
    soonest_s, before_s, before_speed = math.inf, math.nan, 0.0
    for rate in line:
        speed = rate.speed
        at_s = rate.lax_s + speed * now_s
        gap_s, closing = at_s - before_s, before_speed - speed
        if gap_s <= _CLOSE_S or gap_s < LAXITY_STEP_S * closing:
            return now_s
        if closing > 0 and gap_s < (soonest_s - now_s) * closing:
            soonest_s = now_s + gap_s / closing
        before_s, before_speed = at_s, speed
    return soonest_s

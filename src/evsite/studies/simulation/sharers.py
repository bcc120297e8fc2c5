"""How one component shares its power while a state of the week holds: together, in a queue, or as a whole site.

Each sharer takes vehicles in and lets them go; `settle` then gives every group of vehicles its new rate and returns
the groups whose next event has changed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from evsite.studies.simulation.load_log import ChangeLog
from evsite.studies.simulation.rate_groups import RateGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evsite.allocation.class_filling import ClassShare
    from evsite.allocation.class_shares import ClassShares
    from evsite.allocation.moment import Delivered
    from evsite.allocation.policies.policy import QueueBy
    from evsite.allocation.vehicle_classes import Classes, VehicleClass
    from evsite.studies.simulation.asking import Answer, PartAsk
    from evsite.studies.simulation.load_log import BindingHours
    from evsite.studies.simulation.rate_groups import Vehicle

    Ask = Callable[[Sequence[int], Sequence[float]], Delivered]

LAXITY_STEP_S = 300.0
"""While somebody has to wait, laxities are compared again after so long."""


class Sharer(Protocol):
    """How a component shares."""

    number: int
    """That of its component."""
    classes: Classes
    log: ChangeLog
    stamp: int
    """Raised whenever what is known of its next event no longer holds."""

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle that accepts something share."""

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share no longer."""

    def settle(self, now_s: float) -> list[RateGroup]:
        """Give out the power anew; the groups whose next event may have changed."""

    def next_look_s(self, now_s: float) -> float:
        """When shares change without an event; inf where they do not."""


class TogetherSharer:
    """Vehicles that fill together: a group for each class, and averages where they take turns."""

    def __init__(self, number: int, shares: ClassShares, classes: Classes, hours: BindingHours) -> None:
        self.number, self.stamp = number, 0
        self._shares = shares
        self.classes = classes
        self.log = ChangeLog(hours)
        self._groups: dict[int, RateGroup] = {}
        self._class_of: dict[int, VehicleClass] = {}
        self._total_a: dict[int, float] = {}
        self._gone: set[int] = set()
        self._changed: set[int] = set()

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle join the group of its class."""
        own = self._class_of[vehicle.number] = self.classes.of(vehicle.port, vehicle.accept_a)
        self._join(vehicle, own, now_s)
        self._shares.join(own)

    def _join(self, vehicle: Vehicle, own: VehicleClass, now_s: float) -> None:
        group = self._groups.get(own.number)
        if group is None:
            group = self._groups[own.number] = RateGroup(now_s)
        group.join(vehicle, now_s)
        self._changed.add(own.number)

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle leave its group."""
        own = self._class_of.pop(vehicle.number)
        self._shares.leave(own)
        group = self._groups[own.number]
        group.part(vehicle, now_s)
        self._changed.add(own.number)
        if not group.members:
            group.stamp += 1
            del self._groups[own.number]
            self._gone.add(own.number)

    def settle(self, now_s: float) -> list[RateGroup]:
        """Ask for the shares that changes concern; the groups that have another rate or other members."""
        return self._give(now_s, self._shares.settle(self._members))

    def _give(self, now_s: float, shares: Iterable[ClassShare]) -> list[RateGroup]:
        groups, every, log, total_a = self._groups, self.classes.all, self.log, self._total_a
        changed = self._changed
        if self._gone:
            for number in self._gone.difference(groups):
                log.draw(now_s, every[number], -total_a.pop(number, 0.0))
                log.stop(now_s, number, -1)
            self._gone.clear()
        stopping = log.stopping
        for number, count, amps, unpowered, wait_h, stopped_by in shares:
            group = groups[number]
            if amps != group.current_a or unpowered != group.unpowered or wait_h or group.wait_s:
                group.set(now_s, amps, amps * every[number].output_kw_per_a, unpowered, wait_h * 3600)
                changed.add(number)
            drawn_a, before_a = count * amps, total_a.get(number, 0.0)
            if drawn_a != before_a:
                log.draw(now_s, every[number], drawn_a - before_a)
                total_a[number] = drawn_a
            if stopping.get(number, -1) != stopped_by:
                log.stop(now_s, number, stopped_by)
        log.bind(now_s, self._shares.also_full)
        # who joined or left may be the next to be full, whatever the shares
        touched = [groups[number] for number in changed if number in groups]
        changed.clear()
        return touched

    def next_look_s(self, now_s: float) -> float:  # noqa: ARG002 - the signature of a sharer
        """Nothing changes without an event."""
        return math.inf

    def _members(self) -> dict[int, list[tuple[int, float]]]:
        return {
            number: [(vehicle.port, vehicle.accept_a) for vehicle in group.members.values()]
            for number, group in self._groups.items()
        }


class AllocatorSharer:
    """Vehicles that share as the allocator says at every event, each a group of its own.

    For components in which stations offer only some currents, share power modules, or in which policies differ from
    group to group. What a station offers counts on limits, also where the vehicle takes less.
    """

    def __init__(self, number: int, classes: Classes, ask: PartAsk, queue_by: QueueBy, hours: BindingHours) -> None:
        self.number, self.stamp = number, 0
        self.classes = classes
        self._queue_by = queue_by
        self.log = ChangeLog(hours)
        self._ask = ask
        self._vehicles: dict[int, Vehicle] = {}
        self._class_of: dict[int, VehicleClass] = {}
        self._drawn_a: dict[int, float] = {}
        self._waiting = False

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share."""
        self._vehicles[vehicle.number] = vehicle
        self._class_of[vehicle.number] = self.classes.of(vehicle.port, vehicle.accept_a)
        self._drawn_a[vehicle.number] = 0.0
        group = RateGroup(now_s)
        group.join(vehicle, now_s)
        group.set(now_s, 0.0, 0.0, 1.0, 0.0)

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share no longer."""
        del self._vehicles[vehicle.number]
        own, drawn_a = self._class_of.pop(vehicle.number), self._drawn_a.pop(vehicle.number)
        group = vehicle.group
        assert group is not None
        self.log.draw(now_s, own, -group.current_a, -drawn_a)
        self.log.stop(now_s, vehicle.number, -1)
        group.stamp += 1
        group.part(vehicle, now_s)

    def settle(self, now_s: float) -> list[RateGroup]:
        """Ask the allocator."""
        here, answer = self._asked(now_s)
        return self._given(now_s, here, answer)

    def next_look_s(self, now_s: float) -> float:
        """Where laxities count and somebody has less than it takes, they are compared again."""
        return now_s + LAXITY_STEP_S if self._queue_by == "laxity" and self._waiting else math.inf

    def _asked(self, now_s: float) -> tuple[list[Vehicle], Answer]:
        """The vehicles in the order in which they are served, and what they get."""
        class_of = self._class_of
        here = sorted(
            self._vehicles.values(), key=lambda each: queue_key(self._queue_by, each, class_of[each.number], now_s)
        )
        return here, self._ask(here, [class_of[each.number].number for each in here])

    def _given(self, now_s: float, here: Sequence[Vehicle], answer: Answer) -> list[RateGroup]:
        """Give vehicles what the allocator says."""
        for vehicle, offered_a, drawn_a, unpowered, wait_s, limit in zip(here, *answer[:5], strict=True):
            self._give(now_s, vehicle, offered_a, drawn_a, unpowered, wait_s)
            self.log.stop(now_s, vehicle.number, limit)
        self.log.bind(now_s, answer.also_full)
        self._waiting = any(limit >= 0 for limit in answer.stopped_by)
        return [vehicle.group for vehicle in here if vehicle.group is not None]

    def _give(
        self, now_s: float, vehicle: Vehicle, offered_a: float, drawn_a: float, unpowered: float, wait_s: float
    ) -> None:
        group, own = vehicle.group, self._class_of[vehicle.number]
        assert group is not None
        before_a = self._drawn_a[vehicle.number]
        if (offered_a, drawn_a, unpowered, wait_s) != (group.current_a, before_a, group.unpowered, group.wait_s):
            self.log.draw(now_s, own, offered_a - group.current_a, drawn_a - before_a)
            self._drawn_a[vehicle.number] = drawn_a
            group.set(now_s, offered_a, drawn_a * own.output_kw_per_a, unpowered, wait_s)


def queue_key(queue_by: QueueBy, vehicle: Vehicle, own: VehicleClass, now_s: float) -> tuple[float, int]:
    """Where a vehicle stands in the queue: the least first.

    Without a deadline, and for laxity without a known need, it stands behind those that have one, or before them where
    it would take power for as long as it is there. Laxity counts with what port and vehicle take, whatever limits say.
    """
    if queue_by == "arrival":
        return vehicle.plugged_s or 0.0, vehicle.number
    session = vehicle.session
    deadline_s = vehicle.leave_s if session.deadline_s is None else session.deadline_s
    if queue_by == "deadline" or deadline_s == math.inf:
        return deadline_s, vehicle.number
    most_kw = own.accept_a * own.output_kw_per_a
    if session.energy_kwh is None or most_kw <= 0:
        return -math.inf, vehicle.number
    needed_s = (session.energy_kwh - vehicle.energy_at(now_s)) / most_kw * 3600
    return deadline_s - now_s - needed_s, vehicle.number

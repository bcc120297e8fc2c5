"""Real turns: where not all minimums fit, the time slots of the rotation are played one after the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.studies.simulation.load_log import ChangeLog
from evsite.studies.simulation.rate_groups import RateGroup
from evsite.studies.simulation.sharers import AllocatorSharer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.class_shares import ClassShare, ClassShares
    from evsite.allocation.policies.policy import QueueBy
    from evsite.allocation.rotation import Rotation
    from evsite.allocation.vehicle_classes import Classes, VehicleClass
    from evsite.studies.simulation.asking import PartAsk
    from evsite.studies.simulation.rate_groups import Vehicle
    from evsite.studies.simulation.sharers import Ask


class TurnsSharer:
    """Vehicles that fill together, each a group of its own, and take turns slot by slot where they have to.

    The slots are those of the rotation that the allocator finds. After an event the one begins whose vehicles have
    waited longest, all together; then the cycle goes on in its order.
    """

    def __init__(
        self, number: int, shares: ClassShares, classes: Classes, delivered: Ask, owner_of: Sequence[int]
    ) -> None:
        self.number, self.stamp = number, 0
        self._shares = shares
        self.classes = classes
        self.log = ChangeLog(owner_of)
        self._delivered = delivered
        self._vehicles: dict[int, Vehicle] = {}
        self._class_of: dict[int, VehicleClass] = {}
        self._rotation: Rotation | None = None
        self._share_of: dict[int, ClassShare] = {}
        self._stopped: dict[int, int] = {}
        self._slot = 0
        self._slot_end_s = math.inf
        self._changed = True

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share."""
        self._vehicles[vehicle.number] = vehicle
        own = self._class_of[vehicle.number] = self.classes.of(vehicle.port, vehicle.accept_a)
        self._shares.join(own)
        group = RateGroup(now_s)
        group.join(vehicle, now_s)
        group.set(now_s, 0.0, 0.0, 1.0, 0.0)
        self._changed = True

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share no longer."""
        del self._vehicles[vehicle.number]
        own, group = self._class_of.pop(vehicle.number), vehicle.group
        self._shares.leave(own)
        assert group is not None
        self.log.draw(now_s, own, -group.current_a)
        self.log.stop(now_s, vehicle.number, -1)
        group.stamp += 1
        group.part(vehicle, now_s)
        self._changed = True

    def settle(self, now_s: float) -> list[RateGroup]:
        """Work out who takes turns if somebody came or went, or begin the next slot."""
        if self._changed:
            self._changed = False
            return self._plan(now_s)
        if self._rotation is not None and now_s >= self._slot_end_s:
            return self._begin(now_s, (self._slot + 1) % len(self._rotation.slots))
        return []

    def next_look_s(self, now_s: float) -> float:  # noqa: ARG002 - the signature of a sharer
        """The end of the slot."""
        return self._slot_end_s

    def _plan(self, now_s: float) -> list[RateGroup]:
        share_of, class_of = self._share_of, self._class_of
        for share in self._shares.settle(self._members):
            share_of[share.number] = share
        if not any(share_of[number].wait_h for number in {own.number for own in class_of.values()}):
            self._rotation, self._slot_end_s = None, math.inf
            shares = {number: share_of[own.number] for number, own in class_of.items()}
            self._stopped = {number: share.stopped_by for number, share in shares.items()}
            return self._give(now_s, {number: share.current_a for number, share in shares.items()})
        here = list(self._vehicles.values())
        found = self._delivered([each.port for each in here], [each.accept_a for each in here])
        self._stopped = {each.number: int(found.limit[each.port]) for each in here}
        self._rotation = found.cycle
        assert found.cycle is not None
        return self._begin(now_s, first_slot(found.cycle, here, now_s))

    def _begin(self, now_s: float, slot: int) -> list[RateGroup]:
        assert self._rotation is not None
        self._slot = slot
        self._slot_end_s = now_s + float(self._rotation.length_h[slot]) * 3600
        amps = self._rotation.slots[slot]
        return self._give(now_s, {number: float(amps[vehicle.port]) for number, vehicle in self._vehicles.items()})

    def _give(self, now_s: float, current_a: dict[int, float]) -> list[RateGroup]:
        """Give every vehicle its current; the groups that have another one than before."""
        changed, stopped, class_of, log = [], self._stopped, self._class_of, self.log
        for number, vehicle in self._vehicles.items():
            group, amps = vehicle.group, current_a[number]
            assert group is not None
            without = 0.0 if amps > 0 else 1.0
            log.stop(now_s, number, stopped[number])
            if amps != group.current_a or without != group.unpowered:
                own = class_of[number]
                log.draw(now_s, own, amps - group.current_a)
                group.set(now_s, amps, amps * own.output_kw_per_a, without, 0.0)
                changed.append(group)
        return changed

    def _members(self) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = {}
        for number, vehicle in self._vehicles.items():
            found.setdefault(self._class_of[number].number, []).append((vehicle.port, vehicle.accept_a))
        return found


class WholeTurnsSharer(AllocatorSharer):
    """The same where shares are whole steps or modules: vehicles share as the allocator says, and take its slots."""

    def __init__(self, number: int, classes: Classes, ask: PartAsk, queue_by: QueueBy, owner_of: Sequence[int]) -> None:
        super().__init__(number, classes, ask, queue_by, owner_of)
        self._rotation: Rotation | None = None
        self._slot = 0
        self._slot_end_s = math.inf
        self._changed = True

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share."""
        super().take_in(vehicle, now_s)
        self._changed = True

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share no longer."""
        super().let_go(vehicle, now_s)
        self._changed = True

    def settle(self, now_s: float) -> list[RateGroup]:
        """Work out who takes turns if somebody came or went, or begin the next slot."""
        if not self._changed:
            if self._rotation is not None and now_s >= self._slot_end_s:
                self._begin(now_s, (self._slot + 1) % len(self._rotation.slots))
            return [vehicle.group for vehicle in self._vehicles.values() if vehicle.group is not None]
        self._changed = False
        here, answer = self._asked(now_s)
        self._rotation = answer.cycle
        if answer.cycle is None:
            self._slot_end_s = math.inf
            return self._given(now_s, here, answer)
        for vehicle, limit in zip(here, answer.stopped_by, strict=True):
            self.log.stop(now_s, vehicle.number, limit)
        self._begin(now_s, first_slot(answer.cycle, here, now_s))
        return [vehicle.group for vehicle in here if vehicle.group is not None]

    def next_look_s(self, now_s: float) -> float:  # noqa: ARG002 - the signature of a sharer
        """The end of the slot."""
        return self._slot_end_s

    def _begin(self, now_s: float, slot: int) -> None:
        assert self._rotation is not None
        self._slot = slot
        self._slot_end_s = now_s + float(self._rotation.length_h[slot]) * 3600
        amps = self._rotation.slots[slot]
        for number, vehicle in self._vehicles.items():
            offered_a = float(amps[vehicle.port])
            drawn_a = min(offered_a, self._class_of[number].accept_a)
            self._give(now_s, vehicle, offered_a, drawn_a, 0.0 if offered_a > 0 else 1.0, 0.0)


def first_slot(cycle: Rotation, here: Sequence[Vehicle], now_s: float) -> int:
    """The slot of a cycle whose vehicles have waited longest, all together."""
    waited_s = np.zeros(len(cycle.mean_a))
    for vehicle in here:
        group = vehicle.group
        if group is not None and group.dark_since_s is not None:
            waited_s[vehicle.port] = now_s - group.dark_since_s
    return int(np.argmax([waited_s @ (slot > 0) for slot in cycle.slots]))

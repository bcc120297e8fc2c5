"""Real turns: where not all minimums fit, the time slots of the rotation are played one after the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.studies.simulation.rate_groups import RateGroup
from evsite.studies.simulation.sharers import AllocatorSharer, TogetherSharer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.class_filling import ClassShare
    from evsite.allocation.class_shares import ClassShares
    from evsite.allocation.policies.policy import QueueBy
    from evsite.allocation.rotation import Rotation
    from evsite.allocation.vehicle_classes import Classes
    from evsite.studies.simulation.asking import PartAsk
    from evsite.studies.simulation.load_log import BindingHours
    from evsite.studies.simulation.rate_groups import Vehicle
    from evsite.studies.simulation.sharers import Ask


class TurnsSharer(TogetherSharer):
    """Vehicles that fill together, and take turns slot by slot where they have to: then each is a group of its own.

    The slots are those of the rotation that the allocator finds. After an event the one begins whose vehicles have
    waited longest, all together; then the cycle goes on in its order.
    """

    def __init__(self, number: int, shares: ClassShares, classes: Classes, delivered: Ask, hours: BindingHours) -> None:
        super().__init__(number, shares, classes, hours)
        self._delivered = delivered
        self._vehicles: dict[int, Vehicle] = {}
        self._rotation: Rotation | None = None
        self._share_of: dict[int, ClassShare] = {}
        self._turns: set[int] = set()
        """The classes whose vehicles have to take turns."""
        self._slot = 0
        self._slot_end_s = math.inf
        self._came_or_left = True

    def take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share."""
        self._vehicles[vehicle.number] = vehicle
        self._came_or_left = True
        if self._rotation is None:
            super().take_in(vehicle, now_s)
            return
        own = self._class_of[vehicle.number] = self.classes.of(vehicle.port, vehicle.accept_a)
        self._shares.join(own)
        _set_apart(vehicle, now_s)

    def let_go(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share no longer."""
        del self._vehicles[vehicle.number]
        self._came_or_left = True
        if self._rotation is None:
            super().let_go(vehicle, now_s)
            return
        own, group = self._class_of.pop(vehicle.number), vehicle.group
        self._shares.leave(own)
        assert group is not None
        self.log.draw(now_s, own, -group.current_a)
        self.log.stop(now_s, vehicle.number, -1)
        group.stamp += 1
        group.part(vehicle, now_s)

    def settle(self, now_s: float) -> list[RateGroup]:
        """Work out who takes turns if somebody came or went, or begin the next slot."""
        if self._came_or_left:
            self._came_or_left = False
            return self._plan(now_s)
        if self._rotation is not None and now_s >= self._slot_end_s:
            return self._begin(now_s, (self._slot + 1) % len(self._rotation.slots))
        return []

    def next_look_s(self, now_s: float) -> float:  # noqa: ARG002 - the signature of a sharer
        """The end of the slot."""
        return self._slot_end_s

    def _plan(self, now_s: float) -> list[RateGroup]:
        shares, share_of = self._shares.settle(self._members), self._share_of
        for share in shares:
            share_of[share.number] = share
            if share.wait_h:
                self._turns.add(share.number)
            else:
                self._turns.discard(share.number)
        if self._turns and not self._turns.isdisjoint(own.number for own in self._class_of.values()):
            return self._rotate(now_s)
        if self._rotation is not None:
            self._gather(now_s)
            shares = [share_of[number] for number in self._groups]
        # nobody waits for a turn: who gets something has it all the time
        return self._give(now_s, [each._replace(unpowered=0.0 if each.current_a > 0 else 1.0) for each in shares])

    def _rotate(self, now_s: float) -> list[RateGroup]:
        """Let vehicles take turns: the slots of the allocator's rotation from now on."""
        if self._rotation is None:
            self._disperse(now_s)
        here = list(self._vehicles.values())
        found = self._delivered([each.port for each in here], [each.accept_a for each in here])
        for vehicle in here:
            self.log.stop(now_s, vehicle.number, int(found.limit[vehicle.port]))
        self._rotation = found.cycle
        assert found.cycle is not None
        return self._begin(now_s, first_slot(found.cycle, here, now_s))

    def _begin(self, now_s: float, slot: int) -> list[RateGroup]:
        """Begin a slot; the groups that have another current than before."""
        assert self._rotation is not None
        self._slot = slot
        self._slot_end_s = now_s + float(self._rotation.length_h[slot]) * 3600
        slot_a = self._rotation.slots[slot].tolist()
        changed = []
        for number, vehicle in self._vehicles.items():
            group, amps = vehicle.group, slot_a[vehicle.port]
            assert group is not None
            without = 0.0 if amps > 0 else 1.0
            if amps != group.current_a or without != group.unpowered:
                own = self._class_of[number]
                self.log.draw(now_s, own, amps - group.current_a)
                group.set(now_s, amps, amps * own.output_kw_per_a, without, 0.0)
                changed.append(group)
        return changed

    def _disperse(self, now_s: float) -> None:
        """Make each vehicle a group of its own."""
        for number in {*self._groups, *self._gone}:
            self.log.draw(now_s, self.classes.all[number], -self._total_a.get(number, 0.0))
            self.log.stop(now_s, number, -1)
        self.log.bind(now_s, ())
        for group in self._groups.values():
            group.stamp += 1
        for vehicle in self._vehicles.values():
            assert vehicle.group is not None
            vehicle.group.part(vehicle, now_s)
            _set_apart(vehicle, now_s)
            if vehicle.dark_from_s is not None:
                # it has waited since before
                vehicle.group.dark_since_s = vehicle.dark_from_s
        for each in (self._total_a, self._groups, self._gone, self._changed):
            each.clear()

    def _gather(self, now_s: float) -> None:
        """Make the vehicles of each class a group."""
        self._rotation, self._slot_end_s = None, math.inf
        for number, vehicle in self._vehicles.items():
            own, group = self._class_of[number], vehicle.group
            assert group is not None
            self.log.draw(now_s, own, -group.current_a)
            self.log.stop(now_s, number, -1)
            group.stamp += 1
            group.part(vehicle, now_s)
            self._join(vehicle, own, now_s)

    def _members(self) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = {}
        for number, vehicle in self._vehicles.items():
            found.setdefault(self._class_of[number].number, []).append((vehicle.port, vehicle.accept_a))
        return found


def _set_apart(vehicle: Vehicle, now_s: float) -> None:
    """Make a vehicle a group of its own, without power at first."""
    group = RateGroup(now_s)
    group.join(vehicle, now_s)
    group.set(now_s, 0.0, 0.0, 1.0, 0.0)


class WholeTurnsSharer(AllocatorSharer):
    """The same where shares are whole steps or modules: vehicles share as the allocator says, and take its slots."""

    def __init__(self, number: int, classes: Classes, ask: PartAsk, queue_by: QueueBy, hours: BindingHours) -> None:
        super().__init__(number, classes, ask, queue_by, hours)
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
        self.log.bind(now_s, ())
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

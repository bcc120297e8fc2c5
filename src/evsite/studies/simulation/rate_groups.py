"""Vehicles that charge at one rate: what each of them gains is kept once, and who is full next is known from a heap."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from evsite.model.sessions import Session
    from evsite.studies.simulation.acceptance import Steps

_SAME = 1e-12
"""Energies closer than this share are reached in one event."""


class Vehicle:
    """A vehicle that is plugged in, or waits for a port."""

    __slots__ = (
        "accept_a",
        "dark_from_s",
        "ended_s",
        "energy_kwh",
        "freed_s",
        "full_s",
        "group",
        "joined_kwh",
        "joined_s",
        "joined_unpowered_s",
        "leave_s",
        "longest_unpowered_s",
        "next_kwh",
        "number",
        "plugged_s",
        "port",
        "session",
        "step",
        "steps",
        "stint",
        "unpowered_s",
    )

    def __init__(self, number: int, session: Session, leave_s: float) -> None:
        self.number = number
        self.session = session
        self.leave_s = leave_s
        self.port = -1
        self.plugged_s: float | None = None
        self.freed_s: float | None = None
        self.ended_s = 0.0
        self.steps: Steps = ()
        self.step = 0
        self.accept_a = 0.0
        """What it accepts now [A]."""
        self.next_kwh = math.inf
        """The energy at which it accepts something else; inf where it takes as much as it gets."""
        self.energy_kwh = 0.0
        self.full_s: float | None = None
        self.group: RateGroup | None = None
        self.stint = 0
        self.joined_kwh = self.joined_s = self.joined_unpowered_s = 0.0
        self.unpowered_s = self.longest_unpowered_s = 0.0
        self.dark_from_s: float | None = None
        """Since when it had been without power when it left its last group; None where it had some."""

    def begin_step(self, step: int) -> None:
        """Accept what it does at one of its steps from now on."""
        following = step + 1
        self.step = step
        self.accept_a = self.steps[step][1]
        self.next_kwh = self.steps[following][0] if following < len(self.steps) else math.inf

    def energy_at(self, at_s: float) -> float:
        """What it has at an instant, at the earliest that of the last event [kWh]."""
        if self.group is None:
            return self.energy_kwh
        return self.energy_kwh + self.group.gained_at(at_s) - self.joined_kwh


class RateGroup:
    """Vehicles that get the same.

    `gained_kwh` is what a vehicle has gained that was in the group from its beginning on. One that joined later has
    gained the difference since then, so an event costs nothing for each vehicle that it does not concern.
    """

    __slots__ = (
        "current_a",
        "dark_since_s",
        "due_s",
        "gained_kwh",
        "members",
        "rate_kw",
        "since_s",
        "stamp",
        "targets",
        "unpowered",
        "unpowered_s",
        "wait_s",
    )

    def __init__(self, now_s: float) -> None:
        self.current_a = self.rate_kw = self.gained_kwh = self.unpowered = self.unpowered_s = self.wait_s = 0.0
        self.since_s = now_s
        self.dark_since_s: float | None = None
        self.members: dict[int, Vehicle] = {}
        self.targets: list[tuple[float, int, int]] = []
        self.stamp = 0
        """Raised whenever what is known of its next event no longer holds."""
        self.due_s = math.inf

    def gained_at(self, at_s: float) -> float:
        """What a vehicle has gained from the beginning up to an instant after the last change [kWh]."""
        return self.gained_kwh + self.rate_kw * (at_s - self.since_s) / 3600

    def advance(self, now_s: float) -> None:
        """Count what was gained up to now."""
        if now_s > self.since_s:
            self.gained_kwh += self.rate_kw * (now_s - self.since_s) / 3600
            self.unpowered_s += self.unpowered * (now_s - self.since_s)
            self.since_s = now_s

    def set(self, now_s: float, current_a: float, rate_kw: float, unpowered: float, wait_s: float) -> None:
        """Give each vehicle another rate from now on."""
        self.advance(now_s)
        if self.dark_since_s is not None and unpowered < 1:
            for vehicle in self.members.values():
                self._note_dark(vehicle, now_s)
                vehicle.dark_from_s = None
        if unpowered < 1:
            self.dark_since_s = None
        elif self.dark_since_s is None:
            self.dark_since_s = now_s
        self.current_a, self.rate_kw, self.unpowered, self.wait_s = current_a, rate_kw, unpowered, wait_s
        if wait_s:
            for vehicle in self.members.values():
                vehicle.longest_unpowered_s = max(vehicle.longest_unpowered_s, wait_s)

    def join(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle charge with the others."""
        self.advance(now_s)
        vehicle.group = self
        vehicle.joined_s, vehicle.joined_kwh, vehicle.joined_unpowered_s = now_s, self.gained_kwh, self.unpowered_s
        vehicle.stint += 1
        self.members[vehicle.number] = vehicle
        if vehicle.next_kwh < math.inf:
            target_kwh = self.gained_kwh + vehicle.next_kwh - vehicle.energy_kwh
            heapq.heappush(self.targets, (target_kwh, vehicle.number, vehicle.stint))
        if self.wait_s:
            vehicle.longest_unpowered_s = max(vehicle.longest_unpowered_s, self.wait_s)

    def part(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle leave the group with what it has gained."""
        self.advance(now_s)
        vehicle.energy_kwh += self.gained_kwh - vehicle.joined_kwh
        vehicle.unpowered_s += self.unpowered_s - vehicle.joined_unpowered_s
        vehicle.dark_from_s = None if self.dark_since_s is None else self._note_dark(vehicle, now_s)
        del self.members[vehicle.number]
        vehicle.group = None
        vehicle.stint += 1

    def next_full_s(self) -> float:
        """When the first vehicle reaches the energy at which it accepts something else; inf where none does."""
        targets, members = self.targets, self.members
        while targets:
            target_kwh, number, stint = targets[0]
            vehicle = members.get(number)
            if vehicle is not None and vehicle.stint == stint:
                if self.rate_kw <= 0:
                    return math.inf
                return self.since_s + max(0.0, target_kwh - self.gained_kwh) / self.rate_kw * 3600
            heapq.heappop(targets)
        return math.inf

    def reached(self, now_s: float) -> list[Vehicle]:
        """The vehicles that reach it now, when the first of them is due."""
        self.advance(now_s)
        targets, members, found = self.targets, self.members, []
        due_kwh = math.inf
        while targets and targets[0][0] <= due_kwh:
            target_kwh, number, stint = heapq.heappop(targets)
            vehicle = members.get(number)
            if vehicle is not None and vehicle.stint == stint:
                found.append(vehicle)
                due_kwh = min(due_kwh, target_kwh + _SAME * max(1.0, target_kwh))
        return found

    def _note_dark(self, vehicle: Vehicle, now_s: float) -> float:
        """Count a time without power up to now; since when it lasts, in a group before this one too."""
        assert self.dark_since_s is not None
        since_s = max(self.dark_since_s, vehicle.joined_s)
        if vehicle.dark_from_s is not None and self.dark_since_s <= vehicle.joined_s:
            since_s = vehicle.dark_from_s
        vehicle.longest_unpowered_s = max(vehicle.longest_unpowered_s, now_s - since_s)
        return since_s


class SingleRate(RateGroup):
    """One vehicle that gets what no other gets; without power at first."""

    __slots__ = ("target_kwh", "vehicle")

    def __init__(self, vehicle: Vehicle, now_s: float) -> None:
        super().__init__(now_s)
        self.unpowered = 1.0
        self.dark_since_s = now_s
        self.vehicle = vehicle
        self.members[vehicle.number] = vehicle
        self.target_kwh = vehicle.next_kwh - vehicle.energy_kwh
        vehicle.group = self
        vehicle.joined_s, vehicle.joined_kwh, vehicle.joined_unpowered_s = now_s, 0.0, 0.0
        vehicle.stint += 1

    def give(self, now_s: float, current_a: float, rate_kw: float) -> float:
        """Give the vehicle another current from now on, 0 for none; when it then is full, as `next_full_s`."""
        since_s = self.since_s
        if now_s > since_s:
            if self.unpowered:
                self.unpowered_s += now_s - since_s
            else:
                self.gained_kwh += self.rate_kw * (now_s - since_s) / 3600
            self.since_s = now_s
        if self.due_s < math.inf:
            # what is known of its next event holds no longer
            self.stamp += 1
            self.due_s = math.inf
        self.current_a = current_a
        self.rate_kw = rate_kw
        if not current_a:
            self.unpowered = 1.0
            if self.dark_since_s is None:
                self.dark_since_s = now_s
            return math.inf
        self.unpowered = 0.0
        dark_since_s, vehicle = self.dark_since_s, self.vehicle
        if dark_since_s is not None:
            # in its first wait here it may have waited since before
            if vehicle.dark_from_s is not None and dark_since_s <= vehicle.joined_s:
                dark_since_s = vehicle.dark_from_s
            vehicle.longest_unpowered_s = max(vehicle.longest_unpowered_s, now_s - dark_since_s)
            vehicle.dark_from_s = self.dark_since_s = None
        left_kwh = self.target_kwh - self.gained_kwh
        return now_s + (left_kwh / rate_kw * 3600 if left_kwh > 0 else 0.0)

    def next_full_s(self) -> float:
        """When it reaches the energy at which it accepts something else; inf where it does not."""
        left_kwh, rate_kw = self.target_kwh - self.gained_kwh, self.rate_kw
        if rate_kw <= 0 or not self.members:
            return math.inf
        return self.since_s + (left_kwh / rate_kw * 3600 if left_kwh > 0 else 0.0)

    def reached(self, now_s: float) -> list[Vehicle]:
        """The vehicle, when it is due."""
        self.advance(now_s)
        return list(self.members.values())


def is_full(vehicle: Vehicle) -> bool:
    """Whether a vehicle that leaves has what it wants, rounding aside."""
    wanted_kwh = vehicle.session.energy_kwh
    return wanted_kwh is not None and vehicle.energy_kwh >= wanted_kwh * (1 - TOLERANCE)

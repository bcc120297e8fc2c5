"""What comparing policies answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.allocation.policies import COMPARED

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy, LimitId

POLICIES: tuple[str, ...] = tuple(policy.name for policy in COMPARED)
"""The names of the policies that are compared. Every one that fills together takes turns where not all minimums fit."""


@dataclass(frozen=True, slots=True)
class PolicyShare:
    """What one vehicle gets under one policy at one moment.

    `current_a` and `power_kw` are averages over the cycle where ports take turns. `state` is "charging", "waiting"
    (nothing now), "turns" (takes turns), or as in an allocation. `longest_wait_h` is the longest time without power
    between two turns; None where that is not known (it waits for others).
    """

    port: str
    current_a: float
    power_kw: float
    state: str
    limited_by: LimitedBy
    longest_wait_h: float | None = 0.0


@dataclass(frozen=True, slots=True)
class LeastShare:
    """The least that a vehicle gets that accepts anything; the port is None where there is no such vehicle."""

    current_a: float
    power_kw: float
    port: str | None


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """One policy at one moment.

    The least is taken over vehicles that accept anything. `waiting` are the ports that get nothing; `slots` is the
    length of the cycle, 0 where no port takes turns, and `longest_wait_h` the longest wait in it (None where somebody
    waits for others to finish).
    """

    policy: str
    shares: tuple[PolicyShare, ...]
    total_power_kw: float
    least: LeastShare
    waiting: tuple[str, ...]
    slots: int
    longest_wait_h: float | None


@dataclass(frozen=True, slots=True)
class PolicyComparison:
    """All policies at one moment; `slot_h` is the length of a time slot of the rotation [h]."""

    outcomes: tuple[PolicyOutcome, ...]
    slot_h: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DriverOutcome:
    """What one arrival got under one policy.

    Times are in minutes, as those of the scenario. `full_min` is when it had all that it wanted, None if it never had;
    `end_min` is when it left, or the end of the scenario. `waited_h` is the time without power although it wanted
    some, `longest_wait_h` the longest of it in a row.
    """

    port: str
    arrived_min: int
    end_min: float
    wanted_kwh: float | None
    energy_kwh: float
    full_min: float | None
    waited_h: float
    longest_wait_h: float

    @property
    def served(self) -> float | None:
        """Share of the energy that it wanted; None where it wanted no certain amount."""
        if self.wanted_kwh is None:
            return None
        return 1.0 if self.full_min is not None else self.energy_kwh / self.wanted_kwh


@dataclass(frozen=True, slots=True)
class LimitPeak:
    """The fullest that a limit was: load and limit at that time, both in A or both in kW."""

    limit: LimitId
    unit: str
    load: float
    value: float
    at_min: float

    @property
    def fullness(self) -> float:
        """Load over limit; 0 for a limit of nothing that carries nothing."""
        if self.value == 0:
            return 0.0 if self.load == 0 else float("inf")
        return self.load / self.value


@dataclass(frozen=True, slots=True)
class PolicyRun:
    """A scenario under one policy. `energy_kwh` went to vehicles; `peak_power_kw` was drawn from the supplies at once.

    In a rotation both are of the means over its cycle. `events` counts the moments at which power was shared anew.
    """

    policy: str
    drivers: tuple[DriverOutcome, ...]
    energy_kwh: float
    peak_power_kw: float
    peak_at_min: float
    limits: tuple[LimitPeak, ...]
    events: int

    @property
    def wanted(self) -> tuple[DriverOutcome, ...]:
        """The drivers who wanted a certain energy."""
        return tuple(driver for driver in self.drivers if driver.wanted_kwh is not None)

    @property
    def full(self) -> int:
        """How many had all that they wanted."""
        return sum(driver.full_min is not None for driver in self.drivers)

    @property
    def least_served(self) -> float | None:
        """The smallest share of what was wanted; None where nobody wanted a certain energy."""
        return min((driver.served for driver in self.drivers if driver.served is not None), default=None)

    @property
    def mean_wait_h(self) -> float:
        """Mean time without power, over all drivers [h]."""
        return sum(driver.waited_h for driver in self.drivers) / len(self.drivers) if self.drivers else 0.0


@dataclass(frozen=True, slots=True)
class ScenarioComparison:
    """A scenario under every policy; `notes` say what was assumed."""

    runs: tuple[PolicyRun, ...]
    start_min: int
    slot_h: float
    notes: tuple[str, ...]

"""What comparing policies answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.allocation.policies import COMPARED

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy

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

"""The documents of `evsite compare-policies`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitId
    from evsite.studies.policy_results import LeastShare, PolicyShare


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """One policy at one moment."""

    policy: str
    total_power_kw: float
    least: LeastShare
    waiting: tuple[str, ...]
    slots: int
    longest_wait_h: float | None
    trade_off: str
    ports: tuple[PolicyShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesDocument(Document):
    """`evsite compare-policies` at one moment."""

    slot_h: float
    policies: tuple[OutcomeFigures, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriverFigures:
    """What one arrival got; minutes count from Monday 00:00 of the week in which the scenario starts."""

    port: str
    arrived: str
    arrived_min: int
    end_min: float
    wanted_kwh: float | None
    energy_kwh: float
    served: float | None
    full_min: float | None
    waited_h: float
    longest_wait_h: float


@dataclass(frozen=True, slots=True)
class PeakFigures:
    """The fullest that a limit was."""

    limit: LimitId
    at: str
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A scenario under one policy."""

    policy: str
    energy_kwh: float
    peak_power_kw: float
    peak_at: str
    full: int
    least_served: float | None
    mean_wait_h: float
    trade_off: str
    drivers: tuple[DriverFigures, ...]
    limits: tuple[PeakFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioDocument(Document):
    """`evsite compare-policies --scenario`."""

    scenario: str
    start_min: int
    slot_h: float
    policies: tuple[RunFigures, ...]
    notes: tuple[str, ...]

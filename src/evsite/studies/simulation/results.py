"""What a simulation answers, as plain data. Times are seconds since the origin of the sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evsite.model.limit_id import LimitId
    from evsite.model.sessions import SessionSet

    Floats = NDArray[np.float64]

AS_DESIGNED = "as-designed"
"""Stands for the policies that the groups of the site file have, each group its own."""


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """What one session got under one policy.

    `possible_kwh` is what it could have had alone at full speed from its arrival to its end: port and vehicle, and no
    limit of the site; `possible_full_s` is when it would then have had all that it wanted (None: never). `full_s` is
    when it had it (None: never). `unpowered_h` is the time without power although it was plugged in and wanted some,
    `longest_unpowered_h` the longest of it in a row.
    """

    number: int
    """Position among the sessions, from 0."""
    port: str | None
    """Where it charged, the last one if it moved; None for one that never plugged in."""
    plugged_s: float | None
    """When it first plugged in; None for one that never did."""
    end_s: float
    """When it left, or gave up waiting for a port, or the simulation ended."""
    wanted_kwh: float | None
    possible_kwh: float
    energy_kwh: float
    full_s: float | None
    possible_full_s: float | None
    unpowered_h: float = 0.0
    longest_unpowered_h: float = 0.0
    freed_s: float | None = None
    """When it made its port free, where it moved away before its end."""


@dataclass(frozen=True, slots=True, eq=False)
class PowerCurve:
    """Power drawn from the supplies by all ports, piecewise constant.

    `power_kw[i]` holds from `start_s[i]` to `start_s[i + 1]`, the last one to `end_s`. Losses of DC stations are in it.
    """

    start_s: Floats
    power_kw: Floats
    end_s: float


@dataclass(frozen=True, slots=True)
class LimitRun:
    """One limit over a simulation: how full it was at most and when, and how long it kept somebody from more.

    Loads and `value` are in A, kW or kVA (`unit`). `bound_h` counts the time in which it stopped at least one vehicle
    that wanted more.
    """

    limit: LimitId
    unit: str
    peak_load: float
    value: float
    """The limit at that moment."""
    peak_s: float
    bound_h: float


@dataclass(frozen=True, slots=True)
class EquipmentBound:
    """How long a limit, on any of its lines and either side, kept somebody from more; `limit` names no line."""

    limit: LimitId
    bound_h: float


@dataclass(frozen=True, slots=True)
class PolicyRun:
    """The sessions under one policy.

    `events` counts the moments at which something changed, `states` the different states that shares were worked
    out for.
    """

    policy: str
    outcomes: tuple[SessionOutcome, ...]
    """By session, in the order of the set."""
    power: PowerCurve
    limits: tuple[LimitRun, ...]
    """Limits that several ports share."""
    bound: tuple[EquipmentBound, ...]
    """The same limits whatever line, those that bind longest first."""
    events: int
    states: int

    @property
    def energy_kwh(self) -> float:
        """What all vehicles got."""
        return sum(outcome.energy_kwh for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """Sessions under every policy that was asked for; `notes` say what was assumed.

    `shared_ports` is how many ports everybody takes any free one of; None where each comes to its own.
    """

    sessions: SessionSet
    runs: tuple[PolicyRun, ...]
    slot_h: float
    notes: tuple[str, ...]
    shared_ports: int | None = None

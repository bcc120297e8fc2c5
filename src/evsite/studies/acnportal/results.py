"""A charging network as plain data, in what acnportal knows: EVSEs of one phase each, and signed sums of currents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AcnNoteKind = Literal["times", "other-load", "fallback", "policy", "modules", "three-phase", "dc", "power"]


@dataclass(frozen=True, slots=True)
class AcnEvse:
    """An EVSE: a port, or one line of a three-phase port.

    It offers 0 A and what is from `min_a` to `max_a`; with `steps_a` these currents alone. An ampere of it is
    `voltage_v` watts for the vehicle. `angle_deg` is that of its current.
    """

    name: str
    port: str
    voltage_v: float
    angle_deg: float
    max_a: float
    min_a: float
    steps_a: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class AcnConstraint:
    """A limit: `|sum of coefficient * current * exp(i angle)| <= limit`, of EVSEs by number.

    `stricter` says that it keeps more than the limit: a sum of power, or of currents of different frames.
    """

    name: str
    limit: float
    coefficients: tuple[tuple[int, float], ...]
    stricter: bool = False


@dataclass(frozen=True, slots=True)
class AcnNote:
    """Something that acnportal does not know, and whom it is about."""

    kind: AcnNoteKind
    message: str


@dataclass(frozen=True, slots=True)
class AcnNetwork:
    """EVSEs in the order of the ports of the site, constraints in the order of its limits, and what is left out."""

    evses: tuple[AcnEvse, ...]
    constraints: tuple[AcnConstraint, ...]
    notes: tuple[AcnNote, ...]

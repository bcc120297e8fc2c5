"""Charging profiles as plain data, before they are spelled in a version of OCPP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OcppVersion = Literal["1.6", "2.0.1", "2.1"]
RateUnit = Literal["A", "W"]
ProfilePurpose = Literal["fallback", "static", "share", "station", "plan"]
ProfileSlot = Literal["station", "default", "transaction"]
"""Where a profile holds: for the station as a whole, for every transaction, or for one."""
NoteKind = Literal[
    "fallback-assumed",
    "fallback-exceeds",
    "no-group",
    "no-share",
    "takes-turns",
    "periods-merged",
    "many-windows",
    "profile-ends",
    "watts",
    "transaction-missing",
    "static-when-offline",
    "share-expires",
    "plan-without-port",
    "plan-short",
    "plan-when",
]
OcppSeverity = Literal["warning", "info"]


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """A limit from `start_s` seconds after the start of its schedule on, in the unit of the profile."""

    start_s: int
    limit: float


@dataclass(frozen=True, slots=True)
class ChargingProfile:
    """A charging profile.

    `start_s` counts seconds since 1970: of UTC, or with `local_time` on the wall of the station. With `weekly` the
    periods are those of a week from `start_s` on, which repeats. `valid_from_s` and `valid_to_s` are instants (UTC).
    """

    id: int
    stack_level: int
    slot: ProfileSlot
    unit: RateUnit
    periods: tuple[RatePeriod, ...]
    start_s: int
    phases: int | None = None
    duration_s: int | None = None
    weekly: bool = False
    local_time: bool = False
    valid_from_s: int | None = None
    valid_to_s: int | None = None
    min_rate: float | None = None
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class SentProfile:
    """A profile and where it goes: `connector` is 0 for a station as a whole, `port` None then.

    `vehicle` is the one whose stay a plan is for.
    """

    station: str
    connector: int
    port: str | None
    purpose: ProfilePurpose
    profile: ChargingProfile
    vehicle: str | None = None


@dataclass(frozen=True, slots=True)
class OcppNote:
    """Something to know of the messages, and the ports that it is about."""

    kind: NoteKind
    severity: OcppSeverity
    message: str
    ports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OcppExport:
    """Profiles of the stations of a site, and what there is to know of them; `from_s` is an instant (UTC)."""

    version: OcppVersion
    from_s: int
    zone: str | None
    profiles: tuple[SentProfile, ...]
    notes: tuple[OcppNote, ...]

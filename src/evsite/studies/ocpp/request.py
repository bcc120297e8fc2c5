"""What is asked for of an export of charging profiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evsite.metering.zones import Zone
    from evsite.studies.ocpp.planned_stays import PlannedStay
    from evsite.studies.ocpp.results import OcppVersion, ProfilePurpose, RateUnit

_MOST_PERIODS: dict[OcppVersion, int | None] = {"1.6": None, "2.0.1": 1024, "2.1": 1024}
"""Periods that the schemas of a version allow in a schedule."""


@dataclass(frozen=True, slots=True)
class OcppRequest:
    """What is asked for.

    `from_s` is an instant (UTC). `occupied`, `accept_a` and `offline` say who takes part in live shares; `transactions`
    names the transaction of a port. `stays` are those of a plan for fleets, `without_port` its vehicles that have none.
    """

    version: OcppVersion
    purposes: Collection[ProfilePurpose]
    from_s: int
    zone: Zone | None = None
    unit: RateUnit = "A"
    max_periods: int | None = None
    stations: Collection[str] | None = None
    occupied: tuple[str, ...] | None = None
    accept_a: Mapping[str, float] = field(default_factory=dict)
    offline: tuple[str, ...] = ()
    transactions: Mapping[str, str] = field(default_factory=dict)
    stays: tuple[PlannedStay, ...] = ()
    without_port: tuple[str, ...] = ()

    @property
    def most(self) -> int | None:
        """How many periods a schedule may have."""
        allowed = _MOST_PERIODS[self.version]
        found = [each for each in (allowed, self.max_periods) if each is not None]
        return min(found, default=None)

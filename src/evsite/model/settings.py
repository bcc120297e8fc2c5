"""What holds for a site as a whole: what its drivers need, what it promises, and what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from evsite.model.application import ApplicationName
    from evsite.model.plan import PlanName


Dwelling = Literal["one-family", "two-family", "multifamily"]
"""What kind of dwelling a site belongs to."""

USUAL_MILES_PER_KWH = 3.0
"""Range per energy that a site is judged with unless it says otherwise [mi/kWh]."""
ADVISED_MINIMUM_A = 8.0
"""Least current that the vendor guide advises; some vehicles stop below [A]."""
ADVISED_MINIMUM_KW = 1.5
"""Least power that the vendor guide advises to offer: some vehicles draw nothing below [kW]."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What a site says of itself. None means that it does not say, which rules report where they need it."""

    application: ApplicationName | None = None
    """What the cars do here; decides which oversubscription is advisable."""
    plan: PlanName | None = None
    """Cloud plan that the stations are run under."""
    min_power_kw: float | None = None
    """Least power that each port must get; None where none is asked for."""
    min_current_a: float | None = None
    """What each port in use gets before shares grow, where its group does not say; None for the usual 8 A."""
    miles_per_kwh: float = USUAL_MILES_PER_KWH
    hours_plugged_in_h: float | None = None
    miles_needed: float | None = None
    """Range that a car needs to have gained when it leaves [mi]."""
    dwelling: Dwelling | None = None
    """What kind of dwelling the site belongs to."""
    emergency_shutoff: bool | None = None
    """Whether there is an emergency shutoff; true also where its distance alone is given."""
    emergency_shutoff_distance_ft: float | None = None
    """From the emergency shutoff to the nearest station."""
    emergency_shutoff_in_sight: bool | None = None
    lowest_temperature_c: float | None = None
    """The lowest temperature that the stations stand in."""
    highest_temperature_c: float | None = None
    """The highest temperature that the stations stand in."""
    has_generation: bool | None = None
    """Whether there is generation behind the meter."""
    peak_shaving: bool | None = None
    """Whether batteries or controls cut the peaks of the measured load."""
    profile: tuple[str, ...] = ()
    """Names of the profiles with what the jurisdiction asks for."""

    @property
    def one_or_two_family(self) -> bool | None:
        """Whether this is a one- or two-family dwelling; None where the site does not show it."""
        if self.dwelling is not None:
            return self.dwelling != "multifamily"
        return False if self.application in {"multifamily", "hotel", "fleet"} else None


@dataclass(frozen=True, slots=True)
class Ignore:
    """Findings that are known and accepted: of one rule, at one place and below, for a reason.

    `rule` is the code or name of the rule, `path` is dotted with * for any name, `until` the last day that it holds.
    """

    rule: str
    path: str
    reason: str
    until: date | None = None

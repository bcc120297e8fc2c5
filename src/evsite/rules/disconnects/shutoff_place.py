"""Where an emergency shutoff stands: how far away, and in sight or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.rule import Problem, Problems, not_checked

if TYPE_CHECKING:
    from evsite.model.settings import SiteSettings

SHUTOFF, DISTANCE = ("site", "emergency_shutoff"), ("site", "emergency_shutoff_distance")
IN_SIGHT = ("site", "emergency_shutoff_in_sight")
_NEAREST_FT, _FURTHEST_FT = 20.0, 100.0


def place_problems(settings: SiteSettings, certain: Severity | None) -> Problems:
    """What is wrong with the place of a shutoff that is there; `certain` is how grave that is where it is declared."""
    distance_ft, in_sight = settings.emergency_shutoff_distance_ft, settings.emergency_shutoff_in_sight
    if distance_ft is None:
        yield not_checked("how far the emergency shutoff is away", SHUTOFF, missing=[Edit(DISTANCE, "50 ft")])
    elif exceeds(_NEAREST_FT, distance_ft) or exceeds(distance_ft, _FURTHEST_FT):
        message = f"the emergency shutoff is {distance_ft:g} ft away, expected 20 ft to 100 ft"
        yield Problem(
            "",
            message,
            DISTANCE,
            title="emergency shutoff too near or too far",
            severity=certain,
            remedy=Edit(DISTANCE, "50 ft"),
        )
    if not in_sight:
        message = "the emergency shutoff is not declared to be in sight of the stations"
        declared = certain if in_sight is False else Severity.WARNING
        yield Problem(
            "",
            message,
            IN_SIGHT,
            title=f"emergency shutoff {'out of' if in_sight is False else 'not declared in'} sight",
            severity=declared,
            remedy=Edit(IN_SIGHT, value=True),
        )

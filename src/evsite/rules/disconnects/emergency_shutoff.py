"""EV303 emergency-shutoff."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis

_DISTANCE, _IN_SIGHT = ("site", "emergency_shutoff_distance"), ("site", "emergency_shutoff_in_sight")
_NEAREST_SHUTOFF_FT, _FURTHEST_SHUTOFF_FT = 20.0, 100.0


def check(analysis: SiteAnalysis) -> Problems:
    """Sites under the 2026 edition without a proper emergency shutoff."""
    settings = analysis.site.settings
    if not analysis.site.stations:
        return
    asked_for = analysis.site.nec >= 2026
    severity = None if asked_for else Severity.WARNING
    if settings.emergency_shutoff_distance_ft is None:
        if not asked_for:
            return
        yield Problem(
            "no emergency shutoff is declared; the 2026 edition asks for one, one- and two-family dwellings aside",
            ("site",),
            anchor="header",
            remedy=[Edit(_DISTANCE, "50 ft"), Edit(_IN_SIGHT, value=True)],
        )
        return
    distance_ft = settings.emergency_shutoff_distance_ft
    if exceeds(_NEAREST_SHUTOFF_FT, distance_ft) or exceeds(distance_ft, _FURTHEST_SHUTOFF_FT):
        yield Problem(
            f"the emergency shutoff is {distance_ft:g} ft away, expected 20 ft to 100 ft",
            _DISTANCE,
            severity=severity,
            remedy=Edit(_DISTANCE, "50 ft"),
        )
    if not settings.emergency_shutoff_in_sight:
        yield Problem(
            "the emergency shutoff is not declared to be in sight of the stations",
            _IN_SIGHT,
            severity=severity,
            remedy=Edit(_IN_SIGHT, value=True),
        )


NONE = SINGLE.edited("site", nec=2026)
FAR = NONE.edited("site", emergency_shutoff_distance="120 ft", emergency_shutoff_in_sight=True)

RULE = Rule(
    code="EV303",
    name="emergency-shutoff",
    title="an emergency shutoff stands in sight (2026)",
    severity=Severity.ERROR,
    asks=(
        "From 2026: an identified shutoff in sight of the stations, at least 20 ft and at most 100 ft away. "
        "Before, none is asked for; one that is planned and would not do is a warning."
    ),
    why=(
        "Firefighters need to cut the power from a safe distance. An amendment under way may let the authority "
        "accept others."
    ),
    topics=("emergency-shutoff", "disconnect"),
    guide="NEC 2026, emergency shutoff (none before)",
    inputs=("site.emergency_shutoff_distance", "site.emergency_shutoff_in_sight"),
    failing=(
        NONE,
        FAR,
        FAR.edited("site", emergency_shutoff_distance="19.9 ft"),
        FAR.edited("site", emergency_shutoff_distance="50 ft", emergency_shutoff_in_sight=False),
        FAR.edited("site", nec=2023),
    ),
    passing=(
        *(FAR.edited("site", emergency_shutoff_distance=distance) for distance in ("20 ft", "50 ft", "100 ft")),
        *(NONE.edited("site", nec=edition) for edition in (2017, 2020, 2023)),
    ),
    check=check,
)

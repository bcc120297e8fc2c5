"""EV303 emergency-shutoff."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, added, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked

_SHUTOFF, _DISTANCE = ("site", "emergency_shutoff"), ("site", "emergency_shutoff_distance")
_IN_SIGHT, _DWELLING = ("site", "emergency_shutoff_in_sight"), ("site", "dwelling")
_NEAREST_SHUTOFF_FT, _FURTHEST_SHUTOFF_FT = 20.0, 100.0


def check(analysis: SiteAnalysis) -> Problems:
    """Sites other than one- and two-family dwellings without a proper emergency shutoff, under the 2026 edition."""
    settings = analysis.site.settings
    if not analysis.site.stations or settings.one_or_two_family:
        return
    asked_for = analysis.site.nec >= 2026
    certain = None if asked_for and settings.one_or_two_family is False else Severity.WARNING
    distance_ft, in_sight = settings.emergency_shutoff_distance_ft, settings.emergency_shutoff_in_sight
    there = Edit(_IN_SIGHT, value=True)
    if not settings.emergency_shutoff and asked_for:
        small = added(Edit(_DWELLING, "one-family"), "if it is one") if settings.one_or_two_family is None else None
        asked = "the 2026 edition asks for one, one- and two-family dwellings aside"
        edits = [Edit(_DISTANCE, "50 ft"), there]
        if settings.emergency_shutoff is False:
            ways = remedy([Edit(_SHUTOFF, value=True), *edits], small)
            yield Problem(f"there is no emergency shutoff; {asked}", _SHUTOFF, severity=certain, remedy=ways)
        else:
            told = f"no emergency shutoff is declared; {asked}"
            ways = remedy(edits, small)
            yield Problem(told, ("site",), "header", severity=Severity.WARNING, remedy=ways)
    if not settings.emergency_shutoff:
        return
    if distance_ft is None:
        yield not_checked("how far the emergency shutoff is away", _SHUTOFF, needs=_DISTANCE[1])
    elif exceeds(_NEAREST_SHUTOFF_FT, distance_ft) or exceeds(distance_ft, _FURTHEST_SHUTOFF_FT):
        told = f"the emergency shutoff is {distance_ft:g} ft away, expected 20 ft to 100 ft"
        yield Problem(told, _DISTANCE, severity=certain, remedy=Edit(_DISTANCE, "50 ft"))
    if not in_sight:
        told = "the emergency shutoff is not declared to be in sight of the stations"
        declared = certain if in_sight is False else Severity.WARNING
        yield Problem(told, _IN_SIGHT, severity=declared, remedy=there)


UNSAID = SINGLE.edited("site", nec=2026)
FAR = UNSAID.edited(
    "site", dwelling="multifamily", emergency_shutoff_distance="120 ft", emergency_shutoff_in_sight=True
)

RULE = Rule(
    code="EV303",
    name="emergency-shutoff",
    title="an emergency shutoff stands in sight (2026)",
    severity=Severity.ERROR,
    asks=(
        "From 2026, one- and two-family dwellings aside: a shutoff in sight of the stations, 20 ft to 100 ft "
        "away. What is not declared is a warning, as is a planned one that would not do in earlier editions."
    ),
    why="Firefighters cut the power from a safe distance. An amendment may let the authority accept others.",
    topics=("emergency-shutoff", "disconnect"),
    guide="NEC 2026, emergency shutoff (none before)",
    inputs=("site.dwelling", "site.application", *(".".join(key) for key in (_SHUTOFF, _DISTANCE, _IN_SIGHT))),
    failing=(
        UNSAID,
        UNSAID.edited("site", dwelling="multifamily", emergency_shutoff=False),
        *(FAR.edited("site", emergency_shutoff_distance=distance) for distance in ("120 ft", "19.9 ft")),
        FAR.edited("site", emergency_shutoff_distance="50 ft", emergency_shutoff_in_sight=False),
        FAR.edited("site", nec=2023),
    ),
    passing=(
        *(FAR.edited("site", emergency_shutoff_distance=distance) for distance in ("20 ft", "50 ft", "100 ft")),
        *(UNSAID.edited("site", dwelling=small) for small in ("one-family", "two-family")),
        *(UNSAID.edited("site", nec=edition) for edition in (2017, 2020, 2023)),
    ),
    check=check,
)

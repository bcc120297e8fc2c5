"""EV303 emergency-shutoff."""

from __future__ import annotations

from evsite.analysis.dwellings import has_hardwired
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, added, remedy
from evsite.rules.disconnects.shutoff_place import DISTANCE, IN_SIGHT, SHUTOFF, place_problems
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis

_DWELLING = ("site", "dwelling")


def check(analysis: SiteAnalysis) -> Problems:
    """Sites other than one- and two-family dwellings without a proper emergency shutoff, under the 2026 edition."""
    settings = analysis.site.settings
    if settings.one_or_two_family or not has_hardwired(analysis.site):
        return
    asked_for = analysis.site.nec >= 2026
    certain = None if asked_for and settings.one_or_two_family is False else Severity.WARNING
    if not settings.emergency_shutoff and asked_for:
        small = added(Edit(_DWELLING, "one-family"), "if it is one") if settings.one_or_two_family is None else None
        requested = "the 2026 edition asks for one, one- and two-family dwellings aside"
        edits = [Edit(DISTANCE, "50 ft"), Edit(IN_SIGHT, value=True)]
        if settings.emergency_shutoff is False:
            ways = remedy([Edit(SHUTOFF, value=True), *edits], small)
            yield Problem("", f"there is no emergency shutoff; {requested}", SHUTOFF, severity=certain, remedy=ways)
        else:
            message = f"no emergency shutoff is declared; {requested}"
            ways = remedy(edits, small)
            yield Problem("", message, ("site",), "header", severity=Severity.WARNING, remedy=ways)
    if settings.emergency_shutoff:
        yield from place_problems(settings, certain)


UNSAID = SINGLE.edited("site", nec=2026)
FAR = UNSAID.edited(
    "site", dwelling="multifamily", emergency_shutoff_distance="120 ft", emergency_shutoff_in_sight=True
)

RULE = Rule(
    code="EV303",
    name="emergency-shutoff",
    title="an emergency shutoff is in sight (2026)",
    fails="no emergency shutoff",
    severity=Severity.ERROR,
    asks=(
        "From 2026, for permanently connected stations, one- and two-family dwellings aside: a shutoff in sight, 20 ft "
        "to 100 ft away. What is not declared is a warning, as is a planned one that would not do in earlier editions."
    ),
    why="Firefighters cut the power from a safe distance. An amendment may let the authority accept others.",
    topics=("emergency-shutoff",),
    guide="NEC 2026, emergency shutoff (none before)",
    inputs=(
        "site.dwelling",
        "site.application",
        "stations.*.connection",
        *(".".join(key) for key in (SHUTOFF, DISTANCE, IN_SIGHT)),
    ),
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
        UNSAID.edited("stations.S", connection="plug"),
    ),
    check=check,
)

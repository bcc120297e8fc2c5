"""EV133 dwelling-load."""

from __future__ import annotations

from evsite.analysis.dwelling_edits import ways_out
from evsite.analysis.dwelling_service import dwelling_service, measured_beside
from evsite.analysis.existing_load import measured_fits
from evsite.codebook.editions import cite
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import HOUSE
from evsite.rules.loads.dwelling_words import MEASURED, TOPICS, notes, too_much
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps

_LEAST_A = 100.0
"""Of a service that 220.82 may be used for."""


def check(analysis: SiteAnalysis) -> Problems:
    """A dwelling whose calculated load, with its chargers, is above its service."""
    found = dwelling_service(analysis)
    if found is None:
        return
    supply = analysis.site.supplies[found.on]
    source = cite(TOPICS[found.managed.method], analysis.site.nec)
    if found.managed.method == "optional" and exceeds(_LEAST_A, found.rating_a):
        yield Problem(
            "",
            f"{found.managed.section} is for services of 100 A or more, and {found.on} has {amps(found.rating_a)}",
            (*supply.path, "rating"),
            title="calculation that is not for this service",
            severity=Severity.WARNING,
            source=source,
            remedy=remedy(Edit(("dwelling", "method"), "standard")),
        )
    if not exceeds(found.managed_at_125_a, found.rating_a) or measured_fits(analysis, supply):
        return
    measured = measured_beside(analysis, supply)
    doubtful = measured or not exceeds(found.least_a, found.rating_a)
    yield Problem(
        *too_much(found),
        (*supply.path, "rating"),
        severity=Severity.WARNING if doubtful else None,
        source=source,
        remedy=remedy(*ways_out(analysis, found)),
        notes=(*notes(analysis, found), *((MEASURED,) if measured else ())),
    )


FAILING = HOUSE.edited("dwelling.heating.0", rating="20 kW")

RULE = Rule(
    code="EV133",
    name="dwelling-load",
    title="the calculated load of a dwelling fits its service",
    fails="calculated dwelling load too large",
    severity=Severity.ERROR,
    asks=(
        "The load of a dwelling with its chargers is at most its service: by 220.82, 220.83 for an existing one, or "
        "Part III (120.82, 120.83 in 2026). Chargers count with the appliances, from 2026 in full; under load "
        "management the setpoint. A warning where the milder of two readings fits, and by Table 120.83, never read."
    ),
    why="Whether a charger can be added without a larger service is what the permit of a house turns on.",
    topics=("dwelling-optional", "dwelling-existing"),
    inputs=("site.nec", "dwelling.*", "supplies.*.rating", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(
        FAILING,
        FAILING.edited("dwelling", method="standard"),
        FAILING.edited("dwelling", existing=True).edited("supplies.U", rating="100 A"),
        HOUSE.edited("supplies.U", rating="90 A"),
    ),
    passing=(HOUSE, FAILING.edited("supplies.U", rating="200 A"), FAILING.without("dwelling")),
    check=check,
)

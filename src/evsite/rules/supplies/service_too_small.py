"""EV119 service-too-small."""

from __future__ import annotations

from evsite.analysis.devices import service_rating_a
from evsite.analysis.edits import supply_of
from evsite.analysis.least_service import LEAST_SERVICE, least_service
from evsite.codebook.editions import cite
from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Services below the least rating."""
    for supply in analysis.site.supplies.values():
        section = least_service(analysis, supply)
        least_a, when = LEAST_SERVICE[section]
        if supply.kind == "service" and exceeds(least_a, service_rating_a(supply)):
            yield Problem(
                supply.name,
                f"service of {amps(service_rating_a(supply))}, at least {amps(least_a)}{when}",
                (*supply.path, "rating"),
                remedy=supply_of(supply, amps(next_standard_a(least_a, analysis.site.nec) or least_a)),
                source=cite((section,), analysis.site.nec),
            )


FAILING = SINGLE.edited("supplies.U", rating="50 A").edited("circuits.C", count=3)
HOUSE = FAILING.edited("site", dwelling="one-family")

RULE = Rule(
    code="EV119",
    name="service-too-small",
    title="a service has the least rating for what it supplies",
    fails="service below the least rating",
    severity=Severity.WARNING,
    asks=(
        "The service disconnect is rated 60 A or more, that of a one-family dwelling 100 A; 15 A will do where the "
        "service feeds a single circuit and nothing else, 30 A where it feeds two."
    ),
    why="A service is sized for more than the first things that it feeds.",
    topics=("service-one-circuit", "service-two-circuits", "service-one-family", "service-others"),
    inputs=("supplies.*.rating", "site.dwelling", "circuits.*.count", "loads.*"),
    failing=(FAILING, HOUSE.edited("supplies.U", rating="60 A"), SINGLE.edited("supplies.U", rating="14 A")),
    passing=(
        FAILING.edited("supplies.U", rating="60 A"),
        HOUSE.edited("supplies.U", rating="100 A"),
        FAILING.edited("circuits.C", count=2),
    ),
    check=check,
)

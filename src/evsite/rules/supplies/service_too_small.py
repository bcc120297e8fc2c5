"""EV119 service-too-small."""

from __future__ import annotations

from evsite.analysis.device_loading import service_rating_a
from evsite.analysis.edits import supply_of
from evsite.codebook.ocpd import next_lower_standard_a
from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps

_LEAST_SERVICE_A = 60.0


def check(analysis: SiteAnalysis) -> Problems:
    """Services below the least rating."""
    for supply in analysis.site.supplies.values():
        if supply.kind == "service" and exceeds(_LEAST_SERVICE_A, service_rating_a(supply)):
            lower = next_lower_standard_a(_LEAST_SERVICE_A, analysis.site.nec)
            yield Problem(
                f"{supply.name}: service of {amps(service_rating_a(supply))}, at least {amps(_LEAST_SERVICE_A)}",
                (*supply.path, "rating"),
                remedy=supply_of(supply, amps(lower or _LEAST_SERVICE_A)),
            )


FAILING = SINGLE.edited("supplies.U", rating="50 A")

RULE = Rule(
    code="EV119",
    name="service-too-small",
    title="a service is at least 60 A",
    severity=Severity.ERROR,
    asks="The service disconnect is rated 60 A or more.",
    why="Smaller services are allowed for single circuits only.",
    topics=("service-disconnect",),
    inputs=("supplies.*.rating",),
    failing=(FAILING,),
    passing=(FAILING.edited("supplies.U", rating="60 A"),),
    check=check,
)

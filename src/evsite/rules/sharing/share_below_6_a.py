"""EV405 share-below-6-a."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.least_share import J1772_MINIMUM_A, held_below, share_problem


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose ports can fall below what a pilot can offer."""
    for item, ports in held_below(analysis, 0.0, J1772_MINIMUM_A):
        yield share_problem(analysis, item, ports, J1772_MINIMUM_A, "the 6 A that a station can offer at least")


FAILING = SHARED.edited("stations.S", count=14)

RULE = Rule(
    code="EV405",
    name="share-below-6-a",
    title="every port can be offered at least 6 A with all ports in use",
    severity=Severity.ERROR,
    asks=(
        "The least equal share of a group's AC ports is 6 A or more, also under the lowest limit of its schedule; "
        "windows of 0 A aside."
    ),
    why="A J1772 station cannot offer less than 6 A: below that some vehicles have to wait for their turn.",
    guide=f"SAE J1772; {GUIDE}, Oversubscription and Minimum Power Levels",
    inputs=("groups.*.limit", "stations.*.count"),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", count=13),),
    check=check,
)

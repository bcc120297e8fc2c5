"""EV406 share-below-8-a."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.least_share import J1772_MINIMUM_A, held_below, share_problem

ADVISED_MINIMUM_A = 8.0
"""Least current that the vendor guide advises; some vehicles stop below [A]."""


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose ports can fall below what vehicles take well."""
    for item, ports in held_below(analysis, J1772_MINIMUM_A, ADVISED_MINIMUM_A):
        yield share_problem(analysis, item, ports, ADVISED_MINIMUM_A, "the 8 A that some vehicles need")


FAILING = SHARED.edited("stations.S", count=11)

RULE = Rule(
    code="EV406",
    name="share-below-8-a",
    title="every port is offered at least 8 A with all ports in use",
    severity=Severity.WARNING,
    asks="The least equal share of a group's AC ports is 8 A or more.",
    why="Some vehicles stop charging, or charge badly, below 8 A; the vendor advises 8 A for most applications.",
    guide=f"{GUIDE}, What is Power Sharing",
    inputs=("groups.*.limit", "stations.*.count"),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", count=10),),
    check=check,
)

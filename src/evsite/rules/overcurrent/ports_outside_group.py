"""EV404 ports-outside-group."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import PANEL
from evsite.rules.overcurrent.overloads import any_device, overload_problems
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Devices that ports outside the group overload."""
    return overload_problems(analysis, frozenset({"outside"}), any_device)


FAILING = PANEL.without("groups.EV1").edited(
    "groups.G", members=["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"], limit="300 A"
)

RULE = Rule(
    code="EV404",
    name="ports-outside-group",
    title="all ports on equipment that relies on a group are in it",
    fails="overloaded by ports outside the group",
    severity=Severity.ERROR,
    asks="A device that fits its load only thanks to a group has no ports beside that group that overload it.",
    why="A load-management system cannot hold back what it does not control.",
    topics=("ems-load", "ems-limits"),
    guide="engineering: scope of the load-management system",
    inputs=("groups.*.members", "groups.*.limit"),
    failing=(FAILING,),
    passing=(FAILING.edited("groups.G", members="S"),),
    check=check,
)

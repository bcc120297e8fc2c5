"""EV404 ports-outside-group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import site
from evsite.rules.overcurrent.overloads import any_device, overload_problems
from evsite.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Devices that ports outside the group overload."""
    return overload_problems(analysis, frozenset({"outside"}), any_device)


FAILING = """
[circuits.C]
panel = "EV1"
breaker = "100 A"
count = 20

[stations.S]
ports = 1
max_current = "80 A"
circuits = "C"
count = 20

[groups.G]
members = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"]
limit = "300 A"
"""

RULE = Rule(
    code="EV404",
    name="ports-outside-group",
    title="all ports on equipment that relies on a group are in it",
    severity=Severity.ERROR,
    asks="A device that fits its load only thanks to a group has no ports beside that group that overload it.",
    why="A load-management system cannot hold back what it does not control.",
    topics=("ems-load", "ems-limits"),
    guide="engineering: scope of the load-management system",
    inputs=("groups.*.members", "groups.*.limit"),
    failing=(site(FAILING),),
    passing=(
        site(
            FAILING.replace('members = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"]', 'members = "S"')
        ),
    ),
    check=check,
)

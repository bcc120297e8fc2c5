"""EV408 no-floor-first-come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import SHARED_CIRCUIT, site
from evsite.rules.rule import GUIDE, Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Groups without any minimum."""
    for item in analysis.site.groups.values():
        if not policy_named(item.policy).bounded and len(item.ports) > 1:
            yield Problem(
                f"group {item.name}: under first come, first served a vehicle may get 0 A",
                (*item.path, "policy"),
                remedy=when(Edit((*item.path, "policy"), "equal"), "where every vehicle has to get something"),
            )


RULE = Rule(
    code="EV408",
    name="no-floor-first-come",
    title="first come, first served guarantees nothing",
    severity=Severity.INFO,
    asks="A group that serves in the order of arrival is meant to leave later vehicles without power.",
    why="Whoever comes late may get nothing until somebody leaves: no minimum can be promised.",
    guide=f"{GUIDE}, Oversubscription and Minimum Power Levels",
    inputs=("groups.*.policy",),
    failing=(site(SHARED_CIRCUIT.replace('policy = "equal"', 'policy = "fcfs"')),),
    passing=(site(SHARED_CIRCUIT),),
    check=check,
)

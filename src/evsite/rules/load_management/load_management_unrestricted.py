"""EV312 load-management-unrestricted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import PANEL
from evsite.rules.load_management.declared import declared
from evsite.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Groups whose settings anybody can change."""
    yield from declared(
        analysis,
        lambda item: item.restricted_access,
        "restricted_access",
        "whether settings are restricted",
        "anybody can change its settings",
        Severity.WARNING,
        good=True,
    )


FAILING = PANEL.edited("groups.EV1", restricted_access=False)

RULE = Rule(
    code="EV312",
    name="load-management-unrestricted",
    title="only qualified people can change a setpoint",
    severity=Severity.WARNING,
    asks="Settings are behind a sealable or tool-opened cover, a locked door, a password, or protected software.",
    why="A limit that anybody can raise is no limit.",
    topics=("ems-limits",),
    inputs=("groups.*.restricted_access",),
    failing=(FAILING, PANEL),
    passing=(FAILING.edited("groups.EV1", restricted_access=True),),
    check=check,
)

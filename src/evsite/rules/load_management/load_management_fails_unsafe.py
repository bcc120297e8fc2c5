"""EV313 load-management-fails-unsafe."""

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
    """Groups that let go when something fails."""
    yield from declared(
        analysis,
        lambda item: item.fails_safe,
        "fails_safe",
        "what happens when it fails",
        "a fault may leave the current above the limit",
        Severity.WARNING,
        good=True,
    )


FAILING = PANEL.edited("groups.EV1", fails_safe=False)

RULE = Rule(
    code="EV313",
    name="load-management-fails-unsafe",
    title="a fault of the load management keeps the limit",
    severity=Severity.WARNING,
    asks="On a malfunction the system brings the current back inside the limit, or stops it.",
    why="Stations that lose contact go on drawing something; what they fall back to has to fit.",
    topics=("ems-limits",),
    inputs=("groups.*.fails_safe",),
    failing=(FAILING, PANEL),
    passing=(FAILING.edited("groups.EV1", fails_safe=True),),
    check=check,
)

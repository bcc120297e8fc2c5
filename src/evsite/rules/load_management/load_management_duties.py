"""EV315 load-management-duties."""

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
    """Groups whose load management overrides shed controls, or whose loads are not posted, or that do not say."""
    yield from declared(
        analysis,
        lambda item: item.keeps_shed_controls,
        "keeps_shed_controls",
        "whether emergency controls come first",
        "may override the shed controls of emergency systems",
        Severity.INFO,
        good=True,
    )
    yield from declared(
        analysis,
        lambda item: item.directory,
        "directory",
        "whether the controlled loads are posted",
        "no directory of its loads is posted",
        Severity.INFO,
        good=True,
    )


FAILING = PANEL.edited("groups.EV1", keeps_shed_controls=False, directory=True)

RULE = Rule(
    code="EV315",
    name="load-management-duties",
    title="load management leaves emergency controls alone",
    severity=Severity.INFO,
    asks=(
        "The system overrides no shed controls of fire pumps, emergency, legally required standby or critical "
        "operations power, cuts no elevators or hazardous-area ventilation, and a directory of its loads is "
        "posted."
    ),
    why="What saves lives must not wait for a car, and who works there must see what a controller may switch.",
    topics=("ems-limits", "ems-directory"),
    inputs=("groups.*.keeps_shed_controls", "groups.*.directory"),
    failing=(FAILING, FAILING.edited("groups.EV1", keeps_shed_controls=True, directory=False), PANEL),
    passing=(FAILING.edited("groups.EV1", keeps_shed_controls=True),),
    check=check,
)

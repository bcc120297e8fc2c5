"""EV308 several-sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Rule
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Stations with more than one source."""
    for station, who in by_table(analysis, lambda item: item.installation.dual_feed):
        yield Problem(
            f"{who}: fed from more than one source",
            (*station.path, "dual_feed"),
            remedy=remedy(
                "confirm that the unit is identified for it", Edit((*station.path, "dual_feed"), value=False)
            ),
        )


FAILING = SINGLE.edited("stations.S", dual_feed=True)

RULE = Rule(
    code="EV308",
    name="several-sources",
    title="a unit with more than one supply is identified for it",
    severity=Severity.WARNING,
    asks="A station that is fed from more than one source is identified for that, and its disconnects say so.",
    why="Whoever opens one disconnect expects the unit to be dead.",
    topics=("multiple-supply",),
    inputs=("stations.*.dual_feed",),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", dual_feed=False),),
    check=check,
)

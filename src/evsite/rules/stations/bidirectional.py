"""EV309 bidirectional."""

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
    """Stations that can feed back."""
    for station, who in by_table(analysis, lambda item: item.installation.bidirectional):
        yield Problem(
            f"{who}: can feed power back, which is not checked here",
            (*station.path, "bidirectional"),
            remedy=remedy(
                "check 705.12 for the bus that it is on", Edit((*station.path, "bidirectional"), value=False)
            ),
        )


FAILING = SINGLE.edited("stations.S", bidirectional=True)

RULE = Rule(
    code="EV309",
    name="bidirectional",
    title="stations that feed back are judged as sources too",
    severity=Severity.WARNING,
    asks="A station that can feed power back is also checked as an interconnected source (articles 702, 705).",
    why="What feeds back adds to the bus; evsite counts it as load alone.",
    topics=("interactive",),
    inputs=("stations.*.bidirectional",),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", bidirectional=False),),
    check=check,
)

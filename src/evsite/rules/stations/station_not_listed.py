"""EV306 station-not-listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Rule
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Stations that are declared not to be listed."""
    for station, who in by_table(analysis, lambda item: not item.installation.listed):
        path = (*station.path, "listed")
        yield Problem(f"{who}: not listed", path, remedy=when(Edit(path, value=True), "with a listed station"))


FAILING = SINGLE.edited("stations.S", listed=False)

RULE = Rule(
    code="EV306",
    name="station-not-listed",
    title="charging equipment is listed",
    severity=Severity.ERROR,
    asks="Every station is listed.",
    why="An inspector accepts charging equipment by its listing.",
    topics=("evse-listed",),
    inputs=("stations.*.listed",),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", listed=True),),
    check=check,
)

"""EV319 ventilation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rules.example_site import ONE_STATION, site
from evsite.rules.rule import Problem, Rule
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Stations marked for ventilation where there is none, or none is declared."""

    def airless(station: Station) -> bool:
        installation = station.installation
        return installation.needs_ventilation and not installation.ventilated and not installation.outdoors

    for station, who in by_table(analysis, airless):
        said = "there is none" if station.installation.ventilated is False else "not declared"
        yield Problem(
            f"{who}: marked as needing ventilation indoors, {said}",
            (*station.path, "needs_ventilation"),
            remedy=remedy(
                when(Edit((*station.path, "ventilated"), value=True), "with mechanical ventilation"),
                Edit((*station.path, "outdoors"), value=True),
            ),
        )


RULE = Rule(
    code="EV319",
    name="ventilation",
    title="stations that are marked for it have ventilation indoors",
    severity=Severity.WARNING,
    asks="A station that is marked as needing ventilation stands outdoors or in a place with mechanical ventilation.",
    why="Some batteries give off gas while they charge.",
    topics=("ventilation",),
    inputs=("stations.*.needs_ventilation", "stations.*.ventilated", "stations.*.outdoors"),
    failing=(
        site(ONE_STATION + "needs_ventilation = true\nventilated = false\n"),
        site(ONE_STATION + "needs_ventilation = true\noutdoors = false\n"),
    ),
    passing=(
        site(ONE_STATION + "needs_ventilation = true\nventilated = true\n"),
        site(ONE_STATION + "needs_ventilation = true\noutdoors = true\n"),
        site(ONE_STATION + "needs_ventilation = false\n"),
    ),
    check=check,
)

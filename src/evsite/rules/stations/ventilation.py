"""EV319 ventilation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Problems:
    """Stations marked for ventilation where there is none, or none is declared."""

    def airless(station: Station) -> bool:
        installation = station.installation
        return bool(installation.needs_ventilation) and not installation.ventilated and not installation.outdoors

    for station, who in by_table(analysis, airless):
        stated = "there is none" if station.installation.ventilated is False else "not declared"
        yield Problem(
            who,
            f"marked as needing ventilation indoors, {stated}",
            (*station.path, "needs_ventilation"),
            remedy=remedy(
                when(Edit((*station.path, "ventilated"), value=True), "with mechanical ventilation"),
                Edit((*station.path, "outdoors"), value=True),
            ),
        )


FAILING = SINGLE.edited("stations.S", needs_ventilation=True, ventilated=False)
FAILING_2 = SINGLE.edited("stations.S", needs_ventilation=True, outdoors=False)

RULE = Rule(
    code="EV319",
    name="ventilation",
    title="stations that are marked for it have ventilation indoors",
    fails="no ventilation declared",
    severity=Severity.WARNING,
    asks="A station that is marked as needing ventilation stands outdoors or in a place with mechanical ventilation.",
    why="Some batteries give off gas while they charge.",
    topics=("ventilation",),
    inputs=("stations.*.needs_ventilation", "stations.*.ventilated", "stations.*.outdoors"),
    failing=(FAILING, FAILING_2),
    passing=(
        FAILING.edited("stations.S", ventilated=True),
        FAILING_2.edited("stations.S", outdoors=True),
        SINGLE.edited("stations.S", needs_ventilation=False),
    ),
    check=check,
)

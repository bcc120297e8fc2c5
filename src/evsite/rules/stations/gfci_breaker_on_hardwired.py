"""EV317 gfci-breaker-on-hardwired."""

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
    """Wired-in stations behind a second ground-fault protection."""

    def doubtful(station: Station) -> bool:
        installation = station.installation
        return installation.gfci is True and installation.connection != "plug" and not installation.gfci_allowed

    for station, who in by_table(analysis, doubtful):
        forbidden = station.installation.gfci_allowed is False
        yield Problem(
            who,
            "a breaker with ground-fault protection, "
            + ("which the manual forbids" if forbidden else "not declared whether the manual allows it"),
            (*station.path, "gfci"),
            remedy=remedy(
                when(Edit((*station.path, "gfci"), value=False), "with an ordinary breaker"),
                None
                if forbidden
                else when(Edit((*station.path, "gfci_allowed"), value=True), "where the manual says so"),
            ),
        )


FAILING = SINGLE.edited("stations.S", gfci=True)

RULE = Rule(
    code="EV317",
    name="gfci-breaker-on-hardwired",
    title="no ground-fault breaker that the station's maker forbids",
    fails="ground-fault breaker on a hardwired station",
    severity=Severity.WARNING,
    asks="A hardwired station on a breaker with ground-fault protection for people has a manual that allows it.",
    why="The station protects people itself; two devices in a row trip each other, and many manuals forbid it.",
    topics=("hardwired-protection", "listing-use"),
    inputs=("stations.*.gfci", "stations.*.gfci_allowed", "stations.*.connection"),
    failing=(FAILING, FAILING.edited("stations.S", gfci_allowed=False)),
    passing=(
        FAILING.edited("stations.S", gfci_allowed=True),
        FAILING.edited("stations.S", gfci=False),
        FAILING.edited("stations.S", connection="plug", receptacle="50 A"),
    ),
    check=check,
)

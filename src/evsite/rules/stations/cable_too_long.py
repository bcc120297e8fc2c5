"""EV307 cable-too-long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from evsite.model.site import Station

_LONGEST_CABLE_FT = 25.0


def check(analysis: SiteAnalysis) -> Problems:
    """Long cables that nothing takes up."""

    def is_long(station: Station) -> bool:
        length_ft = station.installation.cable_length_ft
        return (
            length_ft is not None
            and exceeds(length_ft, _LONGEST_CABLE_FT)
            and not station.installation.cable_management
        )

    for station, who in by_table(analysis, is_long):
        assert station.installation.cable_length_ft is not None
        yield Problem(
            who,
            f"cable of {station.installation.cable_length_ft:g} ft, at most {_LONGEST_CABLE_FT:g} ft",
            (*station.path, "cable_length"),
            remedy=remedy(
                Edit((*station.path, "cable_length"), f"{_LONGEST_CABLE_FT:g} ft"),
                Edit((*station.path, "cable_management"), value=True),
            ),
        )


FAILING = SINGLE.edited("stations.S", cable_length="30 ft")

RULE = Rule(
    code="EV307",
    name="cable-too-long",
    title="a charging cable is at most 25 ft, or is managed",
    fails="charging cable too long",
    severity=Severity.WARNING,
    asks="The usable length of a cable is at most 25 ft unless a cable management system takes it up.",
    why="Longer cables lie where people walk and drive.",
    topics=("cable-length",),
    inputs=("stations.*.cable_length", "stations.*.cable_management"),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", cable_length="25 ft"), FAILING.edited("stations.S", cable_management=True)),
    check=check,
)

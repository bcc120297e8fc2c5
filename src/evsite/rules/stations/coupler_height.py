"""EV318 coupler-height."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.stations.by_table import by_table
from evsite.words import format_number

_LEAST_HEIGHT_FT = {False: 1.5, True: 2.0}
"""Least height of a coupler, indoors and outdoors [ft]."""


def check(analysis: SiteAnalysis) -> Problems:
    """Couplers that hang too low, or between the two heights without a word on where."""
    for station, who in by_table(analysis, lambda item: item.installation.coupler_height_ft is not None):
        height_ft = station.installation.coupler_height_ft
        assert height_ft is not None
        outdoors = station.installation.outdoors
        least_ft = _LEAST_HEIGHT_FT[bool(outdoors)]
        if exceeds(least_ft, height_ft):
            yield Problem(
                who,
                f"the coupler hangs {format_number(12 * height_ft)} in high, at least {12 * least_ft:g} in "
                f"{'outdoors' if outdoors else 'indoors'}",
                (*station.path, "coupler_height"),
                remedy=Edit((*station.path, "coupler_height"), f"{12 * _LEAST_HEIGHT_FT[outdoors is not False]:g} in"),
            )
        elif outdoors is None and exceeds(_LEAST_HEIGHT_FT[True], height_ft):
            missing = [Edit((*station.path, "outdoors"), value=False)]
            yield not_checked(f"whether the coupler of {who} hangs high enough", station.path, missing=missing)


FAILING = SINGLE.edited("stations.S", coupler_height="17 in", outdoors=False)
FAILING_2 = FAILING.edited("stations.S", coupler_height="23 in", outdoors=True)
FAILING_3 = SINGLE.edited("stations.S", coupler_height="20 in")

RULE = Rule(
    code="EV318",
    name="coupler-height",
    title="a coupler is stored high enough above the floor",
    fails="coupler too low",
    severity=Severity.WARNING,
    asks="The coupler hangs at least 18 in (1.5 ft) high indoors and 24 in (2 ft) high outdoors.",
    why="Fuel vapour, water and snow gather at the floor.",
    topics=("coupler-height",),
    inputs=("stations.*.coupler_height", "stations.*.outdoors"),
    failing=(FAILING, FAILING_2, FAILING_3),
    passing=(
        FAILING.edited("stations.S", coupler_height="18 in"),
        FAILING_2.edited("stations.S", coupler_height="24 in"),
        FAILING_3.edited("stations.S", coupler_height="24 in"),
    ),
    check=check,
)

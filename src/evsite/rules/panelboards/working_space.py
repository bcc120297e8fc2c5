"""EV310 working-space."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Panels with too little room in front of them."""
    for panel in analysis.site.panels.values():
        given_ft = panel.working_space_ft
        if given_ft is None:
            continue
        to_ground_v = max(panel.system.to_ground_v(leg) for leg in panel.system.legs)
        condition = panel.working_condition
        needed_ft = {1: 3.0, 2: 3.5, 3: 4.0}[condition] if exceeds(to_ground_v, 150) else 3.0
        if exceeds(needed_ft, given_ft):
            yield Problem(
                panel.name,
                f"{given_ft:g} ft of working space at {to_ground_v:g} V to ground, at least {needed_ft:g} ft",
                (*panel.path, "working_space"),
                remedy=Edit((*panel.path, "working_space"), f"{needed_ft:g} ft"),
            )


FAILING = SINGLE.edited("panels.EV1", working_space="2.5 ft")

RULE = Rule(
    code="EV310",
    name="working-space",
    title="there is room to work in front of a panel",
    fails="too little working space",
    severity=Severity.WARNING,
    asks="3 ft up to 150 V to ground; 3, 3.5 or 4 ft above, by what is across the space.",
    why="Somebody who is pushed back by an arc needs somewhere to go.",
    topics=("working-space",),
    inputs=("panels.*.working_space", "panels.*.working_condition"),
    failing=(FAILING,),
    passing=(FAILING.edited("panels.EV1", working_space="3 ft"),),
    check=check,
)

"""EV107 panel-spaces."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Panels with more poles than spaces."""
    poles: dict[str, int] = {}
    for circuit_ in analysis.site.circuits.values():
        poles[circuit_.fed_from] = poles.get(circuit_.fed_from, 0) + circuit_.poles
    for panel in analysis.site.panels.values():
        used = poles.get(panel.name, 0)
        if panel.spaces is not None and used > panel.spaces:
            yield Problem(
                f"{panel.name}: its breakers have {used} poles, the panel has {panel.spaces} spaces",
                (*panel.path, "spaces"),
                remedy=remedy(Edit((*panel.path, "spaces"), used), "fewer circuits"),
            )


FAILING = SINGLE.edited("panels.EV1", spaces=4).edited("circuits.C", count=3, phases="AB")

RULE = Rule(
    code="EV107",
    name="panel-spaces",
    title="a panel has a space for every pole",
    severity=Severity.ERROR,
    asks="The poles of all breakers on a panel are no more than its spaces.",
    why="Breakers whose phases are given take up spaces too, wherever they end up.",
    topics=("listing-use",),
    inputs=("panels.*.spaces", "circuits.*.poles", "circuits.*.count"),
    failing=(FAILING,),
    passing=(FAILING.edited("panels.EV1", spaces=6),),
    check=check,
)

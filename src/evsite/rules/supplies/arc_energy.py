"""EV118 arc-energy."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.supplies.large_devices import large_devices
from evsite.words import amps

_ARC_ENERGY_A = 1200.0


def check(analysis: SiteAnalysis) -> Problems:
    """Large breakers without arc energy reduction, or that do not say."""
    for name, rating_a, node, path in large_devices(analysis, _ARC_ENERGY_A):
        if not node.arc_reduction:
            stated = "there is none" if node.arc_reduction is False else "not declared"
            yield Problem(
                name,
                f"{amps(rating_a)} needs a means of arc energy reduction, {stated}",
                path,
                remedy=when(
                    Edit((*node.path, "arc_reduction"), value=True),
                    "with zone interlocking, an energy-reducing switch or the like",
                ),
            )


FAILING = SINGLE.edited("supplies.U", rating="1200 A")

RULE = Rule(
    code="EV118",
    name="arc-energy",
    title="breakers of 1,200 A or more reduce arc energy",
    fails="no arc energy reduction declared",
    severity=Severity.WARNING,
    asks="A breaker that is rated, or can be set, to 1,200 A or more has a means to clear an arcing fault fast.",
    why="At that size the delay that coordination needs lets an arc release a deadly amount of energy.",
    topics=("arc-energy",),
    inputs=("supplies.*.arc_reduction", "panels.*.arc_reduction", "supplies.*.rating", "panels.*.main"),
    failing=(FAILING,),
    passing=(FAILING.edited("supplies.U", arc_reduction=True), FAILING.edited("supplies.U", rating="1000 A")),
    check=check,
)

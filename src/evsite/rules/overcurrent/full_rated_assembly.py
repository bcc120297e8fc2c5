"""EV113 full-rated-assembly."""

from __future__ import annotations

from evsite.analysis.device_loading import ways_out
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.example_site import PANEL
from evsite.rules.overcurrent.overload_words import describe
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Devices that pass only because they are listed for 100 %."""
    for overload in analysis.overloads:
        if overload.cause == "full-rated":
            device = overload.device
            subject, words = describe(analysis, overload, [device.node])
            yield Problem(
                subject,
                f"{words}; it passes as a 100 % rated assembly, but article 625 has no such exception",
                device.path,
                remedy=remedy("ask the authority having jurisdiction", *ways_out(analysis, overload)),
            )


RULE = Rule(
    code="EV113",
    name="full-rated-assembly",
    title="a 100 % rated assembly is still asked for 125 %",
    fails="overloaded but for a 100 % rating",
    severity=Severity.WARNING,
    asks="Where only the 100 % listing of an assembly makes the load pass, the authority has accepted that.",
    why="The exception for 100 % rated assemblies stands in the rules for feeders; 625.41 asks for 125 % without it.",
    topics=("feeder-rating", "evse-overcurrent"),
    inputs=("panels.*.rated_100_percent", "supplies.*.rated_100_percent"),
    failing=(PANEL.edited("panels.EV1", rated_100_percent=True).edited("groups.EV1", limit="380 A"),),
    passing=(PANEL,),
    check=check,
)

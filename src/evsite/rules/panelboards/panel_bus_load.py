"""EV104 panel-bus-load."""

from __future__ import annotations

from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Buses that are rated below their load."""
    for panel in analysis.site.panels.values():
        if panel.bus_a is None:
            continue
        leg, line_a = max(analysis.highest_line_a(panel.name).items(), key=lambda item: item[1])
        # a main that is too small for the load has its own finding, and the bus is not smaller than it
        covered = panel.device is not None and not exceeds(panel.device.rating_a, panel.bus_a)
        if exceeds(line_a, panel.bus_a) and not covered:
            larger_a = next_standard_a(line_a, analysis.site.nec)
            yield Problem(
                panel.name,
                f"up to {amps(line_a)} on line {leg}, above its {amps(panel.bus_a)} bus",
                (*panel.path, "bus"),
                remedy=Edit((*panel.path, "bus"), amps(larger_a)) if larger_a else None,
            )


FAILING = SINGLE.edited("panels.EV1", bus="100 A").edited("loads.HVAC", on="EV1", current="90 A")

RULE = Rule(
    code="EV104",
    name="panel-bus-load",
    title="the bus of a panel carries the load below it",
    fails="bus overloaded",
    severity=Severity.ERROR,
    asks="The rating of the bus is at least the calculated load on every line.",
    why="The main protects the bus only where it is not larger; the bus itself has to carry what is connected.",
    topics=("panelboard-rating",),
    inputs=("panels.*.bus", "loads.*", "groups.*.limit"),
    failing=(FAILING,),
    passing=(FAILING.edited("panels.EV1", bus="225 A"),),
    check=check,
)

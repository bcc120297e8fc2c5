"""EV108 main-above-bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.ocpd import next_lower_standard_a
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.panelboards.device_ahead import device_ahead
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.model.site import Panel


def check(analysis: SiteAnalysis) -> Problems:
    """Panels whose protection is larger than their bus."""
    unknown: list[Panel] = []
    for panel in analysis.site.panels.values():
        if panel.bus_a is None:
            unknown.append(panel)
            continue
        ahead = device_ahead(analysis, panel)
        if ahead is None or not exceeds(ahead[0], panel.bus_a):
            continue
        rating_a, what, path = ahead
        lower = next_lower_standard_a(panel.bus_a, analysis.site.nec)
        key = "main" if panel.main_a is not None else "bus"
        yield Problem(
            f"{panel.name}: its {amps(panel.bus_a)} bus is protected by {what} of {amps(rating_a)}",
            (*panel.path, key),
            remedy=remedy(
                Edit((*panel.path, "main"), amps(lower or panel.bus_a)), Edit((*panel.path, "bus"), amps(rating_a))
            ),
            labels=(Label(path, f"{amps(rating_a)}"),) if path != (*panel.path, key) else (),
        )
    if unknown:
        listed = names([panel.name for panel in unknown])
        yield not_checked("whether the main protects the bus", unknown[0].path, needs=f'bus = "..." on {listed}')


FAILING = SINGLE.edited("panels.EV1", bus="225 A")

RULE = Rule(
    code="EV108",
    name="main-above-bus",
    title="the device that protects a panel is no larger than its bus",
    severity=Severity.ERROR,
    asks="The main of a panel, or the device ahead of it, is not rated above the panel's bus.",
    why="Whatever is larger than the bus lets the bus burn before it trips.",
    topics=("panelboard-protection",),
    inputs=("panels.*.main", "panels.*.bus"),
    failing=(FAILING,),
    passing=(FAILING.edited("panels.EV1", main="225 A"),),
    check=check,
)

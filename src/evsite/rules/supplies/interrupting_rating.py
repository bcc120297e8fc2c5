"""EV116 interrupting-rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked

if TYPE_CHECKING:
    from evsite.model.site import Panel

_USUAL_INTERRUPTING_A = (10e3, 14e3, 22e3, 42e3, 65e3, 100e3, 200e3)


def check(analysis: SiteAnalysis) -> Problems:
    """Panels whose devices cannot break the fault current."""
    for panel in analysis.site.panels.values():
        fault_a, interrupting_a = _fault_a(analysis, panel), panel.interrupting_a
        if fault_a is None or interrupting_a is None:
            if (fault_a is None) != (interrupting_a is None):
                missing = "interrupting" if interrupting_a is None else "available_fault"
                what = f"whether the devices of {panel.name} can interrupt a fault"
                yield not_checked(what, panel.path, needs=missing, anchor="header")
            continue
        if exceeds(fault_a, interrupting_a):
            usual = next((size for size in _USUAL_INTERRUPTING_A if not exceeds(fault_a, size)), None)
            yield Problem(
                f"{panel.name}: {fault_a / 1000:g} kA available, its devices interrupt {interrupting_a / 1000:g} kA",
                (*panel.path, "interrupting"),
                remedy=Edit((*panel.path, "interrupting"), f"{usual / 1000:g} kA")
                if usual
                else "a study of the fault current",
            )


def _fault_a(analysis: SiteAnalysis, panel: Panel) -> float | None:
    """Fault current at a panel: as given, or that of the nearest place upstream on its side of a transformer."""
    site = analysis.site
    upstream = (site.panels.get(name) or site.supplies[name] for name in site.way_up(panel.name))
    # the fault current of a supply ends the search: beyond a transformer it is another one
    nearest = next(node for node in upstream if node.available_fault_a is not None or node.name in site.supplies)
    return nearest.available_fault_a


FAILING = SINGLE.edited("supplies.U", available_fault="18 kA").edited("panels.EV1", interrupting="10 kA")

RULE = Rule(
    code="EV116",
    name="interrupting-rating",
    title="devices can interrupt the fault current that is available",
    severity=Severity.ERROR,
    asks="The interrupting rating of a panel's devices is at least the available fault current.",
    why="A device that is asked to break more than it can may burst.",
    topics=("fault-rating",),
    inputs=("panels.*.interrupting", "panels.*.available_fault", "supplies.*.available_fault"),
    failing=(FAILING,),
    passing=(FAILING.edited("panels.EV1", interrupting="22 kA"),),
    check=check,
)

"""EV116 interrupting-rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.fault_current import fault_at_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked

if TYPE_CHECKING:
    from evsite.model.finding import Path

_USUAL_INTERRUPTING_A = (10e3, 14e3, 22e3, 42e3, 65e3, 100e3, 200e3)


def check(analysis: SiteAnalysis) -> Problems:
    """Panels whose devices cannot break the fault current."""
    for panel in analysis.site.panels.values():
        fault_a, interrupting_a = fault_at_a(analysis.site, panel), panel.interrupting_a
        if fault_a is None or interrupting_a is None:
            if (fault_a is None) != (interrupting_a is None):
                missing = "interrupting" if interrupting_a is None else "available_fault"
                what = f"whether the devices of {panel.name} can interrupt a fault"
                yield not_checked(what, panel.path, needs=missing, anchor="header")
            continue
        if exceeds(fault_a, interrupting_a):
            path = (*panel.path, "interrupting")
            told = f"{fault_a / 1000:g} kA available, its devices interrupt {interrupting_a / 1000:g} kA"
            yield Problem(f"{panel.name}: {told}", path, remedy=_larger(path, fault_a))
    yield from _feeder_breakers(analysis)


def _feeder_breakers(analysis: SiteAnalysis) -> Problems:
    """Breakers of feeders whose own rating is below the fault current of the panel where they start."""
    for node, feeder in analysis.site.feeders():
        above = None if node.fed_from is None else analysis.site.panels.get(node.fed_from)
        if feeder.interrupting_a is None or above is None:
            continue
        fault_a, path = fault_at_a(analysis.site, above), (*feeder.path, "interrupting")
        if fault_a is None:
            what = f"whether the feeder breaker of {node.name} can interrupt a fault"
            yield not_checked(what, above.path, needs="available_fault", anchor="header")
        elif exceeds(fault_a, feeder.interrupting_a):
            told = f"its feeder breaker interrupts {feeder.interrupting_a / 1000:g} kA"
            yield Problem(
                f"{node.name}: {fault_a / 1000:g} kA at {above.name}, {told}", path, remedy=_larger(path, fault_a)
            )


def _larger(path: Path, fault_a: float) -> Edit | str:
    usual = next((size for size in _USUAL_INTERRUPTING_A if not exceeds(fault_a, size)), None)
    return Edit(path, f"{usual / 1000:g} kA") if usual else "a study of the fault current"


FAILING = SINGLE.edited("supplies.U", available_fault="18 kA").edited("panels.EV1", interrupting="10 kA")
FIXED = FAILING.edited("panels.EV1", interrupting="22 kA")
SUB = FIXED.edited("panels.Sub", fed_from="EV1", main="60 A", interrupting="22 kA")
FEEDING = SUB.edited("panels.Sub", feeder={"breaker": "60 A", "interrupting": "10 kA"})

RULE = Rule(
    code="EV116",
    name="interrupting-rating",
    title="devices can interrupt the fault current that is available",
    severity=Severity.ERROR,
    asks="The interrupting rating of a panel's devices, feeder breakers too, is at least the available fault current.",
    why="A device that is asked to break more than it can may burst.",
    topics=("fault-rating",),
    inputs=(
        *(f"panels.*.{key}" for key in ("interrupting", "available_fault", "feeder.interrupting")),
        "supplies.*.available_fault",
    ),
    failing=(FAILING, FEEDING),
    passing=(FIXED, FEEDING.edited("panels.Sub.feeder", interrupting="22 kA")),
    check=check,
)

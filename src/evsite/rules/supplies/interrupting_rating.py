"""EV116 interrupting-rating."""

from __future__ import annotations

from evsite.analysis.fault_current import fault_at
from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE, TRANSFORMER
from evsite.rules.rule import Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.supplies.fault_words import too_little


def check(analysis: SiteAnalysis) -> Problems:
    """Panels whose devices cannot break the fault current."""
    for panel in analysis.site.panels.values():
        fault, interrupting_a = fault_at(analysis.site, panel), panel.interrupting_a
        if fault is None or interrupting_a is None:
            if (fault is None) != (interrupting_a is None):
                missing = "interrupting" if interrupting_a is None else "available_fault"
                what = f"whether the devices of {panel.name} can interrupt a fault"
                yield not_checked(what, panel.path, needs=missing, anchor="header")
        elif exceeds(fault.amps, interrupting_a):
            breaks = f"its devices interrupt {interrupting_a / 1000:g} kA"
            yield too_little(panel.name, fault, "available", breaks, (*panel.path, "interrupting"))
    yield from _feeder_breakers(analysis)


def _feeder_breakers(analysis: SiteAnalysis) -> Problems:
    """Breakers of feeders whose own rating is below the fault current of the panel where they start."""
    for node, feeder in analysis.site.feeders():
        above = None if node.fed_from is None else analysis.site.panels.get(node.fed_from)
        if feeder.interrupting_a is None or above is None:
            continue
        fault = fault_at(analysis.site, above)
        if fault is None:
            what = f"whether the feeder breaker of {node.name} can interrupt a fault"
            yield not_checked(what, above.path, needs="available_fault", anchor="header")
        elif exceeds(fault.amps, feeder.interrupting_a):
            breaks = f"its feeder breaker interrupts {feeder.interrupting_a / 1000:g} kA"
            yield too_little(node.name, fault, f"at {above.name}", breaks, (*feeder.path, "interrupting"))


FAILING = SINGLE.edited("supplies.U", available_fault="18 kA").edited("panels.EV1", interrupting="10 kA")
FIXED = FAILING.edited("panels.EV1", interrupting="22 kA")
SUB = FIXED.edited("panels.Sub", fed_from="EV1", main="60 A", interrupting="22 kA")
FEEDING = SUB.edited("panels.Sub", feeder={"breaker": "60 A", "interrupting": "10 kA"})
BEHIND = TRANSFORMER.edited("supplies.U", impedance="4 %").edited("panels.EV1", main="500 A", interrupting="10 kA")

RULE = Rule(
    code="EV116",
    name="interrupting-rating",
    title="devices can interrupt the fault current that is available",
    severity=Severity.ERROR,
    asks=(
        "The interrupting rating of a panel's devices, feeder breakers too, is at least the available fault current: "
        "as given, or, behind a transformer of known impedance, its rated current x 100 / %Z, a bound that makes a "
        "warning."
    ),
    why="A device that is asked to break more than it can may burst.",
    topics=("fault-rating",),
    inputs=(
        *(f"panels.*.{key}" for key in ("interrupting", "available_fault", "feeder.interrupting")),
        *(f"supplies.*.{key}" for key in ("available_fault", "impedance", "rating")),
    ),
    failing=(FAILING, FEEDING, BEHIND),
    passing=(
        FIXED,
        FEEDING.edited("panels.Sub.feeder", interrupting="22 kA"),
        BEHIND.edited("supplies.U", impedance="4.2 %"),
        BEHIND.edited("supplies.U", available_fault="9 kA"),
    ),
    check=check,
)

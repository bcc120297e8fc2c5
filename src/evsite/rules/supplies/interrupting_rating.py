"""EV116 interrupting-rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.fault_current import breakers_at
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.limits import rating_kva
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE, TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.analysis.fault_current import Breakers, FaultCurrent

_USUAL_INTERRUPTING_A = (10e3, 14e3, 22e3, 42e3, 65e3, 100e3, 200e3)


def check(analysis: SiteAnalysis) -> Problems:
    """Devices in panels, and breakers of feeders, that cannot break the fault current."""
    for breakers in breakers_at(analysis.site):
        fault, interrupting_a = breakers.fault, breakers.interrupting_a
        if (fault is None) != (interrupting_a is None):
            missing = "interrupting" if interrupting_a is None else "available_fault"
            what = f"whether {_title(breakers)} can interrupt a fault"
            yield not_checked(what, breakers.panel.path, needs=missing, anchor="header")
        elif fault is not None and interrupting_a is not None and exceeds(fault.amps, interrupting_a):
            yield _too_little(breakers, fault, interrupting_a)


def _title(breakers: Breakers) -> str:
    return f"the feeder breaker of {breakers.feeds}" if breakers.feeds else f"the devices of {breakers.panel.name}"


def _too_little(breakers: Breakers, fault: FaultCurrent, interrupting_a: float) -> Problem:
    usual = next((size for size in _USUAL_INTERRUPTING_A if not exceeds(fault.amps, size)), None)
    higher = Edit(breakers.path, f"{usual / 1000:g} kA") if usual else None
    breaks = f"{interrupting_a / 1000:g} kA is what {_title(breakers)} can interrupt"
    if fault.behind is None:
        message = f"{breakers.panel.name}: {fault.amps / 1000:g} kA available, {breaks}"
        return Problem(message, breakers.path, remedy=higher or "a study of the fault current")
    supply = fault.behind
    return Problem(
        f"{breakers.panel.name}: up to {format_number(fault.amps / 1000, 1)} kA available behind {supply.name} "
        f"({kva(rating_kva(supply))}, {supply.impedance_percent:g} %, infinite bus), {breaks}",
        breakers.path,
        severity=Severity.WARNING,  # a bound: how much of it the supply can feed is not known
        remedy=remedy(higher, "available_fault from the utility or a study of the fault current"),
        notes=("the impedance of supply and conductors is left out, and what motors feed back",),
    )


PANEL = SINGLE.edited("supplies.U", available_fault="18 kA").edited("panels.EV1", interrupting="10 kA")
FIXED = PANEL.edited("panels.EV1", interrupting="22 kA")
SUB = {"fed_from": "EV1", "main": "60 A", "interrupting": "22 kA"}
FEEDER = FIXED.edited("panels.Sub", **SUB, feeder={"breaker": "60 A", "interrupting": "10 kA"})
BEHIND = TRANSFORMER.edited("supplies.U", impedance="4 %").edited("panels.EV1", main="500 A", interrupting="10 kA")

RULE = Rule(
    code="EV116",
    name="interrupting-rating",
    title="devices can interrupt the fault current that is available",
    severity=Severity.ERROR,
    asks="Devices can interrupt the fault current: as given, or what a transformer of known impedance lets through.",
    why="A device that is asked to break more than it can may burst. Behind a known impedance it is a warning.",
    topics=("fault-rating",),
    inputs=(
        *(f"panels.*.{key}" for key in ("interrupting", "available_fault", "feeder.interrupting")),
        *(f"supplies.*.{key}" for key in ("available_fault", "impedance", "rating")),
    ),
    failing=(PANEL, FEEDER, BEHIND),
    passing=(
        *(FIXED, FEEDER.edited("panels.Sub.feeder", interrupting="22 kA")),
        *(BEHIND.edited("supplies.U", impedance="4.2 %"), BEHIND.edited("supplies.U", available_fault="9 kA")),
    ),
    check=check,
)

"""EV116 interrupting-rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.fault_current import interrupting_devices
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.limits import rating_kva
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE, TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.analysis.fault_current import FaultCurrent, Interrupting

_USUAL_INTERRUPTING_A = (10e3, 14e3, 22e3, 42e3, 65e3, 100e3, 200e3)


def check(analysis: SiteAnalysis) -> Problems:
    """Devices of panels and feeders that cannot break the fault current."""
    for devices in interrupting_devices(analysis.site):
        fault, interrupting_a = devices.fault, devices.interrupting_a
        if fault is not None and interrupting_a is not None and exceeds(fault.amps, interrupting_a):
            yield _too_little(devices, fault, interrupting_a)
        elif (fault is None) != (interrupting_a is None):
            key, value = ("interrupting", "65 kA") if interrupting_a is None else ("available_fault", "10 kA")
            missing = [Edit((*(devices.path if interrupting_a is None else devices.fault_path), key), value)]
            what = f"whether the {devices.noun} of {devices.node} can interrupt a fault"
            yield not_checked(what, devices.path, missing=missing, anchor="header")


def _too_little(devices: Interrupting, fault: FaultCurrent, interrupting_a: float) -> Problem:
    usual = next((size for size in _USUAL_INTERRUPTING_A if not exceeds(fault.amps, size)), None)
    path = (*devices.path, "interrupting")
    higher = Edit(path, f"{usual / 1000:g} kA") if usual else None
    breaks = f"its {devices.noun} {devices.verb} {interrupting_a / 1000:g} kA"
    if fault.behind is None:
        message = f"{fault.amps / 1000:g} kA available{devices.place}, {breaks}"
        return Problem(devices.node, message, path, remedy=higher or "a study of the fault current")
    supply = fault.behind
    return Problem(
        devices.node,
        f"up to {format_number(fault.amps / 1000, 1)} kA available behind {supply.name} "
        f"({kva(rating_kva(supply))}, {supply.impedance_percent:g} %, infinite bus), {breaks}",
        path,
        # a bound: how much of it the supply can feed is not known
        severity=Severity.WARNING,
        remedy=remedy(higher, "available_fault from the utility or a study of the fault current"),
        notes=("the impedance of supply and conductors is left out, and what motors feed back",),
    )


FAILING = SINGLE.edited("supplies.U", available_fault="18 kA").edited("panels.EV1", interrupting="10 kA")
FIXED = FAILING.edited("panels.EV1", interrupting="22 kA")
SUB = FIXED.edited("panels.Sub", fed_from="EV1", main="60 A", interrupting="22 kA")
FEEDING = SUB.edited("panels.Sub", feeder={"breaker": "60 A", "interrupting": "10 kA"})
BEHIND = TRANSFORMER.edited("supplies.U", impedance="4 %").edited("panels.EV1", main="500 A", interrupting="10 kA")

RULE = Rule(
    code="EV116",
    name="interrupting-rating",
    title="devices can interrupt the fault current that is available",
    fails="device that cannot interrupt the fault",
    severity=Severity.ERROR,
    asks=(
        "The interrupting rating of the devices of panels and feeders is at least the available fault current: as "
        "given, or, behind a transformer of known impedance, its rated current x 100 / %Z (a bound: a warning)."
    ),
    why="A device that is asked to break more than it can may burst.",
    topics=("fault-rating",),
    inputs=("panels.*.interrupting", "panels.*.available_fault", "panels.*.feeder", "supplies.*.available_fault",
            "supplies.*.impedance", "supplies.*.rating"),
    failing=(FAILING, FEEDING, BEHIND),
    passing=(
        FEEDING.edited("panels.Sub.feeder", interrupting="22 kA"),
        BEHIND.edited("supplies.U", impedance="4.2 %"),
        BEHIND.edited("supplies.U", available_fault="9 kA"),
    ),
    check=check,
)  # fmt: skip

"""What is said of devices that cannot interrupt a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.limits import rating_kva
from evsite.rounding import exceeds
from evsite.rules.rule import Problem
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.analysis.fault_current import FaultCurrent
    from evsite.model.finding import Path

_USUAL_INTERRUPTING_A = (10e3, 14e3, 22e3, 42e3, 65e3, 100e3, 200e3)


def too_little(name: str, fault: FaultCurrent, where: str, breaks: str, path: Path) -> Problem:
    """A fault current above what devices interrupt; a warning where it is a bound only.

    `where` says where it is ("available", "at MDP"), `breaks` what the devices interrupt; `path` leads to their rating.
    """
    usual = next((size for size in _USUAL_INTERRUPTING_A if not exceeds(fault.amps, size)), None)
    higher = Edit(path, f"{usual / 1000:g} kA") if usual else None
    if fault.behind is None:
        message = f"{name}: {fault.amps / 1000:g} kA {where}, {breaks}"
        return Problem(message, path, remedy=higher or "a study of the fault current")
    supply = fault.behind
    transformer = f"{kva(rating_kva(supply))}, {supply.impedance_percent:g} %, infinite bus"
    most = f"up to {format_number(fault.amps / 1000, 1)} kA"
    return Problem(
        f"{name}: {most} {where} behind {supply.name} ({transformer}), {breaks}",
        path,
        # how much of the bound the supply can feed is not known
        severity=Severity.WARNING,
        remedy=remedy(higher, "available_fault from the utility or a study of the fault current"),
        notes=("the impedance of supply and conductors is left out, and what motors feed back",),
    )

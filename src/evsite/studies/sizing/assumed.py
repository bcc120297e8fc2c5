"""What a design assumes: what it prescribes itself, and what can be seen only on site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.conductor_runs import DEFAULT_AMBIENT_C, DEFAULT_CURRENT_CARRYING, DEFAULT_INSULATION
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.sizing.plan import Plan
    from evsite.studies.sizing.request import SizingRequest


def assumptions(request: SizingRequest, plan: Plan) -> tuple[str, ...]:
    """What a design rests on, in sentences."""
    return (*_prescribed(request, plan), *_taken(request, plan))


def _prescribed(request: SizingRequest, plan: Plan) -> Iterator[str]:
    if plan.groups != ("none",):
        listed = "a power control system" if request.nec >= 2026 else "an energy management system"
        yield f"the load management is listed as {listed}, only qualified people change its settings, and it fails safe"
    to_ground_v = plan.port_system.to_ground_v("ABC" if plan.unit.dc else "AB")
    if request.nec >= 2026 or plan.unit.port_a > 60 or not plan.unit.full or to_ground_v > 150:
        yield "every station has a lockable disconnect that is readily accessible"
    if request.nec >= 2026:
        yield "an emergency shutoff is in sight, 50 ft from the nearest station"
    large = max(plan.board_a or 0.0, *(branch.main_a for branch in plan.branches))
    if large >= 1200:
        yield "devices of 1,200 A and more reduce arc energy"
    if large >= 1000 and plan.system.ground_v is not None and plan.system.to_ground_v("AB") > 150:
        yield "devices of 1,000 A and more have ground-fault protection of equipment"


def _taken(request: SizingRequest, plan: Plan) -> Iterator[str]:
    unit = plan.unit
    if unit.model is None and unit.max_current_a is not None:
        yield (
            f"stations of any make that draw up to {amps(unit.max_current_a)} a port and may be on a breaker of "
            f"{amps(unit.breaker_a)}"
        )
    if unit.model is None and unit.dc:
        yield "DC stations of any make; their input current is calculated from kW until a nameplate says it"
    if request.source.kind == "panel":
        yield "what feeds the existing panel has its rating; the spaces of the panel are those that are free"
    existing = request.existing
    if existing is not None and len(set(existing.by_line_a)) > 1:
        yield "lines A, B and C of the existing load are phases A, B and C of the panels"
    terminals = request.allowed.terminals_c
    wires = f"{DEFAULT_INSULATION} conductors at {DEFAULT_AMBIENT_C:g} °C, {DEFAULT_CURRENT_CARRYING} in a raceway"
    yield f"{wires}, terminals for {terminals} °C" if terminals else f"{wires}, terminals up to 100 A for 60 °C"
    if request.distances.first_stall_ft is None:
        yield "circuits short enough for the voltage drop"
    yield "mains, spaces and transformers in their usual sizes, which no code sets"

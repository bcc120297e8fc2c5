"""What branches and a source carry on their fullest line, by the counts of ports on each pair."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.codebook.formulas import usable_continuous_a
from evsite.rounding import exceeds, fits, whole
from evsite.studies.sizing.balance import PAIRS, counts_of, line_currents, line_factor
from evsite.studies.sizing.capacity import primary_factor
from evsite.studies.sizing.results import Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.sizing.job import Job
    from evsite.studies.sizing.plan import Branch, Plan, Unit


def share_of_circuit_a(unit: Unit, branches: Sequence[Branch]) -> float:
    """What a port gets of its own circuit with all ports of it in use [A]."""
    fullest = max(max(branch.circuits) for branch in branches)
    if unit.form == "shared":
        return min(unit.port_a, usable_continuous_a(unit.breaker_a) / fullest)
    return min(unit.port_a, unit.feed_a / (unit.ports if unit.form == "jumper" else 1))


def circuit_a(unit: Unit, ports: int, *, counted: bool = False) -> float:
    """What a circuit of so many ports draws at most, or counts in the calculation of feeders [A]."""
    if unit.form == "shared":
        return min(usable_continuous_a(unit.breaker_a), ports * unit.port_a)
    return unit.counted_a if counted else unit.feed_a


def branch_a(unit: Unit, branch: Branch, *, counted: bool = False) -> float:
    """What a branch draws on its fullest line with no setpoint but those of its circuits [A]."""
    return line_factor(_weighed(unit, [branch], counted=counted))


def source_a(job: Job, unit: Unit, branches: Sequence[Branch], *, counted: bool = False) -> float:
    """What the source carries on its fullest line with no setpoint but those of circuits [A]."""
    return _at_source(job, _weighed(unit, branches, counted=counted))


def fullest_line(job: Job, unit: Unit, branches: Sequence[Branch]) -> Stop | None:
    """The line that has not enough left for what is on it, where lines have different room; None where none."""
    drawn = line_currents(_weighed(unit, branches, counted=False))
    counted = line_currents(_weighed(unit, branches, counted=True))
    for room, drawn_a, counted_a in zip(job.by_line, drawn, counted, strict=True):
        if exceeds(drawn_a, room.usable_a):
            return Stop("supply", "source", room.usable_a, drawn_a, "A")
        if exceeds(counted_a, room.counted_a):
            return Stop("calculated load", "source", room.counted_a, counted_a, "A")
    return None


def source_factor(job: Job, unit: Unit, branches: Sequence[Branch]) -> float:
    """Current of the fullest line of the source per ampere of every port."""
    total: dict[str, float] = {}
    for branch in branches:
        for pair, number in counts_of(branch.pairs, branch.circuits, job.port_system, unit.poles).items():
            total[pair] = total.get(pair, 0) + number
    return _at_source(job, total)


def ratio_of(job: Job, plan: Plan) -> float | None:
    """The greatest ratio of a setpoint in a design, by the measure that is advised; None where there is no setpoint.

    By the guide's chart ports over those that the setpoint serves at full power, else rated current over the setpoint.
    """
    unit, found = plan.unit, []
    if "circuit" in plan.groups:
        fullest, held_a = max(max(branch.circuits) for branch in plan.branches), usable_continuous_a(unit.breaker_a)
        found.append(_ratio(unit, fullest, fullest * unit.port_a, held_a, whole(held_a / unit.port_a)))
    for branch in plan.branches:
        if branch.limit_a is not None:
            rated_a = _rated_a(job, unit, [branch])
            found.append(_ratio(unit, branch.ports, rated_a, branch.limit_a, _served(plan, branch.limit_a)))
    if plan.site_limit_a is not None:
        rated_a, limit_a = _rated_a(job, unit, plan.branches) / job.ratio, plan.site_limit_a
        found.append(_ratio(unit, plan.ports, rated_a, limit_a, _served(plan, limit_a * job.ratio)))
    return max(found, default=None)


def _ratio(unit: Unit, ports: int, rated_a: float, limit_a: float, served: int) -> float:
    return ports / served if unit.by_ports and served else rated_a / limit_a


def _served(plan: Plan, limit_a: float) -> int:
    """How many ports a limit serves at full power, one on each pair in turn."""
    port_a = plan.unit.port_a
    if not plan.branches[0].pairs:
        return whole(limit_a / port_a)
    served = 0
    while fits(line_factor({pair: (served + 3 - n) // 3 for n, pair in enumerate(PAIRS)}) * port_a, limit_a):
        served += 1
    return served


def _rated_a(job: Job, unit: Unit, branches: Sequence[Branch]) -> float:
    """What ports are rated for together, as installed, as current of each of the lines of their panels [A]."""
    circuits = [number for branch in branches for number in branch.circuits]
    rated_a = sum(number * unit.port_a if unit.form == "shared" else unit.feed_a for number in circuits)
    return rated_a / math.sqrt(3) if job.port_system.three_phase and not unit.dc else rated_a


def _at_source(job: Job, weighed: dict[str, float]) -> float:
    return primary_factor(weighed, job.ratio) if job.stepped else line_factor(weighed)


def _weighed(unit: Unit, branches: Sequence[Branch], *, counted: bool) -> dict[str, float]:
    """Amperes on each pair; of circuits that say no pair, all on one (or on three lines)."""
    weighed: dict[str, float] = {}
    for branch in branches:
        pairs = branch.pairs or ("ABC" if unit.poles == 3 else "AB",) * len(branch.circuits)
        for pair, number in zip(pairs, branch.circuits, strict=True):
            weighed[pair] = weighed.get(pair, 0.0) + circuit_a(unit, number, counted=counted)
    return weighed if set(weighed) - set(PAIRS) else {pair: weighed.get(pair, 0.0) for pair in PAIRS}

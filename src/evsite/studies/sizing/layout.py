"""A number of ports laid out: circuits, panels with their mains and spaces, transformers, setpoints.

Closed forms only. Whatever comes of it is proved afterwards.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_spaces
from evsite.rounding import exceeds, fits, whole
from evsite.studies.sizing.balance import arrangement, counts_of, least_spaces, line_factor, pairs_by_room
from evsite.studies.sizing.line_loads import fullest_line, share_of_circuit_a, source_a, source_factor
from evsite.studies.sizing.mains import with_main
from evsite.studies.sizing.plan import Branch, Plan
from evsite.studies.sizing.results import Stop
from evsite.studies.sizing.setpoints import assembled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.sizing.job import Job
    from evsite.studies.sizing.plan import Unit
    from evsite.studies.sizing.request import GroupForm

_MORE_PANELS = 3
"""How many panels more are tried for smaller transformers."""
_MORE_SPACES = 7
"""So many spaces more than the free ones hold any breakers that the free ones do, wherever they are."""
MOST_PANELS = 400
"""More panels than this are no one site."""


def lay_out(job: Job, unit: Unit, groups: frozenset[GroupForm], ports: int, *, force: bool = False) -> Plan | Stop:
    """A design of so many ports, or what is too small for it.

    Parameters
    ----------
    job
        What there is.
    unit
        The station as it is wired.
    groups
        Where a setpoint may be held; none for a site without any.
    ports
        How many, whole stations.
    force
        Do not mind that ports get less than they need, nor that the source is overloaded.
    """
    if ports < unit.ports:
        return Stop("asked", "ports", float(unit.ports), float(ports), "ports")
    circuits = _circuits(unit, ports)
    direct = _direct(job, unit, circuits)
    if direct is not None:
        return _finished(job, unit, groups, [direct], direct=True, force=force)
    if job.inside:
        free = job.request.source.free_spaces or usual_panel_spaces()[-1]
        return Stop("spaces", "Existing", float(free), float(unit.poles * len(circuits)), "spaces")
    per_panel = _most_circuits(job, unit)
    if per_panel == 0:
        return Stop("spaces", "EV1", math.floor(usual_panel_spaces()[-1] * job.whole), float(unit.poles), "spaces")
    stop: Stop | None = None
    number = math.ceil(len(circuits) / per_panel)
    while number <= min(MOST_PANELS, len(circuits) // _together(unit)):
        branches = _branches(job, unit, _shares(circuits, number, _together(unit)))
        if branches is None:
            number += 1
            continue
        plan = _finished(job, unit, groups, branches, direct=False, force=force)
        if isinstance(plan, Plan) or plan.kind not in {"panel", "transformer"} or plan.name == "source":
            return plan
        stop = plan
        # nearly as many more as the main is too small by
        number = max(number + 1, math.ceil(number * min(plan.would_be / plan.limit, 4) * 0.95))
    return stop or Stop("spaces", "EV1", float(MOST_PANELS * per_panel), float(len(circuits)), "circuits")


def with_least_transformers(job: Job, unit: Unit, groups: frozenset[GroupForm], plan: Plan) -> Plan:
    """The same ports on some panels more, where their transformers are smaller together."""
    if not job.stepped:
        return plan
    best, circuits = plan, _circuits(unit, plan.ports)
    for number in range(
        len(plan.branches) + 1, min(len(plan.branches) + _MORE_PANELS, len(circuits) // _together(unit)) + 1
    ):
        branches = _branches(job, unit, _shares(circuits, number, _together(unit)))
        if branches is None:
            continue
        other = _finished(job, unit, groups, branches, direct=False, force=False)
        if not isinstance(other, Plan) or _bought(other) >= _bought(best):
            continue
        if fits(min(best.expected_a, job.level_a or best.expected_a), other.expected_a):
            best = other
    return best


def _bought(plan: Plan) -> tuple[float, float]:
    """Transformers together [kVA], and mains of panels together [A]."""
    return plan.transformers_kva, sum(branch.main_a for branch in plan.branches)


def _circuits(unit: Unit, ports: int) -> list[int]:
    """Ports of each circuit: as few circuits as do, the ports spread evenly over them."""
    if unit.form == "own" and not unit.dc:
        return [1] * ports
    stations = ports // unit.ports
    count = math.ceil(stations / max(1, unit.ports_per_circuit // unit.ports))
    fewer, more = divmod(stations, count)
    return [unit.ports * (fewer + 1)] * more + [unit.ports * fewer] * (count - more)


def _shares(circuits: Sequence[int], number: int, together: int) -> list[list[int]]:
    """Circuits dealt out to so many panels, so that panels are as full as each other; those of a station together."""
    stations = [circuits[first : first + together] for first in range(0, len(circuits), together)]
    return [[each for station in stations[first::number] for each in station] for first in range(number)]


def _together(unit: Unit) -> int:
    """How many circuits a station has."""
    return unit.ports if unit.form == "own" and not unit.dc else 1


def _most_circuits(job: Job, unit: Unit) -> int:
    spaces = whole(usual_panel_spaces()[-1] * job.whole)
    most = spaces // unit.poles
    each = _together(unit)
    while most and (
        most % each or arrangement(most, unit.poles, spaces, job.port_system, pairs=_pairs(job, most)) is None
    ):
        most -= 1
    return most


def _pairs(job: Job, count: int) -> tuple[str, ...] | None:
    """The pairs that circuits are to be on; None where they are even."""
    if job.pair is not None:
        return (job.pair,) * count
    if job.by_line:
        first, second, third = (each.counted_a for each in job.by_line)
        return pairs_by_room(count, (first, second, third))
    return None


def _branches(job: Job, unit: Unit, shares: Sequence[Sequence[int]]) -> list[Branch] | None:
    every = _pairs(job, sum(map(len, shares)))
    branches: list[Branch] = []
    first = 0
    for number, share in enumerate(shares, 1):
        pairs = None if every is None else every[first : first + len(share)]
        found = least_spaces(len(share), unit.poles, job.port_system, share=job.whole, first=first % 3, pairs=pairs)
        if found is None:
            return None
        branches.append(_branch(job, unit, f"EV{number}", *found, share))
        first += len(share)
    return branches


def _branch(job: Job, unit: Unit, name: str, spaces: int, pairs: tuple[str, ...], circuits: Sequence[int]) -> Branch:
    counts = counts_of(pairs, circuits, job.port_system, unit.poles)
    return Branch(name, 0.0, spaces, pairs, tuple(circuits), factor=line_factor(counts))


def _direct(job: Job, unit: Unit, circuits: Sequence[int]) -> Branch | None:
    """All circuits in the panel that is there already, if it has the spaces."""
    source = job.request.source
    if source.kind != "panel" or job.stepped:
        return None
    count, system = len(circuits), job.port_system
    if source.free_spaces is None:
        found = least_spaces(count, unit.poles, system, share=job.whole, pairs=_pairs(job, count))
    else:
        found = _in_free_spaces(job, unit, count, source.free_spaces)
    if found is None:
        return None
    branch = _branch(job, unit, "EV1", *found, circuits)
    rated_a = job.capacity.rated_a
    return Branch(
        branch.name, rated_a, branch.spaces, branch.pairs, branch.circuits, factor=branch.factor, bus_a=rated_a
    )


def _in_free_spaces(job: Job, unit: Unit, count: int, free: int) -> tuple[int, tuple[str, ...]] | None:
    """Spaces that the file gives a panel, and the pairs of its breakers, where they fit its free spaces.

    Which spaces of it are free is not known: those of one breaker are taken to stand one below the other, for which a
    panel of free spaces alone may be a row too short.
    """
    if count * unit.poles > whole(free * job.whole):
        return None
    for spaces in range(free, free + _MORE_SPACES):
        pairs = arrangement(count, unit.poles, spaces, job.port_system, pairs=_pairs(job, count))
        if pairs is not None:
            return spaces, pairs
    return None


def _finished(
    job: Job, unit: Unit, groups: frozenset[GroupForm], branches: list[Branch], *, direct: bool, force: bool
) -> Plan | Stop:
    """What each port gets of the source, and the equipment for it."""
    usable_a, most_a = job.capacity.usable_a, share_of_circuit_a(unit, branches)
    full_a, counted_a = source_a(job, unit, branches), source_a(job, unit, branches, counted=True)
    overloaded = exceeds(full_a, usable_a) or exceeds(counted_a, job.capacity.counted_a)
    if job.by_line:
        over = fullest_line(job, unit, branches)
        if over is not None and not force:
            return over
        overloaded = False
    share_a, may_hold = most_a, bool(groups & {"panel", "site"})
    if overloaded:
        if may_hold:
            share_a = min(most_a, usable_a / _per_port(job, unit, groups, branches))
        elif not force:
            if exceeds(full_a, usable_a):
                return Stop("supply", "source", usable_a, full_a, "A")
            return Stop("calculated load", "source", job.capacity.counted_a, counted_a, "A")
    if exceeds(job.floor_a, share_a) and not force:
        if share_a == most_a:
            return Stop("circuit", "EV1-1", most_a, job.floor_a, "A")
        return Stop("supply", "source", usable_a, job.floor_a * _per_port(job, unit, groups, branches), "A")
    most_share_a = share_a
    if may_hold and job.level_a is not None and exceeds(share_a, job.level_a) and not direct:
        # setpoints for smaller equipment than the source would feed
        share_a, overloaded = job.level_a, True
    held = overloaded and may_hold
    if not direct:
        finished = []
        for branch in branches:
            done = with_main(job, unit, groups, branch, (share_a, most_share_a), overloaded=held)
            if isinstance(done, Stop):
                return done
            finished.append(done)
        branches = finished
    return assembled(job, unit, groups, branches, share_a, direct=direct, overloaded=held)


def _per_port(job: Job, unit: Unit, groups: frozenset[GroupForm], branches: Sequence[Branch]) -> float:
    """Current of the source that setpoints let through per ampere of every port.

    With setpoints on panels alone those add up, however their lines are shifted.
    """
    if "site" in groups or (len(branches) == 1 and not job.stepped):
        return source_factor(job, unit, branches)
    return sum(branch.factor for branch in branches) / job.ratio / job.one_pair

"""The panel that feeds branches, and the setpoint of the whole site."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_mains_a, usual_panel_spaces, usual_switchboard_a
from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.rounding import ceil_to, exceeds, fits, floor_to
from evsite.studies.sizing.capacity import least_rated
from evsite.studies.sizing.line_loads import branch_a, share_of_circuit_a, source_a, source_factor
from evsite.studies.sizing.mains import held_most_a, most_main_a
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.results import Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.sizing.job import Job
    from evsite.studies.sizing.plan import Branch, Unit
    from evsite.studies.sizing.request import GroupForm


def assembled(
    job: Job,
    unit: Unit,
    groups: frozenset[GroupForm],
    branches: Sequence[Branch],
    share_a: float,
    *,
    direct: bool,
    overloaded: bool,
) -> Plan | Stop:
    """Branches put together: what feeds them, and the setpoint over all of them.

    Parameters
    ----------
    job
        The source.
    unit
        The station as it is wired.
    groups
        Where a setpoint may be held.
    branches
        Panels with their mains.
    share_a
        What every port is to get [A].
    direct
        Whether circuits start in the panel that is there already.
    overloaded
        Whether the source needs a setpoint somewhere.
    """
    plain = Plan(
        unit=unit,
        system=job.system,
        port_system=job.port_system,
        source_rating=job.capacity.rating,
        source_unit=job.capacity.unit,
        branches=tuple(branches),
        groups=(),
        source_factor=source_factor(job, unit, branches),
        direct=direct,
        expected_a=share_a,
        bound="supply" if share_a < share_of_circuit_a(unit, branches) else "circuit",
    )
    if direct:
        (only,) = branches
        plan = replace(plain, board_a=job.capacity.rated_a, board_bus_a=job.capacity.rated_a, board_spaces=only.spaces)
        return _named(_alone(job, groups, plan, overloaded=overloaded))
    if len(branches) == 1 and not job.stepped and job.request.source.kind != "panel":
        return _named(_alone(job, groups, plain, overloaded=overloaded))
    return _with_board(job, groups, plain, overloaded=overloaded)


def _named(plan: Plan) -> Plan:
    """The design with the places of its setpoints, and with what mains that are larger than needed leave a port."""
    plan = replace(plan, expected_a=_reached_a(plan))
    held: list[GroupForm] = ["circuit"] if plan.unit.form == "shared" else []
    if any(branch.limit_a is not None for branch in plan.branches):
        held.append("panel")
    if plan.site_limit_a is not None:
        held.append("site")
    return replace(plan, groups=tuple(held) or ("none",))


def _reached_a(plan: Plan) -> float:
    """What setpoints give every port with all in use [A]."""
    unit, branches = plan.unit, plan.branches
    found = [share_of_circuit_a(unit, branches)]
    found += [branch.limit_a / branch.factor for branch in branches if branch.limit_a is not None]
    if plan.site_limit_a is not None:
        found.append(plan.site_limit_a / plan.source_factor)
    return min(found)


def _alone(job: Job, groups: frozenset[GroupForm], plan: Plan, *, overloaded: bool) -> Plan:
    """One panel of stations on the source: its setpoint is that of the site."""
    (only,) = plan.branches
    if not overloaded:
        return replace(plan, branches=(replace(only, limit_a=None),))
    limit_a = floor_to(held_most_a(job, only.main_a), 0.1)
    if "panel" in groups:
        return replace(plan, branches=(replace(only, limit_a=limit_a),))
    return replace(plan, branches=(replace(only, limit_a=None),), site_limit_a=limit_a)


def _with_board(job: Job, groups: frozenset[GroupForm], plan: Plan, *, overloaded: bool) -> Plan | Stop:
    source, unit, branches = job.request.source, plan.unit, plan.branches
    poles = 3 if job.system.three_phase else 2
    needed_spaces = poles * len(branches)
    full_a = source_a(job, unit, branches)
    through_a = min(full_a, sum(_let_through_a(unit, each) for each in branches) / job.ratio / job.one_pair)
    line_a = min(full_a, plan.expected_a * source_factor(job, unit, branches))
    by_site = overloaded and "site" in groups
    room_a = job.capacity.usable_a
    if not job.stepped:
        branches = tuple(replace(branch, feeder_a=branch.main_a) for branch in branches)
    if source.kind == "panel":
        spaces = source.free_spaces if source.free_spaces is not None else board_spaces(needed_spaces)
        if needed_spaces > spaces * job.whole:
            return Stop("spaces", "Existing", math.floor(spaces * job.whole), needed_spaces, "spaces")
        plan = replace(plan, board_a=job.capacity.rated_a, board_bus_a=job.capacity.rated_a, board_spaces=spaces)
    else:
        needed_a = CONTINUOUS_FACTOR * (line_a if by_site else through_a) / job.whole
        if not overloaded:
            needed_a = max(needed_a, source_a(job, unit, branches, counted=True) / job.whole)
        main_a, bus_a = _board_main(job, needed_a)
        spaces = board_spaces(round(ceil_to(needed_spaces / job.whole, 1)))
        plan = replace(plan, board_a=main_a, board_bus_a=bus_a, board_spaces=spaces)
        room_a = min(room_a, held_most_a(job, main_a))
    site_limit_a = floor_to(room_a, 0.1) if by_site and exceeds(through_a, room_a) else None
    return _named(replace(plan, branches=branches, site_limit_a=site_limit_a))


def _let_through_a(unit: Unit, branch: Branch) -> float:
    return branch_a(unit, branch) if branch.limit_a is None else branch.limit_a


def _board_main(job: Job, needed_a: float) -> tuple[float, float]:
    """Main and bus of the panel that feeds branches [A]: a usual one, no larger than what feeds it."""
    usual = tuple(sorted({*usual_panel_mains_a(), *usual_switchboard_a()}))
    bus_a = least_rated(usual, needed_a) or next_standard_a(needed_a, job.request.nec) or math.ceil(needed_a)
    most_a = most_main_a(job, needed_a)
    if fits(bus_a, most_a):
        return bus_a, bus_a
    return most_a, least_rated(usual, most_a) or bus_a


def board_spaces(needed: int) -> int:
    """Spaces of a panel that feeds others: the smallest usual number, beyond the largest in whole rows of three."""
    usual = next((spaces for spaces in usual_panel_spaces() if spaces >= needed), None)
    return usual if usual is not None else math.ceil(needed / 6) * 6

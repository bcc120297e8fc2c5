"""Mains of panels and the transformers ahead of them: the smallest usual ones."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_mains_a, usual_switchboard_a
from evsite.codebook.formulas import CONTINUOUS_FACTOR, full_load_a, usable_continuous_a
from evsite.codebook.ocpd import next_standard_a, next_usual_kva, transformer_maximum_a
from evsite.rounding import exceeds, fits, floor_to
from evsite.studies.sizing.balance import counts_of
from evsite.studies.sizing.capacity import least_rated, primary_factor
from evsite.studies.sizing.line_loads import branch_a
from evsite.studies.sizing.results import Stop

if TYPE_CHECKING:
    from evsite.studies.sizing.job import Job
    from evsite.studies.sizing.plan import Branch, Unit
    from evsite.studies.sizing.request import GroupForm


def with_main(
    job: Job,
    unit: Unit,
    groups: frozenset[GroupForm],
    branch: Branch,
    shares_a: tuple[float, float],
    *,
    overloaded: bool,
) -> Branch | Stop:
    """A branch with the smallest main, transformer and setpoint that give every port its share.

    Parameters
    ----------
    job
        The source.
    unit
        The station as it is wired.
    groups
        Where a setpoint may be held.
    branch
        Its circuits.
    shares_a
        What every port is to get, and what the source would allow [A].
    overloaded
        Whether there is to be a setpoint somewhere.
    """
    share_a, most_share_a = shares_a
    full_a = branch_a(unit, branch)
    counted_a = branch_a(unit, branch, counted=True)
    held = overloaded and "panel" in groups
    wanted_a = min(full_a, share_a * branch.factor)
    if overloaded and not held:
        # only a setpoint further up holds the panel
        through_a = job.capacity.usable_a
        wanted_a = min(full_a, through_a * job.ratio / job.one_pair)
    elif not overloaded:
        wanted_a = full_a
    needed_a = CONTINUOUS_FACTOR * wanted_a / job.whole
    if not overloaded:
        needed_a = max(needed_a, counted_a / job.whole)
    usual = usual_panel_mains_a()
    if unit.dc:
        # the breakers of DC stations are large enough for a switchboard
        usual = tuple(sorted({*usual, *usual_switchboard_a()}))
    bus_a = least_rated(usual, needed_a)
    if bus_a is None:
        return Stop("panel", branch.name, usable_continuous_a(usual[-1]) * job.whole, wanted_a, "A")
    if job.stepped:
        return _behind_transformer(
            job,
            unit,
            branch,
            bus_a,
            needed_a,
            wanted_a,
            most_a=_most_held(groups, branch, most_share_a) if held else None,
            overloaded=overloaded,
        )
    main_a = _main_a(bus_a, most_main_a(job, needed_a))
    # what stays free for later is kept free at the source, whose main need not leave as much again
    if exceeds(max(CONTINUOUS_FACTOR * wanted_a, 0.0 if overloaded else counted_a), main_a):
        return Stop("transformer", "source", usable_continuous_a(main_a), wanted_a, "A")
    limit_a = None
    most_held_a = _most_held(groups, branch, most_share_a)
    if held and (_needs(main_a, full_a, counted_a) or exceeds(full_a, most_held_a)):
        limit_a = floor_to(min(held_most_a(job, main_a), most_held_a), 0.1)
    return replace(branch, main_a=main_a, bus_a=bus_a, limit_a=limit_a)


def _main_a(bus_a: float, most_a: float) -> float:
    """The main of a panel: as large as its bus, or a smaller standard one where its source allows no more."""
    return min(bus_a, most_a)


def most_main_a(job: Job, needed_a: float) -> float:
    """The largest main at the voltage of the source that is of use [A]: what vehicles may draw of it goes through."""
    of_use_a = next_standard_a(max(CONTINUOUS_FACTOR * job.capacity.usable_a, needed_a), job.request.nec)
    return min(job.capacity.most_main_a, of_use_a or math.inf)


def held_most_a(job: Job, main_a: float) -> float:
    """The highest setpoint that a main at the voltage of the source allows [A]."""
    usable_a = usable_continuous_a(main_a)
    if fits(job.capacity.most_main_a, main_a):
        return min(usable_a, job.capacity.usable_a)
    return min(usable_a * job.whole, job.capacity.usable_a)


def _most_held(groups: frozenset[GroupForm], branch: Branch, share_a: float) -> float:
    """The highest setpoint of a panel [A]: what its ports are to get, where nothing further up holds panels."""
    return math.inf if "site" in groups else share_a * branch.factor


def _needs(main_a: float, full_a: float, counted_a: float) -> bool:
    """Whether a panel carries what its circuits draw only under a setpoint."""
    return exceeds(CONTINUOUS_FACTOR * full_a, main_a) or exceeds(counted_a, main_a)


def _behind_transformer(
    job: Job,
    unit: Unit,
    branch: Branch,
    bus_a: float,
    needed_a: float,
    wanted_a: float,
    *,
    most_a: float | None,
    overloaded: bool,
) -> Branch | Stop:
    """The smallest usual transformer for a panel, its main, and the breaker of its primary.

    Vehicles on one pair put 2/sqrt(3) of their line current on a primary line of a delta-wye transformer; the setpoint
    is as high as the main allows, but no primary line is overloaded for what no port is promised.
    """
    # `most_a` is None where no setpoint is held on the panel
    nec, line_v = job.request.nec, job.port_system.line_v
    full_a, counted_a = branch_a(unit, branch), branch_a(unit, branch, counted=True)
    counts = counts_of(branch.pairs, branch.circuits, job.port_system, unit.poles)
    skew = max(1.0, primary_factor(counts, 1.0) / branch.factor)
    # under a setpoint all that it lets through may be drawn on one pair
    drawn_a = wanted_a * skew if most_a is None else max(wanted_a * skew, min(full_a * skew, wanted_a / job.one_pair))
    carried_a = max(drawn_a, 0.0 if overloaded else counted_a) / job.whole
    kva = next_usual_kva(carried_a * math.sqrt(3) * line_v / 1000, three_phase=True)
    while kva is not None:
        rated_a = full_load_a(kva, line_v, three_phase=True)
        device_a = transformer_maximum_a(rated_a, "secondary", nec, secondary_protected=True) or bus_a
        main_a = _main_a(bus_a, device_a)
        if fits(needed_a, main_a):
            limit_a = None
            allowed_a = min(rated_a * job.whole / skew, math.inf if most_a is None else most_a)
            over = exceeds(full_a, allowed_a) or exceeds(counted_a, rated_a)
            if most_a is not None and (over or _needs(main_a, full_a, counted_a)):
                unharmed_a = max(wanted_a, job.one_pair * rated_a)
                held_a = min(usable_continuous_a(main_a), rated_a) * job.whole
                limit_a = floor_to(min(held_a, unharmed_a, most_a), 0.1)
            drawn_a = full_a if limit_a is None else limit_a
            primary_a = full_load_a(kva, job.system.line_v, three_phase=True)
            feeder_a = next_standard_a(CONTINUOUS_FACTOR * max(primary_a, drawn_a / job.one_pair / job.ratio), nec)
            largest_a = transformer_maximum_a(primary_a, "primary", nec, secondary_protected=True)
            if feeder_a is not None and (largest_a is None or fits(feeder_a, largest_a)):
                return replace(
                    branch, main_a=main_a, bus_a=bus_a, limit_a=limit_a, transformer_kva=kva, feeder_a=feeder_a
                )
        kva = next_usual_kva(kva * 1.01, three_phase=True)
    return Stop("transformer", f"T-{branch.name}", usable_continuous_a(bus_a), wanted_a, "A")

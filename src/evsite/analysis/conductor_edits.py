"""Edits that make conductors larger, or shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import device_of
from evsite.analysis.dwellings import carries_all, suitable_system
from evsite.analysis.raceway_fill import larger_raceway
from evsite.codebook.conductors import ampacity_a, largest_ocpd_a, size_words
from evsite.codebook.drop import RUN_PERCENT
from evsite.codebook.dwelling import serves_dwelling
from evsite.codebook.ocpd import next_lower_standard_a
from evsite.codebook.sizing import grounding_for, smallest, smallest_with_drop
from evsite.model.remedy import NOTHING, Edit, remedy, when
from evsite.rounding import fits, floor_to
from evsite.words import format_number

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_loads import SiteLoads
    from evsite.codebook.conductors import Conductor
    from evsite.model.remedy import Alternative, Remedy


def resized(run: Run, better: Conductor | None) -> list[Edit]:
    """The edits that make conductors those of another size: `size = "2 AWG"`, with what changes beside it."""
    conductor, installed = run.conductor, run.installed
    assert conductor is not None
    assert installed is not None
    if better is None or better == conductor:
        return []
    table = (*run.path, "conductor")
    edits = [Edit((*table, "size"), size_words(better.size))]
    if better.sets != conductor.sets:
        edits.append(Edit((*table, "sets"), better.sets))
    needed = None
    if installed.egc is not None and run.kind in {"circuit", "feeder", "primary"}:
        needed = grounding_for(better, run.duty, run.egc_material)
        if needed is not None and needed != installed.egc:
            edits.append(Edit((*table, "egc"), size_words(needed)))
    larger = larger_raceway(run, better, needed)
    return edits if larger is None else [*edits, larger]


def larger_ground(run: Run, size: str) -> list[Edit]:
    """The edits to another equipment grounding conductor, and to a raceway that takes it."""
    edits = [Edit((*run.path, "conductor", "egc"), size_words(size)), larger_raceway(run, egc=size)]
    return [edit for edit in edits if edit is not None]


def smallest_that_passes(run: Run, like: Conductor) -> Conductor | None:
    """The smallest conductors that pass, voltage drop included where the length is known and any do."""
    with_drop = None
    if run.stretch is not None:
        with_drop = smallest_with_drop(like, run.duty, run.stretch, RUN_PERCENT)
    return with_drop or smallest(like, run.duty)


def enlarged(run: Run) -> list[Edit]:
    """The edits to the smallest conductors that pass, in no fewer sets."""
    assert run.conductor is not None
    return resized(run, smallest_that_passes(run, run.conductor))


def smaller_device(run: Run) -> Edit | None:
    """The largest standard device that protects the conductors of a run; None where it would not carry the load."""
    assert run.conductor is not None
    assert run.device is not None
    duty = run.duty
    most_a = largest_ocpd_a(ampacity_a(run.conductor), duty.edition, round_up=duty.round_up)
    smaller_a = next_lower_standard_a(most_a, duty.edition)
    if smaller_a is None or not fits(duty.sized_a, smaller_a) or run.kind not in {"circuit", "feeder", "primary"}:
        return None
    return device_of(run.device, smaller_a)


def with_less_drop(run: Run, percent: float, most_percent: float) -> Remedy:
    """Larger or shorter conductors that lose at most so much of the voltage instead of `percent` [%]."""
    if most_percent <= 0 or run.stretch is None or run.conductor is None:
        return NOTHING
    larger = resized(run, smallest_with_drop(run.conductor, run.duty, run.stretch, most_percent))
    at_most_ft = floor_to(run.stretch.length_ft * most_percent / percent, 1.0)
    path = (*run.path, "conductor", "length")
    return remedy(larger, Edit(path, f"{format_number(at_most_ft)} ft") if at_most_ft > 0 else None)


def dwelling_way(loads: SiteLoads, run: Run) -> Alternative | None:
    """What the file would say of conductors that pass in a dwelling; None where they would not, or it says already."""
    conductor, ocpd_a, site = run.conductor, run.duty.ocpd_a, loads.site
    if conductor is None or ocpd_a is None or run.duty.dwelling or run.kind in {"circuit", "primary"}:
        return None
    if not suitable_system(loads, run.node) or not serves_dwelling(conductor, ocpd_a):
        return None
    panel = site.panels.get(run.node)
    if panel is not None and panel.dwelling_unit is False:
        return None
    undeclared = site.settings.dwelling is None and site.settings.one_or_two_family is not False
    if undeclared and carries_all(loads, run.node):
        return when(Edit(("site", "dwelling"), "one-family"), "where this is a one-family dwelling")
    if panel is None or panel.dwelling_unit is not None or site.settings.dwelling in {None, "one-family"}:
        return None
    declared = Edit((*panel.path, "dwelling_unit"), value=True)
    return when(declared, "where it carries the whole load of one dwelling unit")

"""Edits that make room for the calculated load of charging, or lower it: something larger, or a group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.conductor_edits import enlarged
from evsite.analysis.devices import Device, protection
from evsite.analysis.edits import group_on, supply_of
from evsite.analysis.primary_load import primary_legs, primary_lines
from evsite.analysis.transformers import left_a, left_kva
from evsite.analysis.vehicle_load import VehicleLoad
from evsite.codebook.conductors import ampacity_a, protects
from evsite.codebook.formulas import J1772_MINIMUM_A, minimum_ocpd_a
from evsite.codebook.ocpd import next_standard_a, next_usual_kva
from evsite.model.remedy import Edit
from evsite.model.tree import way_down
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import exceeds
from evsite.words import amps, amps_at_most, kva

if TYPE_CHECKING:
    from evsite.analysis.calculated_load_excess import Exceeded
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Panel, Supply
    from evsite.model.remedy import Way
    from evsite.model.site import Site


def ways_out(analysis: SiteAnalysis, item: Exceeded) -> list[Way]:
    """Ways out that would pass: what is too small made larger, or load management there."""
    return [*_larger(analysis, item), _managed(analysis, item)]


def _larger(analysis: SiteAnalysis, item: Exceeded) -> list[Way]:
    rated = item.rated
    if item.upstream:
        return []  # what feeds it would be too small then
    if rated.kind == "transformer":
        supply = analysis.site.supplies[rated.node]
        needed_kva = rating_kva(supply) * item.total_a / rated.rating_a
        larger_kva = next_usual_kva(needed_kva, three_phase=supply.system.three_phase)
        return [supply_of(supply, kva(larger_kva))] if larger_kva else []
    if rated.kind == "conductor":
        assert rated.run is not None
        duty = rated.run.duty
        more = replace(duty, sized_a=max(duty.sized_a, item.total_a), carried_a=max(duty.carried_a, item.total_a))
        return [enlarged(replace(rated.run, duty=more))]
    if rated.primary:
        supply = analysis.site.supplies[rated.node]
        needed_a = max(item.total_a, *(minimum_ocpd_a(*line) for line in primary_lines(analysis, supply).values()))
        larger_a = next_standard_a(needed_a, analysis.site.nec)
        return [Edit(rated.path, amps(larger_a), rated.noun)] if larger_a else []
    by_nameplate_a = max(analysis.required_a(rated.node, analysis.greatest(rated.node)).values())
    needed_a = item.total_a if rated.kind == "bus" else max(item.total_a, by_nameplate_a)
    larger_a = next_standard_a(needed_a, analysis.site.nec)
    if larger_a is None:
        return []
    if rated.kind == "bus":
        return [Edit(rated.path, amps(larger_a))]
    return _larger_device(analysis, item, larger_a)


def _larger_device(analysis: SiteAnalysis, item: Exceeded, larger_a: float) -> list[Way]:
    """A larger main or service, with the bus of its panel; nothing where conductors or other panels are too small."""
    rated, site = item.rated, analysis.site
    for run in analysis.runs_at_device.get(rated.path, ()):
        if run.conductor:
            carries = ampacity_a(run.conductor)
            if exceeds(item.total_a, carries) or not protects(larger_a, carries, site.nec, round_up=run.duty.round_up):
                return []
    small = [
        panel
        for name in way_down(analysis.children, rated.node)
        if (panel := site.panels.get(name)) is not None
        if panel.bus_a is not None and exceeds(larger_a, panel.bus_a) and _protected_at(site, panel, rated.node)
    ]
    if any(panel.name != rated.node for panel in small):
        return []
    panel = site.panels.get(rated.node)
    if panel is not None and panel.feeder is not None and panel.main_a is not None:
        both = (panel.main_a, panel.feeder.breaker_a)
        if sum(rating_a is not None and exceeds(larger_a, rating_a) for rating_a in both) > 1:
            return []  # the other one would be too small then
    edits = [Edit(rated.path, amps(larger_a), rated.noun)]
    edits += [Edit((*panel.path, "bus"), amps(larger_a)) for panel in small]
    return [edits]


def _protected_at(site: Site, panel: Panel, node: str) -> bool:
    device = protection(site, panel)
    return isinstance(device, Device) and device.node == node


def _managed(analysis: SiteAnalysis, item: Exceeded) -> Way:
    """A group there, or a lower limit of the one that holds all ports there; None where nothing worth it is left."""
    node, site = item.rated.node, analysis.site
    everything = {port.name for port in analysis.ports_below[node]}
    here = [group for group in analysis.groups_at.get(node, []) if everything <= analysis.group_ports[group.name]]
    other = analysis.highest_other_at(node)
    if item.rated.primary:
        room_a = _room_by_primary_a(analysis, site.supplies[node], item.rated.rating_a)
    elif item.rated.kind == "transformer":
        supply = site.supplies[node]
        room_a = min(left_a(supply, other), line_rating_a(left_kva(supply, other), supply.system))
    else:
        room_a = min(other.usable_a(leg, item.rated.rating_a) for leg in analysis.legs(node))
        device = analysis.devices.get(node)
        if device is not None:
            room_a = min(room_a, *(other.usable_a(leg, device.rating_a) for leg in analysis.legs(node)))
    if room_a < J1772_MINIMUM_A:
        return None
    if not here:
        return group_on(site, node, amps_at_most(room_a))
    narrowest = here[-1]
    if narrowest.limit_a is None or not narrowest.limit_given or narrowest.metered or narrowest.schedule:
        return None
    return Edit(narrowest.limit_path, amps_at_most(room_a))


def _room_by_primary_a(analysis: SiteAnalysis, supply: Supply, rating_a: float) -> float:
    """A limit on the secondary lines of a transformer that a rating on its primary side allows on any of them [A]."""
    other = analysis.highest_other_on_primary(supply.name)
    one_a = VehicleLoad(by_leg=dict.fromkeys(supply.system.legs, 1.0)).to_primary(supply)
    return min(other.usable_a(leg, rating_a) / one_a.line_a(leg) for leg in primary_legs(supply) if one_a.line_a(leg))

"""What a transformer is rated for, how full it can get, and what other load leaves of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.distribution import Panel, RatedAt
from evsite.network.limits import NO_LOAD, line_rating_a, rating_kva
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.analysis.vehicle_load import VehicleLoad
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Group
    from evsite.model.systems import VoltageSystem
    from evsite.network.loads import OtherLoad


def fullness(analysis: SiteAnalysis, supply: Supply) -> tuple[float, str]:
    """How full a transformer can get, as a share of its rating, and the line or total that is fullest.

    A winding of a wye secondary carries the line's current, so the secondary lines say how full the windings are, on
    the primary side too. Primary line currents are the business of what protects the primary.
    """
    rated_kva = rating_kva(supply)
    rated_a = line_rating_a(rated_kva, supply.system)
    candidates = []
    for load, other in transformer_loads(analysis, supply.name):
        total_kva = load.power_kva + other.power_kva
        candidates.append((total_kva / rated_kva, f"{kva(total_kva)} in all"))
        for leg in supply.system.legs:
            line_a = load.line_a(leg) + other.total_a(leg)
            candidates.append((line_a / rated_a, f"{amps(line_a)} on secondary line {leg}, rated {amps(rated_a)}"))
    return max(candidates, key=lambda candidate: candidate[0])


def transformer_loads(analysis: SiteAnalysis, transformer: str) -> list[tuple[VehicleLoad, OtherLoad]]:
    """What vehicles and other load put on the secondary of a transformer at each time that can be the worst.

    Of a device below that is too small what it lets through once it is put right: its own finding says that it is not.
    """
    limited = analysis.with_overloads_limited
    if limited.steady:  # the proofs of these loads are those of the analysis, which has them already
        load = analysis.within_proofs(transformer, limited.managed(transformer))
        return [(load, analysis.other_at(transformer))]
    return [(time.greatest(transformer), time.other_at(transformer)) for time in limited.times]


def left_a(supply: Supply, other: OtherLoad) -> float:
    """What other load leaves of every secondary line [A]."""
    rated_a = line_rating_a(rating_kva(supply), supply.system)
    return max(0.0, min(rated_a - other.total_a(leg) for leg in supply.system.legs))


def left_kva(supply: Supply, other: OtherLoad) -> float:
    """What other load leaves of the rating [kVA]."""
    return max(0.0, rating_kva(supply) - other.power_kva)


def left_for_group(analysis: SiteAnalysis, supply: Supply, group: Group) -> float:
    """What a transformer has left for a group on it, in the unit of the group's limit [A, kW or kVA]."""
    other = NO_LOAD if group.metered and group.on == supply.name else analysis.highest_other_at(supply.name)
    if group.limit_a is not None:
        return left_a(supply, other)
    return left_kva(supply, other) / analysis.kva_per_kw(group)


def secondary_lengths(analysis: SiteAnalysis, supply: Supply) -> Iterator[tuple[float, Path]]:
    """How long the conductors from a transformer are: as it says, or else as its own or those of panels behind it are.

    Conductors that start from a device of their own are no secondary conductors any more.
    """
    if supply.secondary_length_ft is not None:
        yield supply.secondary_length_ft, (*supply.path, "secondary_length")
        return
    behind = [analysis.site.panels[name] for name in analysis.children[supply.name] if name in analysis.site.panels]
    nodes: list[Supply | Panel] = [supply, *behind]
    for node in nodes:
        conductor = node.conductor
        own_device = isinstance(node, Panel) and node.feeder is not None and node.feeder.breaker_a is not None
        if conductor is not None and not own_device and conductor.length_ft is not None:
            owner = node.conductor_owner if isinstance(node, Panel) else node.path
            yield conductor.length_ft, (*owner, "conductor", "length")


def transformer_devices(analysis: SiteAnalysis, supply: Supply) -> Iterator[tuple[str, VoltageSystem, RatedAt]]:
    """Each side of a transformer that has a device: its name, its system, and the device."""
    if supply.primary_device is not None and supply.primary is not None:
        yield "primary", supply.primary, supply.primary_device
    secondary = secondary_device(analysis, supply)
    if secondary is not None:
        yield "secondary", supply.system, secondary


def secondary_device(analysis: SiteAnalysis, supply: Supply) -> RatedAt | None:
    """The device on the secondary: as given, or the one of the one panel that hangs there."""
    path = (*supply.path, "secondary_breaker")
    if supply.secondary_breaker_a is not None:
        return RatedAt(supply.secondary_breaker_a, path)
    panels = [analysis.site.panels[name] for name in analysis.children[supply.name] if name in analysis.site.panels]
    alone = panels[0].device if len(panels) == 1 == len(analysis.children[supply.name]) else None
    return None if alone is None else RatedAt(alone.rating_a, path)

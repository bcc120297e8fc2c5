"""Limits that stations exceed which cannot be reached, and what would bring their fallbacks down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.analysis.exceeded import exceeded
from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.remedy import Edit, when
from evsite.network.places import node_place
from evsite.rounding import exceeds, floor_to, whole
from evsite.words import amps, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.exceeded import LimitLoad
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.remedy import Way
    from evsite.model.site import Port


@dataclass(frozen=True, slots=True)
class FallbackOverload:
    """A limit that the fallbacks of some ports exceed."""

    load: LimitLoad
    ports: tuple[Port, ...]
    given: frozenset[str]
    """Ports of which the file says what they fall back to."""
    by_file: bool
    """Whether these alone are too much, whatever the others fall back to."""
    same_power: bool
    """Whether all fall back to the same current at the same voltage."""

    @property
    def assumed(self) -> list[Port]:
        """AC ports of which the file does not say what they fall back to."""
        return [port for port in self.ports if port.name not in self.given and not port.dc]


def fallback_overloads(analysis: SiteAnalysis) -> Iterator[FallbackOverload]:
    """Limits that fallbacks exceed, at the lowest of every schedule; not where connected load is too much anyway."""
    overloaded = {node_place(node) for item in analysis.overloads for node in (item.device.node, *item.upstream)}
    network, fallback_a = analysis.lower_envelope_network, analysis.fallback_a
    for load in exceeded(network, fallback_a, analysis.managed_ports, apart_from=overloaded):
        ports = tuple(analysis.site.ports[name] for name in load.ports)
        given = frozenset(port.name for port in ports if analysis.station_of(port).fallback_a is not None)
        alone = exceeded(network, fallback_a, given, among=[name for name in load.ports if name in given])
        yield FallbackOverload(
            load,
            ports,
            given,
            by_file=any(each.limit.place == load.limit.place for each in alone),
            same_power=len({(round(fallback_a[port.name], 6), port.voltage_v) for port in ports}) == 1,
        )


def lower_fallbacks(analysis: SiteAnalysis, overload: FallbackOverload) -> Iterator[Way]:
    """Ways out: fewer ports, or a fallback that fits; 0 A where an AC station cannot offer that."""
    load, ports = overload.load, overload.ports
    if not overload.same_power or len({port.dc for port in ports}) != 1:
        limit = load.limit
        yield f"fallbacks that add up to {amps(limit.value) if limit.unit == 'A' else kw(limit.value)}"
        return
    share = load.limit.value / load.total
    fewer = whole(len(ports) * share)
    if load.straight and fewer:
        yield at_most_ports(analysis, load.ports, fewer)
    lower_a = floor_to(analysis.fallback_a[ports[0].name] * share, 0.1)
    offered = ports[0].dc or not exceeds(J1772_MINIMUM_A, lower_a)
    tables = dict.fromkeys(analysis.station_of(port).path for port in ports)
    edits = [Edit((*table, "fallback"), amps(lower_a if offered else 0)) for table in tables]
    yield edits if overload.given else when(edits, "if they can be set so low")

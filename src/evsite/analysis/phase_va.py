"""Volt-amperes by phase as panel schedules add them up: a filing custom, which says nothing of the line current.

A load between two lines counts half on each, a three-phase load a third on each, a load to neutral on its line. What a
transformer feeds counts evenly on its primary lines. These sums are no currents: those are phasor sums (`SiteLoads`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.model.distribution import Supply
from evsite.model.moments import upper_envelope
from evsite.model.tree import way_down

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.site import Load, Site

LegVa = dict[str, float]
"""Volt-amperes by leg."""


@dataclass(frozen=True, slots=True)
class NodeVa:
    """What is connected at a node, by leg [VA]: what charges vehicles, and all else at its highest of the week."""

    vehicles: LegVa = field(default_factory=dict)
    other: LegVa = field(default_factory=dict)

    def on(self, leg: str) -> float:
        """Both together on a leg [VA]."""
        return self.vehicles.get(leg, 0.0) + self.other.get(leg, 0.0)


class PhaseVa:
    """The connected volt-amperes of every node of a site by phase, in one walk over its tree.

    Parameters
    ----------
    loads
        The site and its tree.
    """

    def __init__(self, loads: SiteLoads) -> None:
        self._loads = loads

    @cached_property
    def loads_on(self) -> dict[str, list[Load]]:
        """Other loads by the node that they are on, each at its highest of the week."""
        found: dict[str, list[Load]] = {}
        for load in upper_envelope(self._loads.site).loads.values():
            found.setdefault(load.on, []).append(load)
        return found

    @cached_property
    def _at(self) -> dict[str, NodeVa]:
        site = self._loads.site
        found: dict[str, NodeVa] = {}
        for root in (name for name in self._loads.nodes if site.feeder(name) is None):
            for name in reversed(list(way_down(self._loads.children, root))):
                found[name] = self._of_node(name, found)
        return found

    def at(self, node: str) -> NodeVa:
        """What is connected at a node and below it; for a transformer on its secondary side."""
        return self._at[node]

    def fed_by(self, node: str) -> NodeVa:
        """The same on the lines that feed it: for a transformer on its primary side."""
        found = self._at[node]
        supply = self._loads.site.supplies.get(node)
        if supply is None or supply.kind == "service" or supply.fed_from is None:
            return found
        legs = primary_legs(self._loads.site, supply)
        return NodeVa(_evenly(found.vehicles, legs), _evenly(found.other, legs))

    def of_load(self, load: Load) -> LegVa:
        """What one load counts on each leg [VA]."""
        whole_a = sum(load.line_a.values())
        if whole_a <= 0:
            return spread(load.connection, load.power_kva * 1000)
        return {leg: load.power_kva * 1000 * amps / whole_a for leg, amps in load.line_a.items()}

    def _of_node(self, name: str, found: dict[str, NodeVa]) -> NodeVa:
        result = NodeVa()
        circuit = self._loads.site.circuits.get(name)
        if circuit is not None:
            kva = self._loads.circuit_amps(name) * circuit.system.kva_per_a(circuit.connection)
            _add(result.vehicles, spread(circuit.connection, kva * 1000))
        for load in self.loads_on.get(name, ()):
            _add(result.other, self.of_load(load))
        for child in self._loads.children[name]:
            part = found[child]
            if isinstance(self._loads.nodes[child], Supply):
                legs = primary_legs(self._loads.site, self._loads.site.supplies[child])
                part = NodeVa(_evenly(part.vehicles, legs), _evenly(part.other, legs))
            _add(result.vehicles, part.vehicles)
            _add(result.other, part.other)
        return result


def primary_legs(site: Site, supply: Supply) -> tuple[str, ...]:
    """The lines that feed a transformer."""
    if supply.primary_phases is not None:
        return tuple(leg for leg in supply.primary_phases if leg != "N")
    if supply.primary is not None:
        return supply.primary.legs
    return supply.system.legs if supply.fed_from is None else site.system_at(supply.fed_from).legs


def spread(connection: str, va: float) -> LegVa:
    """Volt-amperes of a load on each of its lines: half on each of two, a third on each of three."""
    return _evenly({"": va}, [leg for leg in connection if leg != "N"])


def _evenly(by_leg: LegVa, legs: Iterable[str]) -> LegVa:
    total, lines = sum(by_leg.values()), tuple(legs)
    return {leg: total / len(lines) for leg in lines} if total else {}


def _add(total: LegVa, part: LegVa) -> None:
    for leg, va in part.items():
        total[leg] = total.get(leg, 0.0) + va

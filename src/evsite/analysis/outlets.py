"""Outlets on branch circuits, and whether an edition lets several share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.rounding import exceeds

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Circuit
    from evsite.model.site import Station


def outlets_on(analysis: SiteAnalysis, circuit: Circuit) -> int:
    """How many outlets hang on a circuit: one for a station whose ports share a feed."""
    return sum(_outlets(station, circuit) for station in analysis.stations_on_circuit[circuit.name])


def _outlets(station: Station, circuit: Circuit) -> int:
    ports = sum(1 for port in station.ports if port.circuit == circuit.name)
    if station.jumper or station.model is None:
        return min(ports, 1)
    return ports


def sharing_allowed(analysis: SiteAnalysis, circuit: Circuit) -> bool:
    """Whether outlets may share a circuit: from 2023 on if they are small, or if a group limits all of them."""
    if analysis.site.nec < 2023:
        return False
    ports = analysis.ports_on_circuit[circuit.name]
    if all(not exceeds(port.max_a, 16) and not exceeds(port.voltage_v, 120) for port in ports):
        return True
    everything = frozenset(port.name for port in ports)
    return any(everything <= analysis.group_ports[group.name] for group in analysis.groups_at.get(circuit.name, []))

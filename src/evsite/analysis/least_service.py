"""The least rating of a service disconnect, by what the service supplies (NEC 230.79)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.tree import way_down

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Supply

LEAST_SERVICE: dict[str, tuple[float, str]] = {
    "service-one-circuit": (15.0, " for a single circuit"),
    "service-two-circuits": (30.0, " for two circuits"),
    "service-one-family": (100.0, " for a one-family dwelling"),
    "service-others": (60.0, ""),
}
"""Least rating of the service disconnect [A], and when it is that; by the section that says so."""


def least_service(analysis: SiteAnalysis, supply: Supply) -> str:
    """Which of the least ratings a service is for: by its circuits, where these are all that it feeds."""
    site = analysis.site
    if site.settings.dwelling == "one-family":
        return "service-one-family"
    nodes = set(way_down(analysis.children, supply.name))
    circuits = [site.circuits[name] for name in nodes if name in site.circuits]
    dwelling = site.dwelling is not None and site.dwelling.on == supply.name
    alone = supply.metered is None and not dwelling and not site.loads_below(supply.name)
    if alone and len(circuits) == 1:
        return "service-one-circuit"
    if alone and len(circuits) == 2 and all(circuit.poles < 3 for circuit in circuits):
        return "service-two-circuits"
    return "service-others"

"""Which conductors carry the whole load of a dwelling, as NEC 310.12 has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.rounding import fits

if TYPE_CHECKING:
    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.site import Site

_LARGEST_TO_NEUTRAL_V = 121.0
"""120/240 V, and two legs of 208Y/120: the systems that the section is about."""


def carries_dwelling(loads: SiteLoads, node: str, kind: str) -> bool:
    """Whether conductors carry the whole load of a one-family dwelling or of one dwelling unit, by the site file.

    A panel may say so itself. In a one-family dwelling it is true besides of the service, and of panels that all load
    of the site is below and that are fed from a service, or whose main is no smaller than it; a panel for vehicles
    alone is none.
    """
    if kind in {"circuit", "primary"} or not suitable_system(loads, node):
        return False
    panel = loads.site.panels.get(node)
    if panel is not None and panel.dwelling_unit is not None:
        return panel.dwelling_unit
    return loads.site.settings.dwelling == "one-family" and carries_all(loads, node)


def suitable_system(loads: SiteLoads, node: str) -> bool:
    """Whether the section is about the system at a node: single-phase, 120 V to the neutral."""
    system = loads.site.system_at(node)
    to_neutral_v = system.to_neutral_v
    return not system.three_phase and to_neutral_v is not None and to_neutral_v < _LARGEST_TO_NEUTRAL_V


def carries_all(loads: SiteLoads, node: str) -> bool:
    """Whether all load of the site is at a service or a main panel, or below it."""
    site = loads.site
    if node not in loads.carries_everything:
        return False
    panel = site.panels.get(node)
    if panel is None:
        return True
    if not site.loads or any(supply.metered is not None for supply in site.supplies.values()):
        return False  # the load of the house is not among what the file has below the panel
    if panel.fed_from in site.supplies:
        return True
    rating_a = next(site.supplies[name].rating_a for name in site.way_up(node) if name in site.supplies)
    return rating_a is not None and panel.device is not None and fits(rating_a, panel.device.rating_a)


def has_hardwired(site: Site) -> bool:
    """Whether a station is permanently connected, and not by cord and plug."""
    return any(station.installation.connection == "hardwired" for station in site.stations.values())

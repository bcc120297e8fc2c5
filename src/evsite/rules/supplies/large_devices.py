"""Devices at or above a rating, and what protects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.model.distribution import Supply
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Panel
    from evsite.model.finding import Path


def is_service(node: Supply | Panel) -> bool:
    """Whether a device is a service disconnect, as that right behind a utility's transformer is, not a feeder's."""
    return isinstance(node, Supply) and node.fed_from is None


def protected_elsewhere(analysis: SiteAnalysis, node: Supply | Panel) -> bool:
    """Whether ground-fault protection of equipment elsewhere serves a disconnect.

    That of a feeder's supply side, as long as no transformer is in between (215.10); for a service that says nothing of
    its own disconnect, that of the mains right behind it, which are its disconnects then.
    """
    site = analysis.site
    if isinstance(node, Supply):
        behind = [site.panels.get(name) for name in analysis.children[node.name]]
        mains = [panel for panel in behind if panel is not None and panel.main_a is not None and panel.gfpe]
        return node.gfpe is None and bool(behind) and len(mains) == len(behind)
    for name in site.way_up(node.name)[1:]:
        above = site.panels.get(name) or site.supplies[name]
        if above.gfpe or name in site.supplies:
            return bool(above.gfpe)
    return False


def large_devices(analysis: SiteAnalysis, least_a: float) -> Iterator[tuple[str, float, Supply | Panel, Path]]:
    """Services, secondary breakers and mains of at least a rating: name, rating [A], node, where the rating stands."""
    for supply in analysis.site.supplies.values():
        if supply.kind == "service" and not exceeds(least_a, service_rating_a(supply)):
            yield supply.name, service_rating_a(supply), supply, (*supply.path, "rating")
        breaker_a = supply.secondary_breaker_a
        if supply.kind == "transformer" and breaker_a is not None and not exceeds(least_a, breaker_a):
            yield supply.name, breaker_a, supply, (*supply.path, "secondary_breaker")
    for panel in analysis.site.panels.values():
        main, feeder = panel.main_a, panel.feeder
        if main is not None and not exceeds(least_a, main):
            yield panel.name, main, panel, (*panel.path, "main")
        elif main is None and panel.device is not None and feeder is not None and not exceeds(least_a, panel.device[0]):
            yield panel.name, panel.device.rating_a, panel, panel.device.path

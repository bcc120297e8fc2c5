"""Devices at or above a rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path
    from evsite.model.site import Panel, Supply


def large_devices(analysis: SiteAnalysis, least_a: float) -> Iterator[tuple[str, float, Supply | Panel, Path]]:
    """Services and mains of at least a rating: name, rating [A], node, and where the rating stands."""
    for supply in analysis.site.supplies.values():
        if supply.kind == "service" and not exceeds(least_a, service_rating_a(supply)):
            yield supply.name, service_rating_a(supply), supply, (*supply.path, "rating")
    for panel in analysis.site.panels.values():
        main, feeder = panel.main_a, panel.feeder
        if main is not None and not exceeds(least_a, main):
            yield panel.name, main, panel, (*panel.path, "main")
        elif main is None and panel.device is not None and feeder is not None and not exceeds(least_a, panel.device[0]):
            yield panel.name, panel.device.rating_a, panel, panel.device.path

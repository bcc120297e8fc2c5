"""The device that protects a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path
    from evsite.model.site import Panel


def device_ahead(analysis: SiteAnalysis, panel: Panel) -> tuple[float, str, Path] | None:
    """Rating, name and place of the device that protects a panel: its main, or the nearest one upstream."""
    if panel.main_a is not None:
        return panel.main_a, "a main", (*panel.path, "main")
    name = panel.fed_from
    while name in analysis.site.panels:
        above = analysis.site.panels[name]
        if above.main_a is not None:
            return above.main_a, f"the main of {name}", (*above.path, "main")
        name = above.fed_from
    supply = analysis.site.supplies[name]
    if supply.kind == "transformer":
        return None
    return service_rating_a(supply), f"the service {name}", (*supply.path, "rating")

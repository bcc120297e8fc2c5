"""The device that protects a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import main_ahead, service_rating_a
from evsite.model.site import Panel

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path


def device_ahead(analysis: SiteAnalysis, panel: Panel) -> tuple[float, str, Path] | None:
    """Rating, name and place of the device that protects a panel: its main, or the nearest one upstream."""
    ahead = main_ahead(analysis.site, panel)
    if isinstance(ahead, Panel):
        assert ahead.main_a is not None
        return ahead.main_a, "a main" if ahead is panel else f"the main of {ahead.name}", (*ahead.path, "main")
    if ahead.kind == "transformer":
        return None
    return service_rating_a(ahead), f"the service {ahead.name}", (*ahead.path, "rating")

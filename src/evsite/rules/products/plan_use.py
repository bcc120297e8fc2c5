"""Features that a design uses and that not every cloud plan has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.products import VENDOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path


def used_features(analysis: SiteAnalysis) -> Iterator[tuple[str, Path]]:
    """Features that not every plan has, with the place that asks for them; one place each."""
    for pool in analysis.site.pools:
        if pool.paired:
            yield "paired", pool.path
            break
    for item in analysis.site.groups.values():
        if item.schedule:
            yield "time-of-use", (*item.path, "schedule")
            break
    metered = next((item for item in analysis.site.groups.values() if item.metered), None)
    if metered is not None:
        own = metered.metered_given
        yield "dynamic-load-management", (*metered.path, "site_meter") if own else ("site", "site_meter")
    deferring = (item for item in analysis.site.groups.values() if item.defer_to_fleet)
    places = [*(fleet.path for fleet in analysis.site.fleets.values())]
    places += [(*item.path, "defer_to_fleet") for item in deferring]
    if places:
        yield "fleet-optimization", places[0]


def may_be_vendors(analysis: SiteAnalysis) -> bool:
    """Whether a station is the vendor's, or of a model that is not given."""
    return any(station.model is None or station.model.maker == VENDOR for station in analysis.site.stations.values())

"""Stations by the table of the site file that they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.words import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path
    from evsite.model.site import Station


def by_table(analysis: SiteAnalysis, wrong: Callable[[Station], bool]) -> Iterator[tuple[Station, str]]:
    """The first station of each table that something is wrong with, and the names of all of them."""
    families: dict[Path, list[Station]] = {}
    for station in analysis.site.stations.values():
        if wrong(station):
            families.setdefault(station.path, []).append(station)
    for items in families.values():
        yield items[0], names([item.name for item in items])

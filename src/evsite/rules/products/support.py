"""Stations of the catalogue by table, and cells of the vendor guide's matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path
    from evsite.model.products import FeatureSupport
    from evsite.model.site import Station


def by_table(analysis: SiteAnalysis, wanted: Callable[[Station], bool]) -> Iterator[tuple[Station, list[str]]]:
    """One station of every table, with the names of all of them, where it is wanted."""
    found: dict[Path, tuple[Station, list[str]]] = {}
    for station in analysis.site.stations.values():
        if wanted(station):
            found.setdefault(station.path, (station, []))[1].append(station.name)
    yield from found.values()


def printed(cell: FeatureSupport) -> str:
    """What a cell of the guide's matrix says, for a note."""
    return f"the guide's cell for {cell.family}: '{cell.printed}'" if cell.printed else ""

"""Stations and the circuits that they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Circuit
    from evsite.model.site import Station
    from evsite.model.stated import Stated


def stations_and_circuits(analysis: SiteAnalysis) -> Iterator[tuple[Station, Circuit]]:
    """Every station with each circuit that it is on."""
    for name, items in analysis.stations_on_circuit.items():
        for station in items:
            yield station, analysis.site.circuits[name]


def by_tables_and_breaker(
    pairs: Iterable[tuple[Station, Circuit]],
) -> Iterator[tuple[Station, Circuit, list[str], list[str]]]:
    """Pairs of the same tables and breaker, with the names of the stations and circuits."""
    families: dict[tuple[object, ...], tuple[Station, Circuit, dict[str, None], dict[str, None]]] = {}
    for station, item in pairs:
        key = (station.path, item.path, item.breaker_a)
        entry = families.setdefault(key, (station, item, {}, {}))
        entry[2][station.name] = None
        entry[3][item.name] = None
    for station, item, station_names, circuit_names in families.values():
        yield station, item, list(station_names), list(circuit_names)


def model_limit_a(station: Station) -> Stated | None:
    """The largest breaker that the model of a station permits [A]; None where that is not known."""
    return None if station.model is None else station.model.max_ocpd_a

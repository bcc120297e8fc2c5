"""Serial numbers and MAC addresses of a record: each belongs to one station, and a station has one of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from evsite.analysis.as_built import typed
from evsite.analysis.as_built.comparison import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.analysis.as_built.comparison import Comparison

Key = Literal["serial", "mac"]


class Repeated(NamedTuple):
    """One that several stations have: as it is written first, and where each of them has it."""

    text: str
    places: dict[str, list[Place]]


class Contradiction(NamedTuple):
    """A station with several, and the rows of each."""

    station: str
    texts: Mapping[str, list[Place]]


def repeated(comparison: Comparison, key: Key) -> list[Repeated]:
    """Those that several stations have."""
    found: dict[str, Repeated] = {}
    for station, texts in _by_station(comparison, key).items():
        for folded, (text, places) in texts.items():
            found.setdefault(folded, Repeated(text, {})).places[station] = places
    return [each for each in found.values() if len(each.places) > 1]


def contradictions(comparison: Comparison, key: Key) -> list[Contradiction]:
    """Stations with several, where neither the design nor another station shows which of them is wrong."""
    stations = comparison.analysis.site.stations
    elsewhere = {station for each in repeated(comparison, key) for station in each.places}
    return [
        Contradiction(station, dict(texts.values()))
        for station, texts in _by_station(comparison, key).items()
        if len(texts) > 1 and station not in elsewhere and getattr(stations[station].identity, key) is None
    ]


def _by_station(comparison: Comparison, key: Key) -> dict[str, dict[str, tuple[str, list[Place]]]]:
    """What the rows of each station say, in one spelling each."""
    found: dict[str, dict[str, tuple[str, list[Place]]]] = {}
    for name, row in comparison.rows.items():
        text = row.cells.get(key, "")
        folded = typed.mac(text) if key == "mac" else "" if typed.is_rounded(text) else typed.folded(text)
        if folded:
            station = comparison.designs.ports[name].station.name
            own = found.setdefault(station, {})
            own.setdefault(folded, (text, []))[1].append(Place(row.number, name))
    return found

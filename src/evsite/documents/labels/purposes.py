"""What each circuit of a panel is for, in words that show it from all others: 408.4(A)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.documents.flat import all_names
from evsite.documents.schedule.positions import SPARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.schedule.positions import Position, Positions
    from evsite.model.description import Description
    from evsite.model.distribution import Circuit
    from evsite.model.site import Station


def purposes(source: Positions, positions: Sequence[Position]) -> dict[str, str]:
    """The purpose of everything that starts at a panel, by name.

    That is what the site file says; where it says nothing, or the same of several, the stations with their stalls and
    places, or the loads. A breaker that serves nothing is a spare.
    """
    purpose_of = {each.name: _purpose(source, each) for each in positions}
    often = Counter(purpose_of.values())
    found = {}
    for each in positions:
        text, served = purpose_of[each.name], _served(source, each)
        if not text:
            found[each.name] = served or SPARE
        elif often[text] > 1 and served:
            found[each.name] = f"{text}: {served}"
        else:
            found[each.name] = text
    equal = Counter(found.values())
    return {name: f"{text} ({name})" if equal[text] > 1 and text != SPARE else text for name, text in found.items()}


def _purpose(source: Positions, each: Position) -> str:
    circuit = source.site.circuits.get(each.name) if each.kind == "circuit" else None
    return "" if circuit is None else circuit.description.purpose or ""


def _served(source: Positions, each: Position) -> str:
    site = source.site
    if each.kind == "circuit":
        return _of_circuit(source, site.circuits[each.name])
    if each.kind == "load":
        return _with_place(f"load {each.name}", site.loads[each.name].description)
    panel = site.panels.get(each.name)
    if panel is not None:
        return _with_place(f"feeder to panel {panel.name}", panel.description)
    return _with_place(f"feeder to transformer {each.name}", site.supplies[each.name].description)


def _of_circuit(source: Positions, circuit: Circuit) -> str:
    stations = source.analysis.stations_on_circuit[circuit.name]
    parts = [_with_place(f"load {load.name}", load.description) for load in source.va.loads_on.get(circuit.name, [])]
    if stations:
        parts.insert(0, _chargers(stations, circuit))
    text = "; ".join(parts)
    place = circuit.description.location
    return f"{text}, {place}" if text and place and place not in text else text


def _chargers(stations: Sequence[Station], circuit: Circuit) -> str:
    units, stalls = [], []
    for station in stations:
        own = [port for port in station.ports if port.circuit == circuit.name]
        units += [station.name] if len(own) == len(station.ports) else [port.name for port in own]
        named = station.identity.stalls
        numbers = [port.index for port in own] if len(named) == len(station.ports) else range(1, len(named) + 1)
        stalls += [stall for number in numbers if (stall := named[number - 1]) is not None]
    text = f"EV charger{'' if len(units) == 1 else 's'} {all_names(units)}"
    if stalls:
        listed = all_names(dict.fromkeys(stalls))
        text += f", stall{'' if len(set(stalls)) == 1 else 's'} {listed}"
    places = dict.fromkeys(station.description.location for station in stations if station.description.location)
    return ", ".join([text, *places])


def _with_place(text: str, description: Description) -> str:
    return f"{text}, {description.location}" if description.location else text

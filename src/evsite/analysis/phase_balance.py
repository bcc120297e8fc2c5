"""Circuits put on other phases, where an overload is on one line alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.vehicle_load import VehicleLoad
from evsite.model.remedy import Edit, when
from evsite.network.phasors import connection_vector
from evsite.rounding import exceeds
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.distribution import Circuit
    from evsite.model.finding import Path
    from evsite.model.remedy import Alternative

_TRIED = 4
"""So many families are tried at most."""


def balanced_phases(loads: SiteLoads, node: str, rating_a: float) -> Alternative | None:
    """The edit that takes the circuits of a family to the phases in turn, where a node then carries all of them.

    Tried are the largest families of alike circuits on the node or on panels below it, from each phase on.

    Parameters
    ----------
    loads
        The site.
    node
        What is overloaded.
    rating_a
        Its rating [A].

    Returns
    -------
    Alternative | None
        The edit, with the circuits on each phase and what the node then has to carry; None where none is enough.
    """
    if node in loads.site.circuits:
        return None
    families: dict[Path, list[Circuit]] = {}
    for name in dict.fromkeys(port.circuit for port in loads.ports_below[node]):
        circuit = loads.site.circuits[name] if name is not None else None
        if circuit is not None and circuit.system.name == loads.site.system_at(node).name:
            families.setdefault(circuit.path, []).append(circuit)
    connected = loads.connected(node)
    largest = sorted(families.items(), key=lambda family: -len(family[1]))[:_TRIED]
    for path, circuits in largest:
        poles = len(circuits[0].connection.replace("N", ""))
        pairs = [each for each in circuits[0].system.connections() if len(each.replace("N", "")) == poles]
        if len(circuits) < 2 or len(pairs) < 2:
            continue
        for first in range(len(pairs)):
            order = [*pairs[first:], *pairs[:first]]
            load = _moved(loads, connected, circuits, order)
            required_a = max(loads.required_a(node, load).values())
            if not exceeds(required_a, rating_a):
                turns = [len(circuits[number :: len(order)]) for number in range(len(order))]
                gives = "/".join(map(str, turns))
                return when(Edit((*path, "phases"), order), f"which gives {gives} and {amps(required_a)}")
    return None


def _moved(loads: SiteLoads, load: VehicleLoad, circuits: Sequence[Circuit], order: Sequence[str]) -> VehicleLoad:
    """A load with some of its circuits taken to connections in turn."""
    by_vector = dict(load.by_vector)
    for number, circuit in enumerate(circuits):
        line_a = loads.circuit_amps(circuit.name)
        for connection, amount in ((circuit.connection, -line_a), (order[number % len(order)], line_a)):
            vector = connection_vector(circuit.system, connection)
            by_vector[vector] = by_vector.get(vector, 0.0) + amount
    return VehicleLoad(by_vector, load.by_leg, load.power_kva)

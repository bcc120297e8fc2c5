"""The legs of a one-line as the file has them: what starts at a panel or a supply and ends at stations and loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.site import Site, Station


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg, by names: its circuits, and what stands at their end.

    A station belongs to one leg, that of the circuit of its first port; a leg has several circuits where one station
    has them all to itself. `elsewhere` are stations that its circuit feeds too and that belong to another leg.
    Without circuits it is a load that the file puts on the node itself, or a station that is on no circuit.
    """

    circuits: tuple[str, ...]
    stations: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called: its first circuit, or what stands there without one."""
        return (*self.circuits, *self.loads, *self.stations)[0]


def legs_by_node(loads: SiteLoads) -> tuple[dict[str, list[Leg]], list[Leg]]:
    """The legs that start at each supply and panel, in the order of the file, and those that start nowhere.

    Parameters
    ----------
    loads
        The site and its tree.

    Returns
    -------
    tuple[dict[str, list[Leg]], list[Leg]]
        Legs by the name of the node; then a leg for every station that is on no circuit.
    """
    site = loads.site
    found: dict[str, list[Leg]] = {name: [] for name in (*site.supplies, *site.panels)}
    loads_on: dict[str, list[str]] = {}
    for load in site.loads.values():
        loads_on.setdefault(load.on, []).append(load.name)
    taken: set[str] = set()
    for circuit in site.circuits.values():
        if circuit.name in taken:
            continue
        leg = _leg_of(loads, circuit.name, loads_on)
        taken.update(leg.circuits)
        found[circuit.fed_from].append(leg)
    for node, legs in found.items():
        legs += [Leg((), (), loads=(name,)) for name in loads_on.get(node, ())]
    nowhere = [Leg((), (each.name,)) for each in site.stations.values() if not circuits_of(each)]
    return found, nowhere


def circuits_of(station: Station) -> tuple[str, ...]:
    """The circuits of a station, each once, in the order of its ports."""
    return tuple(dict.fromkeys(port.circuit for port in station.ports if port.circuit is not None))


def home_of(site: Site, station: Station) -> str | None:
    """The supply or panel at whose leg a station is drawn; None for one that is on no circuit."""
    circuits = circuits_of(station)
    return site.circuits[circuits[0]].fed_from if circuits else None


def _leg_of(loads: SiteLoads, circuit: str, loads_on: dict[str, list[str]]) -> Leg:
    stations = loads.stations_on_circuit[circuit]
    own = tuple(loads_on.get(circuit, ()))
    for station in stations:
        together = circuits_of(station)
        if _alone_on(loads, together, loads_on):
            return Leg(together, (station.name,))
    here = tuple(each.name for each in stations if circuits_of(each)[0] == circuit)
    elsewhere = tuple(each.name for each in stations if circuits_of(each)[0] != circuit)
    return Leg((circuit,), here, elsewhere, own)


def _alone_on(loads: SiteLoads, circuits: tuple[str, ...], loads_on: dict[str, list[str]]) -> bool:
    """Whether a station has all of its several circuits, which start at one node, to itself."""
    if len(circuits) == 1:
        return False
    nodes = {loads.site.circuits[name].fed_from for name in circuits}
    return len(nodes) == 1 and all(
        len(loads.stations_on_circuit[name]) == 1 and not loads_on.get(name) for name in circuits
    )

"""How well a port fits a vehicle: enough power, equipment above it that carries little, and no more than it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evsite.network.limits import rating_kva

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.fleets import Trip
    from evsite.model.site import Group, Port, Site


class Fit(NamedTuple):
    """How a port fits, the best first: power that lacks, power beyond use, the fullest equipment above it, place."""

    lacking_kw: float
    beyond_kw: float
    fullest: float
    place: int


@dataclass(slots=True)
class _Node:
    """A panel, a supply or a group: what it may carry, and who stands below it."""

    room_kw: float
    stays: list[tuple[float, float, float]]
    """Arrival, departure and power of vehicles below it."""

    def load_kw(self, arrive_s: float, depart_s: float) -> float:
        """Power of all vehicles that are there in a stay at some time: at most what they draw at once."""
        return sum(kw for start, end, kw in self.stays if start < depart_s and arrive_s < end)


class PortChoice:
    """Knows who stands where, and tells how well ports fit a trip.

    Names and the order of trips play no part; ports that fit alike go by their place in the site.
    """

    def __init__(self, site: Site) -> None:
        self._ports = site.ports
        self._place = {name: number for number, name in enumerate(site.ports)}
        self._nodes: dict[str, list[_Node]] = {name: [] for name in site.ports}
        above: dict[str, list[_Node]] = {}
        nodes = {node: _Node(room, []) for node, room in _ratings(site).items()}
        for port in site.ports.values():
            if port.circuit is not None:
                if port.circuit not in above:
                    above[port.circuit] = [nodes[each] for each in site.way_up(port.circuit) if each in nodes]
                self._nodes[port.name] += above[port.circuit]
        for group in site.groups.values():
            room_kw = _room_kw(group, [site.ports[name] for name in group.ports])
            if room_kw > 0:
                node = _Node(room_kw, [])
                for name in group.ports:
                    self._nodes[name].append(node)

    def port_kw(self, name: str) -> float:
        """The most that a port draws."""
        port = self._ports[name]
        return port.max_a * port.input_kw_per_a

    def best_first(self, trip: Trip, names: Iterable[str]) -> list[str]:
        """Ports in the order in which they fit a trip."""
        loads: dict[int, float] = {}
        fits = {name: self._fit(trip, name, loads) for name in names}
        return sorted(fits, key=fits.__getitem__)

    def _fit(self, trip: Trip, name: str, loads: dict[int, float]) -> Fit:
        """How a port fits; `loads` has those of nodes in the stay, as far as they are known."""
        port_kw, wanted_kw = self.port_kw(name), _wanted_kw(trip)
        drawn_kw = port_kw if trip.max_kw is None else min(port_kw, trip.max_kw)
        fullest = 0.0
        for node in self._nodes[name]:
            if id(node) not in loads:
                loads[id(node)] = node.load_kw(trip.arrive_s, trip.depart_s)
            fullest = max(fullest, (loads[id(node)] + drawn_kw) / node.room_kw)
        lacking_kw = round(max(0.0, wanted_kw - port_kw), 9)
        # of a vehicle that nothing says the power of, any more may be of use
        beyond_kw = 0.0 if trip.max_kw is None else round(max(0.0, port_kw - wanted_kw), 9)
        return Fit(lacking_kw, beyond_kw, round(fullest, 9), self._place[name])

    def stands(self, trip: Trip, name: str) -> None:
        """Put down that a trip has a port."""
        for node in self._nodes[name]:
            node.stays.append(self._stay(trip, name))

    def leaves(self, trip: Trip, name: str) -> None:
        """Put down that a trip has its port no longer."""
        for node in self._nodes[name]:
            node.stays.remove(self._stay(trip, name))

    def _stay(self, trip: Trip, name: str) -> tuple[float, float, float]:
        port_kw = self.port_kw(name)
        return trip.arrive_s, trip.depart_s, port_kw if trip.max_kw is None else min(port_kw, trip.max_kw)


def _wanted_kw(trip: Trip) -> float:
    """What a vehicle can draw; where nothing says that, what it needs on average."""
    if trip.max_kw is not None:
        return trip.max_kw
    return trip.need_kwh / trip.efficiency / ((trip.depart_s - trip.arrive_s) / 3600)


def _ratings(site: Site) -> dict[str, float]:
    """What panels and supplies are rated for, in kVA; those without a rating are left out."""
    found = {}
    for name, panel in site.panels.items():
        if panel.rating is not None:
            found[name] = panel.rating.rating_a * panel.system.kva_per_a("ABC" if panel.system.three_phase else "AB")
    for name, supply in site.supplies.items():
        found[name] = rating_kva(supply)
    return found


def _room_kw(group: Group, ports: Sequence[Port]) -> float:
    if group.limit_kw is not None:
        return group.limit_kw
    return (group.limit_a or 0.0) * max(port.input_kw_per_a for port in ports)

"""What is alike: shapes of legs and of whole branches of a site, in which names mean nothing.

Two legs are alike where all that a drawing shows of them is: devices, conductors, stations with their settings, other
loads, and the groups that hold them. A group that lies wholly inside of what is compared counts by what it is, one
that reaches further by itself. Phases are no part of a leg, but of what it hangs on, which has so many on each pair.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from evsite.documents.one_line.legs import circuits_of, home_of, legs_by_node
from evsite.model.tree import way_down

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from evsite.analysis.site_loads import SiteLoads
    from evsite.documents.one_line.legs import Leg
    from evsite.model.conductor import InstalledConductor
    from evsite.model.description import Description
    from evsite.model.distribution import Circuit, Feeder, Panel, Supply
    from evsite.model.site import Group, Load, Station


@dataclass(frozen=True, slots=True)
class Shape:
    """What a leg or a node with all below it looks like.

    Things of the same `number` are alike but for the groups that reach further, `free`, which have places in it.
    """

    number: int
    free: tuple[str, ...]
    bound: tuple[str, ...]
    """Groups that take hold here and reach no further."""


class Child(NamedTuple):
    """What hangs on a node: a leg, or a node by name, with its shape and its place in the file."""

    shape: Shape
    what: Leg | str
    place: int


class Shapes:
    """The shapes of everything on a site.

    Parameters
    ----------
    loads
        The site and its tree.
    """

    def __init__(self, loads: SiteLoads) -> None:
        self.loads = loads
        self.site = loads.site
        self._numbers: dict[Hashable, int] = {}
        self._ports_in: dict[str, int] = {name: len(group.ports) for name, group in self.site.groups.items()}
        self._group_number = {name: self._number(_group_key(group)) for name, group in self.site.groups.items()}
        self._pool_of = {station: pool for pool in self.site.pools for station in pool.stations}
        self._of_station: dict[str, int] = {}
        self.legs, self.nowhere = legs_by_node(loads)
        self.roots = [name for name, supply in self.site.supplies.items() if supply.fed_from is None]
        self._classes: dict[str | None, list[list[Child]]] = {}
        self._held: dict[str | None, Counter[str]] = {}
        self.of_node: dict[str | None, Shape] = {}
        for root in self.roots:
            for name in reversed(list(way_down(self.loads.children, root))):
                if name not in self.site.circuits:
                    self._work_out(name)
        self._work_out(None)

    def classes(self, node: str | None) -> list[list[Child]]:
        """What hangs on a node by what is alike, in an order that nodes of one shape have in common.

        Of the whole site for None: its supplies, and stations that are on no circuit.
        """
        return self._classes[node]

    def _number(self, key: Hashable) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _work_out(self, node: str | None) -> None:
        legs = self.nowhere if node is None else self.legs[node]
        below = self.roots if node is None else [n for n in self.loads.children[node] if n not in self.site.circuits]
        held: Counter[str] = Counter()
        equal_children: dict[tuple[int, tuple[str, ...]], list[Child]] = {}
        for place, leg in enumerate(legs):
            shape, ports = self._leg(leg)
            held.update(ports)
            equal_children.setdefault((shape.number, shape.free), []).append(Child(shape, leg, place))
        for place, name in enumerate(below, start=len(legs)):
            shape = self.of_node[name]
            held.update(self._held.pop(name))
            equal_children.setdefault((shape.number, shape.free), []).append(Child(shape, name, place))
        classes = sorted(
            equal_children.items(),
            key=lambda each: (each[0][0], len(each[1]), [self._group_number[name] for name in each[0][1]], each[0][1]),
        )
        places = _places(name for (_, free), _ in classes for name in free)
        described = [
            (number, tuple(places[name] for name in free), len(children), self._pairs(children))
            for (number, free), children in classes
        ]
        bound = [name for name in places if self._takes_hold(name, held[name], () if node is None else (node,))]
        key = (self._node_key(node), tuple(described), tuple((places[n], self._group_number[n]) for n in bound))
        free = tuple(name for name in places if name not in bound)
        self._classes[node] = [children for _, children in classes]
        self._held[node] = Counter({name: held[name] for name in free})
        self.of_node[node] = Shape(self._number(key), free, tuple(bound))

    def _takes_hold(self, group: str, ports: int, nodes: Sequence[str]) -> bool:
        """Whether a group reaches no further than some nodes, with so many of its ports below them."""
        on = self.site.groups[group].on
        return on in nodes if on is not None else ports == self._ports_in[group]

    def _pairs(self, children: Iterable[Child]) -> Hashable:
        circuits = [name for each in children if not isinstance(each.what, str) for name in each.what.circuits]
        return tuple(sorted(Counter(self.site.circuits[name].connection for name in circuits).items()))

    def _leg(self, leg: Leg) -> tuple[Shape, Counter[str]]:
        """The shape of a leg, and how many ports of each group it has that reaches further."""
        site = self.site
        entries = []
        held: Counter[str] = Counter()
        for name in leg.stations:
            station = site.stations[name]
            groups = tuple(self._groups(port.name) for port in station.ports)
            held.update(group for each in groups for group in each)
            entries.append((self._station(station), groups))
        counted = sorted(
            Counter(entries).items(),
            key=lambda each: (each[0][0], each[1], [[self._group_number[n] for n in g] for g in each[0][1]], each[0]),
        )
        places = _places(name for (_, groups), _ in counted for each in groups for name in each)
        bound = [name for name in places if self._takes_hold(name, held[name], leg.circuits)]
        key = (
            "leg",
            tuple(self._number(_circuit_key(site.circuits[name])) for name in leg.circuits),
            tuple(
                (number, tuple(tuple(places[name] for name in each) for each in groups), count)
                for (number, groups), count in counted
            ),
            self._elsewhere(leg),
            tuple(sorted(Counter(self._number(_load_key(site.loads[name])) for name in leg.loads).items())),
            tuple((places[name], self._group_number[name]) for name in bound),
        )
        free = tuple(name for name in places if name not in bound)
        return Shape(self._number(key), free, tuple(bound)), Counter({name: held[name] for name in free})

    def _groups(self, port: str) -> tuple[str, ...]:
        return tuple(group.name for group in self.loads.groups_of_port.get(port, ()))

    def _elsewhere(self, leg: Leg) -> Hashable:
        """Stations that a leg feeds and that are drawn elsewhere: what they are, and where."""
        stations = [self.site.stations[name] for name in leg.elsewhere]
        return tuple(
            sorted(Counter((self._station(each), home_of(self.site, each) or "") for each in stations).items())
        )

    def _station(self, station: Station) -> int:
        """The number of what a station is like, and of where its circuits start."""
        known = self._of_station.get(station.name)
        if known is None:
            known = self._of_station[station.name] = self._number(self._station_key(station))
        return known

    def _station_key(self, station: Station) -> Hashable:
        circuits = circuits_of(station)
        home = home_of(self.site, station)
        pool = self._pool_of.get(station.name)
        return (
            None if station.model is None else station.model.id,
            tuple(
                (
                    *(port.rated_a, port.max_a, port.min_a, port.dc, port.voltage_v),
                    *(port.input_kw_per_a, port.output_kw_per_a, port.limit_kw_per_a),
                    None if port.circuit is None else circuits.index(port.circuit),
                )
                for port in station.ports
            ),
            (station.jumper, station.setting_a, station.jumper_total_a, station.fallback_a, station.charging),
            replace(station.installation, paired_with=None),
            _description_key(station.description),
            None if pool is None else (pool.modules, pool.module_kw, pool.port_modules),
            tuple(node if (node := self.site.circuits[name].fed_from) != home else "" for name in circuits),
        )

    def _node_key(self, node: str | None) -> Hashable:
        if node is None:
            return None
        panel = self.site.panels.get(node)
        return _supply_key(self.site.supplies[node]) if panel is None else _panel_key(panel)


def _places(names: Iterable[str]) -> Mapping[str, int]:
    """The place of each name among those that come first."""
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


def _description_key(description: Description) -> Hashable:
    """What a drawing shows of a description beside each thing; places, meters and purposes stand in schedules."""
    return replace(description, location=None, disconnect_location=None, meter=None, purpose=None)


def _conductor_key(conductor: InstalledConductor | None) -> Hashable:
    return None if conductor is None else (conductor, None if conductor.laid is None else conductor.laid.method)


def _feeder_key(feeder: Feeder | None) -> Hashable:
    if feeder is None:
        return None
    return (feeder.breaker_a, feeder.poles, feeder.interrupting_a, feeder.tap, _conductor_key(feeder.conductor))


def _circuit_key(circuit: Circuit) -> Hashable:
    lines = len(circuit.connection) if "N" not in circuit.connection else -len(circuit.connection)
    return (
        *(circuit.breaker_a, circuit.poles, lines, circuit.system.name.partition(",")[0]),
        *(_conductor_key(circuit.conductor), _description_key(circuit.description)),
    )


def _panel_key(panel: Panel) -> Hashable:
    return (
        *("panel", panel.main_a, panel.bus_a, panel.system, panel.rated_100_percent, panel.interrupting_a),
        *(panel.available_fault_a, panel.gfpe, _feeder_key(panel.feeder), _conductor_key(panel.conductor)),
        _description_key(panel.description),
    )


def _supply_key(supply: Supply) -> Hashable:
    return (
        *(supply.kind, supply.rating_a, supply.rating_kva, supply.system, supply.primary, supply.winding),
        *(supply.primary_phases, supply.rated_100_percent, supply.available_fault_a, supply.impedance_percent),
        *(supply.primary_breaker_a, supply.secondary_breaker_a, supply.secondary_length_ft, supply.gfpe),
        *(supply.primary_disconnect, supply.metered is None, supply.vector_group),
        *(_feeder_key(supply.feeder), _conductor_key(supply.conductor), _description_key(supply.description)),
    )


def _group_key(group: Group) -> Hashable:
    return replace(group, name="", path=(), ports=(), on=None), group.on is None, len(group.ports)


def _load_key(load: Load) -> Hashable:
    lines = tuple(sorted(load.line_a.values()))
    own = replace(load.description, location=None, purpose=None)
    return (
        "load",
        lines,
        load.power_kva,
        load.continuous,
        len(load.connection),
        load.recorded,
        bool(load.profile),
        own,
    )

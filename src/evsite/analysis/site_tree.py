"""The tree of a site, and where its ports and groups stand in it."""

from __future__ import annotations

from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING

from evsite.model.moments import upper_envelope
from evsite.model.tree import children_of, way_down

if TYPE_CHECKING:
    from evsite.model.distribution import Circuit, Panel, Supply
    from evsite.model.finding import Path
    from evsite.model.site import Group, Port, Site, Station
    from evsite.model.tree import Children

Ports = frozenset[str]


class SiteTree:
    """What each node of a site feeds, and the ports and groups there, each looked up when first asked for.

    Parameters
    ----------
    site
        The site.
    """

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def children(self) -> Children:
        """Names of the panels, supplies and circuits that each node feeds."""
        return children_of(self.site.supplies, self.site.panels, self.site.circuits)

    @cached_property
    def nodes(self) -> dict[str, Supply | Panel | Circuit]:
        """Every supply, panel and circuit by name."""
        return {**self.site.supplies, **self.site.panels, **self.site.circuits}

    @cached_property
    def carries_everything(self) -> frozenset[str]:
        """Nodes that every circuit and every other load of the site is at or below."""
        below = dict.fromkeys(self.nodes, 0)
        ends = [*self.site.circuits, *(load.on for load in self.site.loads.values())]
        for end in ends:
            below[end] += 1
        for root in (name for name in self.nodes if self.site.feeder(name) is None):
            for name in reversed(list(way_down(self.children, root))):
                above = self.site.feeder(name)
                if above is not None:
                    below[above] += below[name]
        return frozenset(name for name, number in below.items() if number == len(ends))

    @cached_property
    def taken_as_continuous(self) -> dict[str, list[str]]:
        """Other load at each node or below it that counts as continuous because the file does not say."""
        found: dict[str, list[str]] = {}
        for load in self.site.loads.values():
            if load.continuous and not load.continuous_given:
                for node in self.site.way_up(load.on):
                    found.setdefault(node, []).append(load.name)
        return found

    @cached_property
    def ports_on_circuit(self) -> dict[str, list[Port]]:
        """Ports of each circuit, in the order of the file."""
        result: dict[str, list[Port]] = {name: [] for name in self.site.circuits}
        for port in self.site.ports.values():
            if port.circuit is not None:
                result[port.circuit].append(port)
        return result

    @cached_property
    def number_of_port(self) -> dict[str, int]:
        """The position of each port in the file."""
        return {name: number for number, name in enumerate(self.site.ports)}

    @cached_property
    def ports_of_table(self) -> dict[Path, int]:
        """How many ports the stations of each table have."""
        ports: dict[Path, int] = {}
        for station in self.site.stations.values():
            ports[station.path] = ports.get(station.path, 0) + len(station.ports)
        return ports

    @cached_property
    def stations_on_circuit(self) -> dict[str, list[Station]]:
        """Stations with a port on each circuit."""
        result: dict[str, list[Station]] = {name: [] for name in self.site.circuits}
        for station in self.site.stations.values():
            for circuit in dict.fromkeys(port.circuit for port in station.ports if port.circuit is not None):
                result[circuit].append(station)
        return result

    @cached_property
    def ports_below(self) -> dict[str, tuple[Port, ...]]:
        """Ports below each node."""
        below: dict[str, tuple[Port, ...]] = {}
        tops = [node for node in self.nodes if self.site.feeder(node) is None]
        order = [name for top in tops for name in way_down(self.children, top)]
        for node in reversed(order):  # what a node feeds before the node
            own = self.ports_on_circuit.get(node, ())
            below[node] = tuple(chain(own, *(below[name] for name in self.children.get(node, ()))))
        return {node: below[node] for node in self.nodes}

    @cached_property
    def group_ports(self) -> dict[str, Ports]:
        """Ports of each group as a set."""
        return {group.name: frozenset(group.ports) for group in self.site.groups.values()}

    @cached_property
    def groups_of_port(self) -> dict[str, list[Group]]:
        """The groups that each port of a group is in, in the order of the file."""
        found: dict[str, list[Group]] = {}
        for group in self.site.groups.values():
            for name in group.ports:
                found.setdefault(name, []).append(group)
        return found

    @cached_property
    def anchor(self) -> dict[str, str | None]:
        """Where each group's limit takes hold: its node, or the lowest node above all of its members."""
        return {group.name: group.on or self._meeting_point(group) for group in self.site.groups.values()}

    def _meeting_point(self, group: Group) -> str | None:
        circuits = {self.site.ports[name].circuit for name in group.ports}
        if None in circuits or not circuits:
            return None
        ways = [self.site.way_up(name) for name in circuits if name is not None]
        return next((node for node in ways[0] if all(node in way for way in ways)), None)

    @cached_property
    def groups_within(self) -> dict[str, list[Group]]:
        """The groups that take hold at each node or at what it feeds, in the order of the file."""
        found: dict[str, list[Group]] = {}
        for group in self.site.groups.values():
            anchor = self.anchor[group.name]
            for node in [] if anchor is None else self.site.way_up(anchor):
                found.setdefault(node, []).append(group)
        return found

    @cached_property
    def groups_at(self) -> dict[str, list[Group]]:
        """Groups that take hold at each node with their highest limit of the week, the widest first."""
        result: dict[str, list[Group]] = {}
        for group in sorted(upper_envelope(self.site).groups.values(), key=lambda group: -len(group.ports)):
            node = self.anchor[group.name]
            if node is not None:
                result.setdefault(node, []).append(group)
        return result

    @cached_property
    def managed_ports(self) -> Ports:
        """Ports that are in any group."""
        return self.site.managed_ports()

    def holders_further_up(self, node: str) -> tuple[Group, ...]:
        """Groups that hold ports below a node and take hold further up, or nowhere in particular."""
        if not self._groups_by_anchor:
            return ()
        ports = {port.name for port in self.ports_below[node]}
        above = [*self.site.way_up(node)[1:], None]
        return tuple(
            group
            for name in above
            for group in self._groups_by_anchor.get(name, ())
            if not ports.isdisjoint(self.group_ports[group.name])
        )

    @cached_property
    def _groups_by_anchor(self) -> dict[str | None, list[Group]]:
        result: dict[str | None, list[Group]] = {}
        for group in self.site.groups.values():
            result.setdefault(self.anchor[group.name], []).append(group)
        return result

    def legs(self, node: str) -> tuple[str, ...]:
        """The live conductors of a node."""
        circuit = self.site.circuits.get(node)
        if circuit is not None:
            return _live(circuit.connection)
        return self.site.system_at(node).legs


@cache
def _live(connection: str) -> tuple[str, ...]:
    return tuple(leg for leg in connection if leg != "N")

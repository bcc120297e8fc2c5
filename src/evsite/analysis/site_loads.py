"""What a site can draw and where: the load of vehicles, and of all else, at every node."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from evsite.analysis.site_tree import Ports, SiteTree
from evsite.analysis.vehicle_load import VehicleLoad
from evsite.model.moments import timed, upper_envelope
from evsite.model.tree import worked_out
from evsite.network.loads import OtherLoad, other_loads
from evsite.network.phasors import connection_vector
from evsite.network.places import Place, node_place, primary_place
from evsite.proofs.week_loads import WeekEquipment, bounding_states
from evsite.rounding import fits

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from evsite.model.distribution import Circuit
    from evsite.model.site import Group, Site
    from evsite.model.systems import VoltageSystem
    from evsite.proofs.equipment import EquipmentLoad

    LoadQuestion = Generator["LoadQuestion", VehicleLoad, VehicleLoad]


class SiteLoads(SiteTree):
    """The tree of a site and its loads, each computed when first asked for. Nothing here changes the site.

    Parameters
    ----------
    site
        The site.
    held_a
        Nodes whose load is taken to be held to so many amperes on each line.
    """

    def __init__(self, site: Site, held_a: dict[str, float] | None = None) -> None:
        super().__init__(site)
        self._held_a = held_a or {}
        self._managed: dict[str, VehicleLoad] = {}
        self._connected: dict[str, VehicleLoad] = {}
        self._amps_of_circuit: dict[str, float] = {}
        self._circuit_loads: dict[tuple[str, str, float], VehicleLoad] = {}
        self.surely_fits: dict[tuple[str, float], bool] = {}
        """Whether a device of a rating at a node is known to carry whatever there is (`device_loading`)."""
        self._carried: dict[tuple[int, tuple[str, ...], float], tuple[VehicleLoad, bool]] = {}

    @cached_property
    def other(self) -> dict[Place, OtherLoad]:
        """Load at each place that is no vehicle's."""
        return other_loads(self.site)

    def other_at(self, node: str) -> OtherLoad:
        """Load at a node that is no vehicle's; nothing where there is none."""
        return self.other.get(node_place(node)) or OtherLoad()

    @cached_property
    def steady(self) -> bool:
        """Whether limits and other loads are the same at all times of the week."""
        return not timed(self.site) and len(bounding_states(self.site)) == 1

    @cached_property
    def times(self) -> tuple[SiteLoads, ...]:
        """The loads in every state of the week that can be the worst for something; these alone where nothing varies.

        Limits and other loads that come together stand together there: each at its highest may never meet.
        """
        return (self,) if self.steady else tuple(SiteLoads(state, self._held_a) for state in bounding_states(self.site))

    def highest_line_a(self, node: str) -> dict[str, float]:
        """What vehicles under every group and all other load put on each line together, at the worst time [A]."""
        at_once = [(time.greatest(node), time.other_at(node)) for time in self.times]
        return {leg: max(load.line_a(leg) + other.total_a(leg) for load, other in at_once) for leg in self.legs(node)}

    @cached_property
    def _highest_other(self) -> dict[Place, OtherLoad]:
        return self.other if self.steady else other_loads(upper_envelope(self.site))

    def highest_other_at(self, node: str) -> OtherLoad:
        """The most that is no vehicle's at a node at any time of the week."""
        return self._highest_other.get(node_place(node)) or OtherLoad()

    def highest_other_on_primary(self, transformer: str) -> OtherLoad:
        """The same on the primary side of a transformer; nothing where its primary system is not known."""
        return self._highest_other.get(primary_place(transformer)) or OtherLoad()

    def connected(self, node: str) -> VehicleLoad:
        """What all vehicles below a node can draw when no group limits them."""
        return self._at_once(node, managed=False) or worked_out(self._all_below(node, managed=False))

    def managed(self, node: str) -> VehicleLoad:
        """What vehicles below a node can draw under the groups that take hold there or below.

        Groups further up are counted by `greatest`.
        """
        return self._at_once(node, managed=True) or worked_out(self._all_below(node, managed=True))

    def load_of(self, node: str, ports: Ports) -> VehicleLoad:
        """What some of the ports below a node can draw when no group limits them."""
        return worked_out(self._load(node, ports, managed=False))

    def managed_of(self, node: str, ports: Ports) -> VehicleLoad:
        """What some of the ports below a node can draw under the groups there or below."""
        return worked_out(self._load(node, ports, managed=True))

    @cached_property
    def equipment(self) -> WeekEquipment:
        """The conductors of the site, which know the greatest load that anything enforced allows on them."""
        return WeekEquipment.of(self.site)

    def proved(self, node: str) -> dict[str, EquipmentLoad]:
        """The greatest load on each leg of a node that has a rating and ports below it, by leg; of the whole week."""
        circuit = node in self.site.circuits
        found = {leg: self.equipment.load_on(node_place(node), None if circuit else leg) for leg in self.legs(node)}
        return {leg: load for leg, load in found.items() if load is not None}

    def greatest(self, node: str) -> VehicleLoad:
        """What vehicles below a node can draw under every group, those further up too."""
        return self.within_proofs(node, self.managed(node))

    def greatest_kva(self, node: str) -> float:
        """What they draw in all at most [kVA]: as proved where that is known, and no more than the lines carry."""
        found = self.equipment.load_on(node_place(node), None) if node in self.site.supplies else None
        system, load = self.site.system_at(node), self.greatest(node)
        most_kva = load.power_kva if found is None or found.unit != "kW" else min(load.power_kva, found.greatest)
        if system.delta and system.to_neutral_v is not None:
            return most_kva  # what returns by the neutral is not in the lines
        each_kva = _kva_per_line_a(system) / len(system.legs)
        return min(most_kva, sum(each_kva * load.line_a(leg) for leg in system.legs))

    def within_proofs(self, node: str, load: VehicleLoad) -> VehicleLoad:
        """A load at a node, cut off at what is connected, and at what is proved where groups further up hold ports.

        Behind a transformer magnitudes are added where the directions of a managed load are not known, so the sum can
        be above that of everything connected, whose directions are known. A group that holds some ports of a station
        splits it in two parts, and each can draw all that the station as a whole can.
        """
        connected = self.connected(node)
        if not load.by_leg:
            load = load.no_more_than(connected)
        else:
            load = load.capped({leg: connected.line_a(leg) for leg in self.legs(node)}, connected.power_kva)
        if not self.holders_further_up(node):
            return load
        return load.capped({leg: found.greatest for leg, found in self.proved(node).items()}, None)

    def required_a(self, node: str, load: VehicleLoad) -> dict[str, float]:
        """Least device for a load at a node, by leg [A]: the highest other load of the week, continuous at 125 %."""
        other = self.highest_other_at(node)
        return {leg: other.required_ocpd_a(leg, load.line_a(leg)) for leg in self.legs(node)}

    def carries(self, node: str, load: VehicleLoad, rating_a: float) -> bool:
        """Whether a device of a rating at a node carries a load beside the highest other load of the week there."""
        if node not in self.site.circuits or node_place(node) in self._highest_other:
            return all(fits(required_a, rating_a) for required_a in self.required_a(node, load).values())
        # thousands of circuits carry one of few loads, which is kept
        key = id(load), self.legs(node), rating_a
        if key not in self._carried:
            self._carried[key] = (
                load,
                all(fits(required_a, rating_a) for required_a in self.required_a(node, load).values()),
            )
        return self._carried[key][1]

    def _at_once(self, node: str, *, managed: bool) -> VehicleLoad | None:
        """The load at a node that is known, or at a circuit where nothing limits it; None where others are asked."""
        known = self._managed if managed else self._connected
        circuit = None if node in known else self.site.circuits.get(node)
        if circuit is not None and node not in self._held_a and not (managed and node in self.groups_at):
            known[node] = self._all_on_circuit(circuit)
        return known.get(node)

    def _all_below(self, node: str, *, managed: bool) -> LoadQuestion:
        load = yield self._load(node, None, managed=managed)
        (self._managed if managed else self._connected)[node] = load
        return load

    def _load(self, node: str, ports: Ports | None, *, managed: bool) -> LoadQuestion:
        """Load of some ports (None: all) at a node."""
        groups = self.groups_at.get(node, []) if managed else []
        load = yield self._under(node, ports, groups, managed=managed)
        if node in self._held_a:
            return self._cap_lines(node, load, self._held_a[node])
        return load

    def _under(self, node: str, ports: Ports | None, groups: Sequence[Group], *, managed: bool) -> LoadQuestion:
        """The same under some of the groups there, the widest first."""
        if not groups:
            circuit = self.site.circuits.get(node)
            if circuit is not None:
                return self._on_circuit(circuit, ports)
            return (yield self._plain(node, ports, managed=managed))
        widest, narrower = groups[0], groups[1:]
        everything = frozenset(port.name for port in self.ports_below[node]) if ports is None else ports
        inside = everything & self.group_ports[widest.name]
        if not inside:
            return (yield self._under(node, ports, narrower, managed=managed))
        covers_all = len(inside) == len(everything)
        held = yield self._under(node, ports if covers_all else inside, narrower, managed=managed)
        held = self._cap(node, held, widest, inside)
        if not covers_all:
            held.add((yield self._under(node, everything - inside, narrower, managed=managed)))
        return held

    def _plain(self, node: str, ports: Ports | None, *, managed: bool) -> LoadQuestion:
        """The same at a supply or panel, under the groups below alone."""
        total = VehicleLoad()
        for child in self.children[node]:
            if ports is None:
                part = self._at_once(child, managed=managed) or (yield self._all_below(child, managed=managed))
            else:
                names = [port.name for port in self.ports_below[child]]
                below = ports.intersection(names)
                if not below:
                    continue
                if len(below) == len(names):
                    part = self._at_once(child, managed=managed) or (yield self._all_below(child, managed=managed))
                else:
                    part = yield self._load(child, below, managed=managed)
            supply = self.site.supplies.get(child)
            if supply is not None and supply.primary is not None:
                part = part.to_primary(supply)
            total.add(part)
        return total

    def _all_on_circuit(self, circuit: Circuit) -> VehicleLoad:
        """The load of all ports of a circuit; one object for circuits that are alike, which nobody changes."""
        key = circuit.system.name, circuit.connection, self.circuit_amps(circuit.name)
        if key not in self._circuit_loads:
            self._circuit_loads[key] = self._on_circuit(circuit, None)
        return self._circuit_loads[key]

    def _on_circuit(self, circuit: Circuit, ports: Ports | None) -> VehicleLoad:
        amps = self.circuit_amps(circuit.name, ports)
        if not amps:
            return VehicleLoad()
        vector = connection_vector(circuit.system, circuit.connection)
        return VehicleLoad({vector: amps}, {}, amps * circuit.system.kva_per_a(circuit.connection))

    def circuit_amps(self, circuit: str, ports: Ports | None = None) -> float:
        """What the ports of a circuit can draw together [A], jumpers counted."""
        if ports is None:
            if circuit not in self._amps_of_circuit:
                self._amps_of_circuit[circuit] = self._circuit_amps(circuit, None)
            return self._amps_of_circuit[circuit]
        return self._circuit_amps(circuit, ports)

    def _circuit_amps(self, circuit: str, ports: Ports | None) -> float:
        total = 0.0
        for station in self.stations_on_circuit[circuit]:
            there = [port for port in station.ports if port.circuit == circuit]
            own = sum([port.max_a for port in there if ports is None or port.name in ports])
            total += own if station.jumper_total_a is None else min(own, station.jumper_total_a)
        return total

    def taken_off(self, group: Group) -> OtherLoad:
        """Other load that a site meter takes off the limit of a group; nothing where there is no meter."""
        return self.other_at(group.on) if group.metered and group.on is not None else OtherLoad()

    def _cap(self, node: str, load: VehicleLoad, group: Group, inside: Ports) -> VehicleLoad:
        off = self.taken_off(group)
        if group.limit_a is not None:
            most_kva = (
                None if node in self.site.circuits else group.limit_a * _kva_per_line_a(self.site.system_at(node))
            )
            return load.capped({leg: max(0.0, group.limit_a - off.total_a(leg)) for leg in self.legs(node)}, most_kva)
        least_kw_per_a: dict[str, float] = {}
        for name in inside:
            counted = self.site.ports[name].counted_kw_per_a(apparent=group.limit_apparent)
            for leg in self.legs(node):
                least_kw_per_a[leg] = min(least_kw_per_a.get(leg, counted), counted)
        assert group.limit_kw is not None
        limit_kw = max(0.0, group.limit_kw - off.power_kva)
        # the whole limit may be drawn on one pair, by the ports with the lowest voltage
        return load.capped(
            {leg: limit_kw / kw for leg, kw in least_kw_per_a.items()}, limit_kw * self.kva_per_kw(group, inside)
        )

    def kva_per_kw(self, group: Group, ports: Iterable[str] | None = None) -> float:
        """The most kVA that some ports of a group (None: all) draw for a kW, or a kVA, that its limit counts."""
        chosen = (self.site.ports[name] for name in (group.ports if ports is None else ports))
        return max(port.input_kw_per_a / port.counted_kw_per_a(apparent=group.limit_apparent) for port in chosen)

    def _cap_lines(self, node: str, load: VehicleLoad, limit_a: float) -> VehicleLoad:
        most_kva = None if node in self.site.circuits else limit_a * _kva_per_line_a(self.site.system_at(node))
        return load.capped(dict.fromkeys(self.legs(node), limit_a), most_kva)


def _kva_per_line_a(system: VoltageSystem) -> float:
    """The most power that one ampere on each line of a system can carry [kVA/A]."""
    if system.three_phase:
        return system.kva_per_a("ABC")
    return len(system.legs) * (system.to_neutral_v or system.line_v / len(system.legs)) / 1000

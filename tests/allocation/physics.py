"""The physics of a site a second time: line currents and limits, straight from its supplies, panels, circuits, groups.

Written from the rules themselves (angles of currents at unity power factor, turns ratios, 80 % of an overcurrent
device), with its own tables, so that a slip in `evsite.network` cannot hide here. Slow and plain on purpose.
"""

import cmath
import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field

ROOT3 = math.sqrt(3)
WYE = {"AN": 0, "BN": -120, "CN": 120, "AB": 30, "BC": -90, "CA": 150, "ABC": 0}
# the neutral of a high-leg delta is the middle between A and C, so AN points where AC does
HIGH_LEG = {"AB": 30, "BC": -90, "CA": 150, "AN": -30, "CN": 150, "ABC": 0}
SPLIT = {"AB": 0, "AN": 0, "BN": 180}
SYSTEMS = {
    # line volts, volts to neutral, angles of load currents, three phases
    "208Y/120": (208, 120, WYE, True),
    "480Y/277": (480, 277, WYE, True),
    "600Y/347": (600, 347, WYE, True),
    "240/120": (240, 120, SPLIT, False),
    "120/208 single-phase": (208, 120, WYE, False),
    "240/120 high-leg delta": (240, 120, HIGH_LEG, True),
    "240 delta": (240, None, WYE, True),
    "480 delta": (480, None, WYE, True),
}


def unit(degrees):
    """A phasor of one ampere."""
    return cmath.rect(1, math.radians(degrees))


def system_of(node):
    """Line volts, volts to neutral, angles and whether the system (not only the panel) has three phases."""
    return SYSTEMS[node.system.name.split(",")[0]]


def load_currents(angles, connection):
    """What a load of one ampere puts on each line."""
    if connection == "ABC":
        return {"A": unit(0), "B": unit(-120), "C": unit(120)}
    current = unit(angles[connection])
    if connection[1] == "N":
        return {connection[0]: current}
    return {connection[0]: current, connection[1]: -current}


def through(supply, current):
    """Currents on the primary lines of a transformer, from those on its secondary lines."""
    volts, _, _, _ = system_of(supply)
    primary_volts = SYSTEMS[supply.primary.name.split(",")[0]][0]
    a, b, c = (current.get(leg, 0) for leg in "ABC")
    if supply.winding == "delta-wye":
        # the windings stand between A and B, B and C, C and A, where voltages lead those to neutral by 30 degrees
        # in a Dyn1 they are wound so that each primary line meets the current of the line that follows, 30 degrees back
        ratio = primary_volts / (volts / ROOT3)
        if supply.vector_group == "Dyn11":
            return {"A": (a - c) * unit(30) / ratio, "B": (b - a) * unit(30) / ratio, "C": (c - b) * unit(30) / ratio}
        return {"A": (a - b) * unit(-30) / ratio, "B": (b - c) * unit(-30) / ratio, "C": (c - a) * unit(-30) / ratio}
    ratio = primary_volts / volts
    if supply.winding == "single-phase":
        pair = supply.primary_phases or {"AB": "AB", "BC": "BC", "AC": "CA"}["".join(sorted(supply.primary.legs))]
        primary_angles = SYSTEMS[supply.primary.name.split(",")[0]][2]
        # each half of the winding takes volts/2 times what flows out of it; every load on it is in phase with it
        magnitude = (abs(a) + abs(b)) / 2 / ratio
        flows = unit(primary_angles[pair]) * magnitude
        return {pair[0]: flows, pair[1]: -flows}
    neutral = a + b + c
    if supply.winding == "delta-delta" and abs(neutral) > 1e-9:
        # out of leg A or C and back through the mid-point of the winding between them
        return {"A": (a - c) / 2 / ratio, "C": (c - a) / 2 / ratio}
    return {"A": a / ratio, "B": b / ratio, "C": c / ratio}


def bound_through(supply, amps):
    """The most that other loads of unknown angle put on the primary lines, from amperes on secondary ones."""
    volts, _, _, _ = system_of(supply)
    primary_volts = SYSTEMS[supply.primary.name.split(",")[0]][0]
    if supply.winding == "single-phase":
        pair = supply.primary_phases or {"AB": "AB", "BC": "BC", "AC": "CA"}["".join(sorted(supply.primary.legs))]
        return dict.fromkeys(pair, max(amps.values()) * volts / primary_volts)
    a, b, c = (amps.get(leg, 0) for leg in "ABC")
    ratio = primary_volts / volts
    if math.isclose(min(a, b, c), max(a, b, c), rel_tol=1e-9):
        return {leg: value / ratio for leg, value in zip("ABC", (a, b, c), strict=True)}
    if supply.winding == "delta-wye":
        if supply.vector_group == "Dyn11":
            return {"A": (a + c) / ratio / ROOT3, "B": (b + a) / ratio / ROOT3, "C": (c + b) / ratio / ROOT3}
        return {"A": (a + b) / ratio / ROOT3, "B": (b + c) / ratio / ROOT3, "C": (c + a) / ratio / ROOT3}
    if supply.system.delta and (a, b, c).count(0) == 2:
        return dict.fromkeys("AC", max(a, c) / 2 / ratio)
    return {leg: value / ratio for leg, value in zip("ABC", (a, b, c), strict=True)}


@dataclass
class Bound:
    """A limit: the magnitude of the sum of the ports' contributions, each for one ampere of the port."""

    name: str
    value: float
    parts: dict[str, complex] = field(default_factory=dict)

    def worst(self, amps):
        """The largest load of any draw between zero and `amps`, and the ports that make it."""
        by_angle = defaultdict(list)
        for port, part in self.parts.items():
            if amps[port] > 0:
                by_angle[round(math.degrees(cmath.phase(part))) % 360].append(port)
        sums = [(sum(self.parts[port] * amps[port] for port in ports), ports) for ports in by_angle.values()]
        best, makers = 0.0, []
        for chosen in itertools.product((False, True), repeat=len(sums)):
            load = abs(sum(total for (total, _), there in zip(sums, chosen, strict=True) if there))
            if load > best * (1 + 1e-12):
                best, makers = (
                    load,
                    [port for (_, ports), there in zip(sums, chosen, strict=True) if there for port in ports],
                )
        return best, makers

    def cones(self):
        """Sets of ports, one of which makes the largest load whatever they draw: those on one side of some line."""
        angles = sorted({round(math.degrees(cmath.phase(part))) % 360 for part in self.parts.values()})
        if all(any((b - a) % 360 <= 90 for a, b in ((x, y), (y, x))) for x in angles for y in angles):
            return [frozenset(self.parts)]
        sides = {
            frozenset(
                port for port, part in self.parts.items() if math.cos(cmath.phase(part) - math.radians(look)) > 1e-6
            )
            for look in range(360)
        }
        sides |= {frozenset([port]) for port in self.parts}
        return [side for side in sides if side]


def bounds_of(site):
    """Every limit of a site."""
    bounds: dict[tuple, Bound] = {}

    def add(key, name, value, port, part):
        if abs(part) > 1e-9:
            bounds.setdefault(key, Bound(name, value)).parts[port] = part

    other = _other_loads(site)
    groups_on = defaultdict(list)
    for group in site.groups.values():
        if group.on is not None:
            groups_on[group.on].append(group)
    for port in site.ports.values():
        station = site.stations[port.station]
        if station.jumper_total_a is not None:
            add(("jumper", station.name), f"{station.name} jumper", station.jumper_total_a, port.name, 1)
        current = {}
        volts = port.voltage_v
        if port.circuit is not None:
            circuit = site.circuits[port.circuit]
            line_v, neutral_v, angles, _ = system_of(circuit)
            volts = neutral_v if circuit.connection.endswith("N") else line_v
            assert math.isclose(volts, port.voltage_v)
            current = load_currents(angles, circuit.connection)
            kw = volts * (ROOT3 if circuit.connection == "ABC" else 1) / 1000
            assert math.isclose(kw, port.input_kw_per_a)
        kw = port.input_kw_per_a
        for group in site.groups.values():
            if group.on is None and port.name in group.ports:
                _add_group(add, group, port, current)
        node = port.circuit
        while node is not None:
            for group in groups_on[node]:
                _add_group(add, group, port, {"": 1} if node in site.circuits else current)
            _add_equipment(site, add, node, other, port.name, current, kw)
            supply = site.supplies.get(node)
            if supply is not None and supply.primary is not None:
                current = through(supply, current)
                if supply.winding != "single-phase":
                    rated = _kva(supply) * 1000 / ROOT3 / SYSTEMS[supply.primary.name.split(",")[0]][0]
                    for leg, part in current.items():
                        free = max(0, rated - sum(other[node, "primary", leg]))
                        add((node, "primary", leg), f"transformer {node} primary {leg}", free, port.name, part)
            node = site.feeder(node)
    return list(bounds.values())


def _add_group(add, group, port, current):
    if group.limit_kw is not None:
        # a limit in kW counts what is delivered where the losses of a DC station are assumed
        kw = port.input_kw_per_a if group.limit_apparent else port.limit_kw_per_a
        add(("group", group.name), f"group {group.name}", group.limit_kw, port.name, kw)
        return
    for leg, part in current.items():
        add(("group", group.name, leg), f"group {group.name} {leg}", group.limit_a, port.name, part)


def _kva(supply):
    line_v, _, _, three = system_of(supply)
    return supply.rating_kva or supply.rating_a * line_v * (ROOT3 if three else 1) / 1000


def _other_loads(site):
    """Amperes of other loads, continuous and not, by node, side and leg; and their kVA by node."""
    found = defaultdict(lambda: [0.0, 0.0])
    for load in site.loads.values():
        amps, node = dict(load.line_a), load.on
        kind = 0 if load.continuous else 1
        while node is not None:
            for leg, value in amps.items():
                found[node, "", leg][kind] += value
            found[node, "kVA", ""][kind] += load.power_kva
            supply = site.supplies.get(node)
            if supply is not None and supply.primary is not None:
                amps = bound_through(supply, amps)
                for leg, value in amps.items():
                    found[node, "primary", leg][kind] += value
            node = site.feeder(node)
    return found


def _usable(rating, other):
    """What is left for vehicles behind an overcurrent device: 125 % of what is continuous has to fit."""
    continuous, passing = other
    return max(0, (rating - passing - 1.25 * continuous) / 1.25)


def _add_equipment(site, add, node, other, port, current, kw):
    if node in site.circuits:
        circuit = site.circuits[node]
        legs = circuit.connection.replace("N", "")
        free = min(_usable(circuit.breaker_a, other[node, "", leg]) for leg in legs)
        add((node,), f"circuit {node}", free, port, 1)
        return
    if node in site.panels:
        panel = site.panels[node]
        rating = panel.bus_a if panel.main_a is None else panel.main_a
        if rating is not None:
            for leg, part in current.items():
                add((node, leg), f"panel {node} {leg}", _usable(rating, other[node, "", leg]), port, part)
        return
    supply = site.supplies[node]
    line_v, _, _, three = system_of(supply)
    if supply.kind == "service":
        rating = supply.rating_a or supply.rating_kva * 1000 / line_v / (ROOT3 if three else 1)
        for leg, part in current.items():
            add((node, leg), f"service {node} {leg}", _usable(rating, other[node, "", leg]), port, part)
        return
    kva = _kva(supply)
    rated = kva * 1000 / line_v / (ROOT3 if three else 1)
    for leg, part in current.items():
        free = max(0, rated - sum(other[node, "", leg]))
        add((node, leg), f"transformer {node} secondary {leg}", free, port, part)
    add((node, "kVA"), f"transformer {node} kVA", max(0, kva - sum(other[node, "kVA", ""])), port, kw)

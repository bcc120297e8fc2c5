"""Random sites, written as site files: what people could write, in every shape that the allocator has to get right.

A `Case` is a text for `loads` and a moment. Trees go up to five levels below the utility: services and transformers,
also below panels (delta-wye, wye-wye, delta-delta, single-phase), sub-panels, single-phase panels on three phases.
Stations are on any connection that their panel has, on circuits of their own or together on one, with jumpers,
settings, odd ratings, DC or on no circuit at all. Groups in A and kW lie on nodes or over free members and may overlap.
"""

import math
from dataclasses import dataclass, field

import tomli_w
from hypothesis import strategies as st
from physics import SYSTEMS

WYES = ("208Y/120", "480Y/277", "600Y/347")
NEUTRAL_LEGS = {
    **dict.fromkeys(WYES, "ABC"),
    "240/120": "AB",
    "120/208 single-phase": "AB",
    "240/120 high-leg delta": "AC",
    "240 delta": "",
    "480 delta": "",
}
LEGS = {name: "AB" if name in {"240/120", "120/208 single-phase"} else "ABC" for name in NEUTRAL_LEGS}
DEEPEST = 5


@dataclass(frozen=True)
class Case:
    """A site file and a moment at the site."""

    text: str
    ports: tuple[str, ...]
    occupied: tuple[str, ...]
    accept_a: dict[str, float]
    order: tuple[str, ...]

    @property
    def moment(self):
        """The arguments of `Allocator.moment`."""
        return {"occupied": self.occupied, "accept_a": self.accept_a, "order": self.order}


@dataclass
class Node:
    """A supply or panel of the site being made."""

    name: str
    system: str
    legs: str
    depth: int
    supply: str
    is_panel: bool
    parent: "Node | None" = None
    ports: list[str] = field(default_factory=list)

    def connections(self):
        """Every connection that a circuit can have here."""
        pairs = [pair for pair in ("AB", "BC", "CA") if set(pair) <= set(self.legs)]
        neutrals = [f"{leg}N" for leg in self.legs if leg in NEUTRAL_LEGS[self.system]]
        return [*pairs, *neutrals, *(["ABC"] if len(self.legs) == 3 else [])]

    def hold(self, ports):
        """Put ports below this node and all above it."""
        self.ports += ports
        if self.parent is not None:
            self.parent.hold(ports)


def amounts(low, high):
    """Numbers with up to one decimal, as people write them."""
    return st.one_of(st.integers(low, high), st.integers(low * 10, high * 10).map(lambda tenth: tenth / 10))


def _amps(draw, low, high):
    return f"{draw(amounts(low, high)):g} A"


@st.composite
def cases(draw, *, max_ports=12, policies=("equal",), scale=1):
    """Random sites with random moments; `scale` multiplies the ratings of everything above the circuits."""
    file = {
        "site": {"nec": 2023},
        "supplies": {},
        "panels": {},
        "circuits": {},
        "stations": {},
        "groups": {},
        "loads": {},
    }
    nodes = [_root(draw, file, scale)]
    for number in range(draw(st.integers(0, 6))):
        node = _child(
            draw, file, number, draw(st.sampled_from([node for node in nodes if node.depth < DEEPEST])), scale
        )
        if node is not None:
            nodes.append(node)
    ports = []
    banks = []
    for number in range(draw(st.integers(1, 5))):
        room = max_ports - len(ports)
        if room < 2:
            break
        bank = _bank(draw, file, number, draw(st.sampled_from(nodes)), min(room, 5))
        banks.append(bank)
        ports += bank.ports
    for number in range(draw(st.integers(0, 4))):
        _group(draw, file, number, nodes, banks, policies)
    loose = [bank for bank in banks if bank.node is None]
    for number, bank in enumerate(loose):
        file["groups"][f"loose{number}"] = {
            "members": bank.stations,
            "limit": f"{draw(amounts(2, 40))} kW",
            "policy": draw(st.sampled_from(policies)),
        }
    for number in range(draw(st.integers(0, 2))):
        _load(draw, file, number, nodes)
    text = tomli_w.dumps({name: table for name, table in file.items() if table})
    occupied = ports if draw(st.booleans()) else [port for port in ports if draw(st.integers(0, 3))]
    accepts = {
        port: draw(st.one_of(amounts(0, 80).map(float), st.just(0.0), st.floats(0.1, 90)))
        for port in ports
        if draw(st.booleans())
    }
    return Case(text, tuple(ports), tuple(occupied), accepts, tuple(draw(st.permutations(occupied))))


def _root(draw, file, scale):
    system = draw(st.sampled_from(tuple(NEUTRAL_LEGS)))
    table = {"system": system}
    if system != "120/208 single-phase" and draw(st.booleans()):
        table |= {"kind": "transformer", "rating": f"{draw(amounts(5, 120)) * scale:g} kVA"}
        if draw(st.booleans()):
            table["primary"] = draw(st.sampled_from(["480 delta", "480Y/277", "240 delta", "208Y/120"]))
            if system in WYES and table["primary"] in WYES and draw(st.booleans()):
                table["winding"] = "wye-wye"
    else:
        table |= {"kind": "service", "rating": _amps(draw, 20 * scale, 300 * scale)}
    file["supplies"]["U"] = table
    return Node("U", system, LEGS[system], 1, "U", is_panel=False)


def _child(draw, file, number, parent, scale):
    kind = draw(st.sampled_from(["panel", "panel", "part", "transformer"]))
    name = f"N{number}"
    if kind == "transformer" and draw(st.integers(0, 3)):
        return _transformer(draw, file, name, parent, scale)
    legs = parent.legs
    table = {"fed_from": parent.name, "spaces": 84}
    if draw(st.integers(0, 3)):
        table["main"] = _amps(draw, 15 * scale, 250 * scale)
    if draw(st.integers(0, 3)) == 0:
        table["bus"] = _amps(draw, 15 * scale, 250 * scale)
    if kind == "part" and len(legs) == 3:
        table["phases"] = draw(st.sampled_from(["AB", "BC", "CA"]))
        legs = "".join(sorted(table["phases"]))
    file["panels"][name] = table
    return Node(name, parent.system, legs, parent.depth + 1, parent.supply, is_panel=True, parent=parent)


def _transformer(draw, file, name, parent, scale):
    table = {"kind": "transformer", "fed_from": parent.name, "rating": f"{draw(amounts(5, 80)) * scale:g} kVA"}
    if len(parent.legs) == 3:
        makes = draw(
            st.sampled_from(["208Y/120", "208Y/120", "480Y/277", "240 delta", "240/120 high-leg delta", "240/120"])
        )
        if makes == "240/120":
            table["phases"] = draw(st.sampled_from(["AB", "BC", "CA"]))
        if makes in WYES and parent.system in WYES and draw(st.integers(0, 2)) == 0:
            table["winding"] = "wye-wye"
        elif makes in WYES:
            table["vector_group"] = draw(st.sampled_from(["Dyn1", "Dyn11"]))
    else:
        makes = "240/120"
        if draw(st.booleans()):
            table["phases"] = {"AC": "CA"}.get(parent.legs, parent.legs)
    table["system"] = makes
    file["supplies"][name] = table
    return Node(name, makes, LEGS[makes], parent.depth + 1, name, is_panel=False, parent=parent)


@dataclass
class Bank:
    """Stations made by one table."""

    stations: list[str]
    ports: list[str]
    node: Node | None


def _bank(draw, file, number, node, room):
    name, family = f"S{number}_", f"C{number}_"
    ports = draw(st.integers(1, 2))
    count = draw(st.integers(1, max(1, room // ports)))
    table = {"count": count, "ports": ports, "max_current": _amps(draw, 6, 80)}
    stations = [f"{name}{index + 1}" for index in range(count)]
    if draw(st.integers(0, 14)) == 0:
        table["voltage"] = draw(st.sampled_from(["208 V", "240 V", "480 V"]))
        node = None
    else:
        connection = draw(st.sampled_from(node.connections()))
        circuit = {"panel": node.name, "breaker": _amps(draw, 15, 125)}
        poles = len(connection.replace("N", ""))
        if not node.is_panel or draw(st.booleans()):
            circuit["phases"] = connection
        else:
            circuit["poles"] = poles
        shape = draw(st.sampled_from(["own", "own", "shared", "jumper"]))
        if shape == "shared":
            table["circuit"] = family
        else:
            table["circuits"] = family
            circuit["count"] = count if shape == "jumper" else count * ports
            if shape == "jumper":
                table["jumper"] = True
        if connection == "ABC" and draw(st.booleans()):
            del table["max_current"]
            power_kw = draw(amounts(5, 60))
            table |= {"type": "dc", "max_power": f"{power_kw:g} kW"}
            if draw(st.booleans()):
                # a nameplate: efficiency times power factor between 0.7 and 1
                least_a = power_kw * 1000 / math.sqrt(3) / SYSTEMS[node.system][0]
                table["max_current"] = f"{least_a / draw(st.sampled_from([0.7, 0.9, 0.999])):.3f} A"
        elif draw(st.integers(0, 3)) == 0:
            table["setting"] = f"{float(table['max_current'].split()[0]) / 2:g} A"
        file["circuits"][family] = circuit
    file["stations"][name] = table
    made = [f"{station}.{index + 1}" for station in stations for index in range(ports)]
    if node is not None:
        node.hold(made)
    return Bank(stations, made, node)


def _group(draw, file, number, nodes, banks, policies):
    table = {"policy": draw(st.sampled_from(policies))}
    in_amps = draw(st.booleans())
    holding = [node for node in nodes if node.ports]
    if holding and draw(st.booleans()):
        node = draw(st.sampled_from(holding))
        table["on"] = node.name
        rated = node.name in file["supplies"] or {"main", "bus"} & file["panels"][node.name].keys()
        if rated and draw(st.integers(0, 2)) == 0:
            file["groups"][f"G{number}"] = table
            return
    else:
        below = draw(st.sampled_from(banks))
        alike = [
            bank
            for bank in banks
            if bank.node is not None and below.node is not None and bank.node.supply == below.node.supply
        ]
        in_amps = in_amps and bool(alike)
        chosen = draw(st.lists(st.sampled_from(alike if in_amps else banks), min_size=1, max_size=3, unique_by=id))
        table["members"] = [
            name
            for bank in chosen
            for name in (draw(st.sampled_from([bank.stations, bank.stations[:1], bank.ports[:2], bank.ports[-1:]])))
        ]
    table["limit"] = (
        _amps(draw, 8, 200) if in_amps else f"{draw(amounts(2, 60)):g} {draw(st.sampled_from(['kW', 'kVA']))}"
    )
    file["groups"][f"G{number}"] = table


def _load(draw, file, number, nodes):
    node = draw(st.sampled_from(nodes))
    table = {"on": node.name, "continuous": draw(st.booleans())}
    if draw(st.booleans()):
        table["phases"] = draw(st.sampled_from(node.connections()))
    if draw(st.booleans()):
        table["current"] = _amps(draw, 0, 30)
    else:
        table["power"] = f"{draw(amounts(0, 8)):g} {draw(st.sampled_from(['kW', 'kVA']))}"
    file["loads"][f"L{number}"] = table

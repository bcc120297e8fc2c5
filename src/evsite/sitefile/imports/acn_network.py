"""A charging network of acnportal to a site: EVSEs as stations, sets that share a limit as groups."""

from __future__ import annotations

import math
import re
from collections import Counter
from os.path import commonprefix
from typing import TYPE_CHECKING

from evsite.sitefile.imports.acn_constraints import SharedSet, understand
from evsite.sitefile.imports.acn_document import Evse, read_network
from evsite.sitefile.imports.stations_draft import station_and_port
from evsite.sitefile.wording import shown
from evsite.words import count, enumeration, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.sitefile.document import Document
    from evsite.sitefile.imports.acn_document import AcnNetwork
    from evsite.sitefile.imports.draft import SiteDraft

_PAIRS = {30: "AB", 270: "BC", 150: "CA"}
"""Angles of line-to-line loads, as the sites of acnportal have them [degrees]."""
_TO_NEUTRAL = {0: "AN", 240: "BN", 120: "CN"}
_SYSTEMS = {(208, False): "208Y/120", (120, True): "208Y/120", (277, True): "480Y/277", (347, True): "600Y/347"}
"""Systems that a voltage means alone, line to line or to the neutral, where several angles show three phases."""
_PRIMARIES = {480: "480 delta", 240: "240 delta", 208: None}
_ENDS = re.compile(r"[\s_,:-]*(?:\b(?:I|phase|line|leg|secondary|primary)\b[\s_,:-]*)*$", re.IGNORECASE)
_SUPPLY = "Supply"
_NAMED = 12


def take_network(draft: SiteDraft, document: Document, notes: list[str]) -> str:
    """Put a network into the draft; what the file was taken as. Constraints that mean nothing here are noted.

    Raises
    ------
    SiteFileError
        It is no network of acnportal.
    """
    network = read_network(document)
    name = document.filename
    connections = _connections(network.evses)
    found = understand(network.constraints, connections)
    system = _system(network.evses, connections)
    supplies = _supplies(draft, found.sets, system, network, name)
    members = _stations(draft, network.evses, connections, supplies, name)
    for one in found.sets:
        _group(draft, one, members, name)
    notes += [
        f"{name}: not read: the constraint '{other}' is no sum over a line or a winding" for other in found.others
    ]
    if found.others:
        some = enumeration([f"'{each}'" for each in found.others[:_NAMED]])
        more = f" and {len(found.others) - _NAMED:,} more" if len(found.others) > _NAMED else ""
        draft.heads.append(f"Constraints that are left out, and would limit more: {some}{more}.")
    draft.heads.append(
        "Every EVSE is put on a circuit of its own: the network does not say circuits, breakers and panels."
    )
    return f"{shown(name)}: {count(len(network.evses), 'EVSE')} and {count(len(network.constraints), 'constraint')}"


def _connections(evses: Sequence[Evse]) -> list[str]:
    """How each EVSE is connected, by the angle of its current."""
    angles = [round(evse.angle_deg) % 360 for evse in evses]
    if set(angles) <= _PAIRS.keys():
        return [_PAIRS[angle] for angle in angles]
    if len(set(angles)) == 1:
        return ["AB"] * len(evses)
    return [_TO_NEUTRAL.get(angle) or _PAIRS.get(angle) or f"at {angle} degrees" for angle in angles]


def _system(evses: Sequence[Evse], connections: Sequence[str]) -> str | None:
    """The voltage system, where voltages and angles leave one alone."""
    found = set()
    for evse, connection in zip(evses, connections, strict=True):
        nominal = (round(evse.voltage_v), connection.endswith("N"))
        found.add(_SYSTEMS.get(nominal) if nominal[1] or len(set(connections)) > 1 else None)
    return next(iter(found)) if len(found) == 1 else None


def _supplies(
    draft: SiteDraft, sets: Sequence[SharedSet], system: str | None, network: AcnNetwork, name: str
) -> list[str]:
    """The supply of each EVSE: its transformer, or the one that nothing says more about."""
    of = [_SUPPLY] * len(network.evses)
    number = 0
    for one in sorted(sets, key=lambda each: -len(each.evses)):
        if one.primary_a is None or system != "208Y/120" or any(of[evse] != _SUPPLY for evse in one.evses):
            continue
        nominal = 208 / math.sqrt(3) / one.per_a
        primary = next(
            (text for volts, text in _PRIMARIES.items() if text and abs(volts - nominal) < 0.01 * volts), None
        )
        if primary is None:
            continue
        number += 1
        supply = f"T{number}"
        volts_and_amps = ((float(primary.split()[0]), one.primary_a), (208.0, one.greatest_a))
        kva = min(math.sqrt(3) * volts * amps / 1000 for volts, amps in volts_and_amps)
        keys = {"kind": "transformer", "rating": f"{_down(kva)} kVA", "system": system, "primary": primary}
        for key, value in keys.items():
            draft.put(("supplies", supply), key, value, name)
        says = "rating: the least that the constraints on its lines allow; its nameplate may say another"
        draft.remark(("supplies", supply), says)
        for evse in one.evses:
            of[evse] = supply
    if _SUPPLY in of:
        route = ("supplies", _SUPPLY)
        draft.table(*route)
        if system is not None:
            draft.put(route, "system", system, name)
        else:
            volts = sorted({format_number(evse.voltage_v, 1) for evse in network.evses})
            draft.remark(route, f"voltages of the EVSEs: {enumeration([f'{each} V' for each in volts[:_NAMED]])}")
    return of


def _stations(
    draft: SiteDraft, evses: Sequence[Evse], connections: Sequence[str], supplies: Sequence[str], name: str
) -> list[str]:
    """Put stations on families of circuits of the same lines; what groups call each EVSE."""
    kinds = list(zip(supplies, connections, (evse.max_a for evse in evses), strict=True))
    totals = Counter(kinds)
    several = len({supply for supply, _, _ in kinds}) > 1
    most_of: dict[tuple[str, str], set[float]] = {}
    for supply, connection, max_a in kinds:
        most_of.setdefault((supply, connection), set()).add(max_a)
    taken: Counter[tuple[str, str, float]] = Counter()
    circuits = []
    for kind in kinds:
        supply, connection, max_a = kind
        family = f"{supply}-{connection}-" if several else f"{connection}-"
        if len(most_of[supply, connection]) > 1:
            family += f"{format_number(max_a, 3).replace('.', '_')}A-"
        if totals[kind] == 1:
            family = family.removesuffix("-")
        if not taken[kind]:
            route = ("circuits", family)
            draft.put(route, "panel", supply, name)
            if totals[kind] > 1:
                draft.put(route, "count", totals[kind], name)
            if not connection.startswith("at "):
                draft.put(route, "phases", connection.removesuffix("N"), name)
            else:
                draft.ask(route, "phases", f"the lines of a load whose current is {connection}")
        taken[kind] += 1
        circuits.append(f"{family}{taken[kind]}" if totals[kind] > 1 else family)
    return _ports(draft, evses, circuits, name)


def _ports(draft: SiteDraft, evses: Sequence[Evse], circuits: Sequence[str], name: str) -> list[str]:
    """EVSEs that are numbered as the ports of a station ("S1.1" and "S1.2") are one station."""
    of: dict[str, dict[int, int]] = {}
    for place, evse in enumerate(evses):
        station, number = station_and_port(evse.name)
        of.setdefault(station, {})[number] = place
    members = [evse.name for evse in evses]
    for station, ports in of.items():
        places = [ports[number] for number in sorted(ports)]
        alike = len({_offers(evses[place]) for place in places}) == 1
        if alike and sorted(ports) == list(range(1, len(ports) + 1)):
            _station(draft, station, evses[places[0]], [circuits[place] for place in places], name)
            for number, place in ports.items():
                members[place] = station if len(ports) == 1 else f"{station}.{number}"
        else:
            for place in places:
                _station(draft, evses[place].name, evses[place], [circuits[place]], name)
    return members


def _station(draft: SiteDraft, station: str, evse: Evse, circuits: list[str], name: str) -> None:
    route = ("stations", station)
    draft.put(route, "ports", len(circuits), name)
    draft.put(route, "max_current", f"{_down(evse.max_a)} A", name) if evse.max_a > 0 else draft.ask(
        route, "max_current", "most that a port may draw; 0 A in the network"
    )
    if evse.min_a > 0:
        draft.put(route, "min_current", f"{format_number(evse.min_a, 9)} A", name)
    if evse.currents_a is not None and len(evse.currents_a) > 1:
        step_a = evse.currents_a[1] - evse.currents_a[0]
        even = [round(each / step_a, 9) for each in evse.currents_a]
        if even == [even[0] + number for number in range(len(even))] and even[0] == int(even[0]):
            draft.put(route, "current_step", f"{format_number(step_a, 9)} A", name)
        else:
            draft.put(route, "currents", [f"{format_number(each, 9)} A" for each in evse.currents_a], name)
    if len(circuits) == 1:
        draft.put(route, "circuit", circuits[0], name)
    else:
        draft.put(route, "circuits", circuits, name)


def _offers(evse: Evse) -> tuple[object, ...]:
    return evse.max_a, evse.min_a, evse.currents_a


def _group(draft: SiteDraft, one: SharedSet, members: Sequence[str], name: str) -> None:
    """Put a set into the draft as a group."""
    stated = one.names[0] if len(one.names) == 1 else commonprefix(one.names[:2])  # noqa: RUF071 - of words
    group = _ENDS.sub("", stated).removeprefix("group ").strip() or shown(one.names[0])
    base, number = group, 2
    while ("groups", group) in draft.tables:
        group, number = f"{base} {number}", number + 1
    route = ("groups", group)
    draft.put(route, "members", [members[evse] for evse in sorted(one.evses)], name)
    if float(_down(one.limit_a)) > 0:
        draft.put(route, "limit", f"{_down(one.limit_a)} A", name)
    else:
        draft.ask(route, "limit", "what the group may draw in all; 0 A in the network")
    if one.lacks:
        draft.remark(route, "the network limits some of its lines alone; here all of them are held to it")


def _down(value: float) -> str:
    """A number with six decimals where it is as good as one, or with nine that are not rounded up."""
    short = round(value, 6)
    if abs(short - value) <= 1e-10 * abs(value):
        return format_number(short, 6)
    return format_number(math.floor(value * 1e9 * (1 + 1e-12)) / 1e9, 9)

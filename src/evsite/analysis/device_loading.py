"""Devices that carry more continuous load than they may, and why: the one analysis behind several rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.beside_meter import beside_meters
from evsite.analysis.devices import (
    Device,
    device_of,
)
from evsite.analysis.edits import at_most_ports, group_on, limit_of, members_of
from evsite.analysis.phase_balance import balanced_phases
from evsite.analysis.site_loads import SiteLoads
from evsite.codebook.ocpd import next_standard_a
from evsite.model.distribution import Circuit, Panel
from evsite.model.remedy import Edit
from evsite.rounding import exceeds, fits, floor_to
from evsite.words import amps_at_most, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.analysis.vehicle_load import VehicleLoad
    from evsite.model.remedy import Way
    from evsite.model.site import Group, Port

_MOST_MEMBERS = 4
"""So many members of a group stand on a line; more are identified by their ports."""

Cause = Literal["plain", "unmanaged", "below", "outside", "group", "full-rated"]
"""Why a device is overloaded: the equipment itself is too small; no group limits several ports; the groups below allow
too much together; ports outside the groups; or the setpoint of the group that sits on it."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A device and a load that its rating does not allow."""

    device: Device
    leg: str
    line_a: float
    """What vehicles put on the worst line [A]."""
    required_a: float
    cause: Cause
    ports: int
    group: str | None = None
    outsiders: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    """Nodes further up that are overloaded too, but would not be if this one were put right."""
    shown: bool = True
    """Whether vehicles are known that draw `line_a`; else it is a bound, and whether they can is not proved."""
    lines_equal: bool = False
    """Whether every line asks for the same."""


@dataclass(frozen=True, slots=True)
class HeldFurtherUp:
    """A device that its ports could overload, kept whole by groups that take hold further up."""

    device: Device
    leg: str
    line_a: float
    """What vehicles put on the fullest line at most [A]."""
    allowed_a: float
    groups: tuple[str, ...]


def find_overloads(loads: SiteLoads, devices: Mapping[str, Device]) -> list[Overload]:
    """Every device whose continuous load can be above what its rating allows, with the cause.

    What can be drawn is what the proofs say (`proofs.equipment`): under every group, wherever it takes hold.
    """
    found: dict[str, tuple[Device, str, float, float, bool, bool]] = {}
    for device in devices.values():
        if surely_fits(loads, device):
            continue
        carried, shown = _carried(loads, device)
        required = _required_a(loads, device, carried)
        leg = max(required, key=lambda name: round(required[name], 6))  # of legs that are alike the first
        unsafe = any(not load.safe for load in loads.proved(device.node).values())
        if unsafe or exceeds(required[leg], device.rating_a):
            all_lines_equal = len({round(value, 6) for value in required.values()}) == 1
            found[device.node] = (device, leg, carried.get(leg, 0.0), required[leg], shown, all_lines_equal)
    follows = _consequences(loads, {node: entry[0] for node, entry in found.items()})
    upstream: dict[str, list[str]] = {}
    for above, below in follows.items():
        for node in below:
            upstream.setdefault(node, []).append(above)
    return [
        replace(
            _explained(loads, *entry[:4], shown=entry[4]),
            lines_equal=entry[5],
            upstream=tuple(upstream.get(node, ())),
        )
        for node, entry in found.items()
        if node not in follows
    ]


def surely_fits(loads: SiteLoads, device: Device) -> bool:
    """Whether a device carries whatever is connected, or what groups there and below let through at any time."""
    key = device.node, device.rating_a
    if key not in loads.surely_fits:
        load = loads.managed(device.node) if loads.steady else loads.connected(device.node)
        loads.surely_fits[key] = fits_at(loads, device, load)
    return loads.surely_fits[key]


def required_of(loads: SiteLoads, device: Device) -> dict[str, float]:
    """The least rating that a device may have for what it carries at the worst time of the week, by line [A]."""
    return _required_a(loads, device, _carried(loads, device)[0])


def _carried(loads: SiteLoads, device: Device) -> tuple[dict[str, float], bool]:
    """The most that vehicles put on each line of a device [A], and whether that is shown or a bound."""
    proved = loads.proved(device.node)
    if not proved or any(load.overloaded for load in proved.values()):
        return {leg: load.reached for leg, load in proved.items()}, True
    # both are bounds: of groups that cut across each other now this one is lower and now that one
    load = loads.managed(device.node) if loads.steady else loads.connected(device.node)
    return {leg: min(each.greatest, load.line_a(leg)) for leg, each in proved.items()}, False


def _required_a(loads: SiteLoads, device: Device, carried: Mapping[str, float]) -> dict[str, float]:
    """The least device for what it carries on each line, beside the other load of the worst time of the week [A]."""
    other, proved = loads.other_at(device.node), loads.proved(device.node)
    highest = loads.highest_other_at(device.node)
    required = {leg: other.required_ocpd_a(leg, carried.get(leg, 0.0)) for leg in loads.legs(device.node)}
    for leg, required_a in required.items():
        # where other load leaves nothing at its highest, the worst is then
        beside_a = carried.get(leg, 0.0) if leg in proved and proved[leg].allowed <= 0 else 0.0
        required[leg] = max(required_a, highest.required_ocpd_a(leg, beside_a))
    for leg, load in proved.items():
        if load.allowed > 0:
            beyond_a = other.required_ocpd_a(leg, carried[leg]) - other.required_ocpd_a(leg, load.allowed)
            required[leg] = max(required[leg], device.rating_a + beyond_a)
    return required


def find_held_further_up(loads: SiteLoads, devices: Mapping[str, Device]) -> list[HeldFurtherUp]:
    """Every device that only groups further up keep whole, with those without which it would not be."""
    found = []
    without: dict[str, SiteLoads] = {}
    for device in devices.values():
        outer = () if surely_fits(loads, device) else loads.holders_further_up(device.node)
        if not outer:
            continue
        proved = loads.proved(device.node)
        if not proved or not all(load.safe for load in proved.values()):
            continue
        for group in outer:
            if group.name not in without:
                groups = {name: each for name, each in loads.site.groups.items() if name != group.name}
                without[group.name] = SiteLoads(replace(loads.site, groups=groups))
        needed = tuple(
            group.name
            for group in outer
            if not all(load.safe for load in without[group.name].proved(device.node).values())
        )
        leg, load = max(proved.items(), key=lambda item: round(item[1].greatest - item[1].allowed, 6))
        found.append(
            HeldFurtherUp(device, leg, load.greatest, load.allowed, needed or tuple(group.name for group in outer))
        )
    return found


def _consequences(loads: SiteLoads, overloaded: dict[str, Device]) -> dict[str, set[str]]:
    """Overloaded nodes that are only so because of others below them, with those others."""
    below: dict[str, set[str]] = {}
    for node in overloaded:
        for above in loads.site.way_up(node)[1:]:
            if above in overloaded:
                below.setdefault(above, set()).add(node)
    if not below:
        return {}
    held = SiteLoads(
        loads.site, {node: usable_a(loads, device) for node, device in overloaded.items() if node not in below}
    )
    return {node: causes for node, causes in below.items() if fits_at(held, overloaded[node], held.managed(node))}


def usable_a(loads: SiteLoads, device: Device) -> float:
    """Continuous current that vehicles may draw through a device on every line at any time, after other load [A]."""
    other = loads.highest_other_at(device.node)
    return min(other.usable_a(leg, device.rating_a) for leg in loads.legs(device.node))


def room_for_a(loads: SiteLoads, device: Device, group: Group) -> float:
    """The highest limit in A that a group on a device can have [A]: what a site meter takes off it comes on top."""
    at_once = [(time.other_at(device.node), time.taken_off(group)) for time in loads.times]
    return min(
        other.usable_a(leg, device.rating_a) + off.total_a(leg)
        for other, off in at_once
        for leg in loads.legs(device.node)
    )


def full_a(loads: SiteLoads, device: Device) -> dict[str, float]:
    """What a device carries on each line at the worst time of the week, without any factor [A]."""
    other, (carried, _) = loads.other_at(device.node), _carried(loads, device)
    found = {leg: carried.get(leg, 0.0) + other.total_a(leg) for leg in loads.legs(device.node)}
    if loads.steady:
        return found
    at_once = loads.highest_line_a(device.node)
    return {leg: max(amps, at_once[leg]) for leg, amps in found.items()}


def _explained(
    loads: SiteLoads, device: Device, leg: str, line_a: float, required_a: float, *, shown: bool
) -> Overload:
    node = device.node
    ports = loads.ports_below[node]
    here = loads.groups_at.get(node, [])
    within = loads.groups_within.get(node, [])
    inside = frozenset(name for group in within for name in loads.group_ports[group.name])
    outsiders = tuple(port.name for port in ports if port.name not in inside)
    cause: Cause
    group: str | None = None
    if (
        device.full_rated
        and all(fits(amps, device.rating_a) for amps in full_a(loads, device).values())
        and _fits_by_metering(loads, device)
    ):
        cause = "full-rated"
    elif not ports or usable_a(loads, device) <= 0:
        cause = "plain"
    elif not inside:
        cause = "unmanaged" if len(ports) > 1 and _each_fits(loads, device, ports) else "plain"
    elif outsiders and _fits_without(loads, device, frozenset(outsiders)):
        cause = "outside"
    elif here and len(loads.group_ports[here[0].name]) == len(ports):
        narrowest = min(here, key=lambda candidate: candidate.limit_a or candidate.limit_kw or 0.0)
        cause, group = "group", narrowest.name
    else:
        cause = "below"
    return Overload(device, leg, line_a, required_a, cause, len(ports), group, outsiders, shown=shown)


def _fits_by_metering(loads: SiteLoads, device: Device) -> bool:
    """Whether 125 % of a recorded demand and all else in full fit, which no 100 % rating spares (220.87)."""
    carried, _ = _carried(loads, device)
    lines = beside_meters(loads.site, device.node, device.rating_a)
    return all(fits(line.factored_a + line.other_a + carried.get(line.leg, 0.0), line.rating_a) for line in lines)


def _each_fits(loads: SiteLoads, device: Device, ports: Sequence[Port]) -> bool:
    most = max(ports, key=lambda port: port.max_a)
    return fits_at(loads, device, loads.load_of(device.node, frozenset([most.name])))


def _fits_without(loads: SiteLoads, device: Device, outsiders: frozenset[str]) -> bool:
    inside = frozenset(port.name for port in loads.ports_below[device.node]) - outsiders
    return fits_at(loads, device, loads.managed_of(device.node, inside))


def fits_at(loads: SiteLoads, device: Device, load: VehicleLoad) -> bool:
    """Whether a device carries a load besides the other load at its node."""
    return loads.carries(device.node, load, device.rating_a)


def most_ports(loads: SiteLoads, device: Device) -> int:
    """How many of the ports below a device, in the order of the file, it can carry at full power."""
    ports = loads.ports_below[device.node]
    low, high = 0, len(ports)
    while low < high:
        middle = (low + high + 1) // 2
        load = loads.load_of(device.node, frozenset(port.name for port in ports[:middle]))
        low, high = (middle, high) if fits_at(loads, device, load) else (low, middle - 1)
    return low


def ways_out(loads: SiteLoads, overload: Overload) -> list[Way]:
    """Ways out that would pass."""
    device = overload.device
    parts: list[Way] = []
    left_a = usable_a(loads, device)
    if overload.cause == "outside":
        parts.append(_into_group(loads, overload))
    if overload.cause == "group":
        assert overload.group is not None
        group = loads.site.groups[overload.group]
        parts.append(limit_of(group, floor_to(room_for_a(loads, device, group), 0.1)))
    if overload.cause in {"plain", "unmanaged"}:
        parts.append(balanced_phases(loads, device.node, device.rating_a))
        most = most_ports(loads, device)
        if 0 < most < overload.ports:
            parts.append(at_most_ports(loads, [port.name for port in loads.ports_below[device.node]], most))
        if overload.ports == 1 and left_a >= 6:
            (port,) = loads.ports_below[device.node]
            parts.append(Edit((*loads.site.stations[port.station].path, "setting"), amps_at_most(left_a)))
    larger_a = next_standard_a(overload.required_a, loads.site.nec)
    parts.append(None if larger_a is None else device_of(device, larger_a))
    if overload.cause in {"unmanaged", "below"} and floor_to(left_a, 0.1) > 0:
        parts.append(group_on(loads.site, device.node, amps_at_most(left_a)))
    return parts


def _into_group(loads: SiteLoads, overload: Overload) -> Way:
    """The edit that makes outsiders members of the one group there, as far as it fits a line."""
    site, in_words = loads.site, f"take {names(overload.outsiders)} into the group"
    within = loads.groups_within.get(overload.device.node, [])
    if len(within) != 1 or within[0].on is not None:
        return in_words
    members = members_of(site, [site.ports[port].station for port in (*within[0].ports, *overload.outsiders)])
    few = isinstance(members, str) or len(members) <= _MOST_MEMBERS
    return Edit((*within[0].path, "members"), members) if few else in_words


def by_family(overloads: Iterable[Overload]) -> list[list[Overload]]:
    """Overloads that are the same problem of one table of the file, together."""
    families: dict[tuple[object, ...], list[Overload]] = {}
    for overload in overloads:
        device = overload.device
        key = (device.path, device.rating_a, overload.cause, overload.ports, round(overload.required_a, 6))
        families.setdefault(key, []).append(overload)
    return list(families.values())


def is_branch(loads: SiteLoads, device: Device) -> bool:
    """Whether a device protects a branch circuit."""
    return isinstance(loads.nodes[device.node], Circuit)


def is_feeder(loads: SiteLoads, device: Device) -> bool:
    """Whether a device is the main of a panel."""
    return isinstance(loads.nodes[device.node], Panel)

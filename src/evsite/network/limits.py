"""Every limit of a site as data: what distinguishes it, where it stands in the file, how much it allows to whom.

A limit sits at a *place*: a node (circuit, panel, supply), the primary side of a transformer, the members of a group,
or a jumpered station. At a node it counts line currents on one conductor, or power.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from evsite.codebook.formulas import full_load_a
from evsite.model.limit_id import LimitId, LimitKind
from evsite.network.loads import OtherLoad, other_loads
from evsite.network.places import Place, members_place, modules_place, node_place, primary_place, station_place

if TYPE_CHECKING:
    from evsite.model.distribution import Circuit, Panel, Supply
    from evsite.model.finding import Path
    from evsite.model.site import Group, Site
    from evsite.model.systems import VoltageSystem

Unit = Literal["A", "kW"]
LimitKey = tuple[LimitId, Unit]
_ROOT3 = math.sqrt(3)
NO_LOAD = OtherLoad()
_HELD_BY_ITSELF: frozenset[LimitKind] = frozenset({"group", "jumper", "modules"})
"""Limits that a controller or a station holds, whatever is asked for."""


@dataclass(slots=True)
class Limit:
    """One limit: the sum over the ports of its place stays at or below `value`, in A or kW.

    `implied` marks a limit that holds whenever others do: it is shown, and needs no row. `apparent` marks a limit in
    kVA: it counts what is drawn, where one in kW leaves out losses that are only assumed.
    """

    id: LimitId
    place: Place
    unit: Unit
    value: float
    path: Path
    implied: bool = False
    apparent: bool = False

    @property
    def leg(self) -> str | None:
        """The conductor whose phasor sum counts; None where plain amperes are added or the unit is kW."""
        return self.id.leg

    @property
    def group(self) -> str | None:
        """The power-sharing group that sets the limit; None for what stands on a nameplate."""
        return self.id.owner if self.id.kind == "group" else None

    @property
    def equipment(self) -> bool:
        """Whether it is a rating, which protects nothing by itself until a breaker trips."""
        return self.id.kind not in _HELD_BY_ITSELF

    @property
    def key(self) -> LimitKey:
        """What distinguishes a limit from the others of its site, also where its value changes over time."""
        return self.id, self.unit


def site_limits(site: Site) -> list[Limit]:
    """Every limit of a site: jumpers, groups and equipment, from the ports up within each kind.

    Groups come before the equipment they sit on: where both bind at once, the setpoint is what acts.
    """
    others = other_loads(site)
    limits: list[Limit] = []
    steered = {name for pool in site.pools for name in pool.stations}
    for station in site.stations.values():
        if station.jumper_total_a is not None and station.name not in steered:
            path = (*station.path, "jumper")
            name, total_a = station.name, station.jumper_total_a
            limits.append(Limit(LimitId("jumper", name), station_place(name), "A", total_a, path))
    for pool in site.pools:
        first, *more = pool.stations
        identity = LimitId("modules", first, partner=next(iter(more), None))
        limits.append(Limit(identity, modules_place(first), "kW", pool.total_kw, pool.path))
    for group in site.groups.values():
        metered = others.get(node_place(group.on), NO_LOAD) if group.metered and group.on is not None else NO_LOAD
        limits.extend(_group_limits(site, group, metered))
    limits.extend(_circuit_limit(each, others.get(node_place(each.name), NO_LOAD)) for each in site.circuits.values())
    for panel in site.panels.values():
        limits.extend(_panel_limits(panel, others.get(node_place(panel.name), NO_LOAD)))
    for supply in site.supplies.values():
        if supply.kind == "transformer":
            limits.extend(_transformer_limits(supply, others))
        else:
            limits.extend(_service_limits(supply, others.get(node_place(supply.name), NO_LOAD)))
    return limits


def _group_limits(site: Site, group: Group, other: OtherLoad) -> list[Limit]:
    """The limits of a group; what a site meter sees beside the vehicles is taken off, leg by leg, never below zero."""
    path = group.limit_path if group.limit_given else group.path
    place = node_place(group.on) if group.on is not None else members_place(group.name)
    limits: list[Limit] = []
    if group.limit_a is not None and group.on in site.circuits:
        taken_a = max(map(other.total_a, site.circuits[group.on].connection))
        limits.append(Limit(LimitId("group", group.name), place, "A", max(0.0, group.limit_a - taken_a), path))
    elif group.limit_a is not None:
        left_a = {leg: max(0.0, group.limit_a - other.total_a(leg)) for leg in group_system(site, group).legs}
        limits += [Limit(LimitId("group", group.name, leg=leg), place, "A", a, path) for leg, a in left_a.items()]
    if group.limit_kw is not None:
        left_kw = max(0.0, group.limit_kw - other.power_kva)
        limits.append(Limit(LimitId("group", group.name), place, "kW", left_kw, path, apparent=group.limit_apparent))
    return limits


def group_system(site: Site, group: Group) -> VoltageSystem:
    """The system on whose conductors a limit of a group in amperes holds."""
    if group.on is not None:
        return site.system_at(group.on)
    # members may stand on different panels, some of which have fewer legs than the supply above them all
    node = next(name for name in (site.ports[port].circuit for port in group.ports) if name is not None)
    return next(site.supplies[name].system for name in site.way_up(node) if name in site.supplies)


@cache
def _usable_alone_a(breaker_a: float) -> float:
    """Continuous current that a breaker takes with no other load [A]."""
    return NO_LOAD.usable_a("A", breaker_a)


def _circuit_limit(circuit: Circuit, other: OtherLoad) -> Limit:
    # every conductor of a circuit carries the same current, save for other loads on single legs
    usable_a = (
        _usable_alone_a(circuit.breaker_a)
        if other is NO_LOAD
        else min(other.usable_a(leg, circuit.breaker_a) for leg in circuit.connection)
    )
    name = circuit.name
    return Limit(LimitId("circuit", name), node_place(name), "A", usable_a, (*circuit.path, "breaker"))


def _panel_limits(panel: Panel, other: OtherLoad) -> list[Limit]:
    rated = panel.rating
    if rated is None:
        return []
    return _line_limits("panel", panel.name, panel.system, rated.rating_a, other, rated.path)


def _service_limits(supply: Supply, other: OtherLoad) -> list[Limit]:
    rating_a = supply.rating_a
    if rating_a is None:
        assert supply.rating_kva is not None
        rating_a = line_rating_a(supply.rating_kva, supply.system)
    return _line_limits("service", supply.name, supply.system, rating_a, other, (*supply.path, "rating"))


def _line_limits(
    kind: LimitKind, node: str, system: VoltageSystem, rating_a: float, other: OtherLoad, path: Path
) -> list[Limit]:
    return [
        Limit(
            LimitId(kind, node, leg=leg),
            node_place(node),
            "A",
            other.usable_a(leg, rating_a),
            path,
        )
        for leg in system.legs
    ]


def rating_kva(supply: Supply) -> float:
    """Rating of a transformer [kVA], also where it is given in amperes of its secondary."""
    if supply.rating_kva is not None:
        return supply.rating_kva
    assert supply.rating_a is not None
    return supply.rating_a / line_rating_a(1.0, supply.system)


def line_rating_a(rated_kva: float, system: VoltageSystem) -> float:
    """Rated current of each line of a transformer or a service [A]."""
    return full_load_a(rated_kva, system.line_v, three_phase=system.three_phase)


def centre_v(system: VoltageSystem) -> float:
    """The voltage of a line to the centre of its system [V]: the power of all lines is at most their currents times it.

    Parameters
    ----------
    system
        The system; of 600Y/347 the nominal voltage to neutral is the greater one.
    """
    return max(system.line_v / (_ROOT3 if system.three_phase else 2), system.to_neutral_v or 0)


def _transformer_limits(supply: Supply, others: dict[Place, OtherLoad]) -> list[Limit]:
    """Kilovolt-amperes in all and per line; a winding carries its rating continuously, so no 80 % here."""
    path = (*supply.path, "rating")
    name, node = supply.name, node_place(supply.name)
    other = others.get(node_place(supply.name), NO_LOAD)
    rated_kva = rating_kva(supply)
    line_a = line_rating_a(rated_kva, supply.system)
    limits = [
        Limit(LimitId("transformer", name, "secondary", leg), node, "A", max(0.0, line_a - other.total_a(leg)), path)
        for leg in supply.system.legs
    ]
    # the lines imply the power, unless other loads leave an uneven rest
    total_kva = max(0.0, rated_kva - other.power_kva)
    by_lines_kva = sum(limit.value for limit in limits) * centre_v(supply.system) / 1000
    # both are products of the same ratings: only the last bits may differ
    implied = by_lines_kva <= total_kva * (1 + 1e-12)
    identity = LimitId("transformer", name)
    limits.append(Limit(identity, node, "kW", total_kva, path, implied=implied, apparent=True))
    if supply.primary is not None and supply.winding != "single-phase":
        place = primary_place(name)
        other = others.get(place, NO_LOAD)
        line_a = line_rating_a(rated_kva, supply.primary)
        for leg in supply.primary.legs:
            value, where = max(0.0, line_a - other.total_a(leg)), path
            device = supply.primary_device
            if device is not None and (usable_a := other.usable_a(leg, device.rating_a)) < value:
                value, where = usable_a, device.path
            limits.append(Limit(LimitId("transformer", name, "primary", leg), place, "A", value, where))
    return limits

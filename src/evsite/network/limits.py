"""Every limit of a site as data: what it is called, where it stands in the file, how much it allows and to whom.

A limit sits at a *scope*: a node (circuit, panel, supply), the primary side of a transformer, the members of a group,
or a jumpered station. At a node it counts line currents on one conductor, or power.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.network.loads import OtherLoad, other_loads, usable_continuous_a
from evsite.network.scopes import group_scope, primary_scope, station_scope
from evsite.network.titles import pool_title

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Circuit, Group, Panel, Site, Supply
    from evsite.model.systems import VoltageSystem

Unit = Literal["A", "kW"]
LimitKey = tuple[str, Unit, str | None, str | None]
_ROOT3 = math.sqrt(3)
NO_LOAD = OtherLoad()


@dataclass(slots=True)
class Limit:
    """One limit: the sum over the ports of its scope stays at or below `value`, in A or kW.

    `leg` is the conductor whose phasor sum counts; None where plain amperes are added (a circuit, a jumper) or the
    unit is kW. `group` names the power-sharing group that sets the limit; None for equipment. `implied` marks a limit
    that holds whenever others do: it is shown, and needs no row. `apparent` marks a limit in kVA: it counts what is
    drawn, where one in kW leaves out losses that are only assumed.
    """

    name: str
    scope: str
    unit: Unit
    value: float
    leg: str | None
    path: Path
    group: str | None = None
    implied: bool = False
    apparent: bool = False

    @property
    def key(self) -> LimitKey:
        """What tells a limit from the others of its site, also where its value is another one at another time."""
        return self.scope, self.unit, self.leg, self.group


def site_limits(site: Site) -> list[Limit]:
    """Every limit of a site: jumpers, groups and equipment, from the ports up within each kind.

    Groups come before the equipment they sit on: where both bind at once, the setpoint is what acts.
    """
    others = other_loads(site)
    limits: list[Limit] = []
    steered = {name for pool in site.pools for name in pool.stations}
    for station in site.stations.values():
        if station.jumper_total_a is not None and station.name not in steered:
            scope = station_scope(station.name)
            path = (*station.path, "jumper")
            limits.append(Limit(f"{station.name} jumper", scope, "A", station.jumper_total_a, None, path))
    limits.extend(
        Limit(pool_title(pool), station_scope(pool.name), "kW", pool.total_kw, None, pool.path) for pool in site.pools
    )
    for group in site.groups.values():
        metered = others.get(group.on, NO_LOAD) if group.metered and group.on is not None else NO_LOAD
        limits.extend(_group_limits(site, group, metered))
    limits.extend(_circuit_limit(circuit, others.get(name, NO_LOAD)) for name, circuit in site.circuits.items())
    for panel in site.panels.values():
        limits.extend(_panel_limits(panel, others.get(panel.name, NO_LOAD)))
    for supply in site.supplies.values():
        if supply.kind == "transformer":
            limits.extend(_transformer_limits(supply, others))
        else:
            limits.extend(_service_limits(supply, others.get(supply.name, NO_LOAD)))
    return limits


def _legs(system: VoltageSystem) -> list[tuple[str, str]]:
    word = "phase" if system.three_phase else "leg"
    return [(leg, f"{word} {leg}") for leg in system.legs]


def _group_limits(site: Site, group: Group, other: OtherLoad) -> list[Limit]:
    """The limits of a group; what a site meter sees beside the vehicles is taken off, leg by leg, never below zero."""
    path = (*group.path, "limit") if group.limit_given else group.path
    scope = group.on if group.on is not None else group_scope(group.name)
    title = f"group {group.name}"
    if group.limit_kw is not None:
        left_kw = max(0.0, group.limit_kw - other.power_kva)
        return [Limit(title, scope, "kW", left_kw, None, path, group.name, apparent=group.limit_apparent)]
    assert group.limit_a is not None
    if group.on in site.circuits:
        taken_a = max(map(other.total_a, site.circuits[group.on].connection))
        return [Limit(title, scope, "A", max(0.0, group.limit_a - taken_a), None, path, group.name)]
    if group.on is not None:
        system = site.system_at(group.on)
    else:
        # members may stand on different panels, some of which have fewer legs than the supply above them all
        node = next(name for name in (site.ports[port].circuit for port in group.ports) if name is not None)
        while node not in site.supplies:
            node = site.feeder(node) or ""
        system = site.supplies[node].system
    return [
        Limit(f"{title} {leg_name}", scope, "A", max(0.0, group.limit_a - other.total_a(leg)), leg, path, group.name)
        for leg, leg_name in _legs(system)
    ]


def _circuit_limit(circuit: Circuit, other: OtherLoad) -> Limit:
    # every conductor of a circuit carries the same current, save for other loads on single legs
    usable_a = min(
        usable_continuous_a(circuit.breaker_a, other.noncontinuous_a.get(leg, 0.0), other.continuous_a.get(leg, 0.0))
        for leg in circuit.connection
    )
    return Limit(f"circuit {circuit.name}", circuit.name, "A", usable_a, None, (*circuit.path, "breaker"))


def _panel_limits(panel: Panel, other: OtherLoad) -> list[Limit]:
    rating_a, key = (panel.main_a, "main") if panel.main_a is not None else (panel.bus_a, "bus")
    if rating_a is None:
        return []
    return _line_limits(f"panel {panel.name}", panel.name, panel.system, rating_a, other, (*panel.path, key))


def _service_limits(supply: Supply, other: OtherLoad) -> list[Limit]:
    rating_a = supply.rating_a
    if rating_a is None:
        assert supply.rating_kva is not None
        rating_a = line_rating_a(supply.rating_kva, supply.system)
    return _line_limits(f"service {supply.name}", supply.name, supply.system, rating_a, other, (*supply.path, "rating"))


def _line_limits(
    title: str, scope: str, system: VoltageSystem, rating_a: float, other: OtherLoad, path: Path
) -> list[Limit]:
    return [
        Limit(
            f"{title} {leg_name}",
            scope,
            "A",
            usable_continuous_a(rating_a, other.noncontinuous_a.get(leg, 0.0), other.continuous_a.get(leg, 0.0)),
            leg,
            path,
        )
        for leg, leg_name in _legs(system)
    ]


def line_rating_a(rating_kva: float, system: VoltageSystem) -> float:
    """Rated current of each line [A]: kVA * 1000 / (sqrt(3) V), or / V for single phase."""
    return rating_kva * 1000 / (system.line_v * (_ROOT3 if system.three_phase else 1.0))


def _transformer_limits(supply: Supply, others: dict[str, OtherLoad]) -> list[Limit]:
    """Kilovolt-amperes in all and per line; a winding carries its rating continuously, so no 80 % here."""
    path = (*supply.path, "rating")
    title = f"transformer {supply.name}"
    other = others.get(supply.name, NO_LOAD)
    rating_kva = supply.rating_kva
    if rating_kva is None:
        assert supply.rating_a is not None
        rating_kva = supply.rating_a * supply.system.line_v * (_ROOT3 if supply.system.three_phase else 1.0) / 1000
    line_a = line_rating_a(rating_kva, supply.system)
    limits = [
        Limit(f"{title} secondary {leg}", supply.name, "A", max(0.0, line_a - other.total_a(leg)), leg, path)
        for leg in supply.system.legs
    ]
    # the power of all lines is at most the sum of their currents times the voltage to the centre, unless other loads
    # leave an uneven rest, or the nominal voltage to neutral is the greater one (600Y/347)
    total_kva = max(0.0, rating_kva - other.power_kva)
    centre_v = max(supply.system.line_v / (_ROOT3 if supply.system.three_phase else 2), supply.system.to_neutral_v or 0)
    by_lines_kva = sum(limit.value for limit in limits) * centre_v / 1000
    implied = by_lines_kva <= total_kva * (1 + 1e-12)
    limits.append(Limit(f"{title} kVA", supply.name, "kW", total_kva, None, path, implied=implied, apparent=True))
    if supply.primary is not None and supply.winding != "single-phase":
        scope = primary_scope(supply.name)
        other = others.get(scope, NO_LOAD)
        line_a = line_rating_a(rating_kva, supply.primary)
        limits.extend(
            Limit(f"{title} primary {leg}", scope, "A", max(0.0, line_a - other.total_a(leg)), leg, path)
            for leg in supply.primary.legs
        )
    return limits

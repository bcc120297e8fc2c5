"""What each port should be: the columns of the as-built record that the design fills in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.rates import deciding_groups
from evsite.analysis.as_built.typed import NOTHING
from evsite.rounding import TOLERANCE
from evsite.words import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.distribution import Circuit
    from evsite.model.site import Group, Port, Site, Station

OWN, JUMPER, SHARED = "own", "jumper", "shared circuit"
LEVELS = ("circuit", "panel", "site")
"""Where groups take hold, as the record distinguishes them."""


class Figure(NamedTuple):
    """A number of the design with as many decimals as it is shown with."""

    value: float
    digits: int

    def __str__(self) -> str:
        return f"{self.value:.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class PortDesign:
    """A port with all that its row of the record is about."""

    port: Port
    station: Station
    circuit: Circuit | None
    feed: frozenset[str]
    groups: Mapping[str, tuple[Group, ...]]
    """The groups that it is in, by level."""
    policy: str
    fallback_a: float
    """What it falls back to; a port in no group was never given one."""
    stall: str | None

    @property
    def managed(self) -> bool:
        """Whether it is in a group."""
        return self.policy != NOTHING


class Designs:
    """The ports of a site as they are designed.

    Parameters
    ----------
    analysis
        The site, with what is known of it.
    """

    def __init__(self, analysis: SiteLoads) -> None:
        self._analysis = analysis
        self.site: Site = analysis.site

    @cached_property
    def ports(self) -> dict[str, PortDesign]:
        """Every port by name, in the order of the file."""
        deciding = deciding_groups(self.site)
        return {
            port.name: PortDesign(
                port,
                station,
                None if port.circuit is None else self.site.circuits[port.circuit],
                self._feed(station, port),
                self._groups(port),
                deciding[port.name].policy if port.name in deciding else NOTHING,
                self.fallback_a[port.name],
                _stall(station, port),
            )
            for station in self.site.stations.values()
            for port in station.ports
        }

    @cached_property
    def fallback_a(self) -> dict[str, float]:
        """What each port falls back to, given in the file or as the report reckons it [A]."""
        from evsite.allocation.fallback import fallbacks_a

        return fallbacks_a(self.site)

    def level(self, group: Group) -> str:
        """Where a group takes hold: at a circuit, a panel, or above."""
        anchor = self._analysis.anchor[group.name]
        return "circuit" if anchor in self.site.circuits else "panel" if anchor in self.site.panels else "site"

    def _groups(self, port: Port) -> dict[str, tuple[Group, ...]]:
        inside = self._analysis.groups_of_port.get(port.name, ())
        return {level: tuple(each for each in inside if self._level[each.name] == level) for level in LEVELS}

    @cached_property
    def _level(self) -> dict[str, str]:
        return {group.name: self.level(group) for group in self.site.groups.values()}

    def _feed(self, station: Station, port: Port) -> frozenset[str]:
        there = () if port.circuit is None else self._analysis.stations_on_circuit[port.circuit]
        together = sum(other.circuit == port.circuit for other in station.ports) > 1
        found = {JUMPER} if station.jumper else set()
        if len(there) > 1 or (together and not station.jumper):
            found.add(SHARED)
        return frozenset(found or {OWN})


def figure(value: float) -> Figure:
    """A number with no more than two decimals, and none that say nothing."""
    return Figure(value, next((digits for digits in (0, 1) if abs(value - round(value, digits)) < TOLERANCE), 2))


def limit_words(group: Group) -> str:
    """The fixed limit of a group: "320 A", "90 kW"."""
    if group.limit_a is not None:
        return f"{format_number(group.limit_a)} A"
    assert group.limit_kw is not None
    return f"{format_number(group.limit_kw)} {group.power_unit}"


def design_cells(site: Site, each: PortDesign) -> dict[str, str | Figure | None]:
    """What the design says in each column of the record; None where the file does not say it."""
    port, circuit, station = each.port, each.circuit, each.station
    of_circuit: dict[str, str | Figure | None] = {
        "panel": None if circuit is None else circuit.fed_from,
        "circuit": None if circuit is None else circuit.name,
        "spaces": None if circuit is None else ", ".join(map(str, circuit.spaces)) or None,
        "breaker_a": None if circuit is None else figure(circuit.breaker_a),
        "poles": None if circuit is None else Figure(circuit.poles, 0),
        "phases": port.connection,
        "feed": None if circuit is None else ", ".join(sorted(each.feed)),
    }
    of_groups: dict[str, str | Figure | None] = {}
    for level in LEVELS:
        groups = each.groups[level]
        of_groups[f"{level}_group"] = "; ".join(group.name for group in groups) or NOTHING
        of_groups[f"{level}_limit"] = "; ".join(map(limit_words, groups)) or NOTHING
    scheduled = [group.name for level in LEVELS for group in each.groups[level] if group.schedule]
    return {
        "site": site.name,
        "port": port.name,
        "station": station.name,
        "model": None if station.model is None else station.model.id,
        "serial": station.identity.serial,
        "mac": station.identity.mac,
        "stall": each.stall,
        **of_circuit,
        "setting_a": NOTHING if station.setting_a is None else figure(station.setting_a),
        "max_a": figure(port.max_a),
        **of_groups,
        "policy": each.policy,
        "schedule": "; ".join(scheduled) or NOTHING,
        "fallback_a": figure(each.fallback_a) if each.managed else NOTHING,
        "fallback_kw": figure(each.fallback_a * port.output_kw_per_a) if each.managed else NOTHING,
        "test_two_cars_a": "n/a" if len(station.ports) == 1 else None,
    }


def _stall(station: Station, port: Port) -> str | None:
    stalls = station.identity.stalls
    if len(stalls) == len(station.ports):
        return stalls[port.index - 1]
    return stalls[0] if stalls else None

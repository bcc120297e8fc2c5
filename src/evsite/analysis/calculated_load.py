"""The calculated load of charging equipment on feeders and services: each unit counts a least value in some editions.

NEC 2023 220.57: in the calculation of a feeder or a service each charging unit counts the larger of 7,200 VA and its
nameplate. 2026 (120.57): its nameplate, 7,200 VA only where that is not known, which a site file always says. Before:
its nameplate.

How it is read here. It is a value of the load calculation, so it is compared with the rating itself (220.40 and the
following, 215.2, 230.42, 408.30), other load at 100 %. The 125 % for continuous load (215.3, 625.41) is asked of what
the equipment draws, by its nameplate: no source was read that puts it on top of the least value. Where load management
governs, its setpoint counts (625.42(A), 220.70), never more than the values of its members. A branch circuit is sized
by the nameplate alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.site_loads import SiteLoads
from evsite.codebook.conductors import ampacity_a
from evsite.codebook.formulas import least_evse_kva
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import exceeds, fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.devices import Device
    from evsite.model.finding import Path
    from evsite.model.site import Port, Site, Station

RatingKind = Literal["device", "bus", "conductor", "transformer"]


@dataclass(frozen=True, slots=True)
class Rated:
    """What has to carry the load of a node on every line: its device, its bus, its conductors, or a transformer."""

    node: str
    kind: RatingKind
    rating_a: float
    noun: str
    path: Path
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Something whose rating is below the calculated load.

    `evse_kva` is what charging counts in all, `evse_a` on the fullest line, beside `other_a`. `least` are the stations
    that count the least value, `others` how many more there are. `upstream` are nodes that are exceeded too, but
    would not be if this one were put right.
    """

    rated: Rated
    leg: str
    evse_kva: float
    evse_a: float
    other_a: float
    least: tuple[str, ...]
    others: int
    upstream: tuple[str, ...] = ()

    @property
    def total_a(self) -> float:
        """The calculated load on the fullest line [A]."""
        return self.evse_a + self.other_a


class CalculatedLoads(SiteLoads):
    """The loads of a site with each station at its value in the calculation of feeders and services.

    Args:
        site: the site.
    """

    def __init__(self, site: Site) -> None:
        self.least = _below_least(site)
        super().__init__(_raised(site, self.least) if self.least else site)

    def least_below(self, node: str) -> tuple[str, ...]:
        """Stations below a node that count the least value."""
        return tuple(dict.fromkeys(port.station for port in self.ports_below[node] if port.station in self.least))

    def line_a(self, node: str, loads: SiteLoads | None = None) -> dict[str, tuple[float, float]]:
        """What charging and other load count on each line of a node [A]."""
        load, other = (loads or self).greatest(node), self.other_at(node)
        return {leg: (load.line_a(leg), other.total_a(leg)) for leg in self.legs(node)}

    def needs_groups(self, node: str, rating_a: float) -> bool:
        """Whether a rating is too small for the load of a node without its groups."""
        if not self.least_below(node):
            return False
        load, other = self.connected(node), self.other_at(node)
        return any(exceeds(load.line_a(leg) + other.total_a(leg), rating_a) for leg in self.legs(node))


def _below_least(site: Site) -> dict[str, float]:
    """How many times its own load each station counts, for those that count more than that."""
    least_kva = least_evse_kva(site.nec)
    factors: dict[str, float] = {}
    for station in site.stations.values() if least_kva else ():
        own_kva = _own_kva(station)
        if own_kva > 0 and exceeds(least_kva, own_kva):
            factors[station.name] = least_kva / own_kva
    return factors


def _own_kva(station: Station) -> float:
    """What a station draws [kVA]: its nameplate, or the rating that it was set to; 0 for one that is on no circuit."""
    if not station.circuits:
        return 0.0
    if station.jumper_total_a is not None:
        together_a = min(station.jumper_total_a, sum(port.max_a for port in station.ports))
        return together_a * max(port.input_kw_per_a for port in station.ports)
    return sum(port.max_a * port.input_kw_per_a for port in station.ports)


def _raised(site: Site, factors: Mapping[str, float]) -> Site:
    ports: dict[str, Port] = {}
    for port in site.ports.values():
        factor = factors.get(port.station)
        ports[port.name] = port if factor is None else replace(port, max_a=port.max_a * factor)
    stations = dict(site.stations)
    for name, factor in factors.items():
        station = stations[name]
        total_a = station.jumper_total_a
        own = tuple(ports[port.name] for port in station.ports)
        stations[name] = replace(station, ports=own, jumper_total_a=None if total_a is None else total_a * factor)
    return replace(site, ports=ports, stations=stations)


def find_exceeded(
    loads: SiteLoads, calculated: CalculatedLoads, devices: Mapping[str, Device], runs: Iterable[Run]
) -> list[Exceeded]:
    """Everything in feeders and services whose rating is below the calculated load, where the least value decides."""
    found: list[Exceeded] = []
    conductors = {node: run for run in runs if run.conductor and run.kind != "primary" for node in run.nodes}
    for node in (*loads.site.panels, *loads.site.supplies):
        least = calculated.least_below(node)
        if not least:
            continue
        line_a = calculated.line_a(node)
        leg = max(line_a, key=lambda name: round(sum(line_a[name]), 6))  # of lines that are alike the first
        evse_a, other_a = line_a[leg]
        if not exceeds(evse_a, loads.greatest(node).line_a(leg)):
            continue
        over = [each for each in _rated(loads, node, devices, conductors) if exceeds(evse_a + other_a, each.rating_a)]
        # a bus and conductors that are no larger than a device that is too small grow with it
        device = [each for each in over if each.kind in {"device", "transformer"}]
        more = len({port.station for port in loads.ports_below[node]}) - len(least)
        evse_kva = calculated.greatest(node).power_kva
        found += [
            Exceeded(each, leg, evse_kva, evse_a, other_a, least, more)
            for each in (device if any(each.kind == "device" for each in device) else over)
        ]
    return _first_causes(calculated, found)


def _rated(
    loads: SiteLoads, node: str, devices: Mapping[str, Device], conductors: Mapping[str, Run]
) -> Iterator[Rated]:
    """What carries the load of a panel or a supply, each with its rating."""
    device, run = devices.get(node), conductors.get(node)
    if device is not None:
        yield Rated(node, "device", device.rating_a, device.noun, device.path)
    panel, supply = loads.site.panels.get(node), loads.site.supplies.get(node)
    if panel is not None and panel.bus_a is not None:
        yield Rated(node, "bus", panel.bus_a, "bus", (*panel.path, "bus"))
    if supply is not None and supply.kind == "transformer":
        path = (*supply.path, "rating")
        yield Rated(node, "transformer", line_rating_a(rating_kva(supply), supply.system), "transformer", path)
        if supply.secondary_breaker_a is not None:
            path = (*supply.path, "secondary_breaker")
            yield Rated(node, "device", supply.secondary_breaker_a, "secondary breaker", path)
    if run is not None and run.conductor is not None:
        path = (*run.path, "conductor", "size")
        yield Rated(node, "conductor", ampacity_a(run.conductor), "conductors", path, run)


def _first_causes(calculated: CalculatedLoads, found: list[Exceeded]) -> list[Exceeded]:
    """Those that are not exceeded merely because something below them is, which names them."""
    site = calculated.site
    nodes = {each.rated.node for each in found}
    above = {node: [up for up in site.way_up(node)[1:] if up in nodes] for node in nodes}
    lowest = nodes - {up for ups in above.values() for up in ups}
    held_a: dict[str, float] = {}
    for each in found:
        node, left_a = each.rated.node, max(0.0, each.rated.rating_a - each.other_a)
        if node in lowest:
            held_a[node] = min(held_a.get(node, left_a), left_a)
    held = SiteLoads(site, held_a)
    follows = {
        each.rated.node
        for each in found
        if each.rated.node not in lowest
        and all(
            fits(evse_a + other_a, each.rated.rating_a)
            for evse_a, other_a in calculated.line_a(each.rated.node, held).values()
        )
    }
    return [
        replace(each, upstream=tuple(up for up in above[each.rated.node] if up in follows))
        for each in found
        if each.rated.node not in follows
    ]

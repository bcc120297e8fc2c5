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

from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.analysis.primary_load import primary_legs, primary_other, primary_vehicles_a
from evsite.analysis.site_loads import SiteLoads
from evsite.codebook.formulas import least_evse_kva
from evsite.model.site import Port
from evsite.network.compile import take_limits
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.distribution import Supply
    from evsite.model.site import Site, Station

_FIELDS = [each.name for each in fields(Port)]
_VALUES, _MAX_A = attrgetter(*_FIELDS), _FIELDS.index("max_a")


class CalculatedLoads(SiteLoads):
    """The loads of a site with each station at its value in the calculation of feeders and services.

    Parameters
    ----------
    site
        The site.
    """

    def __init__(self, site: Site) -> None:
        self.least = _below_least(site)
        super().__init__(_raised(site, self.least) if self.least else site)

    def least_below(self, node: str) -> tuple[str, ...]:
        """Stations below a node that count the least value."""
        return tuple(dict.fromkeys(port.station for port in self.ports_below[node] if port.station in self.least))

    def line_a(self, node: str, loads: SiteLoads | None = None) -> dict[str, tuple[float, float]]:
        """What charging and other load count on each line of a node, at the time when they are most together [A]."""
        at_once = [(time.greatest(node), time.other_at(node)) for time in (loads or self).times]
        return {
            leg: max(((load.line_a(leg), other.total_a(leg)) for load, other in at_once), key=sum)
            for leg in self.legs(node)
        }

    def primary_line_a(self, supply: Supply, loads: SiteLoads | None = None) -> dict[str, tuple[float, float]]:
        """The same on each primary line of a transformer whose primary system is known [A]."""
        at_once = [(primary_vehicles_a(time, supply), primary_other(time, supply)) for time in (loads or self).times]
        return {
            leg: max(((vehicles_a[leg], other.total_a(leg)) for vehicles_a, other in at_once), key=sum)
            for leg in primary_legs(supply)
        }

    def needs_groups(self, node: str, rating_a: float) -> bool:
        """Whether a rating is too small for the load of a node without its groups."""
        if not self.least_below(node):
            return False
        load, other = self.connected(node), self.highest_other_at(node)
        return any(exceeds(load.line_a(leg) + other.total_a(leg), rating_a) for leg in self.legs(node))


def _below_least(site: Site) -> dict[str, float]:
    """How many times its own load each station counts, for those that count more than that."""
    least_kva = least_evse_kva(site.nec)
    factors: dict[str, float] = {}
    for station in site.stations.values() if least_kva else ():
        nameplate_kva = own_kva(station)
        if nameplate_kva > 0 and exceeds(least_kva, nameplate_kva):
            factors[station.name] = least_kva / nameplate_kva
    return factors


def counted_kva(station: Station, edition: int) -> float:
    """What a station counts in the calculation of feeders and services in an edition, without management [kVA]."""
    nameplate_kva = own_kva(station)
    return max(nameplate_kva, least_evse_kva(edition)) if nameplate_kva > 0 else 0.0


def own_kva(station: Station) -> float:
    """What a station draws [kVA]: its nameplate, or the rating that it was set to; 0 for one that is on no circuit."""
    if not station.circuits:
        return 0.0
    if station.jumper_total_a is not None:
        together_a = min(station.jumper_total_a, sum(port.max_a for port in station.ports))
        return together_a * max(port.input_kw_per_a for port in station.ports)
    return sum(port.max_a * port.input_kw_per_a for port in station.ports)


def _raised(site: Site, factors: Mapping[str, float]) -> Site:
    ports = dict(site.ports)
    stations = dict(site.stations)
    for name, factor in factors.items():
        station = stations[name]
        own = []
        for port in station.ports:
            # `replace` would take twice as long for each of thousands of ports
            values = list(_VALUES(port))
            values[_MAX_A] *= factor
            ports[port.name] = Port(*values)
            own.append(ports[port.name])
        total_a = station.jumper_total_a
        stations[name] = replace(
            station, ports=tuple(own), jumper_total_a=None if total_a is None else total_a * factor
        )
    raised = replace(site, ports=ports, stations=stations)
    jumpered = any(stations[name].jumper_total_a is not None for name in factors)
    return raised if jumpered else take_limits(raised, site)

"""The calculated load of a dwelling on its service: as it is, with chargers in full, and with chargers as managed.

Charging equipment counts what the edition asks for (`calculated_load`), under load management no more than the setpoint
(625.42(A), 220.70), whatever factor the method has for it. Behind a group that a site meter lowers by the other load,
it counts what the setpoint leaves beside the dwelling. Loads of the file on the service count as further appliances,
unless they are recorded ones: these are another method (220.87).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.codebook.dwelling_load import dwelling_load, without_new
from evsite.codebook.dwelling_loads import Appliance, CalculatedLoad, Evse, demand
from evsite.codebook.editions import section
from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.model.moments import upper_envelope
from evsite.rounding import fits
from evsite.words import count

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.analysis.site_loads import SiteLoads
    from evsite.codebook.dwelling_loads import DwellingFacts
    from evsite.model.distribution import Supply
    from evsite.model.site import Group, Load


@dataclass(frozen=True, slots=True)
class DwellingService:
    """The calculated load of a dwelling against the rating of its service.

    `existing` is what is there already, `connected` what comes with everything that is new and every charger in full,
    `managed` the same with chargers as far as groups let them: that is what is judged.
    """

    on: str
    rating_a: float
    va_per_a: float
    existing: CalculatedLoad
    connected: CalculatedLoad
    managed: CalculatedLoad
    existing_a: float
    connected_a: float
    managed_a: float
    managed_at_125_a: float
    """In the standard calculation the managed load with 125 % on charging, which is continuous (215.3, 625.42) [A]."""
    evse_va: float
    """What chargers count as managed, before any factor [VA]."""
    least_a: float
    """The managed load by the mildest reading [A]; 0 where the figures of the section were not read."""
    fits: bool


def dwelling_service(analysis: SiteAnalysis) -> DwellingService | None:
    """The calculated load of the dwelling of a site; None for a site without one."""
    dwelling = analysis.site.dwelling
    if dwelling is None:
        return None
    supply, nec = analysis.site.supplies[dwelling.on], analysis.site.nec
    facts = calculated_facts(analysis)
    va_per_a = per_ampere_va(supply)
    existing = dwelling_load(without_new(facts), (), nec)
    connected = dwelling_load(facts, _evse(analysis, supply, managed=False), nec)
    evse = _evse(analysis, supply, managed=True)
    managed = _behind_meter(analysis, supply, facts, dwelling_load(facts, evse, nec))
    rating_a = service_rating_a(supply)
    return DwellingService(
        on=supply.name,
        rating_a=rating_a,
        va_per_a=va_per_a,
        existing=existing,
        connected=connected,
        managed=managed,
        existing_a=existing.total_va / va_per_a,
        connected_a=connected.total_va / va_per_a,
        managed_a=managed.total_va / va_per_a,
        managed_at_125_a=at_125_va(managed, facts, nec) / va_per_a,
        evse_va=sum(each.va for each in evse),
        least_a=managed.least_va / va_per_a,
        fits=fits(managed.total_va / va_per_a, rating_a),
    )


def at_125_va(load: CalculatedLoad, facts: DwellingFacts, edition: int) -> float:
    """A load with 125 % on its charging [VA]; the optional calculations ask for no such factor."""
    if load.method != "standard":
        return load.total_va
    charging_va = load.total_va - dwelling_load(facts, (), edition).total_va
    return load.total_va + (CONTINUOUS_FACTOR - 1) * charging_va


def per_ampere_va(supply: Supply) -> float:
    """Volt-amperes of a load that is spread evenly over the lines of a service, for each ampere of a line."""
    return 1000 * supply.system.kva_per_a("ABC" if supply.system.three_phase else "".join(supply.system.legs[:2]))


def calculated_facts(analysis: SiteAnalysis) -> DwellingFacts:
    """The dwelling of a site, with the loads that the file has besides on its service."""
    dwelling = analysis.site.dwelling
    assert dwelling is not None
    others = tuple(
        Appliance(f"load {load.name} of the file", 1000 * load.power_kva, fastened=False, new=load.status == "new")
        for load in counted_loads(analysis, dwelling.on)
    )
    return replace(dwelling.facts, appliances=(*dwelling.facts.appliances, *others))


def counted_loads(analysis: SiteAnalysis, on: str) -> list[Load]:
    """Loads of the file on a service that count as further appliances: those that no meter recorded."""
    loads = upper_envelope(analysis.site).loads.values()
    return [load for load in loads if not load.recorded and on in analysis.site.way_up(load.on)]


def measured_beside(analysis: SiteAnalysis, supply: Supply) -> bool:
    """Whether a meter recorded the demand of a service, or load on it."""
    loads = analysis.site.loads.values()
    return supply.metered is not None or any(
        load.recorded and supply.name in analysis.site.way_up(load.on) for load in loads
    )


def metered_group(analysis: SiteAnalysis, supply: Supply) -> Group | None:
    """A group that holds every port on a service to what a site meter leaves of its limit there."""
    ports = {port.name for port in analysis.ports_below[supply.name]}
    found = analysis.groups_at.get(supply.name, [])
    return next((each for each in found if each.metered and ports and ports <= analysis.group_ports[each.name]), None)


def _evse(analysis: SiteAnalysis, supply: Supply, *, managed: bool) -> tuple[Evse, ...]:
    stations = dict.fromkeys(port.station for port in analysis.ports_below[supply.name])
    if not stations:
        return ()

    def load_va(loads: SiteLoads) -> float:
        load = loads.greatest(supply.name) if managed else loads.connected(supply.name)
        line_a = max((load.line_a(leg) for leg in supply.system.legs), default=0.0)
        return min(1000 * load.power_kva, line_a * per_ampere_va(supply))

    va = load_va(analysis.calculated)
    held = managed and not fits(_connected_va(analysis, supply), va)
    name = count(len(stations), "charging station") + (", as far as groups let them" if held else "")
    return (Evse(name, va, min(va, load_va(analysis))),)


def _connected_va(analysis: SiteAnalysis, supply: Supply) -> float:
    return sum(each.va for each in _evse(analysis, supply, managed=False))


def _behind_meter(analysis: SiteAnalysis, supply: Supply, facts: DwellingFacts, load: CalculatedLoad) -> CalculatedLoad:
    """The load where a metered group holds the chargers to what the setpoint leaves beside the dwelling."""
    group, nec = metered_group(analysis, supply), analysis.site.nec
    if group is None:
        return load
    house = dwelling_load(facts, (), nec)
    limit_a = group.limit_a
    setpoint_va = 1000 * (group.limit_kw or 0.0) if limit_a is None else limit_a * per_ampere_va(supply)
    left_va = max(0.0, setpoint_va - house.total_va)
    if fits(load.total_va - house.total_va, left_va):
        return load
    cited = section("setpoint-load", nec) or section("ems-load", nec) or ""
    row = demand(f"charging, what the setpoint of group {group.name} leaves", left_va, 1.0, cited)
    return replace(
        house,
        rows=(*house.rows, row),
        total_va=house.total_va + left_va,
        least_va=min(load.least_va, house.least_va + left_va),
    )

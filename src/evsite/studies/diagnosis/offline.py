"""Stations that nobody can reach: what they give, and that a group with one of them is not enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.studies.diagnosis.facts import alike, exactly
from evsite.studies.diagnosis.results import Cause, GroupStations, PortFallback

if TYPE_CHECKING:
    from evsite.model.site import Port
    from evsite.studies.diagnosis.facts import Facts


def at_fallback(facts: Facts) -> Cause:
    """Stations that give no more than their fallback while they are out of reach."""
    ports = [port for port in facts.asked if port.name in facts.analysis.managed_ports]
    return _out_of_reach(facts, ports, "EV409", "EV413")


def nothing_offline(facts: Facts) -> Cause:
    """Stations that give nothing while they are out of reach."""
    ports = [port for port in facts.asked if port.name in facts.analysis.managed_ports]
    none = [port for port in ports if not facts.fallback_a[port.name]]
    if ports and not none:
        return Cause("unreachable-stations", "no", _fallbacks(facts, ports))
    return _out_of_reach(facts, none)


def not_reached(facts: Facts) -> Cause:
    """Groups that are not enabled before all of their stations are reached."""
    if not facts.groups:
        return Cause("unreachable-stations", "no")
    found = tuple(
        GroupStations(
            group.name, len({facts.site.ports[name].station for name in group.ports}), group.connectivity
        )
        for group in facts.groups
    )
    poor = any(group.connectivity == "poor" for group in facts.groups)
    return Cause("unreachable-stations", "yes" if poor else "check-on-site", found, facts.remedies("EV422"))


def _out_of_reach(facts: Facts, ports: list[Port], *codes: str) -> Cause:
    if not ports:
        return Cause("unreachable-stations", "no")
    names = {port.name for port in ports}
    poor = any(group.connectivity == "poor" and not names.isdisjoint(group.ports) for group in facts.groups)
    return Cause(
        "unreachable-stations",
        "yes" if poor else "check-on-site",
        _fallbacks(facts, ports),
        facts.remedies("EV422", *codes),
    )


def _fallbacks(facts: Facts, ports: list[Port]) -> tuple[PortFallback, ...]:
    return tuple(_fallback(facts, each) for each in alike(ports, lambda port: _key(facts, port)))


def _key(facts: Facts, port: Port) -> tuple[object, ...]:
    given = facts.site.stations[port.station].fallback_a is not None
    return exactly(facts.fallback_a[port.name]), port.voltage_v, port.output_kw_per_a, given


def _fallback(facts: Facts, ports: list[Port]) -> PortFallback:
    first = ports[0]
    current_a = facts.fallback_a[first.name]
    power_kw = current_a * first.output_kw_per_a
    return PortFallback(
        ports=tuple(port.name for port in ports),
        current_a=current_a,
        power_kw=power_kw,
        range_mi_per_h=power_kw * facts.report.miles_per_kwh,
        voltage_v=first.voltage_v,
        given=facts.site.stations[first.station].fallback_a is not None,
    )

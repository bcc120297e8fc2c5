"""Stations that cannot be reached: what they give, and that a group with one of them is not enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.studies.diagnosis.evidence import BesideOffline, GroupStations, PortFallback
from evsite.studies.diagnosis.facts import exactly, group_equal
from evsite.studies.diagnosis.results import Cause

if TYPE_CHECKING:
    from evsite.model.site import Port
    from evsite.studies.diagnosis.evidence import Evidence
    from evsite.studies.diagnosis.facts import Facts
    from evsite.studies.diagnosis.results import Answer


def at_fallback(facts: Facts) -> Cause | None:
    """Stations out of reach, which give no more than their fallback, and leave others less; None without groups."""
    ports = [port for port in facts.requested_ports if port.name in facts.analysis.managed_ports]
    if not ports:
        return None
    lower = [port for port in ports if _loses(facts, port)]
    found: tuple[Evidence, ...] = (*_fallbacks(facts, ports), *_beside_offline(facts, lower))
    return Cause("unreachable-stations", _answer(facts, ports), found, facts.remedies("EV409", "EV413", "EV422"))


def nothing_offline(facts: Facts) -> Cause | None:
    """Stations out of reach, which give nothing or leave others nothing; None without groups."""
    ports = [port for port in facts.requested_ports if port.name in facts.analysis.managed_ports]
    if not ports:
        return None
    none = [port for port in ports if not facts.fallback_a[port.name]]
    left = [
        port for port in ports if _loses(facts, port) and not facts.report.guarantees[port.name].with_offline_current_a
    ]
    if not none and not left:
        return Cause("unreachable-stations", "no", _fallbacks(facts, ports))
    found: tuple[Evidence, ...] = (*_fallbacks(facts, none), *_beside_offline(facts, left))
    return Cause("unreachable-stations", _answer(facts, ports), found, facts.remedies("EV409", "EV413", "EV422"))


def not_reached(facts: Facts) -> Cause | None:
    """Groups that are not enabled before all of their stations are reached; None without groups."""
    if not facts.groups:
        return None
    found = tuple(
        GroupStations(group.name, len({facts.site.ports[name].station for name in group.ports}), group.connectivity)
        for group in facts.groups
    )
    poor = any(group.connectivity == "poor" for group in facts.groups)
    return Cause("unreachable-stations", "yes" if poor else "check-on-site", found, facts.remedies("EV422"))


def _answer(facts: Facts, ports: list[Port]) -> Answer:
    """Whether ports are known to be out of reach at times."""
    names = {port.name for port in ports}
    poor = any(group.connectivity == "poor" and not names.isdisjoint(group.ports) for group in facts.groups)
    return "yes" if poor else "check-on-site"


def _loses(facts: Facts, port: Port) -> bool:
    """Whether some mix of offline stations leaves a port less than it is sure of otherwise."""
    found = facts.report.guarantees.get(port.name)
    return found is not None and found.with_offline is not None and found.with_offline.lowers(found.current_a)


def _beside_offline(facts: Facts, ports: list[Port]) -> tuple[BesideOffline, ...]:
    """What ports keep of their guarantee in the worst mix of offline stations, those alike together."""
    guarantees = facts.report.guarantees
    return tuple(
        _beside(facts, each)
        for each in group_equal(
            ports,
            lambda port: (
                exactly(guarantees[port.name].with_offline_current_a),
                exactly(guarantees[port.name].current_a),
                port.voltage_v,
                port.output_kw_per_a,
            ),
        )
    )


def _beside(facts: Facts, ports: list[Port]) -> BesideOffline:
    first = ports[0]
    found = facts.report.guarantees[first.name]
    current_a = found.with_offline_current_a
    power_kw = current_a * first.output_kw_per_a
    names = tuple(port.name for port in ports)
    range_mi_per_h = power_kw * facts.report.miles_per_kwh
    return BesideOffline(names, current_a, power_kw, range_mi_per_h, first.voltage_v, found.current_a)


def _fallbacks(facts: Facts, ports: list[Port]) -> tuple[PortFallback, ...]:
    return tuple(_fallback(facts, each) for each in group_equal(ports, lambda port: _key(facts, port)))


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

"""What stations are built and installed for: jumpers, Power Select, settings, power modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.rounding import exceeds
from evsite.studies.diagnosis.evidence import ExpectedSetting, JumperFeed, SetBelowRating, SharedModules
from evsite.studies.diagnosis.facts import exactly, group_equal
from evsite.studies.diagnosis.results import Cause

if TYPE_CHECKING:
    from evsite.model.site import Port, Station
    from evsite.studies.diagnosis.facts import Facts


def jumper(facts: Facts) -> Cause:
    """Stations whose ports share one feed by the jumper."""
    fed = [
        station
        for station in map(facts.site.stations.__getitem__, facts.stations)
        if station.jumper_total_a is not None and len(station.ports) > 1 and not station.ports[0].dc
    ]
    limits = (facts.limit_of(port) for port in facts.reported)
    holding = {limit.owner for limit in limits if limit is not None and limit.kind == "jumper"}
    found = tuple(
        _feed(facts, some, holds=some[0].name in holding)
        for some in group_equal(
            fed,
            lambda each: (
                *(exactly(each.jumper_total_a), len(each.ports), each.ports[0].max_a, each.ports[0].rated_a),
                *(_voltage(each), each.name in holding),
            ),
        )
    )
    return Cause("jumper", "yes" if found else "no", found, facts.remedies("EV610") if found else ())


def _voltage(station: Station) -> tuple[float, float]:
    return station.ports[0].voltage_v, station.ports[0].output_kw_per_a


def _own_breaker_a(facts: Facts, port: Port) -> float | None:
    """The breaker of a circuit that carries all that a port is built for, as a continuous load (NEC 625.41)."""
    return None if port.dc else next_standard_a(CONTINUOUS_FACTOR * port.rated_a, facts.site.nec)


def _feed(facts: Facts, stations: list[Station], *, holds: bool) -> JumperFeed:
    first = stations[0]
    port = first.ports[0]
    assert first.jumper_total_a is not None
    each_a = min(port.max_a, first.jumper_total_a / len(first.ports))
    return JumperFeed(
        stations=tuple(station.name for station in stations),
        total_a=first.jumper_total_a,
        max_a=min(port.max_a, first.jumper_total_a),
        each_a=each_a,
        each_kw=each_a * port.output_kw_per_a,
        voltage_v=port.voltage_v,
        holds=holds,
        own_a=port.rated_a,
        own_breaker_a=_own_breaker_a(facts, port),
    )


def power_select(facts: Facts) -> Cause:
    """Ports that are set, or fed, for less than what their stations are built for."""
    low = [port for port in facts.requested_ports if exceeds(port.rated_a, port.max_a)]
    found = tuple(
        _below(facts, some)
        for some in group_equal(
            low, lambda port: (port.rated_a, port.max_a, port.voltage_v, port.output_kw_per_a, port.dc)
        )
    )
    return Cause("power-select", "yes" if found else "no", found, facts.remedies("EV111", "EV611") if found else ())


def _below(facts: Facts, ports: list[Port]) -> SetBelowRating:
    first = ports[0]
    names = tuple(port.name for port in ports)
    max_kw, breaker_a = first.max_a * first.output_kw_per_a, _own_breaker_a(facts, first)
    return SetBelowRating(names, first.rated_a, first.max_a, max_kw, first.voltage_v, breaker_a)


def setting(facts: Facts) -> Cause | None:
    """What installers had to enter at the stations, which no file shows that they did; None without circuits."""
    on_circuits = [station for name in facts.stations if (station := facts.site.stations[name]).circuits]
    found = tuple(_expected(facts, some) for some in group_equal(on_circuits, lambda station: _entered(facts, station)))
    if not found:
        return None
    return Cause("station-setting", "check-on-site", found, facts.remedies("EV111"))


def _entered(facts: Facts, station: Station) -> tuple[float, bool, float]:
    port = station.ports[0]
    return facts.site.circuits[station.circuits[0]].breaker_a, station.jumper and not port.dc, port.max_a


def _expected(facts: Facts, stations: list[Station]) -> ExpectedSetting:
    return ExpectedSetting(tuple(station.name for station in stations), *_entered(facts, stations[0]))


def shared_modules(facts: Facts) -> Cause | None:
    """Power modules that several ports share; None on a site without."""
    if not facts.site.pools:
        return None
    pools = [pool for pool in facts.site.pools if not facts.ports.isdisjoint(pool.ports)]
    found = tuple(
        SharedModules(pool.stations, pool.ports, sum(pool.modules), pool.module_kw, pool.port_modules) for pool in pools
    )
    return Cause("shared-modules", "yes" if found else "no", found, facts.remedies("EV615") if found else ())

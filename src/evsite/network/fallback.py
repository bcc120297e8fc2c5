"""What a port draws when its station cannot be reached: given in the file, or the least that the product falls back to.

A station that is offline follows no policy any more and obeys no group, so its fallback is reserved before anything is
shared, and all stations offline together have to fit every limit, also the lowest one of any schedule (vendor guide,
"What happens if Chargers are Unreachable (Offline)?", "Failsafe Power Value"). What a station does by itself it still
does: the ports of a jumpered station share their one feed. A port in no group was never given a fallback: it draws what
it is rated for.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.model.moments import lower_envelope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.site import Group, Port, Site

AC_LEAST_FALLBACK_KW = 1.8
"""Least fallback of a single-phase AC port [kW] (vendor guide, "Failsafe Power Value")."""

THREE_PHASE_LEAST_FALLBACK_A = 8.0
"""Least fallback of a three-phase AC port in each phase [A] (vendor guide, "Failsafe Power Value")."""

_ROOT3 = math.sqrt(3)


def given_fallback_a(site: Site, port: Port) -> float | None:
    """The fallback that the file gives for a port [A]."""
    fallback_a = site.stations[port.station].fallback_a
    return None if fallback_a is None else min(fallback_a, alone_a(site, port))


def alone_a(site: Site, port: Port) -> float:
    """The most that a port can draw by itself, whatever is connected above its station [A]."""
    total_a = site.stations[port.station].jumper_total_a
    return port.max_a if total_a is None else min(port.max_a, total_a)


def least_settable_fallback_a(port: Port) -> float:
    """The least fallback that an AC port can be set to [A]: 1.8 kW, or 8 A in each of three phases, or a step above."""
    least_a = THREE_PHASE_LEAST_FALLBACK_A if port.connection == "ABC" else AC_LEAST_FALLBACK_KW / port.output_kw_per_a
    least_a = min(port.max_a, least_a)
    return least_a if port.steps is None else min(port.steps.round_up_a(least_a), port.steps.round_down_a(port.max_a))


def least_fallbacks_a(site: Site) -> dict[str, float]:
    """The fallback of every port: given, or as low as the product goes [A].

    AC ports go down to 1.8 kW, or to 8 A in each of three phases. DC ports take their nominal share of what the AC
    ports leave of the limit of the smallest group around them; without a limit to share, all that they can draw, the
    ports of one cabinet together what it can. Shares are nominal, and what is shared is counted where the limit is:
    with the losses of the stations. A port in no group draws what it is rated for.
    """
    managed = site.managed_ports()
    found: dict[str, float] = {}
    for name, port in site.ports.items():
        given = given_fallback_a(site, port) if name in managed else alone_a(site, port)
        found[name] = (
            given if given is not None else (_all_a(site, port) if port.dc else least_settable_fallback_a(port))
        )
    for group in _smallest_groups(lower_envelope(site)):
        shared = [
            site.ports[name]
            for name in group.ports
            if site.ports[name].dc and given_fallback_a(site, site.ports[name]) is None
        ]
        fixed = set(group.ports) - {port.name for port in shared}
        # amperes are counted as the power that they carry
        apparent = group.limit_apparent or group.limit_kw is None
        kw_per_a = {name: site.ports[name].counted_kw_per_a(apparent=apparent) for name in group.ports}
        drawn_a = within_jumpers(site, {name: found[name] for name in fixed})
        left_kw = group_limit_kw(site, group) - sum(amps * kw_per_a[name] for name, amps in drawn_a.items())
        nominal_kw = sum(port.max_a * kw_per_a[port.name] for port in shared)
        for port in shared:
            part = max(0.0, left_kw) / nominal_kw if nominal_kw else 0.0
            found[port.name] = min(found[port.name], part * port.max_a)
    return found


def within_jumpers(site: Site, current_a: Mapping[str, float]) -> dict[str, float]:
    """What ports draw at one time, each of which would draw so much by itself: jumpered ones share their feed [A]."""
    found = dict(current_a)
    stations = dict.fromkeys(site.ports[name].station for name in current_a)
    for station in map(site.stations.__getitem__, stations):
        if station.jumper_total_a is None:
            continue
        there = [port.name for port in station.ports if port.name in found]
        together_a = sum(found[name] for name in there)
        if together_a > station.jumper_total_a:
            for name in there:
                found[name] *= station.jumper_total_a / together_a
    return found


def _all_a(site: Site, port: Port) -> float:
    """All that a DC port can draw while the other ports of its cabinet draw as much [A]."""
    station = site.stations[port.station]
    if station.jumper_total_a is None:
        return port.max_a
    return min(port.max_a, station.jumper_total_a / len(station.ports))


def _smallest_groups(site: Site) -> list[Group]:
    """Groups with DC ports, the largest first, so that the smallest has the last word."""
    groups = [group for group in site.groups.values() if any(site.ports[name].dc for name in group.ports)]
    largest_first = sorted(groups, key=lambda group: -len(group.ports))
    return [single for group in largest_first for single in _by_unit(group)]


def _by_unit(group: Group) -> list[Group]:
    """A group with each of its limits alone, where it has one in amperes and one of power."""
    if group.limit_a is None or group.limit_kw is None:
        return [group]
    return [replace(group, limit_kw=None), replace(group, limit_a=None)]


def group_limit_kw(site: Site, group: Group) -> float:
    """The limit of a group as power [kW]: amperes at the voltage of what it sits on, sqrt(3) times for three phases."""
    if group.limit_kw is not None:
        return group.limit_kw
    assert group.limit_a is not None
    if group.on in site.circuits:
        circuit = site.circuits[group.on]
        return group.limit_a * circuit.system.kva_per_a(circuit.connection)
    if group.on is not None:
        system = site.system_at(group.on)
    else:
        circuits = (site.ports[name].circuit for name in group.ports)
        system = site.circuits[next(name for name in circuits if name is not None)].system
    return group.limit_a * system.line_v * (_ROOT3 if system.three_phase else 1.0) / 1000

"""The vehicle: what it takes of what a port gives, and what it needs to start at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.shares import offered_a, shares_with_a_bound, starved
from evsite.model.settings import ADVISED_MINIMUM_KW
from evsite.model.vehicles import load_vehicles
from evsite.rounding import exceeds
from evsite.studies.diagnosis.evidence import OfferedPower
from evsite.studies.diagnosis.facts import exactly, group_equal
from evsite.studies.diagnosis.results import Cause
from evsite.studies.vehicles import listed_vehicles

if TYPE_CHECKING:
    from evsite.model.site import Port
    from evsite.studies.diagnosis.facts import Facts


def takes_less(facts: Facts) -> Cause | None:
    """Vehicles that take less than the port gives; None without ports."""
    if not facts.requested_ports:
        return None
    every = len(facts.ports) == len(facts.site.ports)
    listed = facts.report.vehicles
    if not every:
        listed = listed_vehicles(replace(facts.site, ports={port.name: port for port in facts.requested_ports}))
    if listed is None:
        return Cause("vehicle", "check-on-site")
    return Cause("vehicle", "yes" if listed.unable else "no", (listed,))


def offered_too_little(facts: Facts) -> Cause:
    """Ports that may offer less than 1.5 kW, which some vehicles do not begin to draw."""
    low = [
        port
        for port in shares_with_a_bound(facts.analysis)
        if port.name in facts.ports
        and not starved(facts.analysis, port)
        and exceeds(ADVISED_MINIMUM_KW, offered_a(facts.analysis, port) * port.output_kw_per_a)
    ]
    found = tuple(
        _offered(facts, some)
        for some in group_equal(
            low, lambda port: (exactly(offered_a(facts.analysis, port)), port.voltage_v, port.output_kw_per_a)
        )
    )
    return Cause("below-1.5-kw", "yes" if found else "no", found, facts.remedies("EV421", "EV406") if found else ())


def _offered(facts: Facts, ports: list[Port]) -> OfferedPower:
    first = ports[0]
    current_a = offered_a(facts.analysis, first)
    unable = sum(exceeds(vehicle.min_current_a or 0.0, current_a) for vehicle in load_vehicles().values())
    names = tuple(port.name for port in ports)
    return OfferedPower(names, current_a, current_a * first.output_kw_per_a, first.voltage_v, unable)


def is_full(facts: Facts) -> Cause | None:
    """A battery that is full, which no site file shows; None without ports."""
    return Cause("vehicle-full", "check-on-site") if facts.requested_ports else None


def is_overheated(facts: Facts) -> Cause | None:
    """A vehicle that pauses to cool down, which no site file shows; None without ports."""
    return Cause("vehicle-overheated", "check-on-site", (), facts.remedies("EV631")) if facts.requested_ports else None

"""The home runs of a regular installation: a circuit for each port, on the breaker of its full rating.

Vendor guide, "Compare a Regular Install to Power Sharing": every port has a feed of its own. A station that is built
with one feed, as DC cabinets are, keeps one for all of its ports.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.rounding import ceil_to, exceeds, fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.distribution import Circuit
    from evsite.model.site import Port, Site, Station


@dataclass(frozen=True, slots=True)
class HomeRun:
    """A circuit of a regular installation, and the circuit of the site that it stands for."""

    station: str
    table: str
    """The table of the station in the file."""
    circuit: Circuit
    """The circuit of the site: where this one starts, its poles, its conductors."""
    breaker_a: float
    power_kva: float
    """What its ports draw at their full rating."""
    first: bool
    """Whether no other home run stands for the same circuit before it."""
    same: bool
    """Whether the site has just this circuit: for these ports alone, on a breaker of their full rating."""


def home_runs_of(site: Site) -> tuple[HomeRun, ...]:
    """The home runs of a regular installation, in the order of the stations and their ports."""
    ports = Counter(port.circuit for port in site.ports.values())
    seen: set[str] = set()
    found = []
    for station in site.stations.values():
        for feed in feeds(station):
            port = feed[0]
            if port.circuit is None:
                continue
            circuit = site.circuits[port.circuit]
            full_a = _full_a(station, feed)
            breaker_a = full_breaker_a(station, full_a, site.nec)
            own = ports[circuit.name] == len(feed)
            if own and fits(CONTINUOUS_FACTOR * full_a, circuit.breaker_a) and fits(port.rated_a, port.max_a):
                breaker_a = circuit.breaker_a
            same = own and fits(breaker_a, circuit.breaker_a) and fits(circuit.breaker_a, breaker_a)
            power_kva = full_a * port.input_kw_per_a
            table = str(station.path[1])
            found.append(
                HomeRun(
                    station.name,
                    table,
                    circuit,
                    breaker_a,
                    power_kva,
                    circuit.name not in seen,
                    same and keeps(station),
                )
            )
            seen.add(circuit.name)
    return tuple(found)


def feeds(station: Station) -> Iterator[tuple[Port, ...]]:
    """The ports of each feed of a regular installation: each port alone, or all of a station with one feed."""
    if built_with_one_feed(station):
        yield station.ports
    else:
        yield from ((port,) for port in station.ports)


def built_with_one_feed(station: Station) -> bool:
    """Whether all ports of a station hang on one feed that no jumper made."""
    ports = len(station.ports)
    if not station.jumper or ports == 1:
        return False
    return station.ports[0].dc or (station.model is not None and station.model.single_feed(ports))


def keeps(station: Station) -> bool:
    """Whether a regular installation has the station as the site has it, without a jumper and as built."""
    jumpered = station.jumper and len(station.ports) > 1 and not built_with_one_feed(station)
    return not jumpered and not is_derated(station)


def is_derated(station: Station) -> bool:
    """Whether Power Select holds the ports of a station below what they are built for."""
    return station.setting_a is not None and exceeds(station.ports[0].rated_a, station.setting_a)


def full_breaker_a(station: Station, full_a: float, edition: int) -> float:
    """The breaker of a feed at its full rating [A]: that of the model, or the next standard one above 125 %."""
    least_a = CONTINUOUS_FACTOR * full_a
    model = station.model
    if model is not None and not station.ports[0].dc:
        rated = model.port_max_a is not None and fits(model.port_max_a, station.ports[0].rated_a)
        listed: dict[float, float] = {} if model.breaker_a is None else {model.breaker_a: full_a}
        if built_with_one_feed(station):
            listed.update({breaker_a: 2 * each_a for breaker_a, (_, each_a) in model.jumper_settings.items()})
        else:
            listed.update(model.settings)
        for breaker_a in sorted(listed) if rated else ():
            if fits(full_a, listed[breaker_a]) and fits(least_a, breaker_a):
                return float(breaker_a)
    elif model is not None and model.breaker_a is not None and fits(least_a, model.breaker_a):
        return float(model.breaker_a)
    return next_standard_a(least_a, edition) or ceil_to(least_a, 100.0)


def _full_a(station: Station, feed: tuple[Port, ...]) -> float:
    """What a feed carries at the full rating of its ports [A]."""
    port = feed[0]
    if len(feed) == 1:
        return port.rated_a
    if port.dc:
        return port.rated_a if station.jumper_total_a is None else station.jumper_total_a
    return len(feed) * port.rated_a

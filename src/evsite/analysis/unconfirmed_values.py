"""A site as it would be if the figures of the catalogue not confirmed in a document were other ones.

What holds at the least and at the greatest that such a figure could be rests on something else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.stated import not_read

if TYPE_CHECKING:
    from evsite.model.site import Port, Site, Station

_MOST_AC_A = 80.0
"""The most that a J1772 port offers [A]."""
_DC_FACTORS = (0.1, 2.0)
"""How far from the catalogue the input current of a DC station is tried: no figure says what else it could be."""
_POWERS = {"dc_kw", "module_kw"}


def has_unconfirmed_values(site: Site) -> bool:
    """Whether a station of the site is of a model of which is not confirmed every figure in a document."""
    models = {id(station.model): station.model for station in site.stations.values() if station.model is not None}
    return any(model.unseen_values for model in models.values())


def with_other_values(site: Site, *, least: bool) -> Site:
    """The site with every figure that is not confirmed as small (`least`) or as great as it could be.

    Models have none of these figures; ports that are calculated with one draw the least, or the most, that such a port
    can. What the site file says, and what was read, stays.
    """
    models = {id(station.model): station.model for station in site.stations.values() if station.model is not None}
    read = {key: model.as_read() for key, model in models.items()}
    stations = {}
    for name, station in site.stations.items():
        other = station if station.model is None else replace(station, model=read[id(station.model)])
        if station.unseen:
            other = _dc(other, least=least) if station.ports[0].dc else _ac(other, least=least)
        stations[name] = other
    if not any(station.unseen for station in site.stations.values()):
        return replace(site, stations=stations).take_over(site)
    ports = {port.name: port for station in stations.values() for port in station.ports}
    return replace(site, stations=stations, ports={name: ports[name] for name in site.ports})


def _ac(station: Station, *, least: bool) -> Station:
    """A station with other amperes where those of the catalogue were not read; amperes carry their marks."""

    def other(port: Port) -> Port:
        min_a = J1772_MINIMUM_A if not_read(port.min_a) else port.min_a
        end_a = (min_a or J1772_MINIMUM_A) if least else max(_MOST_AC_A, port.rated_a)
        rated_a = end_a if not_read(port.rated_a) else port.rated_a
        max_a = min(end_a, rated_a) if not_read(port.max_a) else port.max_a
        return replace(port, rated_a=max(rated_a, max_a), max_a=max_a, min_a=min_a)

    ports = tuple(other(port) for port in station.ports)
    total_a, setting_a = station.jumper_total_a, station.setting_a
    if not_read(total_a):
        total_a = sum(port.max_a for port in ports)
    return replace(
        station, ports=ports, jumper_total_a=total_a, setting_a=ports[0].max_a if not_read(setting_a) else setting_a
    )


def _dc(station: Station, *, least: bool) -> Station:
    """A station that draws more or less for the same kilowatts; where these were read, no less than without losses."""
    factor = _DC_FACTORS[0 if least else 1]
    if least and _POWERS.isdisjoint(each.figure for each in station.unseen):
        factor = max(port.output_kw_per_a / port.input_kw_per_a for port in station.ports)
    ports = tuple(
        replace(
            port,
            rated_a=port.rated_a * factor,
            max_a=port.max_a * factor,
            output_kw_per_a=port.output_kw_per_a / factor,
        )
        for port in station.ports
    )
    total_a = station.jumper_total_a
    return replace(station, ports=ports, jumper_total_a=None if total_a is None else total_a * factor)

"""Edits that remedies are made of: a group on a node, fewer ports, a supply of another size."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from evsite.model.remedy import Edit
from evsite.words import count, format_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Group, Site


_LONGEST = 90
"""Letters of a name that leave room for a number."""


def group_on(site: Site, node: str, limit: str) -> Edit:
    """A new group on a node: all ports there share a limit."""
    names = itertools.chain([node], (f"{node[:_LONGEST]} {number}" for number in itertools.count(2)))
    name = next(name for name in names if name not in site.groups)
    return Edit(("groups", name), {"on": node, "limit": limit})


def limit_of(group: Group, limit: float, *, power: bool = False) -> Edit | None:
    """Another limit of a group, in A or else in the unit of its power; None for one that lets nothing through."""
    return Edit(group.limit_path, f"{format_number(limit)} {group.power_unit if power else 'A'}") if limit > 0 else None


def at_most_ports(loads: SiteLoads, ports: Collection[str], number: int) -> Edit | str:
    """Fewer of these ports: an edit where they are all of one table of stations, in words where they are of several."""
    owners = dict.fromkeys(loads.site.ports[name].station for name in ports)
    stations = [loads.site.stations[name] for name in owners]
    tables = {station.path for station in stations}
    in_words = f"at most {count(number, 'port')}"
    if len(tables) != 1:
        return in_words
    (table,) = tables
    if loads.ports_of_table[table] != len(ports):
        return in_words
    first = stations[0]
    if len(first.ports) == 1:
        return Edit((*table, "count"), number, "port")
    if len(stations) == 1 and first.model is None:
        return Edit((*table, "ports"), number, "port")
    whole_stations = number // len(first.ports)
    return Edit((*table, "count"), whole_stations, "station") if whole_stations else in_words


def members_of(site: Site, stations: Iterable[str]) -> str | list[str]:
    """What `members` of a group has to say to hold these stations: tables by their name where all of one are in it."""
    wanted = dict.fromkeys(stations)
    tables = site.once("stations of tables", lambda: _stations_of_tables(site))
    named = dict.fromkeys(site.stations[name].path for name in wanted)
    whole = {name: str(table[1]) for table in named if wanted.keys() >= set(tables[table]) for name in tables[table]}
    members = list(dict.fromkeys(whole.get(name, name) for name in wanted))
    return members[0] if len(members) == 1 else members


def _stations_of_tables(site: Site) -> dict[Path, list[str]]:
    tables: dict[Path, list[str]] = {}
    for station in site.stations.values():
        tables.setdefault(station.path, []).append(station.name)
    return tables


def supply_of(supply: Supply, rating: str) -> Edit:
    """A service or transformer of another rating."""
    return Edit((*supply.path, "rating"), rating, supply.kind)

"""Ports by the name of a station, of a family of stations, or of a port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE, Edit, added, meant, remedy
from evsite.sitefile import problems
from evsite.sitefile.wording import name_to_paste, shown
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.remedy import Way
    from evsite.sitefile.resolve.context import ResolveContext


def member_ports(context: ResolveContext, path: Path, name: str) -> list[str] | None:
    """Ports of a station, a family or a port; None, with a finding unless it is merely broken, if there is none.

    Parameters
    ----------
    context
        The site so far.
    path
        Where the name stands.
    name
        The name.
    """
    in_group = path[0] == "groups"
    station = name.rpartition(".")[0] or name
    if (
        context.is_broken("stations", name)
        or context.is_broken("stations", station)
        or "stations" in context.tables.unread
    ):
        return None
    if name in context.ports:
        return [name]
    names = context.station_families.get(name) or ([name] if name in context.stations else [])
    if names:
        return [port.name for one in names for port in context.stations[one].ports]
    if (
        name in context.circuits
        or name in context.panels
        or name in context.supplies
        or name in context.circuit_families
    ):
        message = f"'{shown(name)}' is no station, expected stations, families of them, or ports"
        way: Way = f"{assignment('on', name_to_paste(name))} holds every port below it" if in_group else None
        if path[-1] == "members" and (name in context.circuits or name not in context.circuit_families):
            way = added([Edit(path, REMOVE), Edit((*path[:-1], "on"), name)], "which holds every port below it")
        context.report(problems.WRONG_KIND, message, path, remedy=way)
    elif station in context.stations:
        count = len(context.stations[station].ports)
        message = f"station '{shown(station)}' has no port '{shown(name)}'"
        first = f"{station}.1"
        ways = meant(path, first) if count == 1 else remedy(f"it has {first} to {station}.{count}")
        context.report(problems.UNKNOWN_NAME, message, path, remedy=ways)
    else:
        known = (context.ports, context.stations, context.station_families)
        context.unknown(
            name, path, "station", context.names("stations"), lambda each: any(each in names for names in known)
        )
    return None

"""Fleets whose charging is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.fleets import Fleet
from evsite.sitefile.resolve.member_ports import member_ports

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.sitefile.resolve.context import ResolveContext


def resolve_fleets(context: ResolveContext) -> None:
    """Resolve every fleet; those that cannot be are left out."""
    order = {name: number for number, name in enumerate(context.ports)} if context.tables.fleets else {}
    for name, table in context.tables.fleets.items():
        path = ("fleets", name)
        ports = None if table.ports is None else _ports(context, path, table.ports)
        if ports is None and table.ports is not None:
            continue
        context.fleets[name] = Fleet(
            name=name,
            rank=table.rank,
            intent=table.intent,
            target_soc=table.target_soc,
            ports=None if ports is None else tuple(sorted(ports, key=order.__getitem__)),
            efficiency=table.efficiency,
            path=path,
        )


def _ports(context: ResolveContext, path: Path, names: tuple[str, ...]) -> dict[str, None] | None:
    """The ports of a list of names; None, with findings, where one of them is no port."""
    found: dict[str, None] = {}
    good = True
    for number, name in enumerate(names):
        place = (*path, "ports", number) if len(names) > 1 else (*path, "ports")
        ports = member_ports(context, place, name)
        good = good and ports is not None
        found.update(dict.fromkeys(ports or ()))
    return found if good else None

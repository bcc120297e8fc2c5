"""Circuits: families spelt out, breakers put into their panels, conductors described."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from evsite.model.distribution import Circuit
from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, added, one_of, remedy, when
from evsite.sitefile import problems
from evsite.sitefile.resolve.conductors import installed_conductor
from evsite.sitefile.resolve.descriptions import circuit_description
from evsite.sitefile.resolve.panel_filling import Breaker, fill_panels
from evsite.sitefile.resolve.spaces import run_of, why_not_there
from evsite.sitefile.tables.equipment import current_beside_poles
from evsite.sitefile.wording import header_of, shown
from evsite.words import count, listed

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.remedy import Way
    from evsite.model.systems import VoltageSystem
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.equipment import CircuitTable


def resolve_circuits(context: ResolveContext) -> None:
    """Resolve every circuit; those that cannot be are left out and marked as broken."""
    owners: dict[str, Path] = {name: ("supplies", name) for name in context.tables.supplies}
    owners.update({name: ("panels", name) for name in context.tables.panels})
    waiting: dict[str, list[Breaker]] = {}
    made = 0
    for name, raw in context.tables.broken["circuits"].items():
        context.broken["nodes"].add(name)
        if isinstance(raw.get("panel"), str):
            context.feeder(raw["panel"], ("circuits", name), "panel")
    for name, table in context.tables.circuits.items():
        path = ("circuits", name)
        names = context.expand("circuits", name, table.count, made, "circuits")
        feeder = context.feeder(table.panel, path, "panel")
        if names is None or context.taken(names, owners, path, "supplies, panels and circuits"):
            context.broken["nodes"].add(name)
            continue
        made += len(names)
        context.circuit_families[name] = names
        system = None if feeder is None else context.feeder_system(feeder)
        poles = _poles(context, path, table)
        if feeder is None or system is None or poles is None:
            context.broken["nodes"].add(name)
            continue
        in_panel = feeder in context.panels
        connections = _connections(context, path, table, system, poles, in_panel=in_panel)
        if connections is None:
            context.broken["nodes"].add(name)
            continue
        breaker_a = table.breaker.value
        conductor, described = installed_conductor(context, path, table.conductor), circuit_description(table)
        for circuit_name, connection in zip(names, cycle(connections)):
            circuit = Circuit(
                circuit_name, feeder, breaker_a, poles, (), connection, system, path, conductor, described
            )
            context.circuits[circuit_name] = circuit
            if in_panel and (table.spaces is not None or table.phases is None):
                waiting.setdefault(feeder, []).append(Breaker(circuit, table.spaces))
    fill_panels(context, waiting)


def _poles(context: ResolveContext, path: Path, table: CircuitTable) -> int | None:
    """Poles of the breaker, from whatever says so; None, with a finding, where two keys disagree."""
    breaker_current = current_beside_poles(table.breaker)
    stated = {
        "phases": None if table.phases is None else _poles_of(_listed(table.phases)[0]),
        "spaces": None if table.spaces is None else len(table.spaces),
        "breaker" if breaker_current else "poles": table.poles,
    }
    given = {key: poles for key, poles in stated.items() if poles is not None}
    if len(set(given.values())) > 1:
        first, *_, last = given
        message = f"{last} makes {count(given[last], 'pole')}, but {first} makes {count(given[first], 'pole')}"
        way: Way = [
            _without_poles((*path, key), breaker_current) for key, poles in given.items() if poles != given[first]
        ]
        if table.spaces is not None and table.poles is not None and table.phases is None:
            spaces = list(run_of(table.spaces[0], table.poles))
            way = when(Edit((*path, "spaces"), spaces), f"which a {table.poles}-pole breaker takes")
        labels = (Label((*path, first), count(given[first], "pole")),)
        context.report(problems.CONFLICT, message, (*path, last), labels=labels, remedy=way)
        return None
    if table.spaces is not None and (table.count or 1) > 1:
        message = f"count is {table.count}, but spaces {list(table.spaces)} are those of one breaker"
        ways = remedy(
            "write one table for each circuit",
            when(Edit((*path, "spaces"), REMOVE), "so that the panel is filled from the top down"),
        )
        context.report(problems.CONFLICT, message, (*path, "spaces"), remedy=ways)
        return None
    return next(iter(given.values()), 2)


def _without_poles(place: Path, current: str) -> Edit:
    return Edit(place, f"{current} A" if place[-1] == "breaker" else REMOVE)


def _poles_of(connection: str) -> int:
    return len(connection.replace("N", ""))


def _listed(phases: str | tuple[str, ...]) -> tuple[str, ...]:
    return (phases,) if isinstance(phases, str) else phases


def _connections(
    context: ResolveContext, path: Path, table: CircuitTable, system: VoltageSystem, poles: int, *, in_panel: bool
) -> tuple[str, ...] | None:
    """The connections that circuits take in turn; None, with a finding, where one cannot be.

    They are given by phases or by the system alone; "" where spaces will show it.
    """
    phases = () if table.phases is None else _listed(table.phases)
    if len(phases) > 1 and table.count is None:
        message = f"phases has {len(phases)} connections, but {header_of(path)} is one circuit"
        ways = remedy(Edit((*path, "phases"), phases[0]), f"count = {len(phases)}")
        context.report(problems.CONFLICT, message, (*path, "phases"), remedy=ways)
        return None
    found = [
        _connection(context, path, table, system, poles, stated, in_panel=in_panel) for stated in phases or (None,)
    ]
    return None if None in found else tuple(each for each in found if each is not None)


def _connection(
    context: ResolveContext,
    path: Path,
    table: CircuitTable,
    system: VoltageSystem,
    poles: int,
    stated: str | None,
    *,
    in_panel: bool,
) -> str | None:
    """The connection if given by phases or by the system alone, "" if spaces will show it; None, with a finding."""
    offered = system.connections()
    header = header_of(path)
    if table.spaces is not None and not in_panel:
        message = f"{header} has spaces, but '{shown(table.panel)}' is a supply, which has none"
        edits = [Edit((*path, "spaces"), REMOVE)]
        if table.phases is None:
            edits += [Edit((*path, "phases"), each) for each in offered if _poles_of(each) == poles][:1]
        context.report(problems.CONFLICT, message, (*path, "spaces"), remedy=added(edits))
        return None
    if stated is not None:
        if stated in offered:
            return stated
        message = f"'{stated}' is not there: {why_not_there(system, stated)}"
        fitting = [each for each in offered if table.poles in {None, _poles_of(each)}]
        context.report(
            problems.IMPOSSIBLE_PHASES,
            message,
            (*path, "phases"),
            remedy=one_of((*path, "phases"), fitting or offered),
            labels=(Label((*path, "panel"), f"{system.name} here"),),
        )
        return None
    fitting = [connection for connection in offered if _poles_of(connection) == poles]
    if not fitting:
        key = next((key for key in ("poles", "spaces") if getattr(table, key) is not None), "panel")
        message = f"a {poles}-pole breaker serves nothing here: {why_not_there(system, 'ABC' if poles == 3 else 'AN')}"
        able = [n for n in (1, 2, 3) if any(_poles_of(c) == n for c in offered)]
        ways = one_of((*path, "poles"), able, "added" if table.poles is None else "set")
        if table.spaces is not None:
            ways = remedy("expected " + listed([f"{n} of them" for n in able]))
        context.report(problems.IMPOSSIBLE_PHASES, message, (*path, key), remedy=ways)
        return None
    if in_panel:
        return ""
    if len(fitting) == 1:
        return fitting[0]
    message = f"{header} starts from a supply and does not say its phases: {system.name} has {', '.join(fitting)}"
    context.report(
        problems.UNCLEAR_PHASES,
        message,
        (*path, "panel"),
        remedy=remedy(added(Edit((*path, "phases"), fitting[0])), "name a panel"),
    )
    return None

"""Circuits: families spelt out, breakers put into their panels, conductors told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING

from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, added, one_of, remedy, when
from evsite.model.site import Circuit
from evsite.sitefile import problems
from evsite.sitefile.resolve.conductors import installed_conductor
from evsite.sitefile.resolve.spaces import USUAL_SIZES, Filler, connection_of, run_of
from evsite.sitefile.value_types import MAX_SPACES
from evsite.sitefile.wording import header_of, shown
from evsite.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Container

    from evsite.model.finding import Path
    from evsite.model.remedy import Way
    from evsite.model.site import Panel
    from evsite.model.systems import VoltageSystem
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.equipment import CircuitTable


@dataclass(slots=True)
class _Breaker:
    """A breaker that stands in a panel; `spaces` is None while it waits for free ones."""

    circuit: Circuit
    spaces: tuple[int, ...] | None
    key: str


def resolve_circuits(context: ResolveContext) -> None:
    """Resolve every circuit; those that cannot be are left out and marked as broken."""
    owners: dict[str, Path] = {name: ("supplies", name) for name in context.tables.supplies}
    owners.update({name: ("panels", name) for name in context.tables.panels})
    waiting: dict[str, list[_Breaker]] = {}
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
        conductor = installed_conductor(table.conductor)
        for circuit_name, connection in zip(names, cycle(connections)):
            circuit = Circuit(circuit_name, feeder, breaker_a, poles, (), connection, system, path, conductor)
            context.circuits[circuit_name] = circuit
            if in_panel and (table.spaces is not None or table.phases is None):
                key = name if table.count is None else f"{name} (count)"
                waiting.setdefault(feeder, []).append(_Breaker(circuit, table.spaces, key))
    for panel, breakers in waiting.items():
        _fill(context, context.panels[panel], breakers)
    _size_unfilled(context, waiting)


def _poles(context: ResolveContext, path: Path, table: CircuitTable) -> int | None:
    """Poles of the breaker, from whatever says so; None, with a finding, where two keys disagree."""
    said = {
        "phases": None if table.phases is None else _poles_of(_listed(table.phases)[0]),
        "spaces": None if table.spaces is None else len(table.spaces),
        "poles": table.poles,
    }
    given = {key: poles for key, poles in said.items() if poles is not None}
    if len(set(given.values())) > 1:
        first, *_, last = given
        message = f"{last} makes {count(given[last], 'pole')}, but {first} makes {count(given[first], 'pole')}"
        way: Way = [Edit((*path, key), REMOVE) for key, poles in given.items() if poles != given[first]]
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


def _poles_of(connection: str) -> int:
    return len(connection.replace("N", ""))


def _listed(phases: str | tuple[str, ...]) -> tuple[str, ...]:
    return (phases,) if isinstance(phases, str) else phases


def _connections(
    context: ResolveContext, path: Path, table: CircuitTable, system: VoltageSystem, poles: int, *, in_panel: bool
) -> tuple[str, ...] | None:
    """The connections that circuits take in turn; None, with a finding, where one cannot be.

    They are told by phases or by the system alone; "" where spaces will tell.
    """
    phases = () if table.phases is None else _listed(table.phases)
    if len(phases) > 1 and table.count is None:
        message = f"phases has {len(phases)} connections, but {header_of(path)} is one circuit"
        ways = remedy(Edit((*path, "phases"), phases[0]), f"count = {len(phases)}")
        context.report(problems.CONFLICT, message, (*path, "phases"), remedy=ways)
        return None
    found = [_connection(context, path, table, system, poles, said, in_panel=in_panel) for said in phases or (None,)]
    return None if None in found else tuple(each for each in found if each is not None)


def _connection(
    context: ResolveContext,
    path: Path,
    table: CircuitTable,
    system: VoltageSystem,
    poles: int,
    said: str | None,
    *,
    in_panel: bool,
) -> str | None:
    """The connection if it is told by phases or by the system alone, "" if spaces will tell; None, with a finding."""
    offered = system.connections()
    header = header_of(path)
    if table.spaces is not None and not in_panel:
        message = f"{header} has spaces, but '{shown(table.panel)}' is a supply, which has none"
        edits = [Edit((*path, "spaces"), REMOVE)]
        if table.phases is None:
            edits += [Edit((*path, "phases"), each) for each in offered if _poles_of(each) == poles][:1]
        context.report(problems.CONFLICT, message, (*path, "spaces"), remedy=added(edits))
        return None
    if said is not None:
        if said in offered:
            return said
        message = f"'{said}' is not there: {_why(system, said)}"
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
        message = f"a {poles}-pole breaker serves nothing here: {_why(system, 'ABC' if poles == 3 else 'AN')}"
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


def _why(system: VoltageSystem, connection: str) -> str:
    missing = [leg for leg in connection if leg != "N" and leg not in system.legs]
    if missing:
        return f"{system.name} has the lines {', '.join(system.legs)} only"
    if system.neutral_v is None:
        return f"{system.name} has no neutral"
    return f"in {system.name} the line {connection[0]} is the high leg, 208 V from the neutral"


def _fill(context: ResolveContext, panel: Panel, breakers: list[_Breaker]) -> None:
    """Put breakers into a panel: those with spaces first, then the others down the panel, in the order of the file."""
    fixed = [breaker for breaker in breakers if breaker.spaces is not None]
    free = [breaker for breaker in breakers if breaker.spaces is None]
    given = _given_spaces(context, panel)
    sizes = list(USUAL_SIZES) if given is None else [given]
    good = _good_fixed(context, panel, fixed, sizes[-1])
    needed = sum(breaker.circuit.poles for breaker in (*good, *free))
    lowest = max((breaker.spaces[-1] for breaker in good if breaker.spaces), default=0)
    for size in sizes:
        last = size == sizes[-1]
        if (size < max(needed, lowest)) and not last:
            continue
        filler = Filler(size, panel.system)
        for breaker in good:
            filler.reserve(breaker.spaces or ())
        placed: list[tuple[_Breaker, tuple[int, ...]]] = []
        homeless: _Breaker | None = None
        for breaker in free:
            spaces = filler.place(breaker.circuit.poles)
            if spaces is None:
                homeless = breaker
                break
            placed.append((breaker, spaces))
        if homeless is None or last:
            break
    context.panels[panel.name] = replace(panel, spaces=size)
    for breaker, spaces in (*((breaker, breaker.spaces or ()) for breaker in good), *placed):
        circuit = breaker.circuit
        circuit.spaces, circuit.connection = spaces, connection_of(spaces, panel.system.legs)
    if homeless is not None:
        _say_full(context, panel, homeless, needed, size, len(placed) + len(good), len(breakers))
        for breaker in free[len(placed) :]:
            _drop(context, breaker)


def _size_unfilled(context: ResolveContext, filled: Container[str]) -> None:
    """Give panels whose breakers all say their phases, and that say no spaces, the size that these fit into."""
    poles = {
        name: 0
        for name, panel in context.panels.items()
        if name not in filled and _given_spaces(context, panel) is None
    }
    for circuit in context.circuits.values() if poles else ():
        if circuit.fed_from in poles:
            poles[circuit.fed_from] += circuit.poles
    for name, needed in poles.items():
        size = next((usual for usual in USUAL_SIZES if usual >= needed), needed)
        context.panels[name] = replace(context.panels[name], spaces=size)


def _given_spaces(context: ResolveContext, panel: Panel) -> int | None:
    return context.tables.panels[panel.name].spaces


def _drop(context: ResolveContext, breaker: _Breaker) -> None:
    context.circuits.pop(breaker.circuit.name, None)
    context.broken["nodes"].add(breaker.circuit.name)


def _good_fixed(context: ResolveContext, panel: Panel, breakers: list[_Breaker], size: int) -> list[_Breaker]:
    """The breakers whose given spaces they can have; the others are told and dropped."""
    good: list[_Breaker] = []
    holders: dict[int, _Breaker] = {}
    legs, offered = panel.system.legs, panel.system.connections()
    for breaker in breakers:
        circuit, spaces = breaker.circuit, breaker.spaces or ()
        path = (*circuit.path, "spaces")
        clash = next((space for space in spaces if space in holders), None)
        connection = connection_of(spaces, legs)
        if run_of(spaces[0], len(spaces)) != spaces:
            message = f"spaces {list(spaces)} are not those of one {len(spaces)}-pole breaker"
            way = when(Edit(path, list(run_of(spaces[0], len(spaces)))), "which are neighbours in one column")
            context.report(problems.SPACES_APART, message, path, remedy=way)
        elif spaces[-1] > size:
            given = _given_spaces(context, panel) is not None
            message = f"space {spaces[-1]} is beyond panel '{shown(panel.name)}', which has {size}"
            ways = remedy(f"expected at most {size}", _more_spaces(panel, spaces[-1] + spaces[-1] % 2))
            message += "" if given else " at most unless its `spaces` say more"
            labels = (Label((*panel.path, "spaces"), f"{size} spaces"),) if given else ()
            context.report(problems.BEYOND_PANEL, message, path, labels=labels, remedy=ways)
        elif clash is not None:
            holder = holders[clash]
            other = holder.circuit
            message = f"space {clash} of panel '{shown(panel.name)}' is taken by '{shown(other.name)}' already"
            labels = (Label((*other.path, "spaces"), f"'{shown(other.name)}' is in {list(holder.spaces or ())}"),)
            ways = remedy("choose free spaces", when(Edit(path, REMOVE), "so that the next free ones are taken"))
            context.report(problems.SPACES_OVERLAP, message, path, labels=labels, remedy=ways)
        elif connection not in offered:
            message = (
                f"spaces {list(spaces)} are on {connection}, which serves nothing: {_why(panel.system, connection)}"
            )
            context.report(problems.IMPOSSIBLE_PHASES, message, path, remedy="expected spaces on " + ", ".join(offered))
        elif circuit.connection not in {"", connection}:
            message = f"spaces {list(spaces)} are on {connection}, but phases says '{circuit.connection}'"
            labels = (Label((*circuit.path, "phases"), f"{circuit.connection} here"),)
            ways = remedy(Edit((*circuit.path, "phases"), REMOVE))
            context.report(problems.CONFLICT, message, path, labels=labels, remedy=ways)
        else:
            holders.update(dict.fromkeys(spaces, breaker))
            good.append(breaker)
            continue
        _drop(context, breaker)
    return good


def _say_full(
    context: ResolveContext, panel: Panel, homeless: _Breaker, needed: int, size: int, placed: int, total: int
) -> None:
    circuit = homeless.circuit
    room = "has" if _given_spaces(context, panel) is not None else "takes at most"
    message = (
        f"panel '{shown(panel.name)}' {room} {size} spaces and is full before '{shown(circuit.name)}': "
        f"{placed} of {total} breakers fit, {needed} poles in all"
    )
    ways = remedy(_more_spaces(panel, _enough(panel, needed, size)), "give the circuits their phases")
    key = "count" if context.tables.circuits[str(circuit.path[1])].count is not None else "panel"
    context.report(problems.PANEL_FULL, message, (*circuit.path, key), remedy=ways)


def _more_spaces(panel: Panel, spaces: int) -> Edit | None:
    return Edit((*panel.path, "spaces"), spaces) if spaces <= MAX_SPACES else None


def _enough(panel: Panel, needed: int, size: int) -> int:
    # three poles and a column's end may leave a space over in each column; a high leg leaves every third row
    room = needed + 4 if len(panel.system.connections()) != 5 else needed * 3 // 2 + 4
    enough = max(room + room % 2, size + 2)
    return next((usual for usual in USUAL_SIZES if usual >= enough and usual > size), enough)

"""Breakers put into their panels: those of circuits first, then those of the feeders that start there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.model.distribution import Circuit, Panel
from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, remedy, when
from evsite.sitefile import problems
from evsite.sitefile.electrical_types import CONNECTIONS
from evsite.sitefile.resolve.spaces import USUAL_SIZES, Filler, connection_of, run_of, why_not_there
from evsite.sitefile.value_types import MAX_SPACES
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.sitefile.resolve.context import ResolveContext


@dataclass(slots=True)
class FeederBreaker:
    """The breaker of a feeder in the panel where it starts."""

    name: str
    """Of the panel or the transformer that it feeds."""
    poles: int
    connection: str
    path: Path
    spaces: tuple[int, ...] = ()


@dataclass(slots=True)
class Breaker:
    """A breaker that stands in a panel; `spaces` is None while it waits for free ones."""

    owner: Circuit | FeederBreaker
    spaces: tuple[int, ...] | None


def fill_panels(context: ResolveContext, waiting: dict[str, list[Breaker]]) -> None:
    """Put the breakers of circuits, and of the feeders that start there, into their panels."""
    feeders = _feeders(context)
    poles = dict.fromkeys(context.panels, 0)
    for circuit in context.circuits.values():
        if circuit.fed_from in poles:
            poles[circuit.fed_from] += circuit.poles
    for name in context.panels:
        started = feeders.get(name, [])
        if name in waiting or started:
            _fill(context, context.panels[name], waiting.get(name, []), started)
        panel, given = context.panels[name], _given_spaces(context, context.panels[name])
        needed = poles[name] + sum(breaker.owner.poles for breaker in started)
        least = panel.spaces if name in waiting or started else 0
        if given is None and (needed > panel.spaces or least == 0):
            size = next((usual for usual in USUAL_SIZES if usual >= needed), needed)
            context.panels[name] = replace(panel, spaces=size)


def _feeders(context: ResolveContext) -> dict[str, list[Breaker]]:
    """The breakers of feeders, by the panel where they start."""
    found: dict[str, list[Breaker]] = {}
    nodes: list[Supply | Panel] = [*context.supplies.values(), *context.panels.values()]
    for node in nodes:
        feeder = node.feeder
        above = None if node.fed_from is None else context.panels.get(node.fed_from)
        if feeder is None or above is None or not feeder.poles:
            continue
        if isinstance(node, Panel):
            connection = CONNECTIONS[frozenset(node.system.legs)]
        else:
            connection = node.primary_phases or CONNECTIONS[frozenset(above.system.legs)]
        breaker = FeederBreaker(node.name, feeder.poles, connection, feeder.path)
        found.setdefault(above.name, []).append(Breaker(breaker, feeder.spaces or None))
    return found


def _fill(context: ResolveContext, panel: Panel, breakers: list[Breaker], feeders: list[Breaker]) -> None:
    """Put breakers into a panel: those with spaces first, then circuits down the panel, then feeders."""
    fixed = [breaker for breaker in (*breakers, *feeders) if breaker.spaces is not None]
    free = [breaker for breaker in breakers if breaker.spaces is None]
    given = _given_spaces(context, panel)
    sizes = list(USUAL_SIZES) if given is None else [given]
    good = _good_fixed(context, panel, fixed, sizes[-1])
    needed = sum(breaker.owner.poles for breaker in (*good, *free))
    lowest = max((breaker.spaces[-1] for breaker in good if breaker.spaces), default=0)
    for size in sizes:
        last = size == sizes[-1]
        if (size < max(needed, lowest)) and not last:
            continue
        placed, homeless = _placed(panel, size, good, free)
        if homeless is None or last:
            break
    fixed_spaces = [(breaker, breaker.spaces or ()) for breaker in good]
    for breaker, spaces in (*fixed_spaces, *placed):
        owner = breaker.owner
        owner.spaces, owner.connection = spaces, connection_of(spaces, panel.system.legs)
    context.panels[panel.name] = replace(panel, spaces=size)
    if homeless is not None:
        _report_full_panel(context, panel, homeless, needed, size, len(placed) + len(good), len(breakers))
        for breaker in free[len(placed) :]:
            _drop(context, breaker)
        return
    # circuits stay where they are: for feeders a panel without given spaces only grows
    late = [breaker for breaker in feeders if breaker.spaces is None]
    taken = [Breaker(breaker.owner, spaces) for breaker, spaces in (*fixed_spaces, *placed)]
    for larger in [size, *(each for each in sizes if each > size)] if late else ():
        placed, homeless = _placed(panel, larger, taken, late)
        size = larger
        if homeless is None:
            break
    if late:
        context.panels[panel.name] = replace(panel, spaces=size)
        for breaker, spaces in placed:
            breaker.owner.spaces = spaces
    for breaker in feeders:
        _put_down(context, breaker)


def _placed(
    panel: Panel, size: int, taken: list[Breaker], free: list[Breaker]
) -> tuple[list[tuple[Breaker, tuple[int, ...]]], Breaker | None]:
    """Spaces for breakers among those that are taken, and the first breaker that finds none."""
    filler = Filler(size, panel.system)
    for breaker in taken:
        filler.reserve(breaker.spaces or ())
    placed: list[tuple[Breaker, tuple[int, ...]]] = []
    for breaker in free:
        spaces = filler.place(breaker.owner.poles, breaker.owner.connection)
        if spaces is None:
            return placed, breaker
        placed.append((breaker, spaces))
    return placed, None


def _put_down(context: ResolveContext, breaker: Breaker) -> None:
    """The spaces of a feeder, in what it feeds."""
    name, spaces = breaker.owner.name, breaker.owner.spaces
    panel, supply = context.panels.get(name), context.supplies.get(name)
    if panel is not None and panel.feeder is not None:
        context.panels[name] = replace(panel, feeder=replace(panel.feeder, spaces=spaces))
    elif supply is not None and supply.feeder is not None:
        context.supplies[name] = replace(supply, feeder=replace(supply.feeder, spaces=spaces))


def _given_spaces(context: ResolveContext, panel: Panel) -> int | None:
    return context.tables.panels[panel.name].spaces


def _drop(context: ResolveContext, breaker: Breaker) -> None:
    if isinstance(breaker.owner, Circuit):
        context.circuits.pop(breaker.owner.name, None)
        context.broken["nodes"].add(breaker.owner.name)


def _good_fixed(context: ResolveContext, panel: Panel, breakers: list[Breaker], size: int) -> list[Breaker]:
    """The breakers whose given spaces they can have; the others are reported and dropped."""
    good: list[Breaker] = []
    holders: dict[int, Breaker] = {}
    legs, offered = panel.system.legs, panel.system.connections()
    for breaker in breakers:
        owner, spaces = breaker.owner, breaker.spaces or ()
        path = (*owner.path, "spaces")
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
            other = holder.owner
            message = f"space {clash} of panel '{shown(panel.name)}' is taken by '{shown(other.name)}' already"
            labels = (Label((*other.path, "spaces"), f"'{shown(other.name)}' is in {list(holder.spaces or ())}"),)
            ways = remedy("choose free spaces", when(Edit(path, REMOVE), "so that the next free ones are taken"))
            context.report(problems.SPACES_OVERLAP, message, path, labels=labels, remedy=ways)
        elif connection not in offered:
            why = why_not_there(panel.system, connection)
            message = f"spaces {list(spaces)} are on {connection}, which serves nothing: {why}"
            context.report(problems.IMPOSSIBLE_PHASES, message, path, remedy="expected spaces on " + ", ".join(offered))
        elif owner.connection not in {"", connection}:
            message = f"spaces {list(spaces)} are on {connection}, but phases says '{owner.connection}'"
            labels = (Label((*owner.path[:2], "phases"), f"{owner.connection} here"),)
            ways = remedy(Edit((*owner.path[:2], "phases"), REMOVE))
            context.report(problems.CONFLICT, message, path, labels=labels, remedy=ways)
        else:
            holders.update(dict.fromkeys(spaces, breaker))
            good.append(breaker)
            continue
        _drop(context, breaker)
    return good


def _report_full_panel(
    context: ResolveContext, panel: Panel, homeless: Breaker, needed: int, size: int, placed: int, total: int
) -> None:
    owner = homeless.owner
    room = "has" if _given_spaces(context, panel) is not None else "takes at most"
    message = (
        f"panel '{shown(panel.name)}' {room} {size} spaces and is full before '{shown(owner.name)}': "
        f"{placed} of {total} breakers fit, {needed} poles in all"
    )
    ways = remedy(_more_spaces(panel, _enough(panel, needed, size)), "give the circuits their phases")
    key = "count" if context.tables.circuits[str(owner.path[1])].count is not None else "panel"
    context.report(problems.PANEL_FULL, message, (*owner.path, key), remedy=ways)


def _more_spaces(panel: Panel, spaces: int) -> Edit | None:
    return Edit((*panel.path, "spaces"), spaces) if spaces <= MAX_SPACES else None


def _enough(panel: Panel, needed: int, size: int) -> int:
    # three poles and a column's end may leave a space over in each column; a high leg leaves every third row
    room = needed + 4 if len(panel.system.connections()) != 5 else needed * 3 // 2 + 4
    enough = max(room + room % 2, size + 2)
    return next((usual for usual in USUAL_SIZES if usual >= enough and usual > size), enough)

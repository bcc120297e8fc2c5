"""Feeders: where the conductors to a panel or a transformer start, and how many spaces they take there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from evsite.model.distribution import Feeder
from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, one_of, remedy, when
from evsite.sitefile import problems
from evsite.sitefile.resolve.conductors import installed_conductor
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.spaces import connection_of
from evsite.sitefile.tables.equipment import PanelTable, SupplyTable, current_beside_poles
from evsite.sitefile.wording import header_of, shown
from evsite.words import count

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.systems import VoltageSystem
    from evsite.sitefile.resolve.context import ResolveContext

Fed = TypeVar("Fed", PanelTable, SupplyTable)

_OF_A_DEVICE = ("breaker", "poles", "spaces", "interrupting")


def with_phases(context: ResolveContext, table: Fed, feeding: VoltageSystem | None) -> Fed:
    """The table of a panel or a transformer, on the lines that the spaces of its feeder show where it says none."""
    spaces = None if table.feeder is None else table.feeder.spaces
    if table.phases is not None or spaces is None or feeding is None or table.fed_from not in context.tables.panels:
        return table
    phases = connection_of(spaces, feeding.legs)
    return table.model_copy(update={"phases": phases}) if len(spaces) == 2 and phases else table


def resolve_feeder(
    context: ResolveContext, path: Path, table: PanelTable | SupplyTable, feeding: VoltageSystem | None, lines: int
) -> Feeder | None:
    """The feeder to a panel or to the primary of a transformer that `lines` lines reach; None where there is none.

    What does not go together is reported, and the feeder is made all the same.
    """
    in_panel = table.fed_from in context.tables.panels
    feeder = table.feeder
    if feeder is None:
        return Feeder(path, poles=lines) if in_panel else None
    place: Path = (*path, "feeder")
    _check_tap(context, place, table)
    if isinstance(table, PanelTable) and table.conductor is not None and feeder.conductor is not None:
        inner, outer = (*place, "conductor"), (*path, "conductor")
        message = f"{header_of(path)} gives the conductors of its feeder twice"
        ways = remedy(Edit(outer, REMOVE), Edit(inner, REMOVE))
        labels = (Label(inner, "here too", "key"),)
        context.report(problems.CONFLICT, message, outer, anchor="key", labels=labels, remedy=ways)
    if feeder.spaces is not None and not in_panel and feeding is not None:
        above = shown(table.fed_from or "")
        message = f"{header_of(path)} has a feeder with spaces, but '{above}' is a supply, which has none"
        context.report(problems.CONFLICT, message, (*place, "spaces"), remedy=Edit((*place, "spaces"), REMOVE))
    else:
        _check_poles(context, path, table, feeding, lines)
    return Feeder(
        place,
        breaker_a=value_of(feeder.breaker),
        poles=0 if feeder.tap or not in_panel else lines,
        spaces=feeder.spaces or (),
        conductor=installed_conductor(context, place, feeder.conductor),
        interrupting_a=value_of(feeder.interrupting),
        tap=bool(feeder.tap),
        leaves_enclosure=feeder.leaves_enclosure is not False,
    )


def _check_tap(context: ResolveContext, place: Path, table: PanelTable | SupplyTable) -> None:
    feeder = table.feeder
    given = [key for key in _OF_A_DEVICE if getattr(feeder, key) is not None] if feeder and feeder.tap else []
    if given:
        message = f"a tap starts without a device, but feeder has {given[0]}"
        ways = remedy(Edit((*place, "tap"), REMOVE), [Edit((*place, key), REMOVE) for key in given])
        labels = (Label((*place, "tap"), "a tap"),)
        context.report(problems.CONFLICT, message, (*place, given[0]), anchor="key", labels=labels, remedy=ways)


def _check_poles(
    context: ResolveContext, path: Path, table: PanelTable | SupplyTable, feeding: VoltageSystem | None, lines: int
) -> None:
    """Report poles and spaces of a feeder that are not those of the lines that reach what it feeds."""
    feeder = table.feeder
    assert feeder is not None
    stated = {
        "breaker" if current_beside_poles(feeder.breaker) else "poles": feeder.poles,
        "spaces": None if feeder.spaces is None else len(feeder.spaces),
    }
    for key, poles in stated.items():
        if poles is None or poles == lines:
            continue
        place = (*path, "feeder", key)
        message = f"{key} makes {count(poles, 'pole')}, but {lines} lines reach {header_of(path)}"
        labels = () if table.phases is None else (Label((*path, "phases"), f"{table.phases} here"),)
        if poles == 2 and table.phases is None and feeding is not None:
            pairs = [pair for pair in feeding.connections() if len(pair) == 2 and not pair.endswith("N")]
            ways = one_of((*path, "phases"), pairs, "added")
            context.report(problems.UNCLEAR_PHASES, message, place, remedy=ways)
        else:
            current = current_beside_poles(feeder.breaker) if key == "breaker" else ""
            way = when(Edit(place, f"{current} A" if current else REMOVE), f"so that it has {lines}")
            context.report(problems.CONFLICT, message, place, labels=labels, remedy=way)
        return

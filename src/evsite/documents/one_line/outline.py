"""The one-line as an outline: what hangs on what, with counts, for those who read it as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import Column, Number, Table
from evsite.documents.one_line.wording import (
    SHORT,
    compact_names,
    device_words,
    load_words,
    model_words,
    pair_words,
    port_words,
)
from evsite.model.distribution import Panel
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.model import Cell
    from evsite.documents.one_line.collapse import DrawnLeg, DrawnNode, OneLine
    from evsite.model.distribution import Supply

_STEP = ". "
"""Stands before a line once for each level below the utility."""


def outline_table(drawing: OneLine) -> Table:
    """What is drawn, from the top down: a line for each supply, panel and leg."""
    columns = (
        Column("level", "level", align="right"),
        Column("item", "one-line", wrap=True, label=True),
        Column("tag", "tag"),
        Column("each", "each", align="right"),
        Column("in_all", "in all", align="right"),
        Column("ports", "ports", align="right"),
        Column("what", "what it is", wrap=True),
    )
    return Table("one_line", "one-line", columns, tuple(_rows(drawing)))


def _rows(drawing: OneLine) -> Iterator[tuple[Cell, ...]]:
    waiting: list[tuple[int, DrawnNode]] = [(0, root) for root in reversed(drawing.roots)]
    while waiting:
        level, node = waiting.pop()
        equipment = drawing.equipment(node.first)
        kind = "panel" if isinstance(equipment, Panel) else equipment.kind
        name = f"{kind} {compact_names(node.members)}{_mark(equipment)}"
        yield _row(level, name, node.tag, node.count, len(node.members), "", _node_words(equipment))
        for leg in node.legs:
            yield _leg_row(drawing, level + 1, leg)
        waiting += [(level + 1, each) for each in reversed(node.nodes)]
    for leg in drawing.nowhere:
        yield _leg_row(drawing, 0, leg)


def _row(level: int, item: str, tag: str, each: int, in_all: int, ports: Cell, what: str) -> tuple[Cell, ...]:
    return (Number(level), f"{_STEP * level}{item}", tag, Number(each), Number(in_all), ports, what)


def _mark(node: Panel | Supply) -> str:
    return f" {SHORT[node.description.status]}" if node.description.status else ""


def _node_words(node: Panel | Supply) -> str:
    system = node.system.name
    if isinstance(node, Panel):
        return f"{amps(node.main_a)} main, {system}" if node.main_a is not None else f"main lugs, {system}"
    rating = amps(node.rating_a) if node.rating_a is not None else kva(node.rating_kva or 0.0)
    return f"{rating}, {system}"


def _leg_row(drawing: OneLine, level: int, leg: DrawnLeg) -> tuple[Cell, ...]:
    site = drawing.shapes.site
    stations = [site.stations[name] for member in leg.members for name in member.stations]
    parts = []
    if stations:
        parts.append(f"EVSE {compact_names(each.name for each in stations)}")
    elsewhere = dict.fromkeys(name for member in leg.members for name in member.elsewhere)
    if elsewhere:
        parts.append(f"also feeds {compact_names(elsewhere)}")
    loads = [site.loads[name] for member in leg.members for name in member.loads]
    if loads:
        parts.append(f"load {compact_names(each.name for each in loads)}")
    circuits = [site.circuits[name] for member in leg.members for name in member.circuits]
    own = [site.circuits[name] for name in leg.first.circuits]
    what = [" + ".join(device_words(each.breaker_a, each.poles) for each in own)] if own else []
    if circuits:
        what.append(pair_words(each.connection for each in circuits))
    if stations:
        what += [model_words(stations[0]), port_words(stations[0])]
    elif loads:
        what.append(load_words(loads[0]))
    ports = Number(sum(len(each.ports) for each in stations))
    item = "; ".join(parts) or f"spare {compact_names(each.name for each in circuits)}"
    return _row(level, item, leg.tag, leg.count, len(leg.members), ports, ", ".join(filter(None, what)))

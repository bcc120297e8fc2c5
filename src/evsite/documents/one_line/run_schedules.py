"""The conductors of a one-line, by the tags of feeders and branch circuits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.phase_va import primary_legs
from evsite.documents.equipment import ampere_cell, source_device
from evsite.documents.model import Column, Number, Table
from evsite.documents.one_line.schedule_rows import NUMBER, TAG, merged
from evsite.documents.one_line.wording import (
    compact_names,
    pair_words,
)
from evsite.documents.wires import WIRE_COLUMNS, wire_cells
from evsite.model.distribution import Panel

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.documents.one_line.collapse import OneLine
    from evsite.documents.one_line.legs import Leg
    from evsite.model.conductor import InstalledConductor
    from evsite.model.distribution import Supply
    from evsite.model.site import Site

_METHOD = Column("method", "method")


def feeder_table(drawing: OneLine) -> Table:
    """Feeders to supplies and panels."""
    columns = (
        TAG,
        Column("to", "to", wrap=True, label=True),
        NUMBER,
        Column("from", "from", wrap=True),
        Column("device_a", "device", "A", "right"),
        Column("lines", "lines", align="right"),
        *WIRE_COLUMNS,
        _METHOD,
    )
    site = drawing.shapes.site
    rows: list[tuple[Cell, ...]] = []
    for node in drawing.nodes():
        found = [(name, _feeder_cells(site, drawing.equipment(name))) for name in node.members]
        for names, cells in merged(found):
            sources = compact_names(dict.fromkeys(site.feeder(name) or "utility" for name in names))
            rows.append((node.tag, compact_names(names), Number(len(names)), sources, *cells))
    return Table("feeders", "feeder schedule", columns, tuple(rows))


def branch_table(drawing: OneLine) -> Table:
    """Branch circuits."""
    columns = (
        TAG,
        Column("circuits", "circuits", wrap=True, label=True),
        NUMBER,
        Column("from", "from", wrap=True),
        Column("breaker_a", "breaker", "A", "right"),
        Column("poles", "poles", align="right"),
        Column("phases", "phases", wrap=True),
        *WIRE_COLUMNS,
        _METHOD,
        Column("serves", "serves", wrap=True),
    )
    site = drawing.shapes.site
    rows: list[tuple[Cell, ...]] = []
    for leg in drawing.legs():
        legs_of = {name: member for member in leg.members for name in member.circuits}
        for names, cells in merged([(name, _branch_cells(site, name)) for name in legs_of]):
            circuits = [site.circuits[name] for name in names]
            sources = compact_names(dict.fromkeys(each.fed_from for each in circuits))
            phases = pair_words(each.connection for each in circuits)
            served = dict.fromkeys(what for name in names for what in _served(legs_of[name]))
            head = (leg.tag, compact_names(names), Number(len(names)), sources)
            rows.append((*head, *cells[:2], phases, *cells[2:], compact_names(served) or "spare"))
    return Table("branches", "branch circuit schedule", columns, tuple(rows))


def _feeder_cells(site: Site, node: Panel | Supply) -> tuple[Cell, ...]:
    feeder, name = node.feeder, node.name
    if isinstance(node, Panel):
        conductor, owner, lines = node.conductor, node.conductor_owner, len(node.system.legs)
    elif node.kind == "service":
        conductor, owner, lines = node.conductor, node.path, len(node.system.legs)
    else:
        conductor, owner = (None if feeder is None else feeder.conductor), (*node.path, "feeder")
        lines = len(primary_legs(site, node))
    device: Cell = "utility" if node.fed_from is None else source_device(site, node)
    if feeder is not None and feeder.tap:
        device = "tap"
    return (device, Number(lines), *wire_cells(conductor, lines, name, owner), _method(conductor))


def _method(conductor: InstalledConductor | None) -> Cell:
    return "" if conductor is None or conductor.laid is None else conductor.laid.method or ""


def _branch_cells(site: Site, name: str) -> tuple[Cell, ...]:
    circuit = site.circuits[name]
    lines = len(circuit.connection.replace("N", ""))
    wires = wire_cells(circuit.conductor, lines, name, circuit.path)
    return (ampere_cell(circuit.breaker_a), Number(circuit.poles), *wires, _method(circuit.conductor))


def _served(leg: Leg) -> tuple[str, ...]:
    return (*leg.stations, *leg.elsewhere, *leg.loads)

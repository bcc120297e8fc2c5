"""The equipment of a one-line: supplies and panels with their ratings, meters and grounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.codebook.conductors import size_words
from evsite.documents.equipment import ampere_cell
from evsite.documents.model import Column, Number, Table, Verify
from evsite.documents.one_line.schedule_rows import NUMBER, TAG, given_a, merged
from evsite.documents.one_line.wording import (
    compact_names,
)
from evsite.model.distribution import Panel
from evsite.network.limits import line_rating_a, rating_kva
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.documents.one_line.collapse import OneLine
    from evsite.model.distribution import Supply


def equipment_table(drawing: OneLine) -> Table:
    """Supplies and panels: ratings, and where they are."""
    columns = (
        TAG,
        Column("name", "name", wrap=True, label=True),
        NUMBER,
        Column("kind", "kind", wrap=True),
        Column("system", "system", wrap=True),
        Column("main_a", "main", "A", "right"),
        Column("bus_a", "bus", "A", "right"),
        Column("interrupting_a", "AIC", "A", "right"),
        Column("available_fault_a", "fault current", "A", "right"),
        Column("status", "status"),
        Column("location", "location", wrap=True),
        Column("enclosure", "type"),
    )
    rows: list[tuple[Cell, ...]] = []
    for node in drawing.nodes():
        found = [(name, _equipment_cells(drawing.equipment(name))) for name in node.members]
        rows += [(node.tag, compact_names(names), Number(len(names)), *cells) for names, cells in merged(found)]
    return Table("equipment", "equipment schedule", columns, tuple(rows))


def supply_table(drawing: OneLine) -> Table:
    """Meters, impedances and grounding of supplies."""
    columns = (
        TAG,
        Column("name", "name", wrap=True, label=True),
        Column("meter", "meter", wrap=True),
        Column("primary", "primary", wrap=True),
        Column("impedance_percent", "impedance", "%", "right"),
        Column("full_load_a", "full load", "A", "right"),
        Column("electrodes", "electrodes", wrap=True),
        Column("electrode_conductor", "GEC", wrap=True),
        Column("bonding_jumper", "bonding jumper", wrap=True),
    )
    site = drawing.shapes.site
    rows: list[tuple[Cell, ...]] = []
    for node in drawing.nodes():
        found = [(name, _supply_cells(site.supplies[name])) for name in node.members if name in site.supplies]
        rows += [(node.tag, compact_names(names), *cells) for names, cells in merged(found)]
    return Table("supplies", "meters and grounding of supplies", columns, tuple(rows))


def _equipment_cells(node: Panel | Supply) -> tuple[Cell, ...]:
    description, name, path = node.description, node.name, node.path
    interrupting: Cell = "-"
    if isinstance(node, Panel):
        kind: str = "panel"
        main: Cell = _main_cell(node)
        bus: Cell = Verify("rating of the bus", name, (*path, "bus")) if node.bus_a is None else ampere_cell(node.bus_a)
        interrupting = given_a(node.interrupting_a, "interrupting rating", name, (*path, "interrupting"))
    elif node.kind == "service":
        kind = "service"
        main = ampere_cell(service_rating_a(node))
        bus = "-"
        interrupting = Verify("interrupting rating", name)
    else:
        kind = transformer_words(node)
        breaker = node.secondary_breaker_a
        main = "-" if breaker is None else ampere_cell(breaker)
        bus = "-"
    return (
        kind,
        node.system.name,
        main,
        bus,
        interrupting,
        given_a(node.available_fault_a, "available fault current", name, (*path, "available_fault")),
        description.status or Verify("whether it is new or existing", name, (*path, "status")),
        description.location or Verify("location", name, (*path, "location")),
        description.enclosure or Verify("enclosure", name, (*path, "enclosure")),
    )


def _main_cell(panel: Panel) -> Cell:
    """The main of a panel; one that the breaker of its feeder protects has main lugs."""
    if panel.main_a is not None:
        return ampere_cell(panel.main_a)
    if panel.feeder is not None and panel.feeder.breaker_a is not None:
        return "MLO"
    return Verify("main", panel.name, (*panel.path, "main"))


def _supply_cells(supply: Supply) -> tuple[Cell, ...]:
    description, name, path = supply.description, supply.name, supply.path
    transformer = supply.kind == "transformer"
    impedance: Cell = "-"
    full_load: Cell = "-"
    if transformer:
        full_load = ampere_cell(round(line_rating_a(rating_kva(supply), supply.system), 1))
        given = supply.impedance_percent
        impedance = Verify("impedance", name, (*path, "impedance")) if given is None else Number(given, "%", 2)
    meter = description.meter or (
        Verify("number of the meter", name, (*path, "meter")) if supply.fed_from is None else "-"
    )
    primary = supply.primary.name if supply.primary is not None else Verify("primary system", name, (*path, "primary"))
    grounded = supply.system.ground_v is not None
    conductor = description.electrode_conductor
    jumper = description.bonding_jumper
    return (
        meter,
        primary if transformer else "-",
        impedance,
        full_load,
        description.electrode or (Verify("grounding electrodes", name, (*path, "electrode")) if grounded else "-"),
        size_words(conductor)
        if conductor
        else Verify("grounding electrode conductor", name, (*path, "electrode_conductor"))
        if grounded
        else "-",
        size_words(jumper)
        if jumper
        else Verify("bonding jumper", name, (*path, "bonding_jumper"))
        if grounded
        else "-",
    )


def transformer_words(supply: Supply) -> str:
    """A transformer: "transformer 150 kVA, 480 delta to 208Y/120, delta-wye, 3.5 %Z" as far as the file says it."""
    parts = [f"transformer {kva(rating_kva(supply))}"]
    if supply.primary is not None:
        parts.append(f"{supply.primary.name} to {supply.system.name}")
    if supply.winding is not None:
        parts.append(supply.winding)
    if supply.impedance_percent is not None:
        parts.append(f"{format_number(supply.impedance_percent)} %Z")
    return ", ".join(parts)

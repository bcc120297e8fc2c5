"""The head of a panel schedule: what the panel is, what feeds it, and what of it the file does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import supply_device
from evsite.documents.equipment import ampere_cell, source_device
from evsite.documents.model import Column, Number, Table, Verify
from evsite.documents.wires import WIRE_COLUMNS, wire_cells
from evsite.model.distribution import Panel
from evsite.network.limits import line_rating_a, rating_kva

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Site
    from evsite.model.systems import VoltageSystem

COLUMNS = (
    Column("fed_from", "fed from", wrap=True),
    Column("source_spaces", "feeder spaces at the source", wrap=True),
    Column("source_device_a", "device at the source", "A", "right"),
    Column("system", "system", wrap=True),
    Column("lines", "lines", align="right"),
    Column("main_a", "main", "A", "right"),
    Column("bus_a", "bus", "A", "right"),
    Column("rated_100_percent", "assembly rated 100 %"),
    Column("spaces", "spaces", align="right"),
    Column("interrupting_a", "interrupting rating", "A", "right"),
    Column("available_fault_a", "available fault current", "A", "right"),
    *WIRE_COLUMNS,
    Column("status", "new or existing"),
    Column("location", "location", wrap=True),
    Column("mounting", "mounting"),
    Column("enclosure", "enclosure"),
)


def header_table(site: Site, node: Panel | Supply) -> Table:
    """The head of the schedule of a panel, or of a supply that circuits start from."""
    name, system = node.name, node.system
    cells = _of_panel(site, node) if isinstance(node, Panel) else _of_supply(site, node)
    lines = len(system.legs)
    wire = wire_cells(node.conductor, lines, name, node.conductor_owner if isinstance(node, Panel) else node.path)
    description = node.description
    described = {
        "status": description.status,
        "location": description.location,
        "mounting": description.mounting,
        "enclosure": None if description.enclosure is None else f"type {description.enclosure}",
    }
    place = tuple(text or Verify(_WORDS.get(key, key), name, (*node.path, key)) for key, text in described.items())
    return Table(
        "panel",
        "panel" if isinstance(node, Panel) else "supply",
        COLUMNS,
        ((*cells[:3], _system_words(system), Number(lines), *cells[3:], *wire, *place),),
        form=True,
    )


def _of_panel(site: Site, panel: Panel) -> tuple[Cell, ...]:
    feeder, name, path = panel.feeder, panel.name, panel.path
    spaces: Cell = "none"
    if panel.fed_from in site.panels and feeder is not None:
        spaces = ", ".join(map(str, feeder.spaces)) or Verify("feeder spaces", name, (*path, "feeder", "spaces"))
        spaces = "tap" if feeder.tap else spaces
    return (
        panel.fed_from,
        spaces,
        _source_device(site, panel),
        _rating(panel.main_a, "main", name, path),
        _rating(panel.bus_a, "bus", name, path),
        "yes" if panel.rated_100_percent else "not stated",
        Number(panel.spaces) if panel.spaces_given else Verify("number of spaces", name, (*path, "spaces")),
        _rating(panel.interrupting_a, "interrupting", name, path),
        _rating(panel.available_fault_a, "available_fault", name, path),
    )


def _of_supply(site: Site, supply: Supply) -> tuple[Cell, ...]:
    device, name, path = supply_device(supply), supply.name, supply.path
    transformer_a = line_rating_a(rating_kva(supply), supply.system)
    return (
        supply.fed_from or "utility",
        "none",
        _source_device(site, supply),
        Verify("secondary device", name, (*path, "secondary_breaker"))
        if device is None
        else ampere_cell(device.rating_a),
        ampere_cell(transformer_a) if supply.kind == "transformer" else "none",
        "yes" if supply.rated_100_percent else "not stated",
        "none",
        Verify("interrupting rating", name),
        _rating(supply.available_fault_a, "available_fault", name, path),
    )


def _source_device(site: Site, node: Panel | Supply) -> Cell:
    if node.fed_from is None:
        return "utility"
    return source_device(site, node)


_WORDS = {
    "main": "main",
    "bus": "rating of the bus",
    "interrupting": "interrupting rating",
    "available_fault": "available fault current",
    "status": "whether it is new or existing",
}


def _rating(value_a: float | None, key: str, name: str, path: Path) -> Cell:
    return Verify(_WORDS[key], name, (*path, key)) if value_a is None else ampere_cell(value_a)


def _system_words(system: VoltageSystem) -> str:
    return f"{system.name}, {'three-phase' if system.three_phase else 'single-phase'}"


def high_leg(system: VoltageSystem) -> str | None:
    """The leg of a system with a neutral that nothing is connected to from there."""
    if system.neutral_v is None:
        return None
    served = {connection[0] for connection in system.connections() if connection.endswith("N")}
    return next((leg for leg in system.legs if leg not in served), None)

"""The schedules of a one-line: what the drawing keys by a tag, each thing by name, and what is to be verified."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.analysis.phase_va import primary_legs
from evsite.codebook.conductors import size_words
from evsite.documents.equipment import ampere_cell, source_device
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table, Verify
from evsite.documents.one_line.wording import (
    compact_names,
    limit_words,
    load_words,
    model_words,
    pair_words,
    policy_title,
    port_words,
    setting_words,
    window_words,
)
from evsite.documents.wires import WIRE_COLUMNS, wire_cells
from evsite.model.distribution import Panel
from evsite.network.limits import line_rating_a, rating_kva
from evsite.words import format_number, kva, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.documents.model import Cell
    from evsite.documents.one_line.collapse import OneLine
    from evsite.documents.one_line.legs import Leg
    from evsite.model.conductor import InstalledConductor
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Site, Station

_TAG = Column("tag", "tag", label=True)
_NUMBER = Column("number", "no.", align="right")
_METHOD = Column("method", "method")


def schedules(drawing: OneLine) -> tuple[Table, ...]:
    """Every schedule of a one-line that has rows."""
    found = (
        feeder_table(drawing),
        branch_table(drawing),
        equipment_table(drawing),
        supply_table(drawing),
        station_table(drawing),
        group_table(drawing),
        load_table(drawing),
    )
    return tuple(table for table in found if table.rows)


def equipment_table(drawing: OneLine) -> Table:
    """Supplies and panels: ratings, and where they are."""
    columns = (
        _TAG,
        Column("name", "name", wrap=True, label=True),
        _NUMBER,
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
        rows += [(node.tag, compact_names(names), Number(len(names)), *cells) for names, cells in _merged(found)]
    return Table("equipment", "equipment schedule", columns, tuple(rows))


def supply_table(drawing: OneLine) -> Table:
    """Meters, impedances and grounding of supplies."""
    columns = (
        _TAG,
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
        rows += [(node.tag, compact_names(names), *cells) for names, cells in _merged(found)]
    return Table("supplies", "meters and grounding of supplies", columns, tuple(rows))


def feeder_table(drawing: OneLine) -> Table:
    """Feeders to supplies and panels."""
    columns = (
        _TAG,
        Column("to", "to", wrap=True, label=True),
        _NUMBER,
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
        for names, cells in _merged(found):
            sources = compact_names(dict.fromkeys(site.feeder(name) or "utility" for name in names))
            rows.append((node.tag, compact_names(names), Number(len(names)), sources, *cells))
    return Table("feeders", "feeder schedule", columns, tuple(rows))


def branch_table(drawing: OneLine) -> Table:
    """Branch circuits."""
    columns = (
        _TAG,
        Column("circuits", "circuits", wrap=True, label=True),
        _NUMBER,
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
        for names, cells in _merged([(name, _branch_cells(site, name)) for name in legs_of]):
            circuits = [site.circuits[name] for name in names]
            sources = compact_names(dict.fromkeys(each.fed_from for each in circuits))
            phases = pair_words(each.connection for each in circuits)
            served = dict.fromkeys(what for name in names for what in _served(legs_of[name]))
            head = (leg.tag, compact_names(names), Number(len(names)), sources)
            rows.append((*head, *cells[:2], phases, *cells[2:], compact_names(served) or "spare"))
    return Table("branches", "branch circuit schedule", columns, tuple(rows))


def station_table(drawing: OneLine) -> Table:
    """Charging stations."""
    columns = (
        _TAG,
        Column("stations", "stations", wrap=True, label=True),
        _NUMBER,
        Column("ports", "ports", align="right"),
        Column("model", "model", wrap=True),
        Column("rating", "rating as installed", wrap=True),
        Column("setting", "setting", wrap=True),
        Column("listing", "listing mark", wrap=True),
        Column("groups", "EMS groups", wrap=True),
        Column("disconnect_a", "disconnect", "A", "right"),
        Column("disconnect_kind", "its kind", wrap=True),
        Column("disconnect_location", "its place", wrap=True),
        Column("status", "status"),
        Column("mounting", "mounting"),
        Column("location", "location", wrap=True),
    )
    site = drawing.shapes.site
    rows: list[tuple[Cell, ...]] = []
    for leg in drawing.legs():
        found = [(name, _station_cells(drawing, name)) for member in leg.members for name in member.stations]
        for names, cells in _merged(found):
            ports = sum(len(site.stations[name].ports) for name in names)
            tag = leg.tag or Verify("circuit", all_names(names), _shared([site.stations[name].path for name in names]))
            rows.append((tag, compact_names(names), Number(len(names)), Number(ports), *cells))
    return Table("stations", "charging station schedule", columns, tuple(rows))


def group_table(drawing: OneLine) -> Table:
    """Groups that share power, with what an inspector asks of an energy management system."""
    columns = (
        Column("group", "EMS group", wrap=True, label=True),
        Column("on", "on", wrap=True),
        Column("ports", "ports", align="right"),
        Column("setpoint", "setpoint", wrap=True),
        Column("basis", "basis", wrap=True),
        Column("policy", "policy", wrap=True),
        Column("schedule", "schedule", wrap=True),
        Column("listing", "listed as"),
        Column("access", "access to settings", wrap=True),
        Column("fails_safe", "fault", wrap=True),
    )
    found = [(name, _group_cells(drawing, name)) for name in drawing.shapes.site.groups]
    groups = drawing.shapes.site.groups
    rows: list[tuple[Cell, ...]] = []
    for names, cells in _merged(found):
        on = compact_names(dict.fromkeys(groups[name].on or "its members" for name in names))
        rows.append((compact_names(names), on, *cells))
    return Table("groups", "energy management schedule", columns, tuple(rows))


def load_table(drawing: OneLine) -> Table:
    """Other loads."""
    columns = (
        _TAG,
        Column("loads", "loads", wrap=True, label=True),
        Column("on", "on", wrap=True),
        Column("current", "current", wrap=True),
        Column("connection", "phases"),
        Column("kind", "continuous"),
        Column("device", "OCPD"),
    )
    site = drawing.shapes.site
    rows: list[tuple[Cell, ...]] = []
    for leg in drawing.legs():
        found = [(name, _load_cells(site, name)) for member in leg.members for name in member.loads]
        for names, cells in _merged(found):
            on = compact_names(dict.fromkeys(site.loads[name].on for name in names))
            rows.append((leg.tag, compact_names(names), on, *cells))
    return Table("loads", "other loads", columns, tuple(rows))


def _merged(found: Iterable[tuple[str, tuple[Cell, ...]]]) -> list[tuple[list[str], tuple[Cell, ...]]]:
    """Things with the same cells as one: their names, and the cells; what is to be verified counts by what it is."""
    alike: dict[tuple[Cell, ...], tuple[list[str], list[tuple[Cell, ...]]]] = {}
    for name, cells in found:
        key = tuple(f"\0{cell.what}" if isinstance(cell, Verify) else cell for cell in cells)
        names, listed = alike.setdefault(key, ([], []))
        names.append(name)
        listed.append(cells)
    return [
        (part, tuple(_one_cell(column, part) for column in zip(*listed[first : first + len(part)], strict=True)))
        for names, listed in alike.values()
        for first, part in _readable(names)
    ]


_MOST_IN_ROW = 500
"""So many characters of names stand in a row, or a row would be higher than a sheet."""


def _readable(names: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Names in as many parts as are told in so many characters, each with the place of its first name."""
    first = place = used = 0
    for run in runs(names):
        long = len(run[0]) + len(run[-1])
        if used and used + long > _MOST_IN_ROW:
            yield first, names[first:place]
            first, used = place, 0
        used += long
        place += len(run)
    yield first, names[first:]


def _one_cell(cells: Sequence[Cell], names: Sequence[str]) -> Cell:
    """A cell that stands for equal ones; a value that is missing in several tables is missing in their section."""
    first = cells[0]
    if not isinstance(first, Verify):
        return first
    paths = dict.fromkeys(cell.where for cell in cells if isinstance(cell, Verify))
    return replace(first, of=all_names(names), where=_shared(tuple(paths)))


def _shared(paths: Sequence[Path | None]) -> Path | None:
    if len(paths) == 1:
        return paths[0]
    shared: list[str | int] = []
    for steps in zip(*(path or () for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return tuple(shared) or None


def _equipment_cells(node: Panel | Supply) -> tuple[Cell, ...]:
    said, name, path = node.description, node.name, node.path
    interrupting: Cell = "-"
    if isinstance(node, Panel):
        kind: str = "panel"
        main: Cell = _main_cell(node)
        bus: Cell = Verify("rating of the bus", name, (*path, "bus")) if node.bus_a is None else ampere_cell(node.bus_a)
        interrupting = _given_a(node.interrupting_a, "interrupting rating", name, (*path, "interrupting"))
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
        _given_a(node.available_fault_a, "available fault current", name, (*path, "available_fault")),
        said.status or Verify("whether it is new or existing", name, (*path, "status")),
        said.location or Verify("location", name, (*path, "location")),
        said.enclosure or Verify("enclosure", name, (*path, "enclosure")),
    )


def _main_cell(panel: Panel) -> Cell:
    """The main of a panel; one that the breaker of its feeder protects has main lugs."""
    if panel.main_a is not None:
        return ampere_cell(panel.main_a)
    if panel.feeder is not None and panel.feeder.breaker_a is not None:
        return "MLO"
    return Verify("main", panel.name, (*panel.path, "main"))


def _supply_cells(supply: Supply) -> tuple[Cell, ...]:
    said, name, path = supply.description, supply.name, supply.path
    transformer = supply.kind == "transformer"
    impedance: Cell = "-"
    full_load: Cell = "-"
    if transformer:
        full_load = ampere_cell(round(line_rating_a(rating_kva(supply), supply.system), 1))
        given = supply.impedance_percent
        impedance = Verify("impedance", name, (*path, "impedance")) if given is None else Number(given, "%", 2)
    meter = said.meter or (Verify("number of the meter", name, (*path, "meter")) if supply.fed_from is None else "-")
    primary = supply.primary.name if supply.primary is not None else Verify("primary system", name, (*path, "primary"))
    grounded = supply.system.ground_v is not None
    conductor = said.electrode_conductor
    jumper = said.bonding_jumper
    return (
        meter,
        primary if transformer else "-",
        impedance,
        full_load,
        said.electrode or (Verify("grounding electrodes", name, (*path, "electrode")) if grounded else "-"),
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


def _given_a(value_a: float | None, what: str, name: str, path: Path) -> Cell:
    return Verify(what, name, path) if value_a is None else ampere_cell(value_a)


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


def _station_cells(drawing: OneLine, name: str) -> tuple[Cell, ...]:
    station = drawing.shapes.site.stations[name]
    said = station.description
    held = drawing.shapes.loads.groups_of_port
    groups = dict.fromkeys(group.name for port in station.ports for group in held.get(port.name, ()))
    return (
        model_words(station) or Verify("model", name, (*station.path, "model")),
        port_words(station),
        setting_words(station),
        _listing(station),
        ", ".join(groups) or "none",
        *_disconnect_cells(station),
        said.status or Verify("whether it is new or existing", name, (*station.path, "status")),
        said.mounting or "",
        said.location or "",
    )


def _listing(station: Station) -> Cell:
    """Its mark, which no key says; what is said not to be listed has none."""
    if station.installation.listed is False:
        return "not listed"
    standard = "UL 2202" if station.ports and station.ports[0].dc else "UL 2594"
    return Verify(f"listing mark of the station ({standard})", station.name)


def _disconnect_cells(station: Station) -> tuple[Cell, Cell, Cell]:
    """The disconnecting means of a station, as far as the file says it: its rating, its kind and its place."""
    said, known, path = station.description, station.installation.disconnect, station.path
    rating_a, kind, place = said.disconnect_rating_a, said.disconnect_kind, said.disconnect_location
    if rating_a is None and not kind and not place:
        if known is None:
            return Verify("disconnect", station.name, (*path, "disconnect")), "", ""
        if known is False:
            return "none", "", ""
    return (
        _given_a(rating_a, "rating of the disconnect", station.name, (*path, "disconnect_rating")),
        kind or Verify("kind of the disconnect", station.name, (*path, "disconnect_kind")),
        place or "",
    )


def _group_cells(drawing: OneLine, name: str) -> tuple[Cell, ...]:
    group = drawing.shapes.site.groups[name]
    access = {True: "restricted", False: "not restricted"}
    safe = {True: "falls back inside the limit", False: "does not hold the limit"}
    missing = Verify("how its settings are restricted", name, (*group.path, "restricted_access"))
    unsafe = Verify("what a fault does to the limit", name, (*group.path, "fails_safe"))
    return (
        Number(len(group.ports)),
        limit_words(group),
        "as set" if group.limit_given else "80 % of what it is on",
        policy_title(group),
        window_words(group) or "none",
        "not listed" if group.listing == "none" else group.listing or Verify("listing", name, (*group.path, "listing")),
        missing if group.restricted_access is None else access[group.restricted_access],
        unsafe if group.fails_safe is None else safe[group.fails_safe],
    )


def _load_cells(site: Site, name: str) -> tuple[Cell, ...]:
    load = site.loads[name]
    kind = "yes" if load.continuous else "no"
    device: Cell = f"of circuit {load.on}" if load.on in site.circuits else Verify("overcurrent device", name)
    return (load_words(load), load.connection, kind if load.continuous_given else "taken as so", device)


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

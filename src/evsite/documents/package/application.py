"""The first sheets of a permit set: data for the application, the scope of work, and what a site plan has to show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.documents.equipment import ampere_cell
from evsite.documents.flat import all_names
from evsite.documents.load_calc.forms import project_table, utility_table
from evsite.documents.load_calc.loads import evse_table
from evsite.documents.model import Blank, Column, Number, Table, Verify, made_sheet
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.documents.model import Cell, Sheet
    from evsite.model.description import Description
    from evsite.model.distribution import Circuit, Panel, Supply
    from evsite.model.finding import Path
    from evsite.model.site import Site, Station
    from evsite.studies.load_calculation_results import SupplyCalculation


def application_sheet(site: Site, found: Sequence[SupplyCalculation]) -> Sheet:
    """What the form of an application asks for: who, where, the chargers, and the service."""
    tables = [project_table(site)]
    for each in found:
        supply = site.supplies[each.supply]
        if supply.fed_from is None:
            tables.append(replace(evse_table(each.chargers, site.nec), title="charging equipment"))
            tables.append(utility_table(site, supply, each))
    tables.append(_room_table(site))
    return made_sheet("G-2", "application data", "application", tuple(tables))


def _room_table(site: Site) -> Table:
    """What eligibility asks of existing equipment: its ratings, and the room in it."""
    columns = (
        Column("panel", "panel", wrap=True, label=True),
        Column("status", "new or existing"),
        Column("main_a", "main", "A", "right"),
        Column("bus_a", "bus", "A", "right"),
        Column("spaces", "spaces", align="right"),
        Column("used", "used", align="right"),
        Column("free", "free", align="right"),
    )
    used = _used_spaces(site)
    rows: list[tuple[Cell, ...]] = []
    for panel in site.panels.values():
        name, path = panel.name, panel.path
        missing = Verify("number of spaces", name, (*path, "spaces"))
        rows.append(
            (
                name,
                _status(panel.description, name, path),
                Verify("main", name, (*path, "main")) if panel.main_a is None else ampere_cell(panel.main_a),
                Verify("rating of the bus", name, (*path, "bus")) if panel.bus_a is None else ampere_cell(panel.bus_a),
                Number(panel.spaces) if panel.spaces_given else missing,
                Number(used.get(name, 0)),
                Number(panel.spaces - used.get(name, 0)) if panel.spaces_given else missing,
            )
        )
    return Table("panel_room", "panels and the room in them", columns, tuple(rows), titled=True)


def _used_spaces(site: Site) -> dict[str, int]:
    used: dict[str, int] = {}
    for circuit in site.circuits.values():
        used[circuit.fed_from] = used.get(circuit.fed_from, 0) + len(circuit.spaces)
    nodes: list[Panel | Supply] = [*site.panels.values(), *site.supplies.values()]
    for node in nodes:
        if node.feeder is not None and node.fed_from is not None:
            used[node.fed_from] = used.get(node.fed_from, 0) + len(node.feeder.spaces)
    return used


# --- scope of work ----------------------------------------------------------------------------------------------------


def scope_sheet(site: Site) -> Sheet:
    """What is to be built, by what the file calls new and existing."""
    stations = list(site.stations.values())
    dc = sum(1 for station in stations if station.ports[0].dc)
    columns = (
        Column("scope", "scope of work", wrap=True),
        Column("stations", "charging stations", align="right"),
        Column("ports", "ports", align="right"),
        Column("ac", "of them AC stations", align="right"),
        Column("dc", "of them DC stations", align="right"),
        Column("service_change", "service change", wrap=True),
        Column("trench", "trench"),
        Column("occupancy", "occupancy", wrap=True),
    )
    project = site.project
    row: tuple[Cell, ...] = (
        Verify("scope of work", site.name, ("project", "scope"))
        if project is None or project.scope is None
        else project.scope,
        Number(len(stations)),
        Number(len(site.ports)),
        Number(len(stations) - dc),
        Number(dc),
        _service_change(site),
        Verify("whether a trench is dug", site.name),
        Verify("occupancy", site.name, ("project", "occupancy"))
        if project is None or project.occupancy is None
        else project.occupancy,
    )
    scope = Table("scope", "scope of work", columns, (row,), form=True)
    return made_sheet("G-3", "scope of work", "scope", (scope, _equipment_table(site)))


def _service_change(site: Site) -> Cell:
    """Whether what the utility feeds is new, as far as the file says it of all of it."""
    top = [supply for supply in site.supplies.values() if supply.fed_from is None]
    not_stated = [supply for supply in top if supply.description.status is None]
    if not_stated or not top:
        where = (*not_stated[0].path, "status") if not_stated else None
        return Verify("service change", all_names(supply.name for supply in not_stated), where)
    new = [supply.name for supply in top if supply.description.status == "new"]
    return f"new: {all_names(new)}" if new else "none: what the utility feeds is there"


def _equipment_table(site: Site) -> Table:
    columns = (
        Column("kind", "kind", label=True),
        Column("status", "new or existing"),
        Column("count", "count", align="right"),
        Column("names", "names", wrap=True),
    )
    everything: list[tuple[str, Iterable[Supply | Panel | Circuit | Station]]] = [
        ("supplies", site.supplies.values()),
        ("panels", site.panels.values()),
        ("circuits", site.circuits.values()),
        ("stations", site.stations.values()),
    ]
    rows = tuple(row for kind, things in everything for row in _by_status(kind, things))
    return Table("equipment_status", "equipment", columns, rows, titled=True)


def _by_status(kind: str, things: Iterable[Supply | Panel | Circuit | Station]) -> Iterator[tuple[Cell, ...]]:
    """The things of a kind, those that are new, those that are there, and each table that does not say it."""
    found: dict[tuple[str | None, Path], list[str]] = {}
    for each in things:
        status = each.description.status
        found.setdefault((status, () if status else each.path), []).append(each.name)
    for (stated, path), names in found.items():
        listed = all_names(names)
        yield (
            kind,
            stated or Verify("whether it is new or existing", listed, (*path, "status")),
            Number(len(names)),
            listed,
        )


def _status(stated: Description, name: str, path: Path) -> Cell:
    return stated.status or Verify("whether it is new or existing", name, (*path, "status"))


# --- site plan --------------------------------------------------------------------------------------------------------

_ON_A_SITE_PLAN = (
    "property lines, street and address",
    "buildings with their use",
    "service equipment, panels and transformers",
    "charging stations, with the number of each stall",
    "stall width, stall depth and aisle width",
    "accessible charging stalls with their access aisles and the way from them to the entrance",
    "route of raceways, with lengths",
    "trench: route, depth, cover and surface",
    "bollards or wheel stops, where vehicles could hit equipment",
    "north arrow and scale",
)


def site_plan_sheet(site: Site) -> Sheet:
    """What the site plan has to show, which is drawn by others, and where things are as far as the file says it."""
    columns = (Column("item", "to be shown", wrap=True, label=True), Column("shown_on", "shown on sheet"))
    items = Table(
        "site_plan", "the site plan shows", columns, tuple((item, Blank()) for item in _ON_A_SITE_PLAN), titled=True
    )
    stalls = Table(
        "accessible_stalls",
        "charging stalls",
        (
            Column("kind", "kind", label=True),
            Column("existing", "existing", align="right"),
            Column("proposed", "proposed", align="right"),
        ),
        tuple((kind, Blank(), Blank()) for kind in ("all", "van accessible", "standard accessible", "ambulatory")),
        titled=True,
    )
    notes = (
        "a site plan is drawn by others and takes the place of this sheet",
        f"it has to show {count(len(site.stations), 'station')} with {count(len(site.ports), 'port')}",
    )
    return made_sheet("G-4", "site plan, by others", "site plan", (items, stalls, _places_table(site)), notes)


def _places_table(site: Site) -> Table:
    columns = (Column("names", "what", wrap=True, label=True), Column("location", "location", wrap=True))
    found: dict[str, list[str]] = {}
    missing: dict[Path, list[str]] = {}
    nodes: list[Supply | Panel | Station] = [*site.supplies.values(), *site.panels.values(), *site.stations.values()]
    for node in nodes:
        description = node.description.location
        if description is None:
            missing.setdefault(node.path, []).append(node.name)
        else:
            found.setdefault(description, []).append(node.name)
    rows: list[tuple[Cell, ...]] = [(all_names(names), description) for description, names in found.items()]
    for path, names in missing.items():
        listed = all_names(names)
        rows.append((listed, Verify("location", listed, (*path, "location"))))
    return Table("locations", "where the file says things are", columns, tuple(rows), titled=True)

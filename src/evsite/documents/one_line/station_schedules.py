"""The stations, groups and other loads of a one-line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table, Verify
from evsite.documents.one_line.schedule_rows import NUMBER, TAG, given_a, merged, shared
from evsite.documents.one_line.wording import (
    compact_names,
    limit_words,
    load_words,
    model_words,
    policy_title,
    port_words,
    setting_words,
    window_words,
)

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.documents.one_line.collapse import OneLine
    from evsite.model.site import Site, Station


def station_table(drawing: OneLine) -> Table:
    """Charging stations."""
    columns = (
        TAG,
        Column("stations", "stations", wrap=True, label=True),
        NUMBER,
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
        for names, cells in merged(found):
            ports = sum(len(site.stations[name].ports) for name in names)
            tag = leg.tag or Verify("circuit", all_names(names), shared([site.stations[name].path for name in names]))
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
    for names, cells in merged(found):
        on = compact_names(dict.fromkeys(groups[name].on or "its members" for name in names))
        rows.append((compact_names(names), on, *cells))
    return Table("groups", "energy management schedule", columns, tuple(rows))


def load_table(drawing: OneLine) -> Table:
    """Other loads."""
    columns = (
        TAG,
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
        for names, cells in merged(found):
            on = compact_names(dict.fromkeys(site.loads[name].on for name in names))
            rows.append((leg.tag, compact_names(names), on, *cells))
    return Table("loads", "other loads", columns, tuple(rows))


def _station_cells(drawing: OneLine, name: str) -> tuple[Cell, ...]:
    station = drawing.shapes.site.stations[name]
    description = station.description
    held = drawing.shapes.loads.groups_of_port
    groups = dict.fromkeys(group.name for port in station.ports for group in held.get(port.name, ()))
    return (
        model_words(station) or Verify("model", name, (*station.path, "model")),
        port_words(station),
        setting_words(station),
        _listing(station),
        ", ".join(groups) or "none",
        *_disconnect_cells(station),
        description.status or Verify("whether it is new or existing", name, (*station.path, "status")),
        description.mounting or "",
        description.location or "",
    )


def _listing(station: Station) -> Cell:
    """Its mark, which no key says; what is stated not to be listed has none."""
    if station.installation.listed is False:
        return "not listed"
    standard = "UL 2202" if station.ports and station.ports[0].dc else "UL 2594"
    return Verify(f"listing mark of the station ({standard})", station.name)


def _disconnect_cells(station: Station) -> tuple[Cell, Cell, Cell]:
    """The disconnecting means of a station, as far as the file says it: its rating, its kind and its place."""
    description, known, path = station.description, station.installation.disconnect, station.path
    rating_a, kind, place = (
        description.disconnect_rating_a,
        description.disconnect_kind,
        description.disconnect_location,
    )
    if rating_a is None and not kind and not place:
        if known is None:
            return Verify("disconnect", station.name, (*path, "disconnect")), "", ""
        if known is False:
            return "none", "", ""
    return (
        given_a(rating_a, "rating of the disconnect", station.name, (*path, "disconnect_rating")),
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

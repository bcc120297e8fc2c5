"""The sheet of the load management: how it is listed, its setpoints, who may change them, and what happens offline.

The sequence of operation says what the site file says and what the report works out of it, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.as_built.design import Designs
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.editions import cite
from evsite.documents.as_built.groups import groups_table, limit_rows, policy_words, schedule_table
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table, Verify, made_sheet
from evsite.studies.site_report import report
from evsite.words import count

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Sheet
    from evsite.model.finding import Path
    from evsite.model.site import Group, Site


def management_sheet(site: Site) -> Sheet:
    """Everything that the file says of load management."""
    if not site.groups:
        notes = ("no load management: the site file has no power-sharing group, and every charger counts in full",)
        return made_sheet("EM-1", "load management", "load management", (), notes)
    designs = Designs(SiteAnalysis(site))
    tables = [_listing_table(site), groups_table(designs, report(site))]
    scheduled = schedule_table(site)
    if scheduled.rows:
        tables.append(scheduled)
    tables += [_fallback_table(site), _sequence_table(site)]
    return made_sheet("EM-1", "load management", "load management", tuple(tables))


def _listing_table(site: Site) -> Table:
    columns = (
        Column("group", "group", wrap=True, label=True),
        Column("listing", "listed as"),
        Column("restricted_access", "restricted access"),
        Column("fails_safe", "fails safe"),
        Column("directory", "directory posted"),
        Column("basis", "basis", wrap=True),
    )
    basis = cite(("ems-load", "ems-limits"), site.nec)
    rows = tuple(
        (
            group.name,
            group.listing or Verify("listing of its load management", group.name, (*group.path, "listing")),
            _stated(group, "restricted access", "restricted_access", stated=group.restricted_access),
            _stated(group, "whether it fails safe", "fails_safe", stated=group.fails_safe),
            _stated(group, "whether a directory is posted", "directory", stated=group.directory),
            basis,
        )
        for group in site.groups.values()
    )
    return Table("management", "listing and access", columns, rows, titled=True)


def _stated(group: Group, what: str, key: str, *, stated: bool | None) -> Cell:
    return Verify(what, group.name, (*group.path, key)) if stated is None else "yes" if stated else "no"


def _fallback_table(site: Site) -> Table:
    """What stations draw that cannot be reached, those that are alike in one row."""
    columns = (
        Column("stations", "stations", wrap=True, label=True),
        Column("fallback_a", "fallback a port", "A", "right"),
    )
    found: dict[tuple[float | None, Path], list[str]] = {}
    for station in site.stations.values():
        path = () if station.fallback_a is not None else station.path
        found.setdefault((station.fallback_a, path), []).append(station.name)
    rows: list[tuple[Cell, ...]] = []
    for (amps, path), names in found.items():
        listed = all_names(names)
        missing = Verify("fallback", listed, (*path, "fallback"))
        rows.append((listed, missing if amps is None else Number(amps, "A", 2)))
    return Table("fallbacks", "what a station draws that cannot be reached", columns, tuple(rows), titled=True)


def _sequence_table(site: Site) -> Table:
    columns = (
        Column("group", "group", wrap=True, label=True, once=True),
        Column("step", "step", align="right"),
        Column("operation", "sequence of operation", wrap=True),
    )
    rows: list[tuple[Cell, ...]] = []
    for group in site.groups.values():
        steps = _steps(site, group)
        rows += [(group.name, Number(number), words) for number, words in enumerate(steps, start=1)]
    return Table("sequence", "sequence of operation", columns, tuple(rows), titled=True)


def _steps(site: Site, group: Group) -> list[str]:
    where = f"at {group.on}" if group.on else "of its members"
    limits = [
        f"{value}{f' {unit}' if unit else ''} {'each line ' if unit == 'A' else ''}{when}".strip()
        for when, value, unit in limit_rows(group)
    ]
    kinds = f"{count(len(group.ports), 'port')} {where}"
    steps = [f"holds {kinds} together to {'; '.join(limits)}"]
    if group.metered:
        steps.append("takes other load on the same equipment, as a meter sees it, off the setpoint")
    steps.append(
        f"shares what is there by the policy of {policy_words(group)}, at least {group.min_a:g} A for a port in use"
    )
    steps.append("where not all of that fits, ports take turns")
    stations = dict.fromkeys(site.ports[port].station for port in group.ports)
    if all(site.stations[name].fallback_a is not None for name in stations):
        steps.append("a station that cannot be reached falls back to the current listed for it")
    return steps

"""From TOML data to tables: every table is read on its own, and every problem of it is put into the words of TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from evsite.sitefile import problems
from evsite.sitefile.contradictions import contradictions
from evsite.sitefile.error_place import wrong_keys
from evsite.sitefile.group_stations import NO_STATIONS, GroupStations
from evsite.sitefile.lost import Lost
from evsite.sitefile.refusals import findings_of
from evsite.sitefile.table_models import SECTIONS, example_name, usable_name, wrong_in_name
from evsite.sitefile.tables.base import Table, keys_of
from evsite.sitefile.tables.dwelling import DwellingTable
from evsite.sitefile.tables.places import SINGLE_TABLES
from evsite.sitefile.tables.project import ProjectTable
from evsite.sitefile.tables.site import IgnoreTable, JurisdictionTable, SiteTable
from evsite.sitefile.unknown_keys import belongs, homes_of
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import found, header_of, shown
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Finding, Path
    from evsite.sitefile.group_stations import HeldStations
    from evsite.sitefile.nearest import Nearest
    from evsite.sitefile.tables.equipment import CircuitTable, PanelTable, SupplyTable
    from evsite.sitefile.tables.fleets import FleetTable
    from evsite.sitefile.tables.sharing import GroupTable, LoadTable
    from evsite.sitefile.tables.stations import CatalogTable, StationTable

_T = TypeVar("_T", bound=Table)


_ONCE: dict[str, type[SiteTable | ProjectTable]] = {"site": SiteTable, "project": ProjectTable}
"""Tables that there are once, of which every key may be missing."""


@dataclass
class Tables:
    """The tables of a file that could be read, and the raw ones that could not, by section."""

    site: SiteTable
    project: ProjectTable | None = None
    supplies: dict[str, SupplyTable] = field(default_factory=dict)
    panels: dict[str, PanelTable] = field(default_factory=dict)
    circuits: dict[str, CircuitTable] = field(default_factory=dict)
    stations: dict[str, StationTable] = field(default_factory=dict)
    groups: dict[str, GroupTable] = field(default_factory=dict)
    loads: dict[str, LoadTable] = field(default_factory=dict)
    fleets: dict[str, FleetTable] = field(default_factory=dict)
    catalog: dict[str, CatalogTable] = field(default_factory=dict)
    profiles: dict[str, JurisdictionTable] = field(default_factory=dict)
    dwelling: DwellingTable | None = None
    ignores: tuple[IgnoreTable, ...] = ()
    broken: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    unread: set[str] = field(default_factory=set)
    """Sections that could not be looked into at all."""


def read_tables(data: Mapping[str, Any], findings: list[Finding], nearest: Nearest, lost: Lost | None = None) -> Tables:
    """Read every table of a file; what is wrong with them goes to `findings`, less what only follows from `lost`.

    Of a file with more tables than a site may have none is read.
    """
    lost = Lost() if lost is None else lost
    number = len(data) + sum(len(value) for value in data.values() if isinstance(value, (dict, list)))
    if number > MAX_COUNT:
        message = f"the file has {number:,} tables and keys, expected at most {MAX_COUNT:,}"
        findings.append(problems.TOO_MANY.finding(message, ()))
        return Tables(site=SiteTable(), unread={*SECTIONS})
    site = _single(SiteTable, "site", data, findings, nearest)
    project = _single(ProjectTable, "project", data, findings, nearest) if "project" in data else None
    tables = Tables(site=site, project=project)
    tables.unread |= lost.sections
    names, stations = _names_to_give(data), GroupStations(data)
    for key, value in data.items():
        if key == "dwelling":
            tables.dwelling = _dwelling(value, findings, nearest, lost)
        if key in SINGLE_TABLES:
            continue
        if key in lost.doubles:
            if lost.doubles[key] in _ONCE:
                _single(_ONCE[lost.doubles[key]], key, data, findings, nearest)
            continue
        if key == "ignore":
            tables.ignores = _ignores(value, findings, nearest, lost)
            continue
        if key not in SECTIONS:
            takers, _ = homes_of(key, value)
            meant = None if takers else nearest(key, [*SINGLE_TABLES, *SECTIONS, "ignore"])
            remedy = (
                belongs(key, takers)
                if takers
                else f"did you mean {'[[ignore]]' if meant == 'ignore' else f'[{meant}]'}?"
                if meant
                else "evsite knows " + listed([f"[{name}]" for name in SECTIONS], "and")
            )
            what = f"unknown table [{shown(key)}]" if isinstance(value, (dict, list)) else f"unknown key '{shown(key)}'"
            findings.append(problems.UNKNOWN_KEY.finding(what, (key,), anchor="key", remedy=remedy))
            if meant in SECTIONS:
                # what stands under a misspelt header is not missing: nothing is stated about references to it
                tables.unread.add(meant)
            continue
        if _is_section(key, value, findings):
            _read_section(tables, key, value, findings, nearest, names, lost, stations)
        else:
            tables.unread.add(key)
    return tables


def read_catalog_tables(
    section: Mapping[str, Any], findings: list[Finding], nearest: Nearest
) -> tuple[dict[str, CatalogTable], set[str]]:
    """The `[catalog.ID]` tables of a catalogue file, and the ids of those that could not be read."""
    tables = Tables(site=SiteTable())
    if _is_section("catalog", section, findings):
        _read_section(tables, "catalog", section, findings, nearest, {}, Lost(), GroupStations({}))
    return tables.catalog, set(tables.broken["catalog"])


def _single(table: type[_T], section: str, data: Mapping[str, Any], findings: list[Finding], nearest: Nearest) -> _T:
    """A section that is one table, of which every key may be missing."""
    raw = data.get(section, {})
    if not isinstance(raw, dict):
        written = f"[[{section}]]" if isinstance(raw, list) and raw and isinstance(raw[0], dict) else found(raw)
        message = f"found {written} for {section}, expected the table [{section}]"
        findings.append(problems.WRONG_TYPE.finding(message, (section,), anchor="key"))
        return table()
    return read_what_is_good(table, raw, (section,), findings, nearest)


def _dwelling(raw: object, findings: list[Finding], nearest: Nearest, lost: Lost) -> DwellingTable | None:
    if isinstance(raw, dict):
        table = read_table(DwellingTable, raw, ("dwelling",), findings, nearest, lost=lost)
        return None if lost.touches(("dwelling",)) else table
    written = "[[dwelling]]" if isinstance(raw, list) and raw and isinstance(raw[0], dict) else found(raw)
    message = f"found {written} for dwelling, expected the table [dwelling]"
    findings.append(problems.WRONG_TYPE.finding(message, ("dwelling",), anchor="key"))
    return None


def _ignores(raw: object, findings: list[Finding], nearest: Nearest, lost: Lost) -> tuple[IgnoreTable, ...]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        message = f"found {'[ignore]' if isinstance(raw, dict) else found(raw)}, expected tables like [[ignore]]"
        findings.append(problems.WRONG_TYPE.finding(message, ("ignore",), anchor="key"))
        return ()
    read = [
        read_table(IgnoreTable, entry, ("ignore", number), findings, nearest, lost=lost)
        for number, entry in enumerate(raw)
    ]
    return tuple(table for table in read if table is not None)


def _is_section(section: str, value: object, findings: list[Finding]) -> bool:
    if isinstance(value, dict):
        return True
    example = f"named tables like [{section}.{example_name(section)}]"
    written = f"[[{section}]]" if isinstance(value, list) and value and isinstance(value[0], dict) else found(value)
    findings.append(
        problems.WRONG_TYPE.finding(f"found {written} for {section}, expected {example}", (section,), anchor="key")
    )
    return False


def _names_to_give(data: Mapping[str, Any]) -> dict[str, str]:
    """Things of the file that keys which are missing may name: the first supply, the first panel."""
    sections = (data.get(section) for section in ("supplies", "panels"))
    first = [next(iter(section), None) if isinstance(section, dict) else None for section in sections]
    supply, panel = ("" if name is None or wrong_in_name(name) else name for name in first)
    return {"fed_from": supply, "panel": panel or supply, "on": panel or supply}


def _read_section(
    tables: Tables,
    section: str,
    value: Mapping[str, Any],
    findings: list[Finding],
    nearest: Nearest,
    names: Mapping[str, str],
    lost: Lost,
    stations: GroupStations,
) -> None:
    model = SECTIONS[section]
    unnamed = [key for key, raw in value.items() if not isinstance(raw, dict) and key in keys_of(model)]
    if unnamed:
        wanted = f"a named table like [{section}.{example_name(section)}]"
        message = f"'{unnamed[0]}' is in [{section}] itself, expected {wanted}"
        findings.append(problems.WRONG_TYPE.finding(message, (section, unnamed[0]), anchor="key"))
        tables.unread.add(section)
    good = getattr(tables, section)
    for name, raw in value.items():
        path = (section, name)
        if name in unnamed:
            continue
        if not isinstance(raw, dict):
            written = (
                header_of((section, name, 0))
                if isinstance(raw, list) and raw and isinstance(raw[0], dict)
                else found(raw)
            )
            message = f"found {written}, expected the table {header_of((section, name))}"
            findings.append(problems.WRONG_TYPE.finding(message, path, anchor="key"))
            tables.broken[section][name] = {}
            continue
        if section in lost.headers and raw and all(isinstance(inner, (dict, list)) for inner in raw.values()):
            tables.broken[section][name] = raw
            continue
        named = section == "catalog" or _check_name(name, path, findings)
        held = stations.of(raw) if section == "groups" and raw.keys() - keys_of(model).keys() else NO_STATIONS
        table = read_table(model, raw, path, findings, nearest, names=names, lost=lost, held=held)
        if table is None or not named or lost.touches(path):
            tables.broken[section][name] = raw
        else:
            good[name] = table


def _check_name(name: str, path: Path, findings: list[Finding]) -> bool:
    wrong = wrong_in_name(name)
    if wrong:
        usable = usable_name(name)
        usable = usable if usable.strip("- ") else example_name(str(path[0]))
        way = f"call it '{shown(usable)}', for instance, wherever it is used"
        findings.append(problems.BAD_NAME.finding(wrong, path, anchor="key", remedy=way))
    return not wrong


def read_table(
    model: type[_T],
    raw: Mapping[str, Any],
    path: Path,
    findings: list[Finding],
    nearest: Nearest,
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    lost: Lost | None = None,
    held: HeldStations = NO_STATIONS,
) -> _T | None:
    """A table as it is meant; None where something is wrong with it, which goes to `findings`.

    Parameters
    ----------
    model
        The class of the table.
    raw
        What stands in the file.
    path
        Where it stands.
    findings
        What is wrong is added here.
    nearest
        Finds the key that was meant.
    title
        What messages call the table; its header unless given.
    names
        Things of the file that keys which are missing may name, by key.
    lost
        What could not be read; a key that is missing for that is not told.
    held
        The stations of the group that the table is.
    """
    differing = list(contradictions(model, raw, path))
    findings.extend(differing)
    try:
        table = model.model_validate(raw)
    except ValidationError as error:
        findings.extend(findings_of(error, model, raw, path, nearest, title=title, names=names, lost=lost, held=held))
        return None
    return None if differing else table


def read_what_is_good(
    model: type[_T], raw: Mapping[str, Any], path: Path, findings: list[Finding], nearest: Nearest
) -> _T:
    """As `read_table`, for a table of which every key may be missing: it is read without those that are wrong."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        findings.extend(findings_of(error, model, raw, path, nearest))
        wrong = wrong_keys(error)
        return model.model_validate({key: value for key, value in raw.items() if key not in wrong})

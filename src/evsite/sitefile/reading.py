"""From TOML data to tables: every table is read on its own, and every problem of it is put into the words of TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from evsite.sitefile import problems
from evsite.sitefile.fields import Table, TableError
from evsite.sitefile.tables import (
    CatalogTable,
    CircuitTable,
    GroupTable,
    IgnoreTable,
    JurisdictionTable,
    LoadTable,
    PanelTable,
    SiteTable,
    StationTable,
    SupplyTable,
)
from evsite.toml_text import header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.model.finding import Finding, Path
    from evsite.sitefile.fields import Slip

SECTIONS: dict[str, type[Table]] = {
    "supplies": SupplyTable,
    "panels": PanelTable,
    "circuits": CircuitTable,
    "stations": StationTable,
    "groups": GroupTable,
    "loads": LoadTable,
    "catalog": CatalogTable,
    "profiles": JurisdictionTable,
}
"""The sections of named tables, with what their tables hold."""

LONGEST_NAME = 60
"""Longer names are cut in messages [characters]."""

_SUGGESTIONS_TO_LOOK_FOR = 100
_EXAMPLES = {
    "kind": '"transformer"',
    "rating": '"150 kVA"',
    "system": '"208Y/120"',
    "fed_from": '"T1"',
    "panel": '"P1"',
    "breaker": '"40 A"',
    "on": '"P1"',
    "size": '"3 AWG"',
}
_T = TypeVar("_T", bound=Table)


@dataclass
class Tables:
    """The tables of a file that could be read, and the raw ones that could not, by section."""

    site: SiteTable
    supplies: dict[str, SupplyTable] = field(default_factory=dict)
    panels: dict[str, PanelTable] = field(default_factory=dict)
    circuits: dict[str, CircuitTable] = field(default_factory=dict)
    stations: dict[str, StationTable] = field(default_factory=dict)
    groups: dict[str, GroupTable] = field(default_factory=dict)
    loads: dict[str, LoadTable] = field(default_factory=dict)
    catalog: dict[str, CatalogTable] = field(default_factory=dict)
    profiles: dict[str, JurisdictionTable] = field(default_factory=dict)
    ignores: tuple[IgnoreTable, ...] = ()
    broken: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    unread: set[str] = field(default_factory=set)
    """Sections that could not be looked into at all."""


class Nearest:
    """Finds the name that was meant; stops looking when a file is full of slips, so that time stays linear."""

    def __init__(self) -> None:
        self._left = _SUGGESTIONS_TO_LOOK_FOR

    @property
    def willing(self) -> bool:
        """Whether it still looks."""
        return self._left > 0

    def __call__(self, name: str, names: Iterable[str]) -> str | None:
        """The nearest of the names; None if none is near."""
        if self._left <= 0 or len(name) > 100:
            return None
        self._left -= 1
        from difflib import get_close_matches

        folded = {known.casefold(): known for known in names}
        near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
        return folded[near[0]] if near else None


def read_tables(data: Mapping[str, Any], findings: list[Finding], nearest: Nearest) -> Tables:
    """Read every table of a file; what is wrong with them goes to `findings`."""
    tables = Tables(site=_site(data, findings, nearest))
    for key, value in data.items():
        if key == "site":
            continue
        if key == "ignore":
            tables.ignores = _ignores(value, findings, nearest)
            continue
        if key not in SECTIONS:
            meant = nearest(key, ["site", *SECTIONS, "ignore"])
            remedy = (
                f"did you mean {'[[ignore]]' if meant == 'ignore' else f'[{meant}]'}?"
                if meant
                else "evsite knows " + _listed([f"[{name}]" for name in SECTIONS], "and")
            )
            what = f"unknown table [{shown(key)}]" if isinstance(value, (dict, list)) else f"unknown key '{shown(key)}'"
            findings.append(problems.UNKNOWN_KEY.finding(what, (key,), anchor="key", remedy=remedy))
            if meant in SECTIONS:
                # what stands under a misspelt header is not missing: nothing is said about references to it
                tables.unread.add(meant)
            continue
        if _is_section(key, value, findings):
            _read_section(tables, key, value, findings, nearest)
        else:
            tables.unread.add(key)
    return tables


def read_catalog_tables(
    section: Mapping[str, Any], findings: list[Finding], nearest: Nearest
) -> tuple[dict[str, CatalogTable], set[str]]:
    """The `[catalog.ID]` tables of a catalogue file, and the ids of those that could not be read."""
    tables = Tables(site=SiteTable.read({}))
    if _is_section("catalog", section, findings):
        _read_section(tables, "catalog", section, findings, nearest)
    return tables.catalog, set(tables.broken["catalog"])


def shown(text: object) -> str:
    """A name as a message shows it: on one line, and not endless."""
    flat = "".join(letter if letter.isprintable() else "�" for letter in str(text)[:61])
    return flat if len(flat) <= LONGEST_NAME else flat[:57] + "..."


def name_to_paste(name: str) -> str:
    """A name as it is, for what a message gives to be pasted; one that is endless is cut here too."""
    return name if len(name) <= LONGEST_NAME else shown(name)


def _site(data: Mapping[str, Any], findings: list[Finding], nearest: Nearest) -> SiteTable:
    raw = data.get("site", {})
    if not isinstance(raw, dict):
        message = f"found {_found(raw)} for site, expected the table [site]"
        findings.append(problems.WRONG_TYPE.finding(message, ("site",), anchor="key"))
        return SiteTable.read({})
    table = _read(SiteTable, raw, ("site",), findings, nearest)
    if table is None:
        wrong = _wrong_keys(SiteTable, raw)
        table = SiteTable.read({key: value for key, value in raw.items() if key not in wrong})
    return table


def _ignores(raw: object, findings: list[Finding], nearest: Nearest) -> tuple[IgnoreTable, ...]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        message = f"found {'[ignore]' if isinstance(raw, dict) else _found(raw)}, expected tables like [[ignore]]"
        findings.append(problems.WRONG_TYPE.finding(message, ("ignore",), anchor="key"))
        return ()
    read = [_read(IgnoreTable, entry, ("ignore", number), findings, nearest) for number, entry in enumerate(raw)]
    return tuple(table for table in read if table is not None)


def _wrong_keys(model: type[Table], raw: Mapping[str, Any]) -> set[str]:
    try:
        model.read(raw)
    except TableError as error:
        return {str(slip.route[0]) for slip in error.slips}
    return set()


def _is_section(section: str, value: object, findings: list[Finding]) -> bool:
    if isinstance(value, dict):
        return True
    example = f"named tables like [{section}.{_example_name(section)}]"
    written = f"[[{section}]]" if isinstance(value, list) and value and isinstance(value[0], dict) else _found(value)
    findings.append(
        problems.WRONG_TYPE.finding(f"found {written} for {section}, expected {example}", (section,), anchor="key")
    )
    return False


def _read_section(
    tables: Tables, section: str, value: Mapping[str, Any], findings: list[Finding], nearest: Nearest
) -> None:
    model = SECTIONS[section]
    unnamed = [key for key, raw in value.items() if not isinstance(raw, dict) and key in model.known_keys()]
    if unnamed:
        wanted = f"a named table like [{section}.{_example_name(section)}]"
        message = f"'{unnamed[0]}' stands in [{section}] itself, expected {wanted}"
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
                else _found(raw)
            )
            message = f"found {written}, expected the table {header_of((section, name))}"
            findings.append(problems.WRONG_TYPE.finding(message, path, anchor="key"))
            tables.broken[section][name] = {}
            continue
        named = section == "catalog" or _check_name(name, path, findings)
        table = _read(model, raw, path, findings, nearest)
        if table is None or not named:
            tables.broken[section][name] = raw
        else:
            good[name] = table


def _check_name(name: str, path: Path, findings: list[Finding]) -> bool:
    wrong = ""
    if not name.strip():
        wrong = "a name is empty"
    elif len(name) > 100:
        wrong = f"a name of {len(name)} characters is too long, expected at most 100"
    elif name != name.strip():
        wrong = f"the name '{shown(name)}' begins or ends with a space"
    else:
        odd = next((letter for letter in name if letter in ".,=\"'[]" or not letter.isprintable()), None)
        if odd is not None:
            what = f"'{odd}'" if odd.isprintable() else f"U+{ord(odd):04X}"
            wrong = (
                f"the name '{shown(name)}' has {what} in it, expected letters, digits, spaces, '-', '_' and the like"
            )
    if wrong:
        findings.append(problems.BAD_NAME.finding(wrong, path, anchor="key"))
    return not wrong


def _read(model: type[_T], raw: Mapping[str, Any], path: Path, findings: list[Finding], nearest: Nearest) -> _T | None:
    try:
        return model.read(raw)
    except TableError as error:
        slips = error.slips
    meant: dict[str, str] = {}
    for slip in slips:
        if slip.kind == "unknown":
            inner, written, _, route = _innermost(slip, model, raw, path)
            key = str(route[0])
            near = nearest(key, [name for name in inner.known_keys() if name not in written])
            if near is not None:
                meant[key] = near
    # a key that is missing because it is misspelt is told once
    told = [slip for slip in slips if slip.kind != "missing" or slip.route[-1] not in meant.values()]
    findings.extend(_translate(slip, model, raw, path, meant) for slip in told)
    return None


def _translate(slip: Slip, model: type[Table], raw: Mapping[str, Any], path: Path, meant: Mapping[str, str]) -> Finding:
    model, raw, path, route = _innermost(slip, model, raw, path)
    header = header_of(path)
    key = str(route[0])
    place = (*path, *route)
    if slip.kind == "unknown":
        known = [name for name in model.known_keys() if name not in raw]
        remedy = f"did you mean '{meant[key]}'?" if key in meant else f"{header} also takes " + _listed(known, "and")
        return problems.UNKNOWN_KEY.finding(
            f"unknown key '{shown(key)}' in {header}", place[: len(path) + 1], anchor="key", remedy=remedy
        )
    its = model.known_keys()[key]
    if slip.kind == "missing":
        example = f"{key} = {_EXAMPLES.get(key, '...')}"
        return problems.MISSING_KEY.finding(
            f"{header} has no '{key}': {its.description}", path, anchor="header", remedy=f"add {example}, for instance"
        )
    problem = problems.BAD_VALUE
    if slip.kind == "quantity":
        problem, message = problems.BAD_QUANTITY, slip.message
    elif slip.kind == "value":
        message = slip.message
    elif slip.kind == "choice":
        choices = [f'"{value}"' if isinstance(value, str) else str(value) for value in its.choices]
        message = f"found {_found(slip.found)}, expected {_listed(choices, 'or')}"
    elif slip.kind == "least":
        message = f"found {_found(slip.found)}, expected at least {slip.limit}"
    elif slip.kind == "most":
        problem = problems.TOO_MANY if key == "count" else problems.BAD_VALUE
        message = f"found {_number(slip.found)}, expected at most {slip.limit:,}"
    else:
        problem, message = problems.WRONG_TYPE, f"found {_found(slip.found)}, expected {slip.message}"
    return problem.finding(f"{key}: {message}", place, label=its.description)


def _innermost(
    slip: Slip, model: type[Table], raw: Mapping[str, Any], path: Path
) -> tuple[type[Table], Mapping[str, Any], Path, Path]:
    """The table that a slip is in, where tables have tables in them: its class, what stands there, its place."""
    route = slip.route
    while len(route) > 1:
        key = str(route[0])
        inner, value = model.known_keys()[key].table, raw.get(key)
        if inner is not None and isinstance(value, dict):
            model, raw, path, route = inner, value, (*path, key), route[1:]
        elif inner is not None and isinstance(value, list) and len(route) > 2:
            model, raw, path, route = inner, value[int(route[1])], (*path, key, route[1]), route[2:]
        else:
            break
    return model, raw, path, route


def header_of(path: Path) -> str:
    """The header of a table as a message shows it: "[circuits.C1]", or "[[groups.G.schedule]]" for one of several."""
    if path and isinstance(path[-1], int):
        return "[" + header_of(path[:-1]) + "]"
    return header(*(name_to_paste(str(part)) for part in path))


def _listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {last} " + words[-1] if words else "nothing more"


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and abs(value) < 10**30 else "a very long number"


def _found(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{shown(value)}"'
    if isinstance(value, int):
        return _number(value).replace(",", "")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a table"
    return f"a {type(value).__name__}"


def _example_name(section: str) -> str:
    return {"supplies": "T1", "panels": "P1", "circuits": "C1", "stations": "S1", "groups": "G1"}.get(section, "X1")

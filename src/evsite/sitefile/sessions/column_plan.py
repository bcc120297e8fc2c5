"""Which column of a table holds what: by what a person says, by the titles of a kind of export, or by their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.sitefile import problems
from evsite.sitefile.sessions.column_places import place_named, place_own
from evsite.sitefile.sessions.title_words import folded
from evsite.sitefile.sessions.titles import CLOCKS, DATES_APART, EXPORTS, PRESETS, SESSION_TITLES
from evsite.sitefile.wording import shown
from evsite.words import enumeration, listed

if TYPE_CHECKING:
    from evsite.model.finding import Finding
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.sessions.named_columns import NamedColumns
    from evsite.sitefile.sessions.titles import ExportTitles, Preset, Role

_SAID: dict[str, str] = {
    "time": "the arrival",
    "leave": "the departure",
    "port": "the port",
    "energy": "the energy wanted",
    "delivered": "the energy delivered",
}
"""What roles are called in messages."""
_MOST_UNREAD = 12
"""Titles of columns that are not read, of which a note tells at most."""
_ANY_PORT = "; or --ports N, where every vehicle takes any free one of N ports"


@dataclass(slots=True)
class ColumnPlan:
    """The columns of each role, which are joined by a space where there are several, and units of plain numbers.

    `preset` is the kind of export that the titles are read as. `own` says that they are those of a file that a person
    writes.
    """

    places: dict[Role, tuple[int, ...]] = field(default_factory=dict)
    units: dict[Role, str] = field(default_factory=dict)
    preset: Preset | None = None
    own: bool = False
    unread: tuple[str, ...] = ()
    """Titles of columns that are not read."""


def plan_columns(
    table: CsvTable, named: NamedColumns[Role] | None, preset: Preset | None, findings: list[Finding], *, pool: bool
) -> ColumnPlan | None:
    """Find the columns of a table; what is wrong with its titles goes to the findings, and nothing comes back then."""
    before = len(findings)
    plan = ColumnPlan(preset=preset)
    if named is not None:
        placed = place_named(table, named, SESSION_TITLES, findings)
        plan.places, plan.units = placed.places, placed.units
    export = None if preset is None else _form(table, preset, pool)
    needed: list[Role] = ["time"] if pool else ["time", "port"]
    by_titles = named is None or any(role not in plan.places for role in needed)
    if by_titles and preset is None and not all(SESSION_TITLES.read(title) or not title for title in table.titles):
        for kind in PRESETS:
            form = _form(table, kind, pool)
            if plan.places.keys() >= set(_missing(_exported(table, form), form, pool)):
                plan.preset, export = kind, form
                break
    if export is not None:
        filled = _exported(table, export)
        for role, places in filled.places.items():
            if role not in plan.places:
                plan.places[role] = places
                if role in filled.units:
                    plan.units[role] = filled.units[role]
        if named is None:
            for role in _missing(plan, export, pool):
                titles = [f"'{stem}'" for stem in export.roles[role][:4]]
                _missed(table, f"no column holds {_SAID[role]}, expected a title like {listed(titles)}", findings)
    elif named is None:
        _place_own(plan, table, findings, pool=pool)
    if named is not None:
        for role in needed:
            if role not in plan.places:
                name = "arrival" if role == "time" else role
                anybody = _ANY_PORT if role == "port" else ""
                _missed(table, f"no column is named for {_SAID[role]}", findings, f"name it: {name}=TITLE{anybody}")
    used = {place for places in plan.places.values() for place in places}
    plan.unread = tuple(title for place, title in enumerate(table.titles) if place not in used and title)
    return plan if len(findings) == before else None


def _missed(table: CsvTable, message: str, findings: list[Finding], way: str = "") -> None:
    ways = way or "or say which: --columns arrival=TITLE,leave=TITLE,energy_kwh=TITLE,port=TITLE"
    findings.append(problems.MISSING_KEY.finding(message, remedy=ways, span=table.titles_span()))


def _form(table: CsvTable, preset: Preset, pool: bool) -> ExportTitles:  # noqa: FBT001 - the only flag
    """Of the forms of a kind of export, the one that a table lacks least of."""
    return min(EXPORTS[preset], key=lambda form: len(_missing(_exported(table, form), form, pool)))


def _exported(table: CsvTable, export: ExportTitles) -> ColumnPlan:
    """The columns that the titles of an export have."""
    plan = ColumnPlan()
    by_title: dict[str, int] = {}
    for place, title in enumerate(table.titles):
        by_title.setdefault(folded(title), place)
    used: set[int] = set()
    for role, stems in export.roles.items():
        if (role == "stay" and "leave" in plan.places) or (role == "connector" and "port" not in plan.places):
            continue
        stemmed = {SESSION_TITLES.stem_and_unit(title, role)[0]: place for title, place in reversed(by_title.items())}
        known = {**stemmed, **by_title}
        stem = next((each for each in stems if each in known and known[each] not in used), None)
        if stem is None:
            continue
        places = [known[stem]]
        for date, time in DATES_APART.items():
            if stem in {date, time} and date in by_title and time in by_title:
                places = [by_title[date], by_title[time]]
        places += [by_title[clock] for clock in CLOCKS.get(role, ()) if clock in by_title][:1]
        used |= set(places)
        plan.places[role] = tuple(places)
        unit = SESSION_TITLES.stem_and_unit(table.titles[places[0]], role)[1] or export.units.get(stem)
        if unit:
            plan.units[role] = unit
    return plan


def _missing(plan: ColumnPlan, export: ExportTitles, pool: bool) -> list[Role]:  # noqa: FBT001 - the only flag
    """What every file of a form has, and this one does not."""
    return [
        roles[0]
        for roles in export.required
        if not any(role in plan.places for role in roles) and not (pool and roles == ("port",))
    ]


def _place_own(plan: ColumnPlan, table: CsvTable, findings: list[Finding], *, pool: bool) -> None:
    plan.own = True
    placed = place_own(table, SESSION_TITLES, findings, strict=True)
    plan.places, plan.units = placed.places, placed.units
    for role in ("port", "time"):
        if role not in plan.places and role not in placed.meant and not (pool and role == "port"):
            kinds = listed([f"--preset {name}" for name in PRESETS])
            ways = f"add it to the titles, say {kinds} for an export, or --columns arrival=TITLE,port=TITLE"
            anybody = _ANY_PORT if role == "port" else ""
            _missed(table, f"no column is called '{role}'", findings, f"{ways}{anybody}")


def described(plan: ColumnPlan, table: CsvTable) -> list[str]:
    """Notes on how the columns of a table were understood."""
    titles = ", ".join(map(shown, plan.unread[:_MOST_UNREAD]))
    if plan.own:
        return []
    if plan.preset is None:
        return [f"columns that are not read: {titles}"] if titles else []
    names = {"time": "arrival", "leave": "departure", "name": "session"}
    told = [
        f"{names.get(role, role)} from '{shown(' '.join(table.titles[place] for place in places))}'"
        for role, places in plan.places.items()
    ]
    unread = f"; not read: {titles}" if titles else ""
    notes = [f"read as {PRESETS[plan.preset]} (preset {plan.preset}): {enumeration(told)}{unread}"]
    if plan.preset == "acn" and "energy" in plan.places:
        notes.append(
            "the energy wanted is what drivers typed in, or what was delivered where no driver claimed the session"
        )
    return notes

"""The rows of panel schedules: circuits, feeders, stations and loads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.sitefile import problems
from evsite.sitefile.imports.cells import CellError, plain, read_breaker, read_numbers, read_poles, read_va
from evsite.sitefile.imports.needed import is_known_model
from evsite.sitefile.imports.served import Served, goes_on, is_no_breaker, read_served
from evsite.sitefile.imports.stations_draft import unknown_model
from evsite.sitefile.imports.values import fits, put_wire
from evsite.sitefile.sessions.title_words import folded
from evsite.sitefile.wording import shown
from evsite.words import count, format_number

if TYPE_CHECKING:
    from evsite.sitefile.imports.blocks import View
    from evsite.sitefile.imports.draft import Route, SiteDraft
    from evsite.sitefile.imports.stations_draft import StationsDraft

_LEGS = ("phase_a", "phase_b", "phase_c")
_SUM = re.compile(r"\b(?:sub-?)?totals?\b|\bsum\b|\bconnected\s+load\b|\bdemand\b", re.IGNORECASE)
_VA_UNITS = {"va": "VA", "kva": "kVA"}
_KINDS = {"circuit", "feeder", "load", ""}


@dataclass(slots=True)
class Breaker:
    """A breaker of a schedule, with the rows that it takes."""

    view: View
    row: int
    panel: str
    description: str
    name: str = ""
    kind: str = ""
    breaker: str | None = None
    poles: int | None = None
    spaces: list[int] = field(default_factory=list)
    phases: str = ""
    leg_va: dict[str, float] = field(default_factory=dict)
    load: str = ""

    def report(self, role: str, message: str, way: str | None = None) -> None:
        """Report what is wrong with a cell of its row."""
        self.view.block.sheet.report(problems.BAD_VALUE, self.view.span(self.row, role), message, way)


def breakers_of(view: View, panel: str) -> list[Breaker]:
    """The breakers of a table, or of a side of it.

    Parameters
    ----------
    view
        The table.
    panel
        The panel whose schedule it is, where its rows do not say it; empty where nothing does.
    """
    if _lacks_units(view):
        return []
    found: list[Breaker] = []
    for row in range(len(view.block.rows)):
        one = _read(view, row, panel, found[-1] if found else None)
        if one is not None:
            found.append(one)
    return found


def _read(view: View, row: int, panel: str, above: Breaker | None) -> Breaker | None:
    description = view.text(row, "description")
    load = view.text(row, "load")
    if load and not set(load.upper()) <= set("CN "):
        description, load = description or load, ""
    name, breaker, circuit = view.text(row, "name"), view.text(row, "breaker"), view.text(row, "circuit")
    one = Breaker(view, row, view.text(row, "panel") or panel, description, name, view.text(row, "kind"), load=load)
    _legs(one)
    numbers = _numbers(one, circuit)
    if numbers is None:
        return None
    blank = not (name or breaker or (description and not goes_on(description)))
    if (blank or goes_on(breaker)) and above is not None and _is_next(above, numbers):
        above.spaces += numbers
        for leg, va in one.leg_va.items():
            above.leg_va[leg] = above.leg_va.get(leg, 0.0) + va
        return None
    if blank or (is_no_breaker(description) and not breaker):
        if not circuit and _is_sum(view.block.rows[row]):
            return None  # its line is noted for the side that has the word
        if one.leg_va and any(one.leg_va.values()):
            one.report("circuit", "volt-amperes without a breaker and a description", "say what draws them")
        return None
    if not (circuit or name or breaker):
        view.block.sheet.not_read(view.block.lines[row], f"'{shown(description)}'")
        return None
    if one.kind not in _KINDS:
        one.kind = ""
    _ratings(one, breaker)
    one.spaces = list(numbers)
    if one.poles is not None and len(numbers) > 1 and len(numbers) != one.poles:
        one.report("circuit", f"found {len(numbers)} spaces, and {count(one.poles, 'pole')}")
    if len(one.spaces) == 1 and one.poles and not _next_row_goes_on(view, row):
        one.spaces = [one.spaces[0] + 2 * place for place in range(one.poles)]
    return one


def _numbers(one: Breaker, circuit: str) -> tuple[int, ...] | None:
    """The numbers of its spaces; None, with a finding or a note, where there is something else."""
    if not circuit or circuit in {"at the supply", "tap"} or circuit == "|":
        return ()
    try:
        return read_numbers(circuit)
    except CellError as error:
        filled = [text for text in one.view.block.rows[one.row] if text]
        if not any(map(str.isdigit, circuit)) or len(filled) == 1:  # a sum or a remark below the rows
            one.view.block.sheet.not_read(one.view.block.lines[one.row], f"'{shown(' '.join(filled))}'")
        else:
            one.report("circuit", str(error))
        return None


def _is_sum(cells: list[str]) -> bool:
    """Whether a row without spaces says that it is a sum: "TOTALS", "PHASE TOTAL (VA)", "CONNECTED LOAD"."""
    return any(_SUM.search(text) for text in cells if text)


def _is_next(above: Breaker, numbers: tuple[int, ...]) -> bool:
    wanted = above.poles or 3
    return bool(above.spaces and numbers) and len(above.spaces) < wanted and numbers[0] == above.spaces[-1] + 2


def _next_row_goes_on(view: View, row: int) -> bool:
    if row + 1 >= len(view.block.rows):
        return False
    following, breaker = view.written(row + 1, "description"), view.written(row + 1, "breaker")
    return (
        bool(view.text(row + 1, "circuit"))
        and (not breaker or goes_on(breaker))
        and (not following or goes_on(following))
    )


def _ratings(one: Breaker, breaker: str) -> None:
    if breaker and breaker != "tap":
        try:
            one.breaker, one.poles = read_breaker(breaker)
        except CellError as error:
            one.report("breaker", str(error))
    poles = one.view.text(one.row, "poles")
    if poles and poles != "tap":
        try:
            stated = read_poles(poles)
        except CellError as error:
            one.report("poles", str(error))
        else:
            if one.poles not in {None, stated}:
                one.report("poles", f"found {stated} poles, and {one.poles} in the breaker {shown(breaker)}")
            one.poles = stated
    phases = one.view.text(one.row, "phases").upper()
    if phases and fits("circuits", "phases", phases) and one.poles in {None, len(phases)}:
        one.phases = phases


def _legs(one: Breaker) -> None:
    for role in (*_LEGS, "connected"):
        text = one.view.text(one.row, role)
        if not text:
            continue
        leg = role.removeprefix("phase_").upper() if role != "connected" else one.view.text(one.row, "phases").upper()
        try:
            va = read_va(text, one.view.placed.units.get(role, "VA"))
        except CellError as error:
            one.report(role, str(error))
            continue
        one.leg_va[leg] = one.leg_va.get(leg, 0.0) + va


def _lacks_units(view: View) -> bool:
    """Whether a column of loads says no unit; that is reported."""
    block, lacks = view.block, False
    for role in (*_LEGS, "connected"):
        places = view.placed.places.get(role, ())
        if not places or role in view.placed.units:
            continue
        title = block.titles[places[0]]
        unit = next((_VA_UNITS[word] for word in folded(title).split("_") if word in _VA_UNITS), None)
        if unit is not None:
            view.placed.units[role] = unit
            continue
        found = next((cells[places[0]] for cells in block.rows if plain(cells[places[0]]) is not None), None)
        if found is not None:
            message = f"the numbers under '{shown(title)}' have no unit, like {shown(found)}"
            way = f'call the column "{shown(title)} (VA)", or say --columns {role}_va="{shown(title)}"'
            block.sheet.report(problems.BAD_QUANTITY, block.title_span(places[0]), message, way)
            lacks = True
    return lacks


def take_breakers(draft: SiteDraft, stations: StationsDraft, breakers: list[Breaker]) -> None:
    """Put breakers into the draft: as circuits with what is on them, and as feeders."""
    panels = frozenset(draft.section("panels"))
    names: dict[str, int] = {}
    for one in breakers:
        served = read_served(one.description, panels)
        where = one.view.where(one.row)
        if one.panel and ("supplies", one.panel) not in draft.tables:
            draft.table("panels", one.panel)
        if one.kind == "load":
            _put_load(draft, one, served.loads[0] if served.loads else one.name, one.panel, where)
        elif served.panels and served.panels[0] != one.panel and (one.kind == "feeder" or served.panels[0] in panels):
            _put_feeder(draft, one, ("panels", served.panels[0]), where)
        elif one.kind == "feeder" and served.transformers:
            route = ("supplies", served.transformers[0])
            _put(draft, one, route, "kind", "transformer", where)
            _put_feeder(draft, one, route, where)
        else:
            _put_circuit(draft, stations, one, served, names)


def _put_circuit(
    draft: SiteDraft, stations: StationsDraft, one: Breaker, served: Served, names: dict[str, int]
) -> None:
    where = one.view.where(one.row)
    name = one.name or _name(one, names)
    route = ("circuits", name)
    draft.table(*route)
    if one.panel:
        _put(draft, one, route, "panel", one.panel, where)
    if one.breaker is not None:
        _put(draft, one, route, "breaker", one.breaker, where)
    if one.poles is not None:
        _put(draft, one, route, "poles", one.poles, where)
    if one.spaces:
        _put(draft, one, route, "spaces", one.spaces, where)
    elif one.phases:
        _put(draft, one, route, "phases", one.phases, where)
    if served.purpose or (served.spare and not one.name):
        purpose = shown(served.purpose) if served.purpose else "SPARE"
        _put(draft, one, route, "purpose", purpose, where)
    _wire(draft, one, (*route, "conductor"), where)
    load_va = sum(one.leg_va.values())
    units = [(each, each_name) for each in served.units for each_name in each.names]
    for each, each_name in units:
        alone_va = load_va if len(units) == 1 and not (served.loads or served.purpose) else None
        station = stations.add(each_name, name, where, alone_va=alone_va)
        if each.model is not None and is_known_model(each.model):
            _put(draft, one, ("stations", station), "model", each.model, where)
        elif each.model is not None:
            draft.remark(("stations", station), unknown_model(each.model))
    if served.charging and not units:
        stations.add(name, name, where, alone_va=load_va or None)
        draft.remark(("stations", name), f"taken as a charging station by its description: {shown(served.purpose)}")
    elif (served.loads or served.purpose) and load_va and not units:
        _put_load(draft, one, served.loads[0] if len(served.loads) == 1 else name, name, where)
    elif served.loads or (served.purpose and load_va):
        draft.remark(
            route, f"{format_number(load_va, 1)} VA of stations and other load together: write [loads] of the other"
        )


def _name(one: Breaker, names: dict[str, int]) -> str:
    """The name of a circuit without one: its panel and the number of its first space."""
    stem = f"{one.panel}-{one.spaces[0]}" if one.panel and one.spaces else f"C{one.spaces[0]}" if one.spaces else "C"
    names[stem] = names.get(stem, 0) + 1
    return stem if names[stem] == 1 else f"{stem}-{names[stem]}"


def _put_load(draft: SiteDraft, one: Breaker, name: str, on: str, where: str) -> None:
    legs = {leg: va for leg, va in one.leg_va.items() if va}
    if not legs:
        return
    route = ("loads", name)
    _put(draft, one, route, "on", on, where)
    poles = len(legs) if all(len(leg) == 1 for leg in legs) else 1
    # of uneven legs the greatest counts on each: no leg carries less in the site than in its schedule
    total_va = poles * max(legs.values())
    _put(draft, one, route, "power", f"{format_number(total_va / 1000, 6)} kVA", where)
    if poles < (one.poles or len(one.phases) or poles) or one.kind == "load":
        lines = "".join(sorted(legs))
        lines = {"AC": "CA"}.get(lines, lines)
        _put(draft, one, route, "phases", lines if len(lines) > 1 else f"{lines}N", where)
    if one.load.upper() == "N":
        _put(draft, one, route, "continuous", value=False, where=where)
    if total_va != sum(legs.values()):
        uneven = ", ".join(f"{leg} {format_number(va, 1)} VA" for leg, va in sorted(legs.items()))
        draft.remark(route, f"uneven in the schedule ({uneven}): the greatest is taken on each line")


def _put_feeder(draft: SiteDraft, one: Breaker, route: Route, where: str) -> None:
    feeder = (*route, "feeder")
    _put(draft, one, route, "fed_from", one.panel, where)
    if one.view.written(one.row, "breaker") == "tap":
        _put(draft, one, feeder, "tap", value=True, where=where)
        return
    if one.view.written(one.row, "circuit") == "at the supply":
        return
    if one.breaker is not None:
        _put(draft, one, feeder, "breaker", one.breaker, where)
    if one.poles is not None and one.poles > 1:
        _put(draft, one, feeder, "poles", one.poles, where)
    if one.spaces:
        _put(draft, one, feeder, "spaces", one.spaces, where)
    _wire(draft, one, (*(route if route[0] == "panels" else feeder), "conductor"), where)


def _wire(draft: SiteDraft, one: Breaker, route: Route, where: str) -> None:
    unit = one.view.placed.units.get("length", "ft")
    put_wire(
        draft,
        route,
        lambda role: one.view.text(one.row, role),
        lambda role, error: one.report(role, str(error)),
        where,
        unit,
    )


def _put(draft: SiteDraft, one: Breaker, route: Route, key: str, value: object, where: str) -> None:
    known = draft.put(route, key, value, where)
    if known is not None:
        message = f"{key} of {shown(route[1])} is {shown(value)}, and {shown(known.value)} in {known.where}"
        one.view.block.sheet.report(
            problems.CONFLICT, one.view.span(one.row), message, "keep one of them, or name the things apart"
        )

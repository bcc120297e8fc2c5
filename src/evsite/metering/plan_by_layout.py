"""A layout brought onto the header of a file."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from evsite.metering.day_labels import day_label, day_plan
from evsite.metering.plans import (
    KindPlan,
    QualityPlan,
    TablePlan,
    TimePlan,
    ValuePlan,
    is_pattern,
    name_matches,
    normal,
)
from evsite.metering.units import title_unit, unit_of
from evsite.metering.zones import zone_in_title

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from evsite.metering.layouts.model import DayColumns, Kinds, Layout, LayoutTable, Quality, Role, ValueColumns
    from evsite.metering.plans import DaysPlan
    from evsite.metering.units import MeterUnit


def fitting(layout: Layout, row: Sequence[str], names: Collection[str] | None = None) -> LayoutTable | None:
    """The table of a layout whose header a row is; None if it is none of them.

    `names` are those of the row as they are compared, for one row and many layouts.
    """
    if names is None:
        names = {normal(name) for name in row}
    for table in layout.tables:
        plain, patterns = _wanted(table.header)
        if table.header and all(name in names for name in plain):
            if all(any(name_matches(wanted, name) for name in row) for wanted in patterns):
                return table
            continue
        if table.cells and _cells_fit(table.cells, row):
            return table
    return None


def first_names(layout: Layout) -> set[str] | None:
    """Names, as they are compared, of which a row has one if it fits a layout; None where it may have any names."""
    plain = [_wanted(table.header)[0] for table in layout.tables]
    if any(table.cells for table in layout.tables) or not all(plain):
        return None
    return {names[0] for names in plain}


@lru_cache(maxsize=256)
def _wanted(header: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that a header has to have, as they are compared, and the regular expressions."""
    patterns = tuple(name for name in header if is_pattern(name))
    return tuple(normal(name) for name in header if name not in patterns), patterns


def _cells_fit(cells: Sequence[str], row: Sequence[str]) -> bool:
    while row and not row[-1]:
        row = row[:-1]
    return len(row) == len(cells) and all(_cell(cell).fullmatch(text) for cell, text in zip(cells, row, strict=True))


@lru_cache(maxsize=256)
def _cell(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def plan_by_layout(layout: Layout, table: LayoutTable, header: Sequence[str]) -> TablePlan:
    """The plan of a table that fits a header (or, for files without one, its first row)."""
    names = [str(number) for number in range(1, len(header) + 1)] if table.cells else list(header)
    time = _time(layout, table, names)
    days = None if table.days is None else _days(table.days, names, layout)
    kinds = tuple(_kinds(each, names) for each in table.rows.kinds if _find(each.column, names) is not None)
    channel = _find(table.rows.channel, names)
    if channel is not None:
        kinds = (*kinds, KindPlan(channel, names[channel], separate=True))
    taken = time.columns()
    values = []
    for index, name in enumerate(names):
        if index not in taken and table.days is None:
            found = next((v for each in table.values if (v := _value(each, index, name)) is not None), None)
            values += [] if found is None else [found]
    quality = tuple(_quality(each, at) for each in table.rows.quality if (at := _find(each.column, names)) is not None)
    known = [*table.header, *table.optional]
    meter = tuple(at for each in table.rows.meter if (at := _find(each, names)) is not None)
    unit, multiplier = _find(table.rows.unit, names), _find(table.rows.multiplier, names)
    used = taken | {value.index for value in values} | {kind.index for kind in kinds} | {each.index for each in quality}
    used |= {at for at in (*meter, unit, multiplier) if at is not None}
    used |= set() if days is None else {cell.index for cell in days.cells}
    unread = tuple(
        name
        for index, name in enumerate(names)
        if name and index not in used and not table.cells and not any(name_matches(each, name) for each in known)
    )
    return TablePlan(
        header=tuple(names),
        time=time,
        values=tuple(values),
        days=days,
        meter=meter,
        meter_line=normal(table.rows.meter_line or ""),
        unit=unit,
        multiplier=multiplier,
        kinds=kinds,
        quality=quality,
        unread=unread if table.days is None else (),
        layout=layout,
        form=layout.form if layout.form != "green-button" else "rows",
    )


def _find(wanted: str | None, names: Sequence[str]) -> int | None:
    if wanted is None:
        return None
    return next((index for index, name in enumerate(names) if name_matches(wanted, name)), None)


def _time(layout: Layout, table: LayoutTable, names: Sequence[str]) -> TimePlan:
    stated = table.time
    start, end = _find(stated.start, names), _find(stated.end, names)
    zone = next((zone for at in (start, end) if at is not None and (zone := zone_in_title(names[at]))), None)
    return TimePlan(
        start=end
        if start is None and _find(stated.period, names) is None and _find(stated.number, names) is None
        else start,
        date=_find(stated.date, names),
        end=None if start is None else end,
        period=_find(stated.period, names),
        number=_find(stated.number, names),
        duration_min=_find(stated.duration_min, names),
        edge="end" if start is None and end is not None else layout.stamps,
        clock=stated.clock,
        zone=zone,
        day_first=stated.day_first,
    )


def _value(stated: ValueColumns, index: int, name: str) -> ValuePlan | None:
    match = name_matches(stated.column, name)
    if not match:
        return None
    leg: str = stated.leg or ""
    if isinstance(match, re.Match) and "leg" in match.groupdict():
        leg = {"1": "A", "2": "B", "3": "C"}.get(match["leg"][-1], match["leg"][-1].upper())
    found = title_unit(name)
    value = ValuePlan(
        index, name, stated.role, found.unit, leg, whole=stated.role == "load", leftover=found.leftover or ""
    )
    if found.unit is not None or found.leftover is not None or stated.unit is None:
        return value
    return replace(value, unit=_unit_of_layout(stated.unit), unit_from="layout")


def _unit_of_layout(stated: str) -> MeterUnit:
    unit = unit_of(stated)
    assert unit is not None, stated
    return unit


def _kinds(stated: Kinds, names: Sequence[str]) -> KindPlan:
    index = _find(stated.column, names)
    assert index is not None
    plan = KindPlan(index, names[index])
    roles: tuple[Role, ...] = ("load", "part", "received", "generation", "net", "other")
    for role in roles:
        for text in getattr(stated, role):
            if len(text) > 2 and text[0] == text[-1] == "/":
                plan.patterns.append((re.compile(text[1:-1], re.IGNORECASE), role))
            else:
                plan.roles[normal(text)] = role
    return plan


def _quality(stated: Quality, index: int) -> QualityPlan:
    estimated = tuple(text.casefold() for text in stated.estimated)
    return QualityPlan(index, estimated, tuple(text.casefold() for text in stated.missing), exact=False)


def _days(stated: DayColumns, names: Sequence[str], layout: Layout) -> DaysPlan:
    labels = []
    unit: MeterUnit | None = None
    leftover = ""
    for index, name in enumerate(names):
        match = re.fullmatch(stated.column, " ".join(name.split()), re.IGNORECASE)
        if match is None:
            continue
        groups = match.groupdict()
        group = next(each for each in ("start", "end", "nth") if groups.get(each) is not None)
        text = groups[group]
        label = day_label(text.zfill(4) if text.isdigit() and group != "nth" else text)
        if label is None:
            continue
        labels.append((index, replace(label, edge="end" if group == "end" else "start") if group != "nth" else label))
        if unit is None and not leftover:
            title = title_unit(name.replace(text, " ", 1))
            leftover = title.leftover or ""
            unit = title.unit or (None if leftover or stated.unit is None else _unit_of_layout(stated.unit))
    quality = None if stated.quality is None else re.compile(stated.quality, re.IGNORECASE)
    plan = day_plan(labels, names, unit=unit, role=stated.role, edge=layout.stamps, quality=quality)
    back = stated.received_column and re.compile(stated.received_column, re.IGNORECASE)
    return replace(
        plan,
        leftover=leftover,
        actual=tuple(each.casefold() for each in stated.actual),
        estimated=tuple(each.casefold() for each in stated.estimated),
        missing=tuple(each.casefold() for each in stated.missing),
        received=tuple(each.casefold() for each in stated.received),
        back=tuple(at for at, name in enumerate(names) if back and back.fullmatch(" ".join(name.split()))),
    )

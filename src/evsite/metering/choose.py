"""Which readings of a file are the load: by what columns and rows are, and by what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.load_columns import load_columns
from evsite.metering.plans import normal
from evsite.metering.reading_words import named, one_or_all, quoted, title_of
from evsite.metering.readings import Reading
from evsite.metering.series import Note
from evsite.metering.unit_ways import unit_ways
from evsite.metering.vocabulary import words_of
from evsite.metering.ways_out import load_ways
from evsite.metering.whole_load import net_above, share_no_time, whole_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.groups import RowGroup, TableReadings
    from evsite.metering.options import ReadingOptions
    from evsite.metering.plans import TablePlan
    from evsite.metering.units import MeterUnit


@dataclass(frozen=True, slots=True)
class Chosen:
    """The readings to take for each meter, alike in measure, and what there is to say."""

    measure: str
    meters: tuple[tuple[Reading, ...], ...]
    notes: tuple[Note, ...]
    generation: bool


def choose(found: TableReadings, plan: TablePlan, above: MeterUnit | None, options: ReadingOptions) -> Chosen:
    """The readings of load.

    Parameters
    ----------
    found
        All that was read.
    plan
        Of the first table.
    above
        The unit that stands above the header.
    options
        What was specified.

    Raises
    ------
    DataError
        There is none, or more than one that could be meant.
    """
    notes: list[Note] = []
    readings = [
        Reading(group, place, group.columns[place].role if group.role == "load" else group.role)
        for group in found.groups
        for place in range(len(group.columns))
    ]
    _give_units(readings, above)
    _refuse_unknown_rows(readings, options)
    readings = _of_meters(readings, options)
    empty = [each for each in readings if not each.has_values]
    if empty:
        names = dict.fromkeys(each.column.name for each in empty)
        filled = {each.column.name for each in readings if each.has_values}
        left = [name for name in names if name not in filled]
        if left:
            notes.append(Note("columns", "info", f"{named(left)} {'has' if len(left) == 1 else 'have'} no readings"))
    readings = [each for each in readings if each.has_values]
    back = [each for each in readings if each.role in {"received", "generation"} and each.flows]
    if not back and any(each.role == "load" for each in readings):
        # beside the load, net power below zero is the one trace of it
        back = [each for each in readings if each.role == "net" and bool(np.any(each.values < 0))]
    if back or found.back:
        names_text = named([*dict.fromkeys(title_of(each) for each in back), *sorted(found.back)])
        notes.append(Note("generation", "warning", f"the data has power that flows back or is produced: {names_text}"))
    if found.marks:
        notes.append(Note("quality", "warning", f"values marked {named(sorted(found.marks))} are read as any other"))
    load = [each for each in readings if each.role == "load"] or [each for each in readings if each.role == "net"]
    if not load:
        raise _no_load(found, plan, readings, empty)
    _refuse_unknown_units(load, options)
    above_all = None if options.column else net_above(readings)
    if above_all is not None:
        names = dict.fromkeys([above_all, *(each.column.name for each in load)])
        raise DataError(
            f"{quoted(above_all)} is above the load beside it: {named(names, 'or')} could be the load",
            about="column",
            ways_out=tuple(OptionValue("column", name) for name in names),
        )
    if not options.column:
        load = _without_registers(load, readings, notes)
    load = load_columns(load, readings, options, notes)
    measure = _measure(load)
    if options.column:
        _without_registers(load, (), notes)
    _refuse_held_energy(measure, plan)
    return Chosen(measure, _by_meter(load, options, notes), tuple(notes), bool(back or found.back))


def _without_registers(load: list[Reading], readings: Sequence[Reading], notes: list[Note]) -> list[Reading]:
    """The load without what the register of a meter shows, by its values: it never falls.

    What is called a meter reading is one, be it ever so short.

    Raises
    ------
    DataError
        There is nothing else.
    """
    registers = dict.fromkeys(each.column.name for each in load if _is_register(each))
    if not registers:
        return load
    left = [each for each in load if each.column.name not in registers]
    left = left or [each for each in readings if each.role == "net" and not _is_register(each)]
    if left:
        counts = "counts" if len(registers) == 1 else "count"
        notes.append(Note("columns", "info", f"{named(registers)} {counts} up, as the register of a meter: not read"))
        return left
    others = dict.fromkeys(each.column.name for each in readings if each.role == "part" and each.unit is not None)
    raise DataError(
        f"{named(registers)} never falls: this is the register of a meter, "
        "expected the energy or power of each interval",
        about="column",
        ways_out=tuple(OptionValue("column", name) for name in others),
    )


def _is_register(each: Reading) -> bool:
    if each.unit is None or each.unit.measure not in {"kWh", "kVAh"}:
        return False
    stated = set(words_of(each.column.name))
    fewest = 2 if stated & {"register", "cumulative"} or {"meter", "reading"} <= stated else 24
    there = np.isfinite(each.values)
    values = each.values[there][np.argsort(np.asarray(each.group.walls)[there], kind="stable")]
    if len(values) < fewest:
        return False
    steps = np.diff(values)
    steady = bool((steps >= 0).all() or (fewest > 2 and (steps <= 0).all()))
    return steady and (fewest == 2 or len(np.unique(values)) * 2 > len(values))


def _give_units(readings: Sequence[Reading], above: MeterUnit | None) -> None:
    """The unit above the header holds for columns whose names say none."""
    if above is None:
        return
    for each in readings:
        if each.group.unit is None:
            each.group.unit = above


def _of_meters(readings: list[Reading], options: ReadingOptions) -> list[Reading]:
    """The readings of the meters, or channels, that were named by hand."""
    if not options.meter:
        return readings
    wanted = {normal(name) for name in options.meter}
    there = dict.fromkeys(name for each in readings for name in _called(each.group))
    missing = [name for name in options.meter if normal(name) not in {normal(name) for name in there}]
    if missing:
        raise DataError(
            f"no meter or channel is called {quoted(missing[0])}",
            about="meter",
            ways_out=tuple(OptionValue("meter", name) for name in list(there)[:6]),
        )
    kept = []
    for each in readings:
        names = {normal(name) for name in _called(each.group)}
        if not names & wanted:
            continue
        if normal(each.group.meter) in wanted:
            kept.append(each)
        else:
            # what was named by hand is load
            kept.append(Reading(each.group, each.place, each.column.role))
    return kept


def _called(group: RowGroup) -> list[str]:
    """Every name that stands for the rows of a group."""
    return [
        name or "(blank)"
        for name in dict.fromkeys((group.meter, group.kind, *sorted(group.texts)))
        if name or group.texts
    ]


def _refuse_unknown_rows(readings: Sequence[Reading], options: ReadingOptions) -> None:
    """Rows of a known layout that are of a kind which is not known."""
    unknown = [each.group for each in readings if each.group.unknown]
    if not unknown or options.meter:
        return
    text = sorted(unknown[0].texts)[0] or "(blank)"
    count = sum(len(group) for group in {id(group): group for group in unknown}.values())
    known = sorted(
        name for each in readings if each.role == "load" and not each.group.unknown for name in each.group.texts
    )
    others = dict.fromkeys(name or "(blank)" for group in unknown for name in sorted(group.texts))
    # all of them first: that is never less
    ways: list[OptionValue | tuple[OptionValue, ...]] = [
        tuple(OptionValue("meter", name) for name in dict.fromkeys([*known, *others]))
    ]
    ways += [OptionValue("meter", name) for name in dict.fromkeys(known or others)]
    ways = ways[1:] if ways[0] == (ways[1],) else ways
    raise DataError(
        f"'{text[:40]}' in the column {quoted(unknown[0].unknown)} is not understood ({count:,} readings)",
        about="meter",
        ways_out=tuple(ways),
    )


def _no_load(found: TableReadings, plan: TablePlan, readings: Sequence[Reading], empty: Sequence[Reading]) -> DataError:
    there = named(dict.fromkeys(title_of(each) for each in readings))
    if readings:
        parts = tuple(
            dict.fromkeys(
                OptionValue("meter", each.group.kind) if each.group.kind else OptionValue("column", each.column.name)
                for each in readings
                if each.role == "part"
            )
        )
        channels = dict.fromkeys(
            OptionValue("meter", each.group.kind)
            for each in readings
            if each.role == "other" and each.group.kind and each.unit is not None and each.unit.is_load
        )
        ways: tuple[OptionValue | tuple[OptionValue, ...], ...] = (
            *load_ways(plan.loads),
            *([parts] if parts else []),
            *channels,
        )
        return DataError(
            f"no load in the file: {there} is what flows back, is produced, or is no load",
            about="column",
            ways_out=ways,
        )
    if any(each.role in {"load", "net"} for each in empty):
        number, text = found.first_bad
        like = f", as in line {number}: {quoted(text)}" if number else ""
        return DataError(f"{named(dict.fromkeys(each.column.name for each in empty))}: no readings in the data{like}")
    shown = ", ".join(quoted(name) for name in plan.header[:12] if name)
    aside = f"; rows of {', '.join(sorted(found.aside)[:4])} are no electric load" if found.aside else ""
    return DataError(f"no column of load among {shown}{aside}", about="column", ways_out=load_ways(plan.loads))


def _refuse_unknown_units(load: Sequence[Reading], options: ReadingOptions) -> None:
    """Every column that could be read has a unit, or none is read."""
    for each in load:
        left = each.column.leftover
        if left and options.unit is None:
            raise DataError(
                f'"{left[:30]}" in the column {quoted(each.column.name)} is no unit that is known',
                about="unit",
                ways_out=unit_ways(each.column.name),
            )


def _refuse_held_energy(measure: str, plan: TablePlan) -> None:
    """A state of energy that holds until the next one is the register of a meter.

    Raises
    ------
    DataError
        It is one.
    """
    if plan.form == "changes" and measure in {"kWh", "kVAh"}:
        raise DataError(
            "the file has states that hold until they change: energy of them is a meter's register, expected power",
            about="unit",
            ways_out=(OptionValue("unit", "W"), OptionValue("unit", "kW"), OptionValue("unit", "A")),
        )


def _measure(load: Sequence[Reading]) -> str:
    measures = {each.unit.measure for each in load if each.unit is not None}
    if len(measures) > 1:
        raise DataError(
            f"{named(dict.fromkeys(each.column.name for each in load))} are in different units", about="column"
        )
    return measures.pop()


def _by_meter(load: Sequence[Reading], options: ReadingOptions, notes: list[Note]) -> tuple[tuple[Reading, ...], ...]:
    """The readings of each meter, which are added."""
    meters: dict[tuple[str, str], list[Reading]] = {}
    for each in load:
        meters.setdefault((each.group.meter, each.group.kind), []).append(each)
    kinds = dict.fromkeys(kind for _, kind in meters)
    separate = any(kind.separate for each in load for kind in each.group.plan.kinds)
    if len(kinds) > 1 and separate and not options.meter:
        if share_no_time(load):
            joined: dict[str, list[Reading]] = {}
            for each in load:
                joined.setdefault(each.group.meter, []).append(each)
            notes.append(Note("meters", "info", f"rows of {named(kinds)} are parts of one record: they share no time"))
            return tuple(tuple(each) for each in joined.values())
        whole = whole_kind(load, kinds)
        if whole is not None:
            left = [kind for kind in kinds if kind != whole]
            notes.append(Note("meters", "info", f"rows of {named(left)} are parts of {quoted(whole)}, which is read"))
            return _by_meter([each for each in load if each.group.kind == whole], options, notes)
        names = [kind or "(blank)" for kind in kinds]
        raise DataError(f"{named(names, 'or')} could be the load", about="meter", ways_out=one_or_all("meter", names))
    if len(meters) > 1:
        names = [" ".join(part for part in key if part) or "(blank)" for key in meters]
        how = "follow each other, as was specified" if options.combine == "sequence" else "are added"
        notes.append(Note("meters", "warning", f"{len(meters)} meters or channels in the file: {named(names)} {how}"))
    return tuple(tuple(each) for each in meters.values())

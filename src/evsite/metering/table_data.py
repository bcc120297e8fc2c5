"""Interval data in text: from any portal, logger or spreadsheet whose layout is known or whose header says it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from evsite.metering.assemble import assemble, duration
from evsite.metering.choose import choose
from evsite.metering.clock import hold_until_next, to_instants
from evsite.metering.combine import added, combined, following
from evsite.metering.errors import DataError, OptionValue
from evsite.metering.forms import form_of, require_form
from evsite.metering.groups import NOT_SAID, together
from evsite.metering.note import Note, estimated_note
from evsite.metering.raw import Raw
from evsite.metering.read_table import read_table
from evsite.metering.row_notes import row_notes
from evsite.metering.text_rows import TextRows
from evsite.metering.units import title_unit, unit_of
from evsite.metering.vocabulary import END, START, words_of
from evsite.metering.zones import find_zone
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evsite.metering.choose import Chosen
    from evsite.metering.groups import RowGroup, TableReadings
    from evsite.metering.options import ReadingOptions
    from evsite.metering.plans import TablePlan
    from evsite.metering.readings import Reading
    from evsite.metering.series import IntervalSeries
    from evsite.metering.units import MeterUnit

_LONGEST_S = 25 * 3600
"""The longest interval beside those of an hour or less; a row over more time is a sum."""


def read_table_data(
    stream: BinaryIO, source: str, options: ReadingOptions, progress: Callable[[int], None] | None = None
) -> IntervalSeries:
    """Interval data of a text file.

    Parameters
    ----------
    stream
        The file, which can be sought in.
    source
        Its name, for messages.
    options
        What was specified.
    progress
        Called with how many bytes have been read.

    Raises
    ------
    DataError
        The file cannot be used; the message says why, and `ways_out` what would help.
    """
    zone = None if options.timezone is None else find_zone(options.timezone)
    with TextRows(stream, progress) as rows:
        found, plan, above = read_table(rows, options)
    chosen = choose(found, plan, above, options)
    notes = [*_read_as(plan, found, options), *chosen.notes, *row_notes(found, plan)]
    meters = []
    for readings in chosen.meters:
        groups: dict[int, list[Reading]] = {}
        for each in readings:
            groups.setdefault(id(each.group), []).append(each)
        parts = []
        for columns in _of_one_record(list(groups.values())):
            raw = _raw(columns, chosen, options)
            if plan.form == "changes":
                kept = hold_until_next(raw, columns[0].group, _rows_of(columns), zone)
                raw.values = {leg: values[kept] for leg, values in raw.values.items()}
            else:
                to_instants(raw, columns[0].group, _rows_of(columns), zone)
            parts.append(assemble(raw, source))
        # rows that lie on their side are loads beside each other, as tariffs are
        meters.append(added(parts) if plan.form == "transposed" else following(parts, larger=True))
    named = dict.fromkeys(each.group.meter for readings in chosen.meters for each in readings)
    series = replace(_of_meters(meters, options), meters=tuple(named) if all(named) else ())
    return _with_notes(series, [*notes, *_units(chosen, series), *_contradicted(chosen, found, above, options)])


def _contradicted(chosen: Chosen, found: TableReadings, above: MeterUnit | None, options: ReadingOptions) -> list[Note]:
    """Warnings of what was specified and is not what the file says."""
    readings = [each for meter in chosen.meters for each in meter]
    notes = []
    stated = None if options.unit is None else unit_of(options.unit)
    if stated is not None:
        titles = [title_unit(each.column.name).unit for each in readings]
        known = [*titles, *(unit_of(text) for text in sorted(found.units)), above]
        others = [unit.text for unit in known if unit is not None and (unit.measure, unit.factor) != _meaning(stated)]
        if others:
            shown = listed(list(dict.fromkeys(others)), "and")
            notes.append(Note("unit", "warning", f"the file says {shown}, and {stated.text} was specified"))
    time = readings[0].group.plan.time
    if options.stamps is not None and time.start is not None and time.end is None:
        name = readings[0].group.plan.header[time.start]
        words = set(words_of(name))
        stated_edges = {edge for edge, those in (("start", START), ("end", END)) if words & those}
        if len(stated_edges) == 1 and options.stamps not in stated_edges:
            message = (
                f'"{name[:40]}" speaks of {stated_edges.pop()}s of intervals, and {options.stamps}s were specified'
            )
            notes.append(Note("stamps", "warning", message))
    return notes


def _meaning(unit: MeterUnit) -> tuple[str, float]:
    return unit.measure, unit.factor


def _of_one_record(groups: list[list[Reading]]) -> list[list[Reading]]:
    """The groups of a meter, those together that are rows of one record: how long an interval is they show together."""
    joined: list[list[list[Reading]]] = []
    for columns in groups:
        equal = (each for each in joined if each[0][0].group.goes_on(columns[0].group))
        same = next((each for each in equal if [r.place for r in each[0]] == [r.place for r in columns]), None)
        if same is None:
            joined.append([columns])
        else:
            same.append(columns)
    found = []
    for each in joined:
        if len(each) > 1:
            whole = together([columns[0].group for columns in each])
            found.append([replace(reading, group=whole) for reading in each[0]])
        else:
            found.append(each[0])
    return found


def _of_meters(meters: Sequence[IntervalSeries], options: ReadingOptions) -> IntervalSeries:
    """The load of all meters of the file: added, or one after the other where they share no time."""
    if len(meters) == 1:
        return meters[0]
    ordered = sorted(meters, key=lambda each: int(each.start_s[0]))
    if options.combine != "sum" and all(a.end_s <= int(b.start_s[0]) for a, b in pairwise(ordered)):
        return combined(ordered, "sequence", "meters")
    if options.combine == "sequence":
        return combined(meters, "sequence", "meters")
    return added(meters)


def _raw(readings: Sequence[Reading], chosen: Chosen, options: ReadingOptions) -> Raw:
    """The record of one group of rows: its columns on their phases, or added."""
    plan = readings[0].group.plan
    raw = Raw(measure=chosen.measure, generation=chosen.generation, unread=plan.unread, times=plan.times)
    rows, tiers = _rows_of(readings), _take_turns(readings)
    sums = int(np.count_nonzero(_sums(readings[0].group)))
    if sums:
        rows_are = "1 row is the sum" if sums == 1 else f"{sums:,} rows are sums"
        raw.note("aside", "info", f"left aside: {rows_are} of other rows, over more than a day")
    legs = _legs(readings, chosen, options)
    values: dict[str, NDArray[np.float64]] = {}
    for reading, leg in zip(readings, legs, strict=True):
        assert reading.unit is not None
        scaled = _filled(reading, tiers=tiers)[rows] * (reading.unit.factor * (options.multiplier or 1.0))
        values[leg] = scaled if leg not in values else values[leg] + scaled
    raw.values = dict(sorted(values.items()))
    if len(readings) > 1 and list(raw.values) == [""]:
        names = listed([f'"{each.column.name[:40]}"' for each in readings], "and")
        blank = ", an empty cell beside a filled one is nothing" if tiers else ""
        raw.note("columns", "info", f"{names} are added{blank}")
    estimated = readings[0].group.estimated
    if estimated:
        raw.notes.append(estimated_note(estimated, len(readings[0].group)))
    return raw


def _sums(group: RowGroup) -> NDArray[np.bool_]:
    """The rows that are sums of others: of more than a day, where the others are of an hour or so."""
    ends, walls = np.asarray(group.ends, dtype=np.int64), np.asarray(group.walls, dtype=np.int64)
    known: NDArray[np.bool_] = ends != NOT_SAID
    if not known.any():
        return known
    lengths = np.where(known, ends - walls, 0)
    usual = float(np.median(lengths[known])) if known.any() else 0.0
    found: NDArray[np.bool_] = known & (lengths > _LONGEST_S) & (lengths > 10 * usual)
    return found


def _take_turns(readings: Sequence[Reading]) -> bool:
    """Whether columns that are added hold what was taken at one price or another: hardly ever two of them at once."""
    if len(readings) < 2 or any(each.column.leg for each in readings):
        return False
    values = np.array([each.values for each in readings])
    known = np.isfinite(values)
    at_once = np.count_nonzero(np.nan_to_num(values), axis=0) > 1
    return bool(not known.all() and np.count_nonzero(at_once) * 10 < np.count_nonzero(known.any(axis=0)))


def _filled(reading: Reading, *, tiers: bool) -> NDArray[np.float64]:
    return np.nan_to_num(reading.values) if tiers else reading.values


def _rows_of(readings: Sequence[Reading]) -> NDArray[np.int64] | slice:
    """The rows in which every column that is read has a value; one of them some load, where they take turns."""
    filled = ~_sums(readings[0].group)
    if _take_turns(readings):
        values = np.array([each.values for each in readings])
        filled &= np.isfinite(values).all(axis=0) | np.nan_to_num(values).any(axis=0)
    else:
        for each in readings:
            filled &= np.isfinite(each.values)
    return slice(None) if filled.all() else np.flatnonzero(filled)


def _legs(readings: Sequence[Reading], chosen: Chosen, options: ReadingOptions) -> list[str]:
    """The phase of each column: "" for all where they are no phases.

    Raises
    ------
    DataError
        One phase alone has readings, and they are power, whose total it is not.
    """
    legs = [each.column.leg for each in readings]
    if len(legs) > 1:
        return legs if all(legs) and len(set(legs)) == len(legs) else [""] * len(legs)
    if legs[0] and chosen.measure not in {"A"} and not options.column:
        name = readings[0].column.name
        raise DataError(
            f'"{name[:40]}" is one phase alone: it is not all of the load unless that is said',
            about="column",
            ways_out=(OptionValue("column", name),),
        )
    return [""]


def _read_as(plan: TablePlan, found: TableReadings, options: ReadingOptions) -> list[Note]:
    """By which layout a file was read."""
    layout = plan.layout
    if layout is None:
        form = form_of(plan, dated_above=found.dated_above)
        require_form(form, options)
        return [Note("layout", "info", f"read by the names of its columns, as {form.name}: {form.title.lower()}")]
    notes = [Note("layout", "info", f"read as {layout.words}")]
    if layout.note:
        notes.append(Note("layout", "info", f"{layout.name}: {layout.note}"))
    return notes


def _units(chosen: Chosen, series: IntervalSeries) -> list[Note]:
    """Which column was read, in which unit, over which intervals."""
    readings = [each for meter in chosen.meters for each in meter]
    columns = dict.fromkeys(each.column.name for each in readings)
    shown = listed([f'"{name[:40]}"' for name in list(columns)[:6]], "and")
    units = dict.fromkeys(each.unit.text for each in readings if each.unit is not None)
    length = duration(series.interval_s)
    measure = {"kWh": "energy", "kVAh": "energy"}.get(chosen.measure, "mean")
    what = f"{measure} of each interval of {length}"
    notes = [Note("unit", "info", f"{shown} in {listed(list(units), 'and')}: {what}")]
    for each in readings:
        if each.unit is not None and each.column.unit_from != "file":
            stated = f'no unit beside "{each.column.name[:40]}": {each.unit.text} by'
            if each.column.unit_from == "name":
                notes.append(Note("unit", "warning", f"{stated} its name"))
            else:
                notes.append(Note("unit", "info", f"{stated} the layout"))
    if readings[0].column.leg and len(columns) == 1 and chosen.measure == "A":
        name = next(iter(columns))
        notes.append(Note("one-phase", "warning", f'only one phase is in the data ("{name}"): taken for all of them'))
    return list(dict.fromkeys(notes))


def _with_notes(series: IntervalSeries, notes: Sequence[Note]) -> IntervalSeries:
    return replace(series, notes=tuple(dict.fromkeys([*notes, *series.notes])))

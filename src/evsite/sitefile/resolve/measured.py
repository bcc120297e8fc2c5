"""Loads that were measured: a meter's record brought onto the lines of the node that it was taken at.

The record itself is read by `evsite.metering`, which knows no site and is imported only where a file names data.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from evsite.metering.advice import example_of, settings_of
from evsite.metering.options import ReadingOptions
from evsite.model.measured import ASSUMED, Measured, UnfitDataError, measured
from evsite.model.remedy import Alternative, Edit, added, remedy
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of, shown
from evsite.words import days

if TYPE_CHECKING:
    from evsite.metering.errors import DataError
    from evsite.model.finding import Path
    from evsite.model.remedy import Remedy, Way
    from evsite.model.systems import VoltageSystem
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.sharing import LoadTable


READING_KEYS = tuple(field.name for field in fields(ReadingOptions))
"""Keys of a load that say how its data is read."""


def reading_options(table: LoadTable) -> ReadingOptions:
    """What a load says about how its data is read."""
    return ReadingOptions(
        layout=table.layout,
        unit=table.unit,
        column=table.column or (),
        meter=table.meter or (),
        time_column=table.time_column or (),
        end_column=table.end_column,
        stamps=table.stamps,
        timezone=table.timezone,
        multiplier=table.multiplier,
        decimal=table.decimal,
        combine=table.combine,
    )


def measured_load(
    context: ResolveContext, path: Path, table: LoadTable, system: VoltageSystem, connection: str
) -> Measured | None:
    """What the data files of a load say; None, with a finding, where they cannot be used.

    What was noticed while reading them goes to the notices of the site.
    """
    from evsite.metering.errors import DataError
    from evsite.metering.reading import read_interval_files

    assert table.data is not None
    options = reading_options(table)
    known = table.data, options, table.power_factor, system.name, connection
    if known in context.records:
        return context.records[known]
    files = [file for name in table.data if (file := context.named_file(name, (*path, "data"))) is not None]
    if len(files) < len(table.data):
        return None
    try:
        series = read_interval_files(files, options)
        result = measured(series, system, connection, table.power_factor)
    except DataError as error:
        key = error.about if getattr(table, error.about, None) is not None else "data"
        name = shown(", ".join(table.data)) if key == "data" else key
        context.report(problems.DATA_FILE, f"{name}: {error}", (*path, key), remedy=_ways_out(error, path, table))
        return None
    except (UnfitDataError, ValueError) as error:
        message = f"{shown(', '.join(table.data))}: {error}"
        phases = added(Edit((*path, "phases"), "AB"), "or whichever were measured")
        way = phases if isinstance(error, UnfitDataError) else None
        context.report(problems.DATA_FILE, message, (*path, "data"), remedy=way)
        return None
    _notice(context, path, result, in_use=table.current is None and table.power is None)
    context.records[known] = result
    return result


def _ways_out(error: DataError, path: Path, table: LoadTable) -> Remedy:
    """What can be said so that the data can be used, as edits of the load."""
    ways: list[Way] = []
    for number, way in enumerate(error.ways_out, start=1):
        settings = settings_of(way)
        edits = tuple(Edit((*path, key), value) for key, value in settings.items())
        new = all(getattr(table, key, None) is None for key in settings)
        other = example_of(error) if number == len(error.ways_out) else ""
        ways.append(Alternative(edits, f"or {other}" if other else "", "added" if new else "written"))
    return remedy(*ways)


def _notice(context: ResolveContext, path: Path, load: Measured, *, in_use: bool) -> None:
    """Say what the load was taken to be, and how its record was read; rules report what is doubtful about it."""
    series = load.series
    header = header_of(path)
    if load.assumed:
        way = added(Edit((*path, "power_factor"), 0.9), "or what was measured")
        context.notice(problems.ASSUMED_FACTOR, f"{header}: {ASSUMED}", (*path, "data"), remedy=way)
    if in_use:
        amps = load.peak_line_a()
        leg = max(amps, key=lambda each: amps[each])
        record = f"{days(series.days)} of {shown(series.source)}"
        message = f"{header} counts as {amps[leg]:.1f} A on phase {leg}: the highest quarter of an hour in {record}"
    else:
        message = f"{header} has {days(series.days)} of data in {shown(series.source)}"
    info_notes = tuple(note.message for note in load.notes if note.severity == "info")
    context.notice(problems.MEASURED_LOAD, message, (*path, "data"), notes=info_notes)

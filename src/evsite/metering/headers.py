"""The header of a file: by the layouts of known exporters, else by the words of its names."""

from __future__ import annotations

import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.metering import vocabulary as words
from evsite.metering.errors import DataError, OptionValue
from evsite.metering.header_lines import has_only_names, header_lines
from evsite.metering.layouts import find_layout, layouts
from evsite.metering.plan_by_layout import first_names, fitting, plan_by_layout
from evsite.metering.plan_by_names import plan_by_names
from evsite.metering.plans import TablePlan, ValuePlan, normal
from evsite.metering.row_times import RowTimes, date_in
from evsite.metering.stamps import looks_like_a_stamp
from evsite.metering.table_sample import Sample
from evsite.metering.time_by_names import column_named, content_of, time_plan
from evsite.metering.units import title_unit, unit_of
from evsite.metering.ways_out import load_ways, possible_loads, with_ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.layouts.model import Layout
    from evsite.metering.options import ReadingOptions
    from evsite.metering.text_rows import Row
    from evsite.metering.units import MeterUnit


_MEASURED = frozenset({"measurement", "measure", "measured", "quantity"})
_ALL_IN = frozenset(
    ("all", "the", "values", "value", "readings", "data", "are", "given", "shown", "in", "interval", "usage")
)
"""Words of a line above the header that shows the unit of the readings: "All values in kWh"."""


def find_header(rows: Sequence[Row], options: ReadingOptions) -> tuple[int, TablePlan]:
    """The place of the header among the first rows of a file, and the plan of its table.

    For a file without a header the place is that before its first row of readings.

    Raises
    ------
    DataError
        There is none, or what its columns are cannot be determined.
    """
    known = [find_layout(options.layout)] if options.layout else _recognised()
    found = _by_layouts(rows, [layout for layout in known if layout.tables])
    if found is not None and (options.layout or _times_fit(found[2], _below(rows, found[0]))):
        place, layout, plan = found
        _refuse_other(layout, rows[:place])
        return place, with_ways(with_options(plan, options), _below(rows, place))
    if options.layout and known[0].mark != "generic":
        table = known[0].tables[0] if known[0].tables else None
        expected = ", ".join(table.header) if table is not None and table.header else "another kind of file"
        other = _by_layouts(rows, _recognised())
        raise DataError(
            f"this is no file of the layout '{options.layout}': expected {expected}",
            about="layout",
            ways_out=() if other is None else (OptionValue("layout", other[1].name),),
        )
    return _by_names(rows, options)


def _recognised() -> list[Layout]:
    """The layouts that files are tried with where none is said."""
    return [layout for layout in layouts().values() if layout.tables and not layout.only_forced]


def _by_layouts(rows: Sequence[Row], known: Sequence[Layout]) -> tuple[int, Layout, TablePlan] | None:
    firsts = [(layout, first_names(layout)) for layout in known]
    for place, (_, row) in enumerate(rows):
        names = {normal(name) for name in row}
        near = [layout for layout, first in firsts if first is None or not first.isdisjoint(names)]
        fit = [(layout, table) for layout in near if (table := fitting(layout, row, names)) is not None]
        fit = [(layout, table) for layout, table in fit if _preamble_fits(layout, rows[:place])]
        if (
            len(known) > 1
            and any(table.cells for _, table in fit)
            and any(len(above) == len(row) and has_only_names(above) for _, above in rows[:place])
        ):
            # a layout without names is none of a table that has them
            fit = [(layout, table) for layout, table in fit if not table.cells]
        if fit:
            # the one that asks for most, and then the one that leaves least unread
            layout, table, plan = max(
                ((layout, table, plan_by_layout(layout, table, row)) for layout, table in fit),
                key=lambda each: (
                    len(each[1].header) + len(each[1].cells),
                    len(each[0].preamble),
                    -len(each[2].unread),
                ),
            )
            return (place - 1 if table.cells else place), layout, plan
    return None


def _times_fit(plan: TablePlan, below: Sequence[list[str]]) -> bool:
    """Whether any row has its time as the layout has it; another exporter may have columns of the same names."""
    if plan.form != "rows" or plan.time.start is None:
        return True
    full = [row for row in below[:60] if len(row) > max(plan.time.columns())]
    times = RowTimes(plan.time, full, day_first=None)
    times.context = next((date for row in full if (date := date_in(row)) is not None), "")
    return not full or any(times.read(row) is not None for row in full)


def _preamble_fits(layout: Layout, above: Sequence[Row]) -> bool:
    lines = [normal(",".join(row)) for _, row in above]
    return all(any(normal(text) in line for line in lines) for text in layout.preamble)


def _refuse_other(layout: Layout, above: Sequence[Row]) -> None:
    for number, row in above:
        line = normal(",".join(row))
        for text, why in layout.refuse.items():
            if normal(text) in line:
                raise DataError(why, line=number)


def _by_names(rows: Sequence[Row], options: ReadingOptions) -> tuple[int, TablePlan]:
    problem: DataError | None = None
    timed: tuple[int, list[str], tuple[str, ...]] | None = None
    for place, number, row, lines in header_lines(rows):
        below = _below(rows, place)
        if 2 * len(row) < _usual_width(below):
            # a line about the file, above a table that is wider
            continue
        if not below:
            if timed is None and any(title_unit(cell).unit is not None for cell in row):
                problem = problem or DataError("no rows below the header", line=number)
            continue
        try:
            plan = plan_by_names(row, below, options)
            if plan is None:
                timed = max(filter(None, (timed, _timed(row, below, options, number))), key=_names_most, default=None)
                continue
        except DataError as error:
            problem = problem or DataError(str(error), about=error.about, line=number, ways_out=error.ways_out)
            continue
        return place, replace(with_ways(with_options(plan, options), below), lines=lines)
    if problem is not None:
        raise problem
    if timed is None:
        without = _without_header(rows, options)
        if without is not None:
            return without
        raise DataError(
            'no header: expected a line like "timestamp,kW" above the data, with a column of time and one of kW or A',
            about="layout",
        )
    shown = ", ".join(f'"{name[:40]}"' for name in timed[1][:12] if name)
    others = [name for name in timed[1] if (unit := title_unit(name).unit) is not None and not unit.is_load]
    foreign = f'; "{others[0][:40]}" is no electric load' if others else ""
    raise DataError(
        f"no column of load among {shown}{foreign}",
        line=timed[0],
        about="column",
        ways_out=load_ways(timed[2]),
    )


def _timed(
    row: list[str], below: Sequence[list[str]], options: ReadingOptions, number: int
) -> tuple[int, list[str], tuple[str, ...]] | None:
    """The line of a header with a time and no load, its names, and those of its columns that could be a load."""
    sample = Sample(tuple(row), tuple(below[:60]))
    try:
        time = time_plan(sample, [title_unit(name) for name in row], options)
    except DataError:
        return None
    return None if time is None else (number, row, possible_loads(row, below, time.columns()))


def _names_most(timed: tuple[int, list[str], tuple[str, ...]]) -> tuple[bool, int]:
    """Of several lines the header is the one with a column that could be a load, and with most names."""
    return bool(timed[2]), sum(bool(name) for name in timed[1])


def _below(rows: Sequence[Row], place: int) -> list[list[str]]:
    width = len(rows[place][1])
    return [row for _, row in rows[place + 1 :] if any(row) and len(row) * 2 >= min(width, 4)]


def _usual_width(below: Sequence[Sequence[str]]) -> int:
    """How many cells most of the rows have."""
    return statistics.mode(len(row) for row in below[:60]) if below else 0


def _without_header(rows: Sequence[Row], options: ReadingOptions) -> tuple[int, TablePlan] | None:
    """A table without a header: its columns are called "1", "2" and so on."""
    for place, (number, row) in enumerate(rows):
        if not any(looks_like_a_stamp(cell) for cell in row):
            continue
        header = [str(index) for index in range(1, len(row) + 1)]
        below = [row, *_below(rows, place)]
        plan = plan_by_names(header, below, options)
        # the numbers of columns are no hours of a day
        if plan is not None and plan.form != "days":
            return place - 1, with_options(plan, options)
        numeric = [
            name
            for index, name in enumerate(header)
            if content_of([each[index] for each in below if index < len(each)]) == "number"
        ]
        above = rows[place - 1][1] if place else []
        if len(above) == len(row) and not any(looks_like_a_stamp(cell) for cell in above):
            timed = [name for name, cell in zip(above, row, strict=True) if looks_like_a_stamp(cell)]
            shown = ", ".join(f'"{name[:40]}"' for name in above[:12] if name)
            raise DataError(
                f"no column of time and load among {shown}",
                line=rows[place - 1][0],
                about="time_column",
                ways_out=tuple(OptionValue("time_column", name) for name in timed[:4]),
            )
        if len(numeric) == 1:
            plan = plan_by_names(header, below, replace(options, column=tuple(numeric)))
            if plan is not None:
                return place - 1, with_options(plan, options)
        raise DataError(
            f"no header above the readings, which have {len(header)} columns: say which is the load, and its unit",
            line=number,
            about="column",
            ways_out=load_ways(possible_loads(header, below)),
        )
    return None


def with_options(plan: TablePlan, options: ReadingOptions) -> TablePlan:
    """A plan with what was specified in place of what was found.

    Raises
    ------
    DataError
        A column that was named is not there, or what was named as a unit is none.
    """
    time = plan.time
    if options.stamps is not None and time.end is None and time.period is None:
        time = replace(time, edge=options.stamps, edge_stated=True)
    values = plan.values
    unit = stated_unit(options)
    if options.column and plan.days is None:
        places = [column_named(plan.header, name, "column") for name in options.column]
        known = {value.index: value for value in values}
        named = []
        for index in places:
            value = known.get(index) or ValuePlan(
                index, plan.header[index], "load", title_unit(plan.header[index]).unit
            )
            if unit is None and value.unit is not None and not value.unit.is_load:
                raise DataError(
                    f'"{value.name[:40]}" is in {value.unit.text}, which is no load',
                    about="column",
                    ways_out=tuple(
                        OptionValue("column", each.name) for each in values if each.unit and each.unit.is_load
                    )[:6],
                )
            named.append(replace(value, role="load", whole=True))
        values = (*named, *(value for value in values if value.index not in places and value.role != "load"))
    if unit is not None:
        values = tuple(
            replace(value, unit=unit, leftover="", unit_from="file") if value.role in {"load", "net"} else value
            for value in values
        )
    days = plan.days
    if days is not None and unit is not None:
        days = replace(days, unit=unit, leftover="")
    return replace(
        plan,
        time=time,
        values=values,
        days=days,
        stated_unit=unit is not None,
        # what is specified stands in place of what the file says
        multiplier=plan.multiplier if options.multiplier is None else None,
    )


def stated_unit(options: ReadingOptions) -> MeterUnit | None:
    """The unit that was specified.

    Raises
    ------
    DataError
        It is none, or none of a load.
    """
    if options.unit is None:
        return None
    unit = unit_of(options.unit)
    if unit is None or unit.measure not in {"A", "kW", "kVA", "kWh", "kVAh"}:
        ways = tuple(OptionValue("unit", each) for each in ("kW", "kWh", "A"))
        raise DataError(f"'{options.unit[:30]}' is no unit of load", about="unit", ways_out=ways)
    return unit


def preamble_unit(above: Sequence[Row]) -> MeterUnit | None:
    """The unit that a line above the header names, like "UOM,kWh" or "Units: kWh"."""
    found: dict[MeterUnit, None] = {}
    for _, row in above:
        cells = [cell for cell in row if cell]
        if len(cells) == 1 and ":" in cells[0]:
            cells = [part.strip() for part in cells[0].split(":", 1)]
        unit = None
        if len(cells) == 2 and words.names_units(cells[0], beside=_MEASURED):
            unit = unit_of(cells[1])
        elif len(cells) == 1:
            title = title_unit(cells[0])
            unit = title.unit if title.words and set(title.words) <= _ALL_IN else None
        if unit is not None:
            found[unit] = None
    # two of them are as good as none
    return next(iter(found)) if len(found) == 1 else None

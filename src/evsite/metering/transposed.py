"""Files whose rows are no intervals: a column for each interval, and the records of the Australian market (NEM12)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.groups import NOT_SAID, RowGroup, TableReadings
from evsite.metering.layouts import layouts
from evsite.metering.numbers import NOTHING
from evsite.metering.plans import TablePlan, TimePlan, ValuePlan
from evsite.metering.stamps import StampColumn
from evsite.metering.unit_ways import unit_ways
from evsite.metering.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.metering.layouts.model import Role
    from evsite.metering.numbers import NumberReader
    from evsite.metering.options import ReadingOptions
    from evsite.metering.stamps import Stamp
    from evsite.metering.text_rows import Row
    from evsite.metering.units import MeterUnit

Read = tuple[TableReadings, TablePlan, "MeterUnit | None"]
_REGISTERS: dict[str, Role] = {"E": "load", "B": "received"}
"""First letter of a NEM12 channel: energy taken, energy given back. Others are reactive, or no energy (AEMO, MDFF)."""
_ESTIMATED = ("E", "F", "S")
_DAY_S = 86_400


def read_transposed(lines: Iterable[Row], plan: TablePlan, numbers: NumberReader, options: ReadingOptions) -> Read:
    """A file with a row for each meter and a column for each interval, whose name is its start.

    Raises
    ------
    DataError
        No column is an interval, or a row is of a kind that is not known.
    """
    stamps = StampColumn([])
    starts = [(index, stamp) for index, name in enumerate(plan.header) if (stamp := stamps.read(name)) is not None]
    if not starts:
        raise DataError("no column of the header is the start of an interval")
    found = TableReadings()
    seen: set[tuple[str, ...]] = set()
    for number, row in lines:
        if not any(row):
            continue
        if tuple(row) in seen and plan.meter and row[plan.meter[0]]:
            # the same row of the same meter once more, as in two files put together
            continue
        seen.add(tuple(row))
        found.rows += 1
        role: Role = "load"
        text = ""
        for kind in plan.kinds:
            text = row[kind.index] if kind.index < len(row) else ""
            stated = kind.role(text)
            if stated is None:
                shown = ", ".join(sorted(kind.roles))
                raise DataError(
                    f"'{text[:40]}' in the column \"{kind.name}\" is not understood, expected one of {shown}",
                    line=number,
                )
            role = stated
        if role == "other":
            found.aside.add(text[:60])
            continue
        written = row[plan.unit] if plan.unit is not None and plan.unit < len(row) else ""
        unit = unit_of(written) if written else None
        if written and unit is None:
            raise DataError(f"'{written[:30]}' is no unit that is known", line=number, about="unit")
        meter = row[plan.meter[0]] if plan.meter and plan.meter[0] < len(row) else ""
        column = ValuePlan(0, text or meter, role, unit if options.unit is None else unit_of(options.unit))
        group = RowGroup(plan, (column,), meter=meter, kind=text, role=role)
        found.groups.append(group)
        _add_values(found, group, number, row, starts, numbers)
    if not found.groups:
        raise DataError("no rows of load below the header")
    return found, plan, None


def _add_values(
    found: TableReadings,
    group: RowGroup,
    number: int,
    row: list[str],
    starts: list[tuple[int, Stamp]],
    numbers: NumberReader,
) -> None:
    for index, stamp in starts:
        cell = row[index] if index < len(row) else ""
        value = numbers.read(cell)
        if value is None:
            if cell.casefold() not in NOTHING:
                raise DataError(f"'{cell[:30]}' is no number", line=number)
            found.blank += 1
            continue
        group.walls.append(stamp.wall_s)
        group.offsets.append(NOT_SAID if stamp.offset_s is None else stamp.offset_s)
        group.ends.append(NOT_SAID)
        group.nth.append(NOT_SAID)
        group.values[0].append(value)


def read_records(lines: Iterable[Row], numbers: NumberReader, options: ReadingOptions) -> Read:
    """A NEM12 file: record 200 begins a channel, 300 has the values of a day, 400 marks some of them, 900 ends.

    The stamps keep standard time all year (AEMO, Meter Data File Format Specification NEM12 and NEM13).

    Raises
    ------
    DataError
        A record is not as it should be.
    """
    plan = TablePlan((), TimePlan(clock="standard"), layout=layouts().get("nem12"), form="nem12")
    found = TableReadings()
    groups: dict[tuple[str, str], RowGroup] = {}
    group: RowGroup | None = None
    step_s = 0
    stamps = StampColumn([])
    places: dict[int, int] = {}
    for number, row in lines:
        record = row[0] if row else ""
        if record == "200":
            group, step_s = _channel(number, row, plan, groups, options)
        elif record == "300":
            if group is None:
                raise DataError("record 300 stands before any record 200", line=number)
            day = stamps.read(row[1]) if len(row) > 1 else None
            count = _DAY_S // step_s
            if day is None or len(row) < 2 + count:
                raise DataError(f"record 300 has no date or fewer than {count} values", line=number)
            if len(row) > 2 + count and numbers.read(row[2 + count]) is not None:
                raise DataError(f"record 300 has more than {count} values of {step_s // 60} min", line=number)
            found.rows += count
            quality = row[2 + count][:1].upper() if len(row) > 2 + count else ""
            places.clear()
            if quality == "N":
                continue
            group.estimated += count if quality in _ESTIMATED else 0
            for index, cell in enumerate(row[2 : 2 + count]):
                value = numbers.read(cell)
                if value is None:
                    found.blank += 1
                    if cell.casefold() not in NOTHING:
                        found.first_bad = found.first_bad if found.bad else (number, cell)
                        found.bad += 1
                    continue
                places[index + 1] = len(group.walls)
                wall_s = day.wall_s + index * step_s
                group.walls.append(wall_s)
                group.offsets.append(NOT_SAID)
                group.ends.append(wall_s + step_s)
                group.nth.append(NOT_SAID)
                group.values[0].append(value)
        elif record == "400" and group is not None and len(row) > 3 and row[1].isdigit() and row[2].isdigit():
            of_day = [places[nth] for nth in range(int(row[1]), min(int(row[2]), _DAY_S) + 1) if nth in places]
            quality = row[3][:1].upper()
            group.estimated += len(of_day) if quality in _ESTIMATED else 0
            for place in of_day if quality == "N" else ():
                # what was not measured is written as zero
                group.values[0][place] = math.nan
    found.groups = [each for each in groups.values() if len(each)]
    if not found.groups:
        raise DataError("no values in the NEM12 file: expected records 200 and 300")
    return found, plan, None


def _channel(
    number: int, row: list[str], plan: TablePlan, groups: dict[tuple[str, str], RowGroup], options: ReadingOptions
) -> tuple[RowGroup, int]:
    """The channel that a record 200 begins, and the length of its intervals [s]."""
    minutes = int(row[8]) if len(row) > 8 and row[8].isdigit() else 0
    if not minutes or 1440 % minutes:
        raise DataError("record 200 has no interval length that divides a day", line=number)
    unit = unit_of(options.unit or row[7])
    if unit is None:
        ways = unit_ways(row[7])
        raise DataError(
            f"'{row[7][:20]}' in record 200 is no unit that is known", line=number, about="unit", ways_out=ways
        )
    meter, register = row[1], row[4] or row[3]
    role = _REGISTERS.get(register[:1].upper(), "other")
    if unit.measure not in {"kWh", "kVAh", "kW", "kVA", "A"}:
        role = "other"
    if (meter, register) not in groups:
        column = ValuePlan(0, register, "load", unit, whole=True)
        groups[meter, register] = RowGroup(plan, (column,), meter=meter, kind=register, role=role)
    return groups[meter, register], minutes * 60

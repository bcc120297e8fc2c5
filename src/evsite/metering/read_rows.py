"""The rows below a header, one after the other, to groups of readings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from evsite.metering.errors import DataError
from evsite.metering.fast_rows import plain, take
from evsite.metering.groups import NOT_SAID, RowGroup, TableReadings
from evsite.metering.numbers import GREATEST, NOTHING, NumberReader, factor_of
from evsite.metering.plans import ValuePlan, normal
from evsite.metering.row_times import RowTimes
from evsite.metering.unit_ways import unit_ways
from evsite.metering.units import title_unit, unit_of, value_with_unit
from evsite.metering.vocabulary import kind_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.layouts.model import Role
    from evsite.metering.plans import TablePlan
    from evsite.metering.units import MeterUnit

_NAN = math.nan
_FOREIGN: tuple[Role, ...] = ("other", "generation", "received", "net", "part", "load")
"""A row is the first of these that one of its cells says."""
_MAX_GROUPS = 2000


class RowReader:
    """Takes in rows of a table. One reader serves all tables of a file that follow each other."""

    def __init__(self, found: TableReadings, numbers: NumberReader, *, day_first: bool | None) -> None:
        self.found = found
        self._numbers = numbers
        self._day_first = day_first
        self._groups: dict[tuple[object, ...], RowGroup] = {}
        self._seen: dict[tuple[str, ...], RowGroup | None] = {}
        self._units: dict[str, MeterUnit | None] = {}
        self.times: RowTimes | None = None
        self.meter = ""
        """What a line above the rows said of their meter."""

    def begin(self, plan: TablePlan, sample: Sequence[Sequence[str]], context: str = "") -> None:
        """Go on with the rows below another header; `context` is the date that stands above."""
        self.plan = plan
        self.times = RowTimes(plan.time, sample, day_first=self._day_first)
        self.times.context = context
        if plan.days is not None:
            days = plan.days
            values = [
                ValuePlan(cell.index, days.name, days.role, days.unit, leftover=days.leftover)
                for cell in days.cells[:1]
            ]
        else:
            values = [value for value in plan.values if value.role != "other"]
        self._columns = tuple(values)
        self._indices = [value.index for value in values]
        # only what every row has to have: cells at its end may be left away
        self._apart = sorted({*plan.meter, plan.unit or 0, plan.multiplier or 0})
        self._width = 1 + max(*plan.time.columns(), *self._apart, 0)
        self._last: list[str] | None = None
        self._varied = False
        self._beside = [*plan.meter, *(kind.index for kind in plan.kinds), *([] if plan.unit is None else [plan.unit])]
        self._seen.clear()

    def rows(self, rows: Sequence[tuple[int, list[str]]]) -> bool:
        """Take in many rows at once; False, with none taken in, where not all of them are plain."""
        if not plain(self.plan):
            return False
        assert self.times is not None
        group = self._group(rows[0][0], rows[0][1])
        if group is None or not take([row for _, row in rows], group, self._indices, self.times, self._numbers):
            return False
        self.found.rows += len(rows)
        return True

    def row(self, number: int, row: list[str]) -> bool:
        """Take in a row; False where it is none of the table (it has no time)."""
        plan, found = self.plan, self.found
        assert self.times is not None
        if len(row) < self.times.width:
            return False
        time = self.times.read(row)
        if time is None:
            return False
        if len(row) < self._width:
            if not any(index < len(row) and row[index] for index in self._indices):
                return False
            if self._varied or self._last is None:
                self.found.first_short = self.found.first_short or number
                self.found.short += 1
                return True
            row = [*row, *self._last[len(row) :]]
        elif not self._varied:
            # what distinguishes rows, as long as it distinguishes nothing
            self._varied = self._last is not None and any(row[at] != self._last[at] for at in self._apart if at)
            self._last = row
        found.rows += 1
        group = self._group(number, row)
        if group is None:
            return True
        if plan.days is not None:
            self._day(group, number, row, time.wall_s)
            return True
        mark = self._mark(row)
        if mark == "estimated":
            group.estimated += 1
        factor = self._multiplier(number, row)
        place = len(group.walls)
        some = False
        for column, values, doubtful in zip(group.columns, group.values, group.doubtful, strict=True):
            index = column.index
            value = _NAN
            if index < len(row) and mark != "missing":
                value = self._value(number, row[index], group, column)
                other = self._numbers.doubtful
                if other is not None:
                    doubtful.append((place, other * factor))
                value *= factor
            some = some or value == value  # noqa: PLR0124 - a NaN is not itself
            values.append(value)
        if plan.kinds:
            group.order.append(found.rows)
        group.walls.append(time.wall_s)
        group.offsets.append(time.offset_s)
        group.ends.append(time.end_s)
        group.nth.append(time.nth)
        found.blank += not some
        return True

    def _mark(self, row: Sequence[str]) -> Literal["estimated", "missing", ""]:
        marks = [each.mark(row[each.index]) for each in self.plan.quality if each.index < len(row)]
        return "missing" if "missing" in marks else "estimated" if "estimated" in marks else ""

    def _multiplier(self, number: int, row: Sequence[str]) -> float:
        at = self.plan.multiplier
        if at is None:
            return 1.0
        text = row[at] if at < len(row) else ""
        factor = factor_of(text)
        if factor is None:
            raise DataError(f"'{text[:30]}' is no multiplier", line=number, about="multiplier")
        self.found.multiplied.add(factor)
        return factor

    def _value(self, number: int, text: str, group: RowGroup, column: ValuePlan) -> float:
        """The number in a cell; NaN where it has none, which is reported unless the cell says so itself."""
        value = self._numbers.read(text)
        if value is not None and abs(value) <= GREATEST:
            return value
        if text.casefold() in NOTHING:
            return _NAN
        found = value_with_unit(text)
        if found is not None:
            known = group.unit_of(column)
            if known is None:
                # as the first cell, so the others
                known = group.unit = found[1]
            value = self._numbers.read(found[0])
            if value is not None and known.measure == found[1].measure:
                ratio = found[1].factor / known.factor
                if self._numbers.doubtful is not None:
                    self._numbers.doubtful *= ratio
                return value * ratio
        self._bad(number, text)
        return _NAN

    def _bad(self, number: int, text: str) -> None:
        if not self.found.bad:
            self.found.first_bad = number, text
        self.found.bad += 1

    def _group(self, number: int, row: Sequence[str]) -> RowGroup | None:
        """The group of a row; None for what is no electric load."""
        cells = (self.meter, *[row[at] if at < len(row) else "" for at in self._beside])
        if cells not in self._seen:
            group = self._group_of(number, row)
            if len(self._seen) >= _MAX_GROUPS:
                return group
            self._seen[cells] = group
        return self._seen[cells]

    def _group_of(self, number: int, row: Sequence[str]) -> RowGroup | None:
        plan = self.plan
        meter = " ".join(row[at].lstrip("'") for at in plan.meter if at < len(row)) or self.meter
        role: Role = "load"
        kind, unknown = "", ""
        texts = []
        for each in plan.kinds:
            text = row[each.index] if each.index < len(row) else ""
            texts.append(text)
            stated = each.role(text) or (kind_role(text) if each.separate else None)
            if stated is None:
                unknown = unknown if each.separate else each.name
                kind = f"{kind} {text}".strip()
                stated = "load"
            elif each.separate or (len(each.roles) > 1 and stated != "load"):
                kind = f"{kind} {text}".strip()
            role = min(role, stated, key=_FOREIGN.index)
        if role == "other":
            self.found.aside.add(" ".join(texts)[:60])
            return None
        unit = self._unit_of_kind(texts)
        if plan.unit is not None and plan.unit < len(row) and row[plan.unit]:
            unit = self._unit(number, row[plan.unit], plan.header[plan.unit])
            if unit is not None and unit.measure in {"gas", "water", "money", "temperature"}:
                self.found.aside.add(row[plan.unit][:60])
                return None
            if plan.stated_unit and unit is not None:
                self.found.units.add(unit.text)
                unit = None
        key = (meter, kind, role, unknown, unit, self._columns)
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= _MAX_GROUPS:
                raise DataError(f"more than {_MAX_GROUPS:,} meters or channels in the file")
            group = self._groups[key] = RowGroup(plan, self._columns, meter, kind, role, unit)
            group.unknown = unknown
            self.found.groups.append(group)
        group.texts.update(texts)
        return group

    def _unit_of_kind(self, texts: Sequence[str]) -> MeterUnit | None:
        """The unit that a channel is called by ("kWh"), alone or beside words that are understood ("kWh delivered")."""
        for each, text in zip(self.plan.kinds, texts, strict=False):
            if each.separate and len(text) > 1:
                # a letter alone is a flag ("A" for actual), and no ampere
                title = title_unit(text)
                known = all(word.isdigit() or kind_role(word) is not None for word in title.words)
                if title.unit is not None and title.unit.is_load and known:
                    return title.unit
        return None

    def _unit(self, number: int, text: str, name: str) -> MeterUnit | None:
        if text not in self._units:
            title = title_unit(text)
            self._units[text] = unit_of(text) or (title.unit if title.leftover is None else None)
            if self._units[text] is None and not self.plan.stated_unit:
                ways = unit_ways(text)
                message = f"'{text[:30]}' in the column \"{name[:40]}\" is no unit that is known"
                raise DataError(message, line=number, about="unit", ways_out=ways)
        return self._units[text]

    def _day(self, group: RowGroup, number: int, row: Sequence[str], wall_s: int) -> None:
        """A row with the values of a day."""
        days = self.plan.days
        assert days is not None
        midnight = wall_s - wall_s % 86_400
        marked = self._mark(row)
        if marked == "missing":
            return
        factor = self._multiplier(number, row)
        found = self.found
        if any(at < len(row) and self._numbers.read(row[at]) for at in days.back):
            found.back.add(self.plan.header[days.back[0]])
        some = False
        for cell in days.cells:
            text = row[cell.index] if cell.index < len(row) else ""
            if not text:
                continue
            mark = row[cell.quality].casefold() if cell.quality is not None and cell.quality < len(row) else ""
            if mark and mark in days.missing:
                continue
            if mark and mark in days.received:
                found.back.add(f"values marked {mark.upper()}")
                continue
            if mark and days.actual and mark not in days.actual and mark not in days.estimated:
                found.marks.add(mark[:20])
            place = len(group.walls)
            value = self._value(number, text, group, group.columns[0])
            if self._numbers.doubtful is not None:
                group.doubtful[0].append((place, self._numbers.doubtful * factor))
            if value != value:  # noqa: PLR0124 - a NaN is not itself
                continue
            some = True
            group.estimated += marked == "estimated" or (mark != "" and mark in days.estimated)
            start_s = midnight if cell.start_s is None else midnight + cell.start_s
            group.walls.append(start_s)
            group.offsets.append(NOT_SAID)
            group.ends.append(start_s + days.seconds if cell.start_s is not None else NOT_SAID)
            group.nth.append(cell.nth if cell.start_s is None and cell.nth is not None else NOT_SAID)
            group.values[0].append(value * factor)
        found.blank += not some


def same_header(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats a header."""
    return len(row) == len(header) and all(normal(a) == normal(b) for a, b in zip(row, header, strict=True))

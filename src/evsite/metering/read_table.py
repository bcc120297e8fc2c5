"""A text file as a table of readings: preamble, header, rows, headers that come again, footers."""

from __future__ import annotations

from collections import deque
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.groups import TableReadings
from evsite.metering.header_checks import refuse_other_header, refuse_readings_above
from evsite.metering.headers import find_header, preamble_unit, with_options
from evsite.metering.numbers import NumberReader
from evsite.metering.plan_by_layout import fitting, plan_by_layout
from evsite.metering.plan_by_names import plan_by_names
from evsite.metering.plans import normal
from evsite.metering.read_rows import RowReader, same_header
from evsite.metering.row_times import date_in
from evsite.metering.stamps import OtherOrderError, looks_like_a_date
from evsite.metering.transposed import read_records, read_transposed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.metering.options import ReadingOptions
    from evsite.metering.plans import TablePlan
    from evsite.metering.text_rows import Row, TextRows
    from evsite.metering.units import MeterUnit

_FIRST_ORDINAL = date(1970, 1, 1).toordinal()
_AHEAD = 150
"""Rows that are looked at for the header, and below one."""
_BATCH = 2000


class _Rows:
    """Rows with a look at those that follow."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._ahead: deque[Row] = deque()

    def __iter__(self) -> Iterator[Row]:
        while self._ahead or self._fill(1):
            yield self._ahead.popleft()

    def ahead(self, number: int) -> list[Row]:
        """The rows that follow, at most so many."""
        if len(self._ahead) < number:
            self._fill(number - len(self._ahead))
        return list(islice(self._ahead, number))

    def take(self, number: int) -> list[Row]:
        """The next rows, at most so many."""
        self.ahead(number)
        return [self._ahead.popleft() for _ in range(min(number, len(self._ahead)))]

    def put_back(self, rows: Sequence[Row]) -> None:
        """Have rows come again."""
        self._ahead.extendleft(reversed(rows))

    def _fill(self, number: int) -> bool:
        self._ahead.extend(islice(self._rows, number))
        return bool(self._ahead)


def read_table(rows: TextRows, options: ReadingOptions) -> tuple[TableReadings, TablePlan, MeterUnit | None]:
    """The readings of a file, the plan by which they were read first, and the unit that stands above the header.

    Raises
    ------
    DataError
        There is no header, no time, no load, or more than one that could be meant.
    """
    try:
        return _read(rows, options, day_first=None)
    except OtherOrderError as error:
        return _read(rows, options, day_first=error.day_first)


def _read(
    rows: TextRows, options: ReadingOptions, *, day_first: bool | None
) -> tuple[TableReadings, TablePlan, MeterUnit | None]:
    lines = _Rows(iter(rows))
    head = lines.ahead(_AHEAD)
    if not head:
        raise DataError("the file is empty")
    numbers = NumberReader(rows.separator, options.decimal)
    market = _of_the_market(head)
    if market and options.layout not in {None, "nem12"}:
        raise DataError(
            f"this is no file of the layout '{options.layout}': it has records of the Australian market",
            about="layout",
            ways_out=(OptionValue("layout", "nem12"),),
        )
    if market or options.layout == "nem12":
        return read_records(lines, numbers, options)
    place, plan = find_header(head, options)
    if plan.layout is not None and plan.layout.decimal is not None and options.decimal is None:
        numbers = NumberReader(rows.separator, plan.layout.decimal)
    numbers.look_around(row for _, row in head[place + 1 :])
    above = head[: place + 1]
    refuse_readings_above(above, plan)
    unit = preamble_unit(above[:-1])
    for _ in islice(lines, place + 1):
        pass
    if plan.form == "transposed":
        return read_transposed(lines, plan, numbers, options)
    found = TableReadings()
    reader = RowReader(found, numbers, day_first=day_first)
    context = next((date for _, row in reversed(above[:-1]) if (date := date_in(row)) is not None), "")
    reader.begin(plan, [row for _, row in lines.ahead(_AHEAD)], context)
    for _, row in above:
        reader.meter = meter_of(plan, row) or reader.meter
    between = _Between(reader, lines, plan, options)
    while batch := lines.take(_BATCH):
        if reader.rows(batch):
            continue
        # one by one; headers within look at the rows that follow
        lines.put_back(batch)
        for number, row in islice(lines, len(batch)):
            if not reader.row(number, row) and any(row):
                between.take(number, row)
    _finish(found, reader, numbers)
    return found, plan, unit


def _of_the_market(head: Sequence[Row]) -> bool:
    """Whether a file has NEM12 records: with the header, or without it, as customers may get them."""
    rows = [row for _, row in head[:2]]
    if rows[0][:2] == ["100", "NEM12"]:
        return True
    kinds = [row[0] for row in rows if row]
    return kinds == ["200", "300"] and len(rows[0]) > 8 and looks_like_a_date(rows[1][1] if len(rows[1]) > 1 else "")


class _Between:
    """Rows that are no readings: headers that come again, other tables, dates above rows, footers."""

    def __init__(self, reader: RowReader, lines: _Rows, plan: TablePlan, options: ReadingOptions) -> None:
        self._reader = reader
        self._lines = lines
        self._plan = plan
        self._options = options
        self._tried: set[tuple[str, ...]] = set()

    def take(self, number: int, row: list[str]) -> None:
        """Take in a row that is no reading."""
        if any(same_header(row, line) for line in self._plan.lines or (self._plan.header,)):
            return
        meter = meter_of(self._plan, row)
        if meter:
            self._reader.meter = meter
            return
        assert self._reader.times is not None
        date = date_in(row) if self._reader.times.takes_dates and sum(map(bool, row)) <= 2 else None
        if date is not None:
            self._reader.times.context = date
            return
        plan = self._other(row)
        if plan is not None:
            self._plan = plan
            self._reader.begin(plan, [each for _, each in self._lines.ahead(_AHEAD)], self._reader.times.context)
            return
        refuse_other_header(self._plan, number, row)
        found = self._reader.found
        if not found.footers:
            found.first_footer = number, next((cell for cell in row if cell), "")
        found.footers += 1

    def _other(self, row: list[str]) -> TablePlan | None:
        """The plan of another table, if a row is its header."""
        layout = self._plan.layout
        if layout is not None:
            table = fitting(layout, row)
            return None if table is None else with_options(plan_by_layout(layout, table, row), self._options)
        if len(row) < 2 or tuple(row) in self._tried or len(self._tried) > 50:
            return None
        self._tried.add(tuple(row))
        below = [each for _, each in self._lines.ahead(_AHEAD) if any(each)]
        if not below:
            return None
        try:
            plan = plan_by_names(row, below, self._options)
        except DataError:
            return None
        if plan is not None:
            self._tried.discard(tuple(row))
            plan = with_options(plan, self._options)
        return plan


def meter_of(plan: TablePlan, row: list[str]) -> str:
    """The meter that a line describes, like "Customer Identifier,0800..."; empty for other lines."""
    if not plan.meter_line or len(row) < 2 or normal(row[0]).rstrip(":") != plan.meter_line:
        return ""
    return row[1].lstrip("'")


def _finish(found: TableReadings, reader: RowReader, numbers: NumberReader) -> None:
    """What can be determined only when every row has been read."""
    assert reader.times is not None
    found.dated_above = reader.times.dated_above
    if not found.rows:
        if found.footers and reader.times.undated:
            reader.times.require_dates()
        if found.footers:
            number, text = found.first_footer
            raise DataError(
                f"'{_printable(text)}' is no reading, as in all {found.footers:,} rows below the header", line=number
            )
        raise DataError("no rows below the header")
    unread = found.bad + found.footers
    if unread > 5 and unread * 5 > found.rows:
        number, text = min((each for each in (found.first_bad, found.first_footer) if each[0]), default=(0, ""))
        raise DataError(
            f"'{_printable(text)}' is no reading, as in {unread:,} of {found.rows + found.footers:,} rows", line=number
        )
    if numbers.grouped():
        for group in found.groups:
            for values, doubtful in zip(group.values, group.doubtful, strict=True):
                for place, value in doubtful:
                    values[place] = value
    stamps = reader.times.stamps
    found.day_first = stamps.day_first
    found.guessed = stamps.ambiguous if stamps.guessed else ""
    if found.guessed:
        days = {wall // 86_400 for group in found.groups for wall in group.walls}
        following, swapped = _following(days), _following(set(map(_swapped, days)))
        if swapped > following:
            raise OtherOrderError(day_first=not found.day_first)
        if swapped < following:
            found.guessed = ""


def _following(days: set[int]) -> int:
    """How many days follow another one: a record is of days that do."""
    return sum(day + 1 in days for day in days)


def _swapped(day: int) -> int:
    """The day whose number is the month of another, and the other way round; the day itself where there is none."""
    moment = date.fromordinal(day + _FIRST_ORDINAL)
    if moment.day > 12:
        return day
    return moment.replace(month=moment.day, day=moment.month).toordinal() - _FIRST_ORDINAL


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:30])

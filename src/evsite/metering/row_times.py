"""The time of a row: from its cells to the clock on the wall."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.metering.errors import DataError
from evsite.metering.groups import NOT_SAID
from evsite.metering.stamps import Stamp, StampColumn, hour_of, looks_like_a_date, looks_like_a_stamp, period_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.plans import TimePlan


_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|"
    r"[A-Za-z]{3,9} \d{1,2},? \d{4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}"
)


_LONGEST_S = 400 * 86_400
"""A year and a little: the longest period that a row may describe, as a sum of the others."""


class RowTime(NamedTuple):
    """When a row is. Parts that it does not say are `NOT_SAID`."""

    wall_s: int
    offset_s: int
    end_s: int
    nth: int


def date_in(row: Sequence[str]) -> str | None:
    """The date that a line above rows names, if it names one."""
    for cell in row:
        match = _DATE.search(cell) if len(cell) < 200 else None
        if match is not None and looks_like_a_date(match[0]):
            return match[0]
    return None


class RowTimes:
    """Reads the time of each row of a table."""

    def __init__(self, plan: TimePlan, sample: Sequence[Sequence[str]], *, day_first: bool | None) -> None:
        self.plan = plan
        self.context = ""
        """The date that stands above the rows, where they have times of the day alone."""
        date = plan.date if plan.date is not None else plan.start
        texts = [row[date] for row in sample if date is not None and date < len(row)]
        if plan.period is not None:
            periods = [period_of(row[plan.period]) for row in sample if plan.period < len(row)]
            texts = [period[0] for period in periods if period is not None]
        self._apart = False
        """Whether the date stands apart from the time: in a column of its own, or above the rows."""
        if plan.start is not None:
            cells = [row[plan.start] for row in sample[:40] if plan.start < len(row) and row[plan.start]]
            whole = sum(
                looks_like_a_stamp(cell) or looks_like_a_date(cell) or (cell.isdigit() and len(cell) >= 10)
                for cell in cells
            )
            self._apart = whole * 2 <= len(cells)
            texts = texts if self._apart else cells
            if self._apart and plan.date is None:
                dates = (date_in(row) for row in sample if sum(map(bool, row)) <= 2)
                texts = [date for date in dates if date is not None]
        self.stamps = StampColumn(texts, day_first=day_first)
        if plan.day_first is not None and not self.stamps.decided:
            # the order of the layout, until a date shows that the file was saved again in the other one
            self.stamps.prefer(day_first=plan.day_first)
        self._length_s: int | None = None
        self.width = 1 + max(plan.columns(), default=0)

    @property
    def takes_dates(self) -> bool:
        """Whether a date in a line above rows may be theirs."""
        return self.plan.date is None and (self._apart or self.plan.period is not None)

    @property
    def dated_above(self) -> bool:
        """Whether the rows have times of the day alone, and their date stands in a line above them."""
        return self._apart and self.plan.date is None and bool(self.context)

    @property
    def undated(self) -> bool:
        """Whether the rows have times of the day alone, and no date was found."""
        return self._apart and self.plan.date is None and not self.context

    def read(self, row: Sequence[str]) -> RowTime | None:
        """The time of a row; None where it has none."""
        plan, stamps = self.plan, self.stamps
        if plan.period is not None:
            return self._period(row[plan.period], self.context if plan.date is None else row[plan.date])
        if plan.number is not None:
            return self._numbered(row)
        if plan.start is None:
            # a row for each day
            assert plan.date is not None
            whole = stamps.read(row[plan.date])
            return None if whole is None else RowTime(whole.wall_s, NOT_SAID, NOT_SAID, NOT_SAID)
        day = "" if not self._apart else row[plan.date] if plan.date is not None else self.context
        text = f"{day} {row[plan.start]}" if day else row[plan.start]
        if self.takes_dates and looks_like_a_date(row[plan.start]):
            return None
        stamp = stamps.read(text)
        if stamp is None:
            return None
        end_s = NOT_SAID
        if plan.end is not None:
            end = stamps.read(f"{day} {row[plan.end]}" if day else row[plan.end])
            if end is not None:
                length = self._length(stamp, end)
                end_s = NOT_SAID if length is None else stamp.wall_s + length
        elif plan.duration_min is not None:
            end_s = self._after(stamp.wall_s, row[plan.duration_min])
            if plan.edge == "end":
                # what is reported is the end, and the start lies before it
                self._length_s = self._length_s if end_s == NOT_SAID else end_s - stamp.wall_s
                if self._length_s is None:
                    return None
                stamp, end_s = Stamp(stamp.wall_s - self._length_s, stamp.offset_s), stamp.wall_s
        return RowTime(stamp.wall_s, NOT_SAID if stamp.offset_s is None else stamp.offset_s, end_s, NOT_SAID)

    def stamps_of(self, rows: Sequence[Sequence[str]]) -> list[Stamp] | None:
        """The stamps of rows that have no other time than a stamp; None where one is not understood."""
        start, date = self.plan.start, self.plan.date
        assert start is not None
        if not self._apart:
            texts = [row[start] for row in rows]
        elif date is not None:
            texts = [f"{row[date]} {row[start]}" for row in rows]
        else:
            texts = [f"{self.context} {row[start]}" for row in rows]
        read = self.stamps.read
        stamps = [stamp for text in texts if (stamp := read(text)) is not None]
        return stamps if len(stamps) == len(texts) else None

    def _period(self, cell: str, day: str) -> RowTime | None:
        parts = period_of(cell)
        if parts is None:
            return None
        start = self.stamps.read(parts[0])
        if start is None and day:
            parts = f"{day} {parts[0]}", f"{day} {parts[1]}"
            start = self.stamps.read(parts[0])
        if start is None:
            return None
        end = self.stamps.read(parts[1])
        if end is None:
            # the second part may be a time alone
            end = self.stamps.read(f"{parts[0].split(' ')[0]} {parts[1]}")
        length = None if end is None else self._length(start, end)
        offset_s = NOT_SAID if start.offset_s is None else start.offset_s
        return RowTime(start.wall_s, offset_s, NOT_SAID if length is None else start.wall_s + length, NOT_SAID)

    def _numbered(self, row: Sequence[str]) -> RowTime | None:
        assert self.plan.date is not None
        assert self.plan.number is not None
        day = self.stamps.read(row[self.plan.date])
        cell = row[self.plan.number]
        found = hour_of(cell)
        if found is not None:
            number = found[0]
        elif cell.removesuffix(".0").isdigit() and len(cell) < 6:
            number = int(cell.removesuffix(".0"))
        else:
            return None
        if day is None:
            return None
        return RowTime(day.wall_s - day.wall_s % 86_400, NOT_SAID, NOT_SAID, number)

    @staticmethod
    def _after(wall_s: int, cell: str) -> int:
        parts = cell.split(":")
        try:
            if len(parts) > 1:
                hours, minutes, *seconds = (int(part) for part in parts)
                length = hours * 3600 + minutes * 60 + sum(seconds)
            else:
                length = round(float(cell) * 60)
        except ValueError:
            return NOT_SAID
        return wall_s + length if 0 < length <= _LONGEST_S else NOT_SAID

    @staticmethod
    def _length(start: Stamp, end: Stamp) -> int | None:
        """Length by the clock on the wall; a time of day that is not later is on the next day or a minute short."""
        seconds = end.wall_s - start.wall_s
        if start.offset_s is not None and end.offset_s is not None:
            seconds -= end.offset_s - start.offset_s
        if seconds <= 0 and seconds + 86_400 > 0:
            seconds += 86_400
        # some portals end an interval at 00:14 or 00:14:59
        for whole in (60, 1):
            if (seconds + whole) % 300 == 0 and seconds % 300:
                seconds += whole
        return seconds if 0 < seconds <= _LONGEST_S else None

    def require_dates(self) -> None:
        """Refuse a table whose rows have times of the day, and no date anywhere.

        Raises
        ------
        DataError
            Always.
        """
        raise DataError(
            "the rows have times of the day, and there is no date in them or above them",
            about="data",
        )

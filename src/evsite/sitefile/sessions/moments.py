"""Moments of a dated file: every column of time is read in one way, and day and month are never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeVar

from evsite.metering.dates import time_of
from evsite.metering.errors import DataError
from evsite.metering.stamps import (
    OtherOrderError,
    Stamp,
    StampColumn,
    looks_like_a_date,
    looks_like_a_stamp,
    looks_like_a_time,
)
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DateOrder = Literal["month-first", "day-first"]
"""What 3/4/2025 is: of March, or of April."""
WRITE_DATES = "write dates as 2019-06-01, or say which comes first: --date-order month-first"
"""What to do where nothing shows which number is the day and which the month."""
DAY_S = 86_400
_LIKE_A_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)")
_FRACTION = re.compile(r":\d\d[.,]0*[1-9]")
EXPECTED = "expected like 2019-06-01 08:05:00-07:00"
_LOOKED_AT = 50
_Role = TypeVar("_Role", bound=str)
_LONGEST_TIME = 20


def next_after(moment: int, after: int, period: int) -> int:
    """The first moment after another one that lies at a moment of a period: the next 17:00, the next Mon 17:00."""
    return after + ((moment - after - 1) % period) + 1


def place_of(text: str, columns: Mapping[_Role, Sequence[str]]) -> tuple[int, _Role]:
    """The row and the column in which a text stands first."""
    rows = {role: column.index(text) for role, column in columns.items() if text in column}
    role = min(rows, key=rows.__getitem__)
    return rows[role], role


def are_dated(texts: Sequence[str]) -> bool:
    """Whether the first moments of a file are dates, or written as dates are: 2026-02-29 is told as no such day."""
    return any(
        looks_like_a_stamp(text) or (text[:10].isdigit() and len(text) >= 10) or _LIKE_A_DATE.match(text) is not None
        for text in texts[:_LOOKED_AT]
    )


class MomentError(ValueError):
    """Raised where a text is no moment."""


class DatedMoments:
    """Reads the stamps of a file.

    Attributes
    ----------
    fractions
        Whether a stamp had a fraction of a second, which is dropped.
    """

    def __init__(self, columns: Sequence[Sequence[str]], order: DateOrder | None = None) -> None:
        """Learn the order of day and month from every stamp of the file.

        Parameters
        ----------
        columns
            The texts of each column of moments.
        order
            Which comes first where the stamps do not show it; they are not guessed then.

        Raises
        ------
        DataError
            Some stamps have the day first and others the month, or all of them another order than the one that is said.
        """
        self._stamps = StampColumn(text for column in columns for text in column)
        if order is not None:
            day_first = order == "day-first"
            if self._stamps.decided and self._stamps.day_first is not day_first:
                first = "month" if day_first else "day"
                raise DataError(f"'{shown(self._stamps.witness.strip()[:30])}' has the {first} first, not the other")
            self._stamps.prefer(day_first=day_first)
        self.fractions = False

    @property
    def guessed(self) -> str:
        """A date that may be two days, where no date shows which number is the day; empty where there is none."""
        return self._stamps.ambiguous if self._stamps.guessed else ""

    def read(self, text: str, *, date_alone: bool = False) -> Stamp:
        """A date and a time of day, with how far its clock is ahead of UTC where it says so.

        With `date_alone` a date is its beginning.

        Raises
        ------
        MomentError
            It is none.
        """
        if not date_alone and ":" not in text and looks_like_a_date(text):
            raise MomentError(f"'{shown(text)}' has no time of day, {EXPECTED}")
        try:
            stamp = self._stamps.read(text)
        except (DataError, OtherOrderError) as error:
            raise MomentError(f"'{shown(text)}': {error}") from None
        if stamp is None:
            raise MomentError(f"cannot read '{shown(text)}' as a date and a time, {EXPECTED}")
        if not self.fractions and _FRACTION.search(text) is not None:
            self.fractions = True
        return stamp

    def read_after(self, text: str, arrive: Stamp) -> Stamp:
        """As `read`, or a time of day alone: the next such time after an arrival.

        Raises
        ------
        MomentError
            It is neither.
        """
        found = time_of(text) if len(text) <= _LONGEST_TIME and looks_like_a_time(text) else None
        if found is None:
            return self.read(text)
        time_s, offset_s = found
        if (time_s - arrive.wall_s) % DAY_S == 0:
            raise MomentError(f"{shown(text)} is when the vehicle comes: write the date, too")
        wall_s = next_after(time_s, arrive.wall_s, DAY_S)
        return Stamp(wall_s, arrive.offset_s if offset_s is None else offset_s)

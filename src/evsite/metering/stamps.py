"""Time stamps as meters and spreadsheets write them: ISO 8601, American, European, seconds since 1970.

A stamp is read to the clock on the wall and, where it says so, how far that clock is ahead of UTC. Whether 3/4 is in
March or in April is told by the whole column, and where it cannot be told the reader is.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from evsite.metering.errors import DataError

_FIRST_ORDINAL = date(1970, 1, 1).toordinal()
_YEARS = range(1970, 2101)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number + 1 for number, name in enumerate(_MONTH_NAMES)}
_ABBREVIATIONS = {
    "PST": -8,
    "PDT": -7,
    "MST": -7,
    "MDT": -6,
    "CST": -6,
    "CDT": -5,
    "EST": -5,
    "EDT": -4,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "AST": -4,
    "ADT": -3,
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
}
"""North American clocks; each names one offset, so they also tell the two hours of one name in autumn apart."""
_TAIL = re.compile(r"^(.*\d(?:\s*[AaPp]\.?[Mm]\.?)?)\s*\(?(" + "|".join(_ABBREVIATIONS) + r")\)?$")
_TIME = re.compile(
    r"(\d{1,2}):?(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([AaPp])\.?[Mm]\.?)?\s*([+-]\d{2}:?\d{2})?", re.ASCII
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[\sT,]+(.*))?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[-\s]([A-Za-z]{3,9})\.?,?[-\s](\d{4}|\d{2})(?:[\sT,]+(.*))?", re.ASCII)
_NAMED_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?:[\sT,]+(.*))?", re.ASCII
)


class Stamp(NamedTuple):
    """Seconds since 1970 on the wall, and seconds that this wall is ahead of UTC (None: not said)."""

    wall_s: int
    offset_s: int | None


class StampColumn:
    """Reads the stamps of one column; `day_first` and `guessed` tell how days and months were told apart."""

    def __init__(self, texts: list[str]) -> None:
        """Look at all stamps of the column, to learn the order of day and month.

        Raises:
            DataError: some stamps have the day first and others the month.
        """
        self.day_first, self.guessed = _order(texts)

    def read(self, text: str) -> Stamp | None:
        """One stamp; None where the text is none."""
        try:
            return self._read(text)
        except (ValueError, OverflowError):
            return None

    def _read(self, text: str) -> Stamp | None:
        if text.isascii() and text.isdigit() and len(text) in {10, 13}:
            seconds = int(text[:10])
            return Stamp(seconds, 0) if seconds < (_YEARS.stop - 1970) * 31_556_952 else None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return self._loose(text)
        if moment.year not in _YEARS:
            return None
        wall = (moment.toordinal() - _FIRST_ORDINAL) * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second
        offset = moment.utcoffset()
        return Stamp(wall, None if offset is None else int(offset.total_seconds()))

    def _loose(self, text: str) -> Stamp | None:
        tail = _TAIL.match(text.upper())
        if tail is not None:
            stamp = self._read(text[: tail.end(1)])
            return None if stamp is None or stamp.offset_s else Stamp(stamp.wall_s, _ABBREVIATIONS[tail[2]] * 3600)
        found = _NUMERIC.fullmatch(text)
        if found is not None:
            first, second = int(found[1]), int(found[3])
            day, month = (first, second) if self.day_first else (second, first)
            return _at(found[4], month, day, found[5])
        found = _NAMED.fullmatch(text)
        if found is not None:
            return _at(found[3], _MONTHS.get(found[2][:3].lower(), 0), int(found[1]), found[4])
        found = _NAMED_FIRST.fullmatch(text)
        if found is not None:
            return _at(found[3], _MONTHS.get(found[1][:3].lower(), 0), int(found[2]), found[4])
        found = re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[\sT,]+(.*))?", text, re.ASCII)
        return None if found is None else _at(found[1], int(found[2]), int(found[3]), found[4])


def looks_like_a_stamp(text: str) -> bool:
    """Whether a text is a time stamp, whatever the order of day and month."""
    if not text or text.isdigit() or not any(letter.isdigit() for letter in text):
        return False
    return StampColumn([text]).read(text) is not None


def _at(year_text: str, month: int, day: int, time: str | None) -> Stamp | None:
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    if year not in _YEARS:
        return None
    wall = (date(year, month, day).toordinal() - _FIRST_ORDINAL) * 86_400
    if not time:
        return Stamp(wall, None)
    found = _TIME.fullmatch(time.strip())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    # 24:00 is the end of the day
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    offset = None
    if found[5] is not None:
        sign = -1 if found[5][0] == "-" else 1
        offset = sign * (int(found[5][1:3]) * 3600 + int(found[5][-2:]) * 60)
    return Stamp(wall + hour * 3600 + minute * 60 + second, offset)


def _order(texts: list[str]) -> tuple[bool, bool]:
    """Whether the day comes first, and whether that is a guess."""
    found = [match for text in texts if (match := _NUMERIC.match(text)) is not None]
    if not found:
        return False, False
    day_first = next((match[0] for match in found if int(match[1]) > 12), None)
    month_first = next((match[0] for match in found if int(match[3]) > 12), None)
    if day_first is not None and month_first is not None:
        raise DataError(
            f"'{day_first.strip()[:30]}' has the day first and '{month_first.strip()[:30]}' the month: write dates as "
            "2024-01-31"
        )
    # a dot between the numbers is the European way
    dotted = found[0][2] == "."
    return day_first is not None or (month_first is None and dotted), day_first is None and month_first is None

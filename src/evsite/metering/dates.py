"""Dates and times of the day in the spellings of meters and spreadsheets, each alone in its text."""

from __future__ import annotations

import re
from datetime import date

_FIRST_ORDINAL = date(1970, 1, 1).toordinal()
_YEARS = range(1970, 2101)
_DAY_S = 86_400
_MONTH_NAMES = (
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
)
_MONTHS = {name: number + 1 for names in _MONTH_NAMES for number, name in enumerate(names)} | {"sept": 9}
_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"\.?,?\s+",
    re.IGNORECASE,
)
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"""
      (?P<year>\d{{4}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})
    | (?P<digits>\d{{8}})
    | (?P<first>\d{{1,2}})(?P<between>[/.-])(?P<second>\d{{1,2}})(?P=between)(?P<last>\d{{4}}|\d{{2}})
    | (?P<named_day>\d{{1,2}})[-\s]?(?P<name>{_NAMES})\.?,?[-\s]?(?P<named_year>\d{{4}}|\d{{2}})
    | (?P<name_first>{_NAMES})\.?[-\s](?P<day_after>\d{{1,2}})(?:,\s?|\s|-)(?P<year_after>\d{{4}})
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_AFTER_DATE = re.compile(r"(?:\s*[T,]\s*|\s+|:)(?=\d)", re.IGNORECASE)
ABBREVIATIONS = {
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
"""North American clocks in hours ahead of UTC; each names one offset, so they also show the two hours of one name in
autumn apart."""
_TIME = re.compile(
    r"""
    (?: (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,:]\d{1,9})?)?
      | (?P<digits>\d{3,4}|\d{6})(?:[.,]\d{1,9})?
      | (?P<full_hour>\d{1,2})(?=\s*[ap]\.?\s?m\.?(?![a-z])))
    (?:\s*(?P<half>[ap])\.?\s?m\.?(?![a-z]))?
    (?:\s*(?:(?:UTC|GMT)?(?P<sign>[+\N{MINUS SIGN}-])(?P<ahead_h>\d{2}|\d(?=:|$)):?(?P<ahead_min>\d{2})?
          |\(?(?P<clock>[A-Z]{1,4})\)?))?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BEHIND = frozenset({-90, -150, -210, -570})
"""Offsets in minutes west of Greenwich that are no full hours: others are the end of a period ("00:00-00:15")."""


class DateText:
    """A date in a text: `days_s` by either order of day and month, and where the text goes on.

    `month_first_s` and `day_first_s` are seconds from 1970 to the beginning of the day, None where there is no such
    day; `numeric` is true where the two can differ.
    """

    __slots__ = ("day_first_s", "dotted", "end", "month_first_s", "numeric")

    def __init__(
        self, end: int, month_first_s: int | None, day_first_s: int | None, *, numeric: bool, dotted: bool
    ) -> None:
        self.end = end
        self.month_first_s = month_first_s
        self.day_first_s = day_first_s
        self.numeric = numeric
        self.dotted = dotted


def date_in(text: str) -> DateText | None:
    """The date with which a text begins; `end` is where the time of the day would begin."""
    weekday = _WEEKDAY.match(text)
    start = weekday.end() if weekday is not None else 0
    found = _DATE.match(text, start)
    if found is None:
        return None
    end = found.end()
    if end < len(text):
        after = _AFTER_DATE.match(text, end)
        if after is None:
            return None
        end = after.end()
    if found["first"] is not None:
        first, second, year = int(found["first"]), int(found["second"]), _year(found["last"])
        month_first, day_first = _day_s(year, first, second), _day_s(year, second, first)
        dotted = found["between"] == "."
        return (
            None
            if month_first is None and day_first is None
            else DateText(end, month_first, day_first, numeric=True, dotted=dotted)
        )
    if found["year"] is not None:
        day = _day_s(int(found["year"]), int(found["month"]), int(found["day"]))
    elif found["digits"] is not None:
        digits = found["digits"]
        day = _day_s(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    elif found["name"] is not None:
        day = _day_s(_year(found["named_year"]), _MONTHS[found["name"].lower()], int(found["named_day"]))
    else:
        day = _day_s(int(found["year_after"]), _MONTHS[found["name_first"].lower()], int(found["day_after"]))
    return None if day is None else DateText(end, day, day, numeric=False, dotted=False)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day_s(year: int, month: int, day: int) -> int | None:
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    try:
        return (date(year, month, day).toordinal() - _FIRST_ORDINAL) * _DAY_S
    except ValueError:
        return None


def time_of(text: str) -> tuple[int, int | None] | None:
    """A time of the day: its seconds from midnight, and the seconds that its clock is ahead of UTC (None: not said).

    24:00 is the end of the day. A number of two digits is no time: it could be an hour that begins or one that ends.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    if found["digits"] is not None:
        digits = found["digits"]
        digits = digits if len(digits) == 6 else digits.zfill(4) + "00"
        hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    elif found["full_hour"] is not None:
        hour, minute, second = int(found["full_hour"]), 0, 0
    else:
        hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    offset: int | None = None
    if found["sign"] is not None:
        minutes = int(found["ahead_h"]) * 60 + int(found["ahead_min"] or 0)
        minutes = minutes if found["sign"] == "+" else -minutes
        step = 60 if found["sign"] != "+" else 15
        if (minutes % step and minutes not in _BEHIND) or not -720 <= minutes <= 840:
            return None
        offset = minutes * 60
    elif found["clock"] is not None:
        hours = ABBREVIATIONS.get(found["clock"].upper())
        if hours is None:
            return None
        offset = hours * 3600
    return hour * 3600 + minute * 60 + second, offset

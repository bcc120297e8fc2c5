"""Days as people write them: what a text may mean as a date, offered and never read."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def days_in(text: str) -> list[date]:
    """The days that a text may mean: 6/30/2027 is one, 6/5/2027 two, since months and days may change places.

    Parameters
    ----------
    text
        What was written, like "6/30/2027", "30.06.2027", "2027-6-30" or "June 30, 2027".
    """
    found: list[tuple[int, int, int]] = []
    year_first = re.fullmatch(r"\s*([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})\s*", text)
    year_last = re.fullmatch(r"\s*([0-9]{1,2})([-/. ])([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})\s*", text)
    month = re.fullmatch(r"\s*([A-Za-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})\s*", text)
    day = re.fullmatch(r"\s*([0-9]{1,2})(?:st|nd|rd|th)?\.?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+([0-9]{4})\s*", text)
    if year_first is not None:
        found = [(int(year_first[1]), int(year_first[2]), int(year_first[3]))]
    elif year_last is not None:
        year = int(year_last[4]) + (2000 if len(year_last[4]) == 2 else 0)
        one, two = int(year_last[1]), int(year_last[3])
        # a point between them is European: the day first
        found = [(year, two, one)] if year_last[2] == "." else [(year, one, two), (year, two, one)]
    elif month is not None:
        found = [(int(month[3]), _month(month[1]), int(month[2]))]
    elif day is not None:
        found = [(int(day[3]), _month(day[2]), int(day[1]))]
    days: dict[date, None] = {}
    for parts in found:
        try:
            days[date(*parts)] = None
        except ValueError:
            continue
    return list(days)


def _month(word: str) -> int:
    short = word[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0

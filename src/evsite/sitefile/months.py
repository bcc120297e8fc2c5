"""Months as people write them: "Jun-Sep", "Nov-Mar", "Jan, Feb", "all year"."""

from __future__ import annotations

import re

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ALL = {"all year", "all months", "always", "every month"}


class MonthsError(ValueError):
    """Months that cannot be read; the message says what would be."""


def read_months(text: str) -> tuple[int, ...]:
    """Months of the year, from 0 for January, in order.

    A range may run over the end of the year: "Oct-May" is October to May.

    Raises
    ------
    MonthsError
        For anything else.
    """
    wanted = " ".join(text.lower().split())
    if wanted in _ALL:
        return tuple(range(12))
    months: set[int] = set()
    for part in re.split(r"\s*,\s*|\s+and\s+", wanted):
        first, dash, last = (piece.strip() for piece in part.replace("–", "-").replace(" to ", "-").partition("-"))
        start = _month(first, text)
        end = _month(last, text) if dash else start
        months.update((start + step) % 12 for step in range((end - start) % 12 + 1))
    return tuple(sorted(months))


def _month(name: str, text: str) -> int:
    found = [index for index, full in enumerate(_NAMES) if len(name) >= 3 and full.startswith(name)]
    if len(found) != 1:
        raise MonthsError(f"cannot read '{text[:60]}' as months, expected like Jun-Sep, Oct-May, Jan, Feb, all year")
    return found[0]

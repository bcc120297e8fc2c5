"""How long a record is, by the clock of its zone, and what that makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS
from evsite.rounding import fits

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries

Basis = Literal["year", "30 days", "too short"]
"""What a record is for a load study: a year's maximum, the 30-day exception, or nothing."""
_DAY_S = 86_400
_SHORT_BY_S = 3600
"""A record that lacks its first or last reading, of an hour at most, is as long as it is meant to be."""


def lasts(series: IntervalSeries, days: float, wanted: int) -> bool:
    """Whether so many days are as many as wanted, one reading aside."""
    return fits(wanted, days + min(series.interval_s, _SHORT_BY_S) / _DAY_S)


def basis_of(series: IntervalSeries) -> Basis:
    """What a record is for a load study, by its length alone."""
    days = series.days
    return "year" if lasts(series, days, YEAR_DAYS) else "30 days" if lasts(series, days, MONTH_DAYS) else "too short"

"""How long a record is, by the clock of its zone, and what that makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries

Basis = Literal["year", "30 days", "too short"]
"""What a record is for a load study: a year's maximum, the 30-day exception, or nothing."""
_DAY_S = 86_400
_SHORT_BY_S = 3600
"""A record that lacks its first or last reading, of an hour at most, is as long as it is meant to be."""


def local_days(series: IntervalSeries) -> float:
    """Length of a record in days by the clock of its zone, gaps included: a day on which it changes is a day."""
    first, last = series.start_s[0], series.end_s
    zone = series.zone
    return float(last + zone.offset_s(last) - first - zone.offset_s(first)) / _DAY_S


def days_with_data(series: IntervalSeries) -> float:
    """The same without the gaps."""
    return local_days(series) - sum(gap.seconds for gap in series.gaps) / _DAY_S


def lasts(series: IntervalSeries, days: float, wanted: int) -> bool:
    """Whether so many days are as many as wanted, one reading aside."""
    return days + min(series.interval_s, _SHORT_BY_S) / _DAY_S >= wanted - 1e-9


def basis_of(series: IntervalSeries) -> Basis:
    """What a record is for a load study, by its length alone."""
    days = local_days(series)
    return "year" if lasts(series, days, YEAR_DAYS) else "30 days" if lasts(series, days, MONTH_DAYS) else "too short"

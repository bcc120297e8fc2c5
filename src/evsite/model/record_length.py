"""How long a record is, by the clock of its zone, and what that makes of it."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class RecordLength:
    """How long a record is: in days by the clock of its zone, with its gaps and without; its usual interval."""

    days: float
    covered_days: float
    missing_share: float
    interval_s: int
    gaps: int

    def lasts(self, days: int) -> bool:
        """Whether it is so many days long, one reading aside."""
        return self._reaches(self.days, days)

    def covers(self, days: int) -> bool:
        """Whether so many days have data, one reading aside."""
        return self._reaches(self.covered_days, days)

    def _reaches(self, days: float, wanted: int) -> bool:
        return fits(wanted, days + min(self.interval_s, _SHORT_BY_S) / _DAY_S)

    @property
    def basis(self) -> Basis:
        """What it is for a load study, by its length alone."""
        return "year" if self.lasts(YEAR_DAYS) else "30 days" if self.lasts(MONTH_DAYS) else "too short"


def length_of(series: IntervalSeries) -> RecordLength:
    """How long a series is; linear in its readings."""
    return RecordLength(series.days, series.covered_days, series.missing_share, series.interval_s, len(series.gaps))

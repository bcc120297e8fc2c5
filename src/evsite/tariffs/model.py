"""A tariff as plain data: prices by month, day of the week and quarter of an hour, demand charges, and what is fixed.

None is what the file does not say; a bill tells it and counts nothing for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SLOT_MIN = 15
"""Prices and windows change at full quarters of an hour."""
SLOTS = 24 * 60 // SLOT_MIN
INTERVALS_MIN = (5, 10, 15, 20, 30, 60)
"""Lengths of the intervals that a demand may be the average over [min]."""
USUAL_INTERVAL_MIN = 15
"""What is assumed where a file says none: the shorter the interval, the greater the demand, and most are 15 or 30."""

Day = tuple[int, ...]
"""A number for each quarter of an hour from midnight on."""
Grid = tuple[tuple[Day, ...], ...]
"""A number by month (January first), day of the week (Monday first) and quarter of an hour."""


@dataclass(frozen=True, slots=True)
class EnergyPeriod:
    """Hours that have one price."""

    name: str
    usd_per_kwh: float | None


@dataclass(frozen=True, slots=True)
class Ratchet:
    """A demand that is billed at least at a share of earlier peaks of the same charge.

    `share` is by month of the bill, from 0 to 1. Looked at are the `months` months before it, of these the ones whose
    place in the year is `counted`.
    """

    share: tuple[float, ...]
    months: int
    counted: tuple[bool, ...] = (True,) * 12


@dataclass(frozen=True, slots=True)
class DemandCharge:
    """A charge for the greatest average power of a month, over intervals that begin in a window.

    `usd_per_kw` is by month of the year. `interval_stated` says whether the file has the length of the interval.
    """

    name: str
    usd_per_kw: tuple[float, ...]
    window: Grid
    """1 where an interval counts, 0 elsewhere."""
    interval_min: int = USUAL_INTERVAL_MIN
    interval_stated: bool = True
    ratchet: Ratchet | None = None

    def is_for(self, month: int) -> bool:
        """Whether it asks for anything in a month of the year, from 0."""
        return self.usd_per_kw[month] != 0 and any(map(any, self.window[month]))


@dataclass(frozen=True, slots=True)
class Subscription:
    """Power that is subscribed to in whole blocks, and what is asked for demand above it."""

    block_kw: float
    block_usd_per_month: float
    overage_usd_per_kw: float | None


@dataclass(frozen=True, slots=True)
class Recurring:
    """An amount of money for each month or each day of it."""

    amount_usd: float
    per: Literal["month", "day"] = "month"

    def of_month(self, days: int) -> float:
        """What it is for a month of so many days [USD]."""
        return self.amount_usd * (days if self.per == "day" else 1)


@dataclass(frozen=True, slots=True)
class TariffSource:
    """Where numbers of a tariff are from."""

    what: str
    address: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a utility asks for electricity.

    Texts are empty where the file says nothing. `demand` is empty where the file says that there is no demand charge.
    """

    name: str
    """What it is called in files and on the command line."""
    utility: str
    schedule: str
    periods: tuple[EnergyPeriod, ...]
    hours: Grid
    """Which of the periods holds, by its place among them."""
    demand: tuple[DemandCharge, ...] | None
    fixed: Recurring | None
    minimum: Recurring | None = None
    """The least that a month is billed at."""
    subscription: Subscription | None = None
    timezone: str | None = None
    """The zone that its hours are of, where the file says it."""
    effective: str = ""
    effective_basis: str = ""
    applies: str = ""
    includes: str = ""
    state: str = ""
    mark: str = ""
    sources: tuple[TariffSource, ...] = ()
    not_seen: tuple[str, ...] = ()
    """What the file says that it lacks."""
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Utility and schedule, or the name where the file has neither."""
        return " ".join(filter(None, (self.utility, self.schedule))) or self.name


ALWAYS: Grid = (((1,) * SLOTS,) * 7,) * 12
"""A window without an end."""


def hourly_grid(weekday: Sequence[Sequence[int]], weekend: Sequence[Sequence[int]]) -> Grid:
    """A grid of what two tables of 12 months by 24 hours say of weekdays and weekends."""

    def day(hours: Sequence[int]) -> Day:
        return tuple(value for value in hours for _ in range(60 // SLOT_MIN))

    return tuple((day(work),) * 5 + (day(rest),) * 2 for work, rest in zip(weekday, weekend, strict=True))


def show_months(months: Sequence[int]) -> str:
    """Months of the year, from 0, as "Jan-May, Oct-Dec"; those that run over the end of the year as "Oct-May"."""
    wanted = sorted(set(months))
    if len(wanted) == len(MONTHS):
        return "all year"
    runs = [[place for _, place in run] for _, run in groupby(enumerate(wanted), lambda each: each[1] - each[0])]
    if len(runs) > 1 and wanted[0] == 0 and wanted[-1] == len(MONTHS) - 1:
        runs = [*runs[1:-1], [*runs[-1], *runs[0]]]
    return ", ".join(MONTHS[run[0]] if len(run) == 1 else f"{MONTHS[run[0]]}-{MONTHS[run[-1]]}" for run in runs)

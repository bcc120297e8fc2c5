"""What a bill says, as plain data. None is what the tariff does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.tariffs.model import Tariff


@dataclass(frozen=True, slots=True)
class PeriodEnergy:
    """The energy of a month in the hours of one price."""

    period: str
    energy_kwh: float
    usd_per_kwh: float | None
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class DemandCost:
    """What a demand charge asks for a month.

    `peak_kw` is the greatest average over an interval in its window, `peak_s` when that began (seconds since the origin
    of the curve; None where nothing was drawn). `billed_kw` is more where a ratchet holds.
    """

    charge: str
    interval_min: int
    peak_kw: float
    peak_s: float | None
    billed_kw: float
    usd_per_kw: float
    cost_usd: float


@dataclass(frozen=True, slots=True)
class SubscriptionCost:
    """What a subscription asks for a month, with the number of blocks that costs least."""

    blocks: int
    block_kw: float
    peak_kw: float
    overage_kw: float
    cost_usd: float


@dataclass(frozen=True, slots=True)
class MonthBill:
    """The bill of a month.

    `whole` says whether the curve covers all of it. `minimum_usd` is what is added up to the least that a month is
    billed at. `total_usd` has all that is known, `complete` says whether nothing is missing from it.
    """

    month: str
    start_s: float
    end_s: float
    whole: bool
    energy_kwh: float
    energy: tuple[PeriodEnergy, ...]
    demand: tuple[DemandCost, ...]
    fixed_usd: float | None
    subscription: SubscriptionCost | None
    minimum_usd: float
    total_usd: float
    complete: bool

    @property
    def energy_usd(self) -> float:
        """What all its energy costs, as far as its prices are known."""
        return sum(each.cost_usd or 0.0 for each in self.energy)

    @property
    def demand_usd(self) -> float:
        """What all demand charges ask."""
        return sum(each.cost_usd for each in self.demand)

    @property
    def other_usd(self) -> float:
        """Its fixed charge, its subscription, and what is added up to the least bill."""
        subscribed_usd = 0.0 if self.subscription is None else self.subscription.cost_usd
        return (self.fixed_usd or 0.0) + subscribed_usd + self.minimum_usd


@dataclass(frozen=True, slots=True)
class Bill:
    """What a tariff asks for a load, month by month.

    `missing` says what is in no total because the tariff does not have it, `notes` what was assumed.
    """

    tariff: Tariff
    months: tuple[MonthBill, ...]
    energy_kwh: float
    total_usd: float
    missing: tuple[str, ...]
    notes: tuple[str, ...]

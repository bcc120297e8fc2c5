"""What the same drivers get in two designs and what their power costs, as plain data: `before` is the first of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.studies.service.results import ServiceLevel, ServiceReport
    from evsite.tariffs.bill_results import Bill, MonthBill


@dataclass(frozen=True, slots=True)
class MonthCosts:
    """The bill of a month in both designs; None where nothing was played in it there."""

    month: str
    before: MonthBill | None
    after: MonthBill | None

    @property
    def before_usd(self) -> float:
        """What it costs in the first design, as far as the tariff says."""
        return 0.0 if self.before is None else self.before.total_usd

    @property
    def after_usd(self) -> float:
        """The same in the second."""
        return 0.0 if self.after is None else self.after.total_usd

    @property
    def saved_usd(self) -> float:
        """By how much it costs less in the second design."""
        return self.before_usd - self.after_usd

    @property
    def whole(self) -> bool:
        """Whether all of the month was played in both."""
        return all(each is not None and each.whole for each in (self.before, self.after))

    @property
    def complete(self) -> bool:
        """Whether nothing is missing from its totals."""
        return all(each is None or each.complete for each in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class DesignDrivers:
    """Sessions that were played in a design, each group by its own policy.

    `report` has that policy alone, and its bill where there is a tariff. `shared_ports` is the number of ports of which
    each session takes any free one; None where each comes to its own.
    """

    report: ServiceReport
    policies: tuple[str, ...]
    """Of its groups; empty where nothing is shared."""
    shared_ports: int | None

    @property
    def level(self) -> ServiceLevel:
        """How well sessions are served."""
        return self.report.policies[0]

    @property
    def bill(self) -> Bill | None:
        """What the power costs; None without a tariff, and where nothing was drawn."""
        return self.report.bills.get(self.level.policy)


@dataclass(frozen=True, slots=True)
class DriversNote:
    """What was assumed of both designs, or of one of them alone."""

    about: Literal["both", "before", "after"]
    text: str


@dataclass(frozen=True, slots=True)
class DriversComparison:
    """The same sessions in two designs."""

    before: DesignDrivers
    after: DesignDrivers
    months: tuple[MonthCosts, ...]
    """By calendar month; empty without a tariff."""
    notes: tuple[DriversNote, ...]

    @property
    def more_full(self) -> int:
        """How many more sessions are full in the second design."""
        return self.after.level.tally.full - self.before.level.tally.full

    @property
    def more_kwh(self) -> float:
        """How much more is delivered in the second design."""
        return self.after.level.tally.total_energy_kwh - self.before.level.tally.total_energy_kwh

    @property
    def more_peak_kw(self) -> float:
        """By how much the peak is higher in the second design."""
        return self.after.level.power.peak_kw - self.before.level.power.peak_kw

    @property
    def saved_usd(self) -> float | None:
        """By how much all months cost less in the second design; None without a tariff."""
        return sum(each.saved_usd for each in self.months) if self.months else None

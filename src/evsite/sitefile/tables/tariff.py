"""A tariff in evsite's own form: what it is, prices of energy, and demand charges."""

from typing import Annotated

from pydantic import PlainValidator

from evsite.model.week import DAY_MIN, read_clock, read_days
from evsite.sitefile.described_types import Line
from evsite.sitefile.money import DemandPrice, EnergyPrice, MonthlyPrice, OveragePrice, RecurringPrice
from evsite.sitefile.months import read_months
from evsite.sitefile.quantity_types import Percent, PositiveHours, PositiveKiloWatts
from evsite.sitefile.tables.base import Table, key, optional
from evsite.sitefile.value_types import Day
from evsite.sitefile.wording import found, kind_of
from evsite.tariffs.model import SLOT_MIN


def _lines(value: object) -> tuple[str, ...]:
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines):
        raise ValueError(f"found {found(value)}, expected a text or a list of texts")
    return tuple(" ".join(line.split()) for line in lines)


Lines = Annotated[tuple[str, ...], PlainValidator(_lines)]
"""One text or several."""


def _text(value: object, example: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f'found {kind_of(value)}, expected a text like "{example}"')  # noqa: TRY004 - for pydantic
    return value


def _quarter(value: object, *, starts: bool = False) -> int:
    text = _text(value, "08:30")
    minute = read_clock(text, starts=starts)
    if minute % SLOT_MIN:
        raise ValueError(f"found {text}, expected a full quarter of an hour like 08:30")
    return minute


Months = Annotated[tuple[int, ...], PlainValidator(lambda value: read_months(_text(value, "Jun-Sep")))]
"""Months of the year, from 0."""
Days = Annotated[tuple[int, ...], PlainValidator(lambda value: read_days(_text(value, "Mon-Fri")))]
"""Days of the week, from Monday."""
Begin = Annotated[int, PlainValidator(lambda value: _quarter(value, starts=True))]
End = Annotated[int, PlainValidator(_quarter)]
"""A full quarter of an hour [min]."""


class SubscriptionTable(Table):
    """Power that is subscribed to in blocks."""

    block: PositiveKiloWatts = key("power of a block", example="50 kW", unit="kW")
    price: MonthlyPrice = key("price of a block for a month", example="95.56 USD/month")
    overage: OveragePrice | None = optional("price of demand above the subscribed blocks", example="3.82 USD/kW")


class TariffTable(Table):
    """What holds for a whole tariff."""

    name: Line = key("what the utility calls the schedule", example="TOU-EV-8")
    utility: Line | None = optional("who asks it", example="Southern California Edison")
    effective: Day | None = optional("day from which its prices hold", example="2018-10-12")
    source: Lines | None = optional("where its numbers are from", example="https://www.sce.com/")
    timezone: Line | None = optional("zone that its hours are of", example="America/Los_Angeles")
    applies: Line | None = optional("whom it is for", example="separately metered EV charging, 20 to 500 kW")
    includes: Line | None = optional("what its prices include", example="delivery and generation")
    fixed: RecurringPrice | None = optional(
        "charge for each month or day, whatever is drawn", example="226.04 USD/month"
    )
    minimum: RecurringPrice | None = optional("the least that a month is billed at", example="50 USD/month")
    subscription: SubscriptionTable | None = optional("power that is subscribed to in blocks")
    notes: Lines | None = optional("what a reader of a bill should know", example="without the winter rider")


class SeasonTable(Table):
    """Hours of some months and days."""

    months: Months = key(
        'months like "Jun-Sep", "Oct-May", "Jan, Feb"; all year unless given', default=(*range(12),), example="Jun-Sep"
    )
    days: Days = key('days like "Mon-Fri", "weekdays"; daily unless given', default=(*range(7),), example="Mon-Fri")
    from_: Begin = key("local time that they begin; 00:00 unless given", default=0, example="16:00", alias="from")
    to: End = key("local time that they end; 24:00 unless given", default=DAY_MIN, example="21:00")

    @property
    def all_day(self) -> bool:
        """Whether it has every hour of its days."""
        return self.from_ == 0 and self.to == DAY_MIN

    @property
    def slots(self) -> range:
        """Its quarters of an hour."""
        return range(self.from_ // SLOT_MIN, self.to // SLOT_MIN)


class EnergyTable(SeasonTable):
    """The price of energy in some hours."""

    name: Line | None = optional("what the utility calls these hours", example="summer on-peak")
    price: EnergyPrice = key("price of a kWh", example="0.49619 USD/kWh")


class DemandTable(SeasonTable):
    """A charge for the greatest demand of a month in some hours."""

    name: Line | None = optional("what the utility calls it", example="summer on-peak demand")
    price: DemandPrice = key("price of a kW of the greatest demand of a month", example="15.51 USD/kW")
    interval: PositiveHours | None = optional("interval that demand is averaged over", example="15 min")
    ratchet: Percent | None = optional(
        "share of the greatest demand of earlier months that is billed at least", example="80 %"
    )
    ratchet_months: int | None = optional("how many months before it a ratchet looks at", example=11)

"""What a bill has to say beside its numbers: what the tariff lacks, and what was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.tariffs.model import USUAL_INTERVAL_MIN
from evsite.words import count, enumeration, format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.zones import Zone
    from evsite.tariffs.bill_results import MonthBill
    from evsite.tariffs.model import Tariff

_FIXED = frozenset({"fixed charge", "customer charge"})
"""What files call a fixed charge that they lack."""


def missing_of(tariff: Tariff, months: Sequence[MonthBill]) -> tuple[str, ...]:
    """What no total has in it, because the tariff does not say it."""
    return tuple(_missing(tariff, months))


def _missing(tariff: Tariff, months: Sequence[MonthBill]) -> Iterable[str]:
    said = set()
    for name in dict.fromkeys(period.name for period in tariff.periods if period.usd_per_kwh is None):
        parts = [each for month in months for each in month.energy if each.period == name and each.cost_usd is None]
        energy_kwh = sum(each.energy_kwh for each in parts)
        if energy_kwh > 0:
            amount = f"{energy_kwh:,.0f}" if energy_kwh >= 1000 else format_number(energy_kwh)
            said.add(name)
            yield f"the price of {name} is not in the file: {amount} kWh are in no total"
    if tariff.fixed is None:
        said |= _FIXED
        yield "fixed charge not in the file"
    if tariff.demand is None:
        yield "the file does not say whether there is a demand charge"
    if tariff.subscription is not None and tariff.subscription.overage_usd_per_kw is None:
        yield "the price of demand above the subscribed blocks is not in the file: all of it is subscribed"
    lacking = [each for each in tariff.not_seen if each not in said]
    if lacking:
        yield f"the file says that it lacks: {enumeration(lacking)}"


def notes_of(tariff: Tariff, zone: Zone, months: Sequence[MonthBill]) -> tuple[str, ...]:
    """What was assumed, and what a bill of the utility may have besides."""
    return tuple(_notes(tariff, zone, months))


def _notes(tariff: Tariff, zone: Zone, months: Sequence[MonthBill]) -> Iterable[str]:
    when = f"of {tariff.effective}" if tariff.effective else "without a date"
    state = f" ({tariff.state})" if tariff.state else ""
    yield f"prices of {tariff.title}, {when}{state}: ask for the utility's sheet before anybody relies on a bill"
    if tariff.applies:
        yield f"the tariff is for: {tariff.applies}; whether the site may have it is not checked"
    if tariff.includes:
        yield f"the prices include: {tariff.includes}"
    yield "taxes, riders, power factor and credits are in no total; holidays count as the weekdays that they are"
    parts = [month.month for month in months if not month.whole]
    if parts:
        which = parts[0] if len(parts) == 1 else f"{parts[0]} and {parts[-1]}"
        are = "is only partly covered: it is" if len(parts) == 1 else "are only partly covered: they are"
        yield (
            f"{which} {are} billed for the energy that there is, and in full for demand, fixed and subscribed charges"
        )
    assumed = [charge.name for charge in tariff.demand or () if not charge.interval_stated]
    if assumed:
        yield (
            f"the file does not say over which interval demand is averaged ({enumeration(assumed)}): "
            f"{USUAL_INTERVAL_MIN} min are assumed"
        )
    ratchets = [charge for charge in tariff.demand or () if charge.ratchet is not None]
    if ratchets and months:
        longest = max(charge.ratchet.months for charge in ratchets if charge.ratchet is not None)
        yield (
            f"a ratchet looks back {count(longest, 'month')}: peaks before {months[0].month} are not known and raise "
            "no demand here, so the first months may cost more"
        )
    if tariff.subscription is not None:
        yield (
            "blocks are subscribed month by month, at least one, in the number that would have cost least: who "
            "subscribes before a month does not know its peak, and may pay more; demand is averaged over "
            f"{USUAL_INTERVAL_MIN} min"
        )
    if tariff.timezone is not None and tariff.timezone != zone.name:
        yield f"the hours of the tariff are those of {tariff.timezone}; the clock of the load is that of {zone.name}"
    yield from tariff.notes

"""`evsite catalog tariffs`: the tariffs that come with evsite, as a list, and of one alone all that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.figures import trimmed
from evsite.output.text.tables import Column, Table
from evsite.tariffs.model import show_months
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.tariffs.model import DemandCharge, Subscription, Tariff

_UNKNOWN = "not in the file"


def render_tariffs(tariffs: Sequence[Tariff], terminal: TerminalStyle) -> str:
    """Tariffs, one a row; of one alone its prices, what it lacks, and where they were read."""
    table = Table(
        [
            Column("tariff"),
            Column("schedule", cut="end"),
            Column("USD/kWh", "right", title="prices of energy, USD/kWh"),
            Column("effective", cut="end", drop=2),
            Column("state", cut="end", drop=1),
        ]
    )
    for tariff in tariffs:
        table.add(tariff.name, tariff.schedule, _range(tariff), tariff.effective or "-", tariff.state or "-")
    words = (
        f"{count(len(tariffs), 'tariff')}; the name of one lists its prices and sources; ask for the utility's sheet "
        "before anybody relies on a bill"
    )
    lines = [words] if len(tariffs) != 1 else [*_lines(tariffs[0])]
    return "\n\n".join([table.render(terminal), *map(terminal.prose, lines)]) + "\n"


def _range(tariff: Tariff) -> str:
    known = [period.usd_per_kwh for period in tariff.periods if period.usd_per_kwh is not None]
    if not known:
        return "-"
    least, most = (trimmed(value, 5) for value in (min(known), max(known)))
    return least if least == most else f"{least} to {most}"


def _lines(tariff: Tariff) -> Iterable[str]:
    yield f"{tariff.title}: {tariff.applies or 'whom it is for, the file does not say'}"
    if tariff.includes:
        yield f"prices include: {tariff.includes}"
    yield "energy: " + ", ".join(
        f"{period.name} {_UNKNOWN if period.usd_per_kwh is None else f'{trimmed(period.usd_per_kwh, 5)} USD/kWh'}"
        for period in tariff.periods
    )
    if tariff.demand is None:
        yield f"demand: {_UNKNOWN}"
    else:
        yield "demand: " + (", ".join(map(_charge, tariff.demand)) or "no charge")
    yield "fixed: " + (
        _UNKNOWN if tariff.fixed is None else f"{trimmed(tariff.fixed.amount_usd, 2)} USD each {tariff.fixed.per}"
    )
    if tariff.subscription is not None:
        yield _blocks(tariff.subscription)
    basis = tariff.effective_basis
    if tariff.effective:
        yield f"effective: {tariff.effective}" + (f" ({basis})" if basis else "")
    else:
        yield f"effective: {basis or _UNKNOWN}"
    yield f"state: {tariff.state or '-'}; how its numbers are known: {tariff.mark or '-'}"
    if tariff.not_seen:
        yield f"not in the file: {enumeration(tariff.not_seen)}"
    yield from (f"note: {note}" for note in tariff.notes)
    yield from (f"source: {source.what}: {source.address}" for source in tariff.sources)


def _charge(charge: DemandCharge) -> str:
    months = [month for month in range(12) if charge.is_for(month)]
    prices = sorted({charge.usd_per_kw[month] for month in months})
    amount = " to ".join(trimmed(price, 3) for price in ([prices[0], prices[-1]] if len(prices) > 1 else prices))
    when = "" if len(months) == 12 else f" ({show_months(months)})"
    return f"{charge.name}{when} {amount} USD/kW"


def _blocks(subscription: Subscription) -> str:
    overage = subscription.overage_usd_per_kw
    above = f"a price of demand above them is {_UNKNOWN}" if overage is None else f"above them {overage:.2f} USD/kW"
    price = f"{subscription.block_usd_per_month:.2f} USD a month"
    return f"subscription: blocks of {trimmed(subscription.block_kw, 2)} kW for {price}, {above}"

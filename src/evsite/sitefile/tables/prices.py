"""A list of prices: its currency, and what a foot or a piece of each item costs."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, PlainValidator

from evsite.sitefile.described_types import Line
from evsite.sitefile.tables.base import Table, key, optional
from evsite.sitefile.value_types import Day
from evsite.sitefile.wording import found

_MONEY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")
_CURRENCY = re.compile("[A-Z]{3}")


def _money(value: object) -> Decimal:
    """A price from a text or a number, exactly as it is written."""
    text = value if isinstance(value, str) else repr(value) if type(value) in {int, float} else ""
    if _MONEY.fullmatch(text) is None:
        raise ValueError(f'found {found(value)}, expected a price such as "3.20", with four decimals at most')
    return Decimal(text)


def _currency(value: str) -> str:
    if _CURRENCY.fullmatch(value) is None:
        raise ValueError(f'found {found(value)}, expected three capital letters such as "USD"')
    return value


Money = Annotated[Decimal, PlainValidator(_money)]
Prices = dict[str, Money]
Currency = Annotated[str, AfterValidator(_currency)]


class PriceListTable(Table):
    """What holds for a whole list of prices."""

    currency: Currency = key("currency of all prices, by its three letters", example="USD")
    date: Day | None = optional("day that the prices are of", example="2026-11-20")
    source: Line | None = optional("who gave the prices", example="quote 1234")


class PricesTable(Table):
    """Prices by category, each by the name that the bill has for the item."""

    wire: Prices = key("price of a foot of conductor, by its name in the bill", default={})
    cable: Prices = key("price of a foot of cable, by its name in the bill", default={})
    raceway: Prices = key("price of a foot of raceway, by its name in the bill", default={})
    breaker: Prices = key("price of a breaker, by its name in the bill", default={})
    panel: Prices = key("price of a panel, by its name in the bill", default={})
    service: Prices = key("price of service equipment, by its name in the bill", default={})
    transformer: Prices = key("price of a transformer, by its name in the bill", default={})
    disconnect: Prices = key("price of a disconnect, by its name in the bill", default={})
    receptacle: Prices = key("price of a receptacle, by its name in the bill", default={})
    station: Prices = key("price of a station, by its name in the bill", default={})
    kit: Prices = key("price of a kit, by its name in the bill", default={})
    meter: Prices = key("price of a meter or of what goes with it, by its name in the bill", default={})
    label: Prices = key("price of a label or a card, by its name in the bill", default={})

"""Prices that a user brings for the items of a bill of materials; none are shipped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

Category = Literal[
    "wire",
    "cable",
    "raceway",
    "breaker",
    "panel",
    "service",
    "transformer",
    "disconnect",
    "receptacle",
    "station",
    "kit",
    "meter",
    "label",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)
"""What kinds of items there are, in the order of a bill."""


@dataclass(frozen=True, slots=True)
class PriceList:
    """What a foot or a piece of each item costs, in one currency."""

    filename: str
    currency: str
    """By ISO 4217: "USD"."""
    prices: Mapping[tuple[str, str], Decimal]
    """By category and name, as `price_key` makes them."""
    date: dt.date | None = None
    source: str | None = None
    names: tuple[tuple[str, str], ...] = field(default=())
    """Category and name of each price, as they are written."""

    def price_of(self, category: str, name: str) -> Decimal | None:
        """What a foot or a piece of an item costs; None where the list does not say it."""
        return self.prices.get(price_key(category, name))


def price_key(category: str, name: str) -> tuple[str, str]:
    """How an item is looked up: the case of letters and the width of spaces do not matter."""
    return category, " ".join(name.split()).casefold()

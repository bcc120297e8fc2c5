"""Prices as a tariff's sheet has them: "0.49619 USD/kWh", "15.51 USD/kW", "226.04 USD/month"."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from evsite.sitefile.refused import RefusalError
from evsite.sitefile.wording import found, shown
from evsite.words import listed

Per = Literal["kWh", "kW", "month", "day"]

_CURRENCIES = {
    "usd": 1,
    "$": 1,
    "us$": 1,
    "dollar": 1,
    "dollars": 1,
    "ct": 100,
    "c": 100,
    "¢": 100,
    "cent": 100,
    "cents": 100,
}
"""How many of them are a dollar."""
_PERS: dict[str, tuple[Per, int]] = {
    **dict.fromkeys(("kwh",), ("kWh", 1)),
    **dict.fromkeys(("mwh",), ("kWh", 1000)),
    **dict.fromkeys(("kw", "kw-month", "kw-mo", "kw/month", "kw/mo"), ("kW", 1)),
    **dict.fromkeys(("month", "mo", "meter/month", "meter-month", "block", "block/month"), ("month", 1)),
    **dict.fromkeys(("day", "d", "meter/day", "meter-day"), ("day", 1)),
}
"""What a price may be for, and how many of the unit that evsite counts in it is."""
_SHAPE = re.compile(
    r"(?P<sign>[$¢])?\s*(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,9})?|[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})"
    r"\s*(?P<currency>[A-Za-z$¢]{0,7})\s*(?:/|per)\s*(?P<per>[A-Za-z/ -]{1,20})"
)


@dataclass(frozen=True, slots=True)
class Price:
    """An amount of money for a kWh, a kW (of a month), a month or a day; `text` as it was written."""

    usd: float
    per: Per
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class PriceFor:
    """Marks a key as a price for one of some units."""

    pers: tuple[Per, ...]
    positive: bool = False

    def read(self, value: object) -> Price:
        """Read a raw value of the file; a `Price` passes as it is. Raises RefusalError."""
        if isinstance(value, Price):
            return value
        expected = f"a price for {listed([f'a {per}' for per in self.pers])}"
        examples = [f"USD/{per}" for per in self.pers]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            reason = f"found {found(value)} without a unit"
            fits = [f"{value:.12g} {unit}" for unit in examples] if 0 <= value < 10**9 else []
            raise RefusalError(f"{reason}: write {listed(examples)} behind it", reason, expected, fits)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        shape = _SHAPE.fullmatch(text)
        currency = None if shape is None else (shape["currency"] or shape["sign"] or "").lower()
        per = None if shape is None else _PERS.get(shape["per"].lower().replace(" ", ""))
        if shape is None or currency not in _CURRENCIES or per is None or (shape["sign"] and shape["currency"]):
            stated = f"'{shown(text)}' is no price" if isinstance(value, str) else f"found {found(value)}"
            raise RefusalError(f"{stated}, expected {expected} in {listed(examples)}", stated, expected)
        if per[0] not in self.pers:
            reason = f"'{shown(text)}' is a price for a {per[0]}"
            raise RefusalError(f"{reason}, expected {expected}", reason, expected)
        amount = Decimal(shape["number"].replace(",", "")) / (_CURRENCIES[currency] * per[1])
        if self.positive and not amount:
            raise RefusalError(
                f"'{shown(text)}' is nothing, expected {expected}", f"'{shown(text)}' is nothing", expected
            )
        return Price(float(amount), per[0], text)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """Read with `read`, write the text as it was written."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A text with a unit, for editors."""
        return {"type": "string", "examples": [f"1.50 USD/{self.pers[0]}"]}


EnergyPrice = Annotated[Price, PriceFor(("kWh",))]
DemandPrice = Annotated[Price, PriceFor(("kW",), positive=True)]
OveragePrice = Annotated[Price, PriceFor(("kW",))]
MonthlyPrice = Annotated[Price, PriceFor(("month",))]
RecurringPrice = Annotated[Price, PriceFor(("month", "day"))]

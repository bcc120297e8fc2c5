"""Conductors as people write them: "3 AWG", "1/0", "500 kcmil", "THWN-2", "75 °C"."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Annotated

from evsite.model.quantity import Quantity
from evsite.sitefile.fields import Reads, Refused
from evsite.sitefile.quantities import QuantityError, read_quantity

_DATA = Path(__file__).resolve().parent.parent / "data"
_WRITTEN = re.compile(r"(?:no\.?|#)?\s*(?P<number>[1-4]/0|[0-9]{1,4})\s*(?P<unit>awg|kcmil|mcm)?", re.IGNORECASE)


@cache
def _sizes() -> tuple[str, ...]:
    with (_DATA / "conductor_resistance_ch9_t8.csv").open(encoding="utf-8", newline="") as file:
        return tuple(dict.fromkeys(row["size_awg_kcmil"] for row in csv.DictReader(file)))


@cache
def _insulations() -> dict[str, str]:
    with (_DATA / "insulation_types.csv").open(encoding="utf-8", newline="") as file:
        return {row["insulation"].casefold(): row["insulation"] for row in csv.DictReader(file)}


def _size(value: object) -> str:
    expected = 'expected a size such as "3 AWG", "1/0 AWG" or "500 kcmil"'
    if not isinstance(value, str):
        found = f"the number {value}" if type(value) in {int, float} else f"a {type(value).__name__}"
        raise Refused(f"found {found}, {expected}")
    shape = _WRITTEN.fullmatch(value.strip()[:20])
    size = shape["number"] if shape is not None else ""
    if shape is None or size not in _sizes() or (shape["unit"] and (shape["unit"].lower() == "awg") != _is_awg(size)):
        raise Refused(f"'{value[:20]}' is no size of conductor, {expected}")
    return size


def _is_awg(size: str) -> bool:
    return "/" in size or int(size) < 250


def _insulation(value: object) -> str:
    known = _insulations().get(value.strip().casefold()) if isinstance(value, str) else None
    if known is None:
        listed = ", ".join(_insulations().values())
        found = f"'{value[:20]}'" if isinstance(value, str) else "something else than a text"
        raise Refused(f"{found} is no type of insulation, expected one of {listed}")
    return known


def _terminal(value: object) -> Quantity:
    try:
        quantity = read_quantity(value, "temperature")
    except QuantityError as error:
        raise Refused(str(error), "quantity") from None
    if not any(abs(quantity.value - column) < 0.01 for column in (60, 75)):
        raise Refused(
            f"'{quantity.text}' is no rating of terminals here, "
            'expected "60 °C" or "75 °C": the 90 °C column is for derating alone',
            "quantity",
        )
    return quantity


WireSize = Annotated[
    str,
    Reads(
        _size,
        {
            "type": "string",
            "examples": ["8 AWG", "3 AWG", "1/0 AWG", "500 kcmil"],
            "pattern": r"^\s*([Nn][Oo]\.?|#)?\s*([1-4]/0|[0-9]{1,4})\s*"
            r"([Aa][Ww][Gg]|[Kk][Cc][Mm][Ii][Ll]|[Mm][Cc][Mm])?\s*$",
        },
    ),
]
"""A trade size as the code tables write it: "3", "1/0", "500"."""
Insulation = Annotated[str, Reads(_insulation, {"type": "string", "examples": ["THWN-2", "XHHW-2", "THHN"]})]
"""A type of insulation, in its usual letters."""
TerminalRating = Annotated[Quantity, Reads(_terminal, {"type": "string", "examples": ["60 °C", "75 °C"]})]
"""Temperature rating of terminals: 60 or 75 degC."""

"""Conductors as people write them: "3 AWG", "1/0", "500 kcmil", "THWN-2", "75 °C"."""

import re
from functools import cache
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from evsite.codebook.tables import rows
from evsite.model.quantity import Quantity
from evsite.sitefile.quantities import QuantityError
from evsite.sitefile.quantity_types import QuantityIn
from evsite.sitefile.suggested import Spelled
from evsite.sitefile.wording import kind_of, shown
from evsite.words import listed

_WRITTEN = re.compile(r"(?:no\.?|#)?\s*(?P<number>[1-4]/0|[0-9]{1,4})\s*(?P<unit>awg|kcmil|mcm)?", re.IGNORECASE)


@cache
def _sizes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["size_awg_kcmil"] for row in rows("conductor_resistance_ch9_t8")))


@cache
def _insulations() -> dict[str, str]:
    return {row["insulation"].casefold(): row["insulation"] for row in rows("insulation_types")}


def _size(value: object) -> str:
    expected = 'expected a size such as "3 AWG", "1/0 AWG" or "500 kcmil"'
    if not isinstance(value, str):
        short = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**6
        what = f"the number {value}" if short else kind_of(value)
        raise ValueError(f"found {what}, {expected}")
    shape = _WRITTEN.fullmatch(value.strip()[:20])
    size = shape["number"] if shape is not None else ""
    if shape is None or size not in _sizes() or (shape["unit"] and (shape["unit"].lower() == "awg") != _is_awg(size)):
        raise ValueError(f"'{value[:20]}' is no size of conductor, {expected}")
    return size


def _is_awg(size: str) -> bool:
    return "/" in size or int(size) < 250


def _insulation(value: object) -> str:
    known = _insulations().get(value.strip().casefold()) if isinstance(value, str) else None
    if known is None:
        what = (
            f"'{shown(value[:20])}' is no type of insulation" if isinstance(value, str) else f"found {kind_of(value)}"
        )
        types = listed([f'"{name}"' for name in _insulations().values()])
        raise ValueError(f"{what}, expected {types}")
    return known


class _TerminalIn(QuantityIn):
    """Marks a key as what terminals are marked for."""

    @property
    def bounds(self) -> str:
        """Which of them will do, in words."""
        return "60 °C or 75 °C"

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file. Raises QuantityError."""
        quantity = super().read(value)
        if not any(abs(quantity.value - column) < 0.01 for column in (60, 75)):
            raise QuantityError(
                f"'{quantity.text}' is no rating of terminals here, "
                'expected "60 °C" or "75 °C": the 90 °C column is for derating alone'
            )
        return quantity


WireSize = Annotated[
    str,
    PlainValidator(_size),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["8 AWG", "3 AWG", "1/0 AWG", "500 kcmil"],
            "pattern": r"^\s*([Nn][Oo]\.?|#)?\s*([1-4]/0|[0-9]{1,4})\s*"
            r"([Aa][Ww][Gg]|[Kk][Cc][Mm][Ii][Ll]|[Mm][Cc][Mm])?\s*$",
        }
    ),
]
"""A trade size as the code tables write it: "3", "1/0", "500"."""
Insulation = Annotated[str, PlainValidator(_insulation), Spelled(lambda: _insulations().values())]
"""A type of insulation, in its usual letters."""
TerminalRating = Annotated[Quantity, _TerminalIn(("temperature",))]
"""Temperature rating of terminals: 60 or 75 degC."""

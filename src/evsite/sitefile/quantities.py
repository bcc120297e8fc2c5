"""Quantities as people write them: "400 A", "3.3 kW", "120 ft".

A table of everyday spellings answers in microseconds. Every other unit goes to pint, which is imported only then.
Conversions scale the decimal digits as whole numbers and divide once, so "0.1 kA" is exactly 100.0 A.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from evsite.model.quantity import Dimension, Quantity
from evsite.sitefile.quantity_errors import (
    QuantityError,
    in_message,
    needs_unit,
    no_number,
    not_text,
    texts_in,
    too_large,
    too_small,
    unknown_unit,
    unlike,
)
from evsite.sitefile.quantity_units import KINDS, MAX_LENGTH, SAME_DIMENSION, SHAPE, UNITS, Scale, everyday_units, nouns
from evsite.sitefile.trade import read_feet_and_inches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pint import UnitRegistry


MOST = 1e9
LEAST = 1 / MOST
"""In the unit of each dimension: nothing at a site is more than MOST, nor less than LEAST unless it is zero."""
_MINUS = frozenset("-−–")
"""The sign of a negative number, also as editors of text write it."""
_FEET_SIGNS = "'\"′″’”´`-fF"
"""A length with one of these may be in feet and inches."""
_FRACTION = re.compile(
    r"(?:(?P<whole>[0-9]{1,6})(?:\s+|\s*-\s*))?(?P<above>[0-9]{1,2})\s*[/⁄]\s*(?P<below>2|3|4|8|16)\s*(?P<unit>[^\W\d].*)"
)
"""Halves, quarters and the like: 1/2 mi, 112-1/2 kVA."""
_DECIMAL_COMMA = re.compile(r"\s*([0-9]+),([0-9]{1,2})\s*([^0-9.,\s][^0-9.,]*)")
# pint has many units without a dimension, like the radian; these are percentages
_PARTS_OF_ONE = {"percent", "permille", "ppm"}
# Only products and quotients of words with one-digit powers reach pint: its reader would work out any arithmetic
_WORD = r"[^\W\d]+(?:(?:\^|\*\*)?-?[0-9])?(?![0-9])"
# words with nothing but a space between them are no product: "400 A MB" is a main breaker and no ampere-megabit
_UNIT_SHAPE = re.compile(rf"(?:[°%]|{_WORD}|°{_WORD})(?:\s*[*/·]\s*{_WORD}){{0,5}}")


def read_quantity(text: object, dimension: Dimension | Iterable[Dimension], *, positive: bool = False) -> Quantity:
    """Read `text` as a quantity of the dimension, or of one of several.

    Parameters
    ----------
    text
        What was written, such as "400 A"; anything but a string is refused with a message that says why.
    dimension
        One or more of the dimensions; a power and an apparent power stay distinct, in kW and kVA.
    positive
        Whether zero is refused too.

    Returns
    -------
    Quantity
        The quantity in the unit of its dimension: A, kW, kVA, V, ft, ft2, mi (distance), degC, mi/kWh, h, kWh,
        %.

    Raises
    ------
    QuantityError
        No number, no unit, an unknown unit, the wrong dimension, a number that is negative, too large or too small.
    """
    wanted: tuple[Dimension, ...] = (dimension,) if isinstance(dimension, str) else tuple(dimension)
    if not isinstance(text, str):
        raise not_text(text, wanted, positive=positive)
    written = text.strip()
    if len(written) > MAX_LENGTH:
        raise unlike(f"a quantity of {len(written)} characters is too long", wanted)
    if "length" in wanted and written[-1:] not in "0123456789" and any(sign in written for sign in _FEET_SIGNS):
        feet = read_feet_and_inches(written)
        if feet is not None:
            return _positive(_checked(Quantity(float(feet), "ft", written), "length"), positive=positive)
    broken = _FRACTION.fullmatch(_with_fractions(written))
    if (
        broken is not None
        and int(broken["above"]) < int(broken["below"])
        and UNITS.get(broken["unit"], "c")[0] != "current"
    ):
        part = Fraction(int(broken["whole"] or 0)) + Fraction(int(broken["above"]), int(broken["below"]))
        # the places that no binary number has are rounded away
        decimal = read_quantity(f"{float(part):.12g} {broken['unit']}", wanted, positive=positive)
        return replace(decimal, text=written)
    shape = SHAPE.fullmatch(written)
    if shape is None or not (shape["whole"] or shape["part"]):
        raise unlike(no_number(written), wanted, fits=texts_in(written, wanted))
    unit = shape["unit"]
    if not unit:
        raise needs_unit(written, wanted, positive=positive)
    if unit[0] in ",.0123456789":
        comma = _DECIMAL_COMMA.fullmatch(written)
        if comma is not None:
            reason = f"'{written}' has a comma in its number"
            meant = f"{comma[1]}.{comma[2]} {comma[3]}"
            raise QuantityError(f'{reason}, expected a point: "{meant}"', reason, [meant], nouns(wanted))
        raise unlike(f"'{written}' has no clear number", wanted, fits=texts_in(written, wanted))
    known = UNITS.get(unit) or UNITS.get(unit.removesuffix("."))
    found, value = _read_with_pint(written, shape, wanted) if known is None else (known[0], None)
    target = next((want for want in wanted if SAME_DIMENSION.get(want, want) == found), None)
    if target is None:
        if known is None and unit.casefold() in everyday_units(wanted):
            raise unknown_unit(written, unit, wanted)
        raise unlike(f"'{written}' is {KINDS[found].noun}", wanted, shown=False)
    if value is None:
        assert known is not None
        value = _scaled(written, shape, known[1], target)
    elif target == "distance":
        value /= 5280
    quantity = _checked(Quantity(value, KINDS[target].unit, written), target)
    return _positive(quantity, positive=positive)


def _positive(quantity: Quantity, *, positive: bool) -> Quantity:
    if positive and quantity.value < LEAST:
        dimension = next(name for name, kind in KINDS.items() if kind.unit == quantity.unit)
        if quantity.value > 0:
            raise too_small(quantity.text, dimension)
        raise unlike(f"'{quantity.text}' is not more than zero", (dimension,))
    return quantity


def _scaled(written: str, shape: re.Match[str], scale: Scale, target: Dimension) -> float:
    """The value, rounded once: digits and scale stay whole numbers until the one division."""
    whole, part = shape["whole"].replace(",", ""), shape["part"] or ""
    exponent = int(shape["power"] or 0) - len(part)
    up = int(whole + part) * (-1 if shape["sign"] in _MINUS else 1)
    down = 1
    if exponent >= 0:
        up *= 10**exponent
    else:
        down = 10**-exponent
    if scale.shift:
        up, down = up * 100 + scale.shift * down, down * 100
    up, down = up * scale.up, down * scale.down
    if target == "distance":
        down *= 5280
    try:
        return up / down
    except OverflowError:
        raise too_large(written, target) from None


def _checked(quantity: Quantity, target: Dimension) -> Quantity:
    kind = KINDS[target]
    if not abs(quantity.value) <= MOST:
        raise too_large(quantity.text, target)
    if target == "temperature":
        if quantity.value < -273.15:
            reason = f"'{quantity.text}' is below absolute zero, -273.15 degC"
            raise QuantityError(reason, expected=kind.noun)
    elif quantity.value < 0:
        raise unlike(f"'{quantity.text}' is negative", (target,))
    return quantity


def _read_with_pint(written: str, shape: re.Match[str], wanted: tuple[Dimension, ...]) -> tuple[Dimension, float]:
    """Dimension and value of a quantity in any unit that pint knows.

    A power in volt-amperes is an apparent power, although physics counts both alike.
    """
    unit = shape["unit"]
    if _UNIT_SHAPE.fullmatch(unit) is None:
        raise unknown_unit(written, unit, wanted)
    digits = shape["whole"].replace(",", "") + "." + (shape["part"] or "0") + "e" + (shape["power"] or "0")
    number = float(("-" if shape["sign"] in _MINUS else "") + digits)
    try:
        parsed = _registry().parse_units(unit)
        found = _dimension_of(str(parsed), parsed.dimensionality)
        if found not in {None, "percent"} and _counts_something(str(parsed)):
            raise unknown_unit(written, unit, wanted)  # noqa: TRY301 - bits and counts are in no unit here
        value = 0.0 if found is None else float(_registry().Quantity(number, parsed).m_as(KINDS[found].pint_unit))
    except QuantityError:
        raise
    except Exception as error:  # pint raises a dozen unrelated types for units that it cannot make sense of
        raise unknown_unit(written, unit, wanted) from error
    if found is None:
        raise unlike(f"'{in_message(written)}' is in {parsed}", wanted, shown=False)
    return found, value


def _counts_something(unit: str) -> bool:
    """Whether a unit of pint, in full, has a factor that only counts: bits, turns, parts of a whole."""
    words = re.findall(r"[a-zA-Z_]+", unit)
    return len(words) > 1 and not all(_registry().get_dimensionality(word) for word in words)


def _dimension_of(unit: str, dimensionality: object) -> Dimension | None:
    if "volt_ampere" in unit or ("volt" in unit and "ampere" in unit):
        return "apparent_power" if dimensionality == _dimensionality("apparent_power") else None
    if "circular_mil" in unit:
        return None  # an area, but of conductors
    if unit in _PARTS_OF_ONE:
        return "percent"
    for dimension in KINDS:
        if dimension not in {"distance", "apparent_power", "percent"} and dimensionality == _dimensionality(dimension):
            return dimension
    return None


@cache
def _dimensionality(dimension: Dimension) -> object:
    return _registry().parse_units(KINDS[dimension].pint_unit).dimensionality


@cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    return UnitRegistry()


def _with_fractions(text: str) -> str:
    """A text with ½ and the like written as 1/2."""
    return (
        text
        if text.isascii()
        else re.sub("[½¼¾⅛⅜⅝⅞⅓⅔]", lambda found: " " + unicodedata.normalize("NFKC", found[0]), text).strip()
    )

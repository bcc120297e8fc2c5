"""Quantities as people write them: "400 A", "3.3 kW", "120 ft".

A table of everyday spellings answers in microseconds. Every other unit goes to pint, which is imported only then.
Conversions scale the decimal digits as whole numbers and divide once, so "0.1 kA" is exactly 100.0 A.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.codebook.formulas import LEAST_IMPEDANCE_PERCENT, MOST_IMPEDANCE_PERCENT
from evsite.model.quantity import Dimension, Quantity
from evsite.model.slot_lengths import LONGEST_SLOT_H, SHORTEST_SLOT_H
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.trade import breakers_in, read_breaker_text, read_feet_and_inches
from evsite.sitefile.wording import kind_of
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pint import UnitRegistry

    from evsite.sitefile.refused import Fit


MAX_LENGTH = 64
"""Longest text of a quantity, in characters; nothing that is meant as one comes near."""


class QuantityError(RefusalError):
    """Raised when a text is not a quantity of the wanted dimension; `fits` are texts or lists that would do."""

    def __init__(self, message: str, reason: str = "", fits: Iterable[Fit] = (), expected: str = "") -> None:
        super().__init__(message, reason, expected, fits)

    def with_example(self, example: object) -> str:
        """The message with an example of the key; one that is no quantity, like a table of some, is left out."""
        return super().with_example(example if isinstance(example, str | list) else None)


class _Kind(NamedTuple):
    """What a dimension is called, its unit, and an example of it."""

    noun: str
    unit: str
    example: str
    pint_unit: str


_KINDS: dict[Dimension, _Kind] = {
    "current": _Kind("a current", "A", "400 A", "ampere"),
    "power": _Kind("a power", "kW", "3.3 kW", "kilowatt"),
    "apparent_power": _Kind("an apparent power", "kVA", "150 kVA", "kilovolt_ampere"),
    "voltage": _Kind("a voltage", "V", "208 V", "volt"),
    "length": _Kind("a length", "ft", "120 ft", "foot"),
    "area": _Kind("an area", "ft2", "2000 ft2", "foot ** 2"),
    "distance": _Kind("a distance", "mi", "40 mi", "mile"),
    "temperature": _Kind("a temperature", "degC", "30 degC", "degree_Celsius"),
    "energy_range": _Kind("a range per energy", "mi/kWh", "3 mi/kWh", "mile / kilowatt_hour"),
    "time": _Kind("a time", "h", "8 h", "hour"),
    "energy": _Kind("an energy", "kWh", "60 kWh", "kilowatt_hour"),
    "percent": _Kind("a percentage", "%", "4 %", "percent"),
}

# "length" and "distance" are one thing to physics; they differ in the unit that a reader of a site thinks in
_MANY_KW = 1000.0
"""From here on a number without a unit, where a power is asked for, may well be of watts."""
_SAME: dict[Dimension, Dimension] = {"distance": "length"}


class _Scale(NamedTuple):
    """(x + shift) * up / down is the value in the unit of the dimension; shift is in hundredths."""

    up: int
    down: int
    shift: int = 0


_SPELLINGS: list[tuple[Dimension, str, _Scale]] = [
    ("current", "A amp amps Amp Amps ampere amperes Ampere Amperes", _Scale(1, 1)),
    ("current", "kA kiloampere kiloamperes", _Scale(1000, 1)),
    ("current", "mA milliampere milliamperes", _Scale(1, 1000)),
    ("power", "kW kilowatt kilowatts", _Scale(1, 1)),
    ("power", "W watt watts Watt Watts", _Scale(1, 1000)),
    ("power", "MW megawatt megawatts", _Scale(1000, 1)),
    ("apparent_power", "kVA", _Scale(1, 1)),
    ("apparent_power", "VA", _Scale(1, 1000)),
    ("apparent_power", "MVA", _Scale(1000, 1)),
    ("voltage", "V volt volts Volt Volts", _Scale(1, 1)),
    ("voltage", "kV kilovolt kilovolts", _Scale(1000, 1)),
    ("voltage", "mV", _Scale(1, 1000)),
    ("length", "ft foot feet", _Scale(1, 1)),
    ("length", "in inch inches", _Scale(1, 12)),
    ("length", "yd yard yards", _Scale(3, 1)),
    ("length", "mi mile miles", _Scale(5280, 1)),
    ("length", "m meter meters metre metres", _Scale(10000, 3048)),
    ("length", "cm", _Scale(100, 3048)),
    ("length", "mm", _Scale(10, 3048)),
    ("length", "km kilometer kilometers kilometre kilometres", _Scale(10_000_000, 3048)),
    ("area", "ft2 ft² ft^2 sqft", _Scale(1, 1)),
    ("area", "m2 m² m^2 sqm", _Scale(100_000_000, 3048**2)),
    ("temperature", "degC °C ℃ C celsius Celsius", _Scale(1, 1)),
    ("temperature", "degF °F ℉ F fahrenheit Fahrenheit", _Scale(5, 9, -3200)),
    ("temperature", "K kelvin kelvins Kelvin", _Scale(1, 1, -27315)),
    ("energy_range", "mi/kWh miles/kWh", _Scale(1, 1)),
    ("energy_range", "km/kWh", _Scale(1_000_000, 1_609_344)),
    ("energy_range", "mi/Wh", _Scale(1000, 1)),
    ("time", "h hr hrs hour hours", _Scale(1, 1)),
    ("time", "min mins minute minutes", _Scale(1, 60)),
    ("time", "s sec secs second seconds", _Scale(1, 3600)),
    ("time", "d day days", _Scale(24, 1)),
    ("energy", "kWh", _Scale(1, 1)),
    ("energy", "Wh", _Scale(1, 1000)),
    ("energy", "MWh", _Scale(1000, 1)),
    ("percent", "% percent", _Scale(1, 1)),
]
_UNITS: dict[str, tuple[Dimension, _Scale]] = {
    spelling: (dimension, scale) for dimension, spellings, scale in _SPELLINGS for spelling in spellings.split()
}
# drawings and nameplates write units in capitals; these can mean nothing else
_TRADE_SPELLINGS = {
    "kW": "KW kw Kw",
    "kVA": "KVA kva Kva KVa kVa",
    "MVA": "mva",
    "kV": "KV kv",
    "A": "AMP AMPS",
    "V": "VAC VOLTS",
    "ft": "FT Ft",
    "ft2": "SF sf SQFT FT2",
    "kWh": "KWH KWh kwh",
}
_UNITS |= dict.fromkeys(("sq ft", "sq. ft.", "sq. ft", "square feet", "square foot"), _UNITS["ft2"])
_UNITS |= dict.fromkeys(("sq m", "square meters", "square metres"), _UNITS["m2"])
_UNITS |= dict.fromkeys(("LF", "lf", "l.f", "L.F", "lin ft", "lin. ft", "linear feet", "linear ft"), _UNITS["ft"])
for _sign, _letter in (("degC", "C"), ("degF", "F")):
    _degrees = ("deg", "deg.", "degs", "degree", "degrees", "°", "º", "˚", "o")
    _UNITS |= dict.fromkeys([f"{word} {_letter}" for word in _degrees], _UNITS[_sign])
    _UNITS |= dict.fromkeys([f"{word}{_letter}" for word in "º˚o"], _UNITS[_sign])
_UNITS |= {f"k {unit}": _UNITS[f"k{unit}"] for unit in ("A", "V", "W", "VA", "Wh")}
_UNITS |= {written: _UNITS[unit] for unit, spellings in _TRADE_SPELLINGS.items() for written in spellings.split()}

_MINUS = frozenset("-−–")
"""The sign of a negative number, also as editors of text write it."""
_FEET_SIGNS = "'\"′″’”´`-fF"
"""A length with one of these may be in feet and inches."""
_FRACTION = re.compile(
    r"(?:(?P<whole>[0-9]{1,6})(?:\s+|\s*-\s*))?(?P<above>[0-9]{1,2})\s*[/⁄]\s*(?P<below>2|3|4|8|16)\s*(?P<unit>[^\W\d].*)"
)
"""Halves, quarters and the like: 1/2 mi, 112-1/2 kVA."""
_DECIMAL_COMMA = re.compile(r"\s*([0-9]+),([0-9]{1,2})\s*([^0-9.,\s][^0-9.,]*)")
_SHAPE = re.compile(
    r"(?P<sign>[+\-−–]?)\s*"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<power>[+-]?[0-9]{1,3}))?"
    r"\s*(?P<unit>.*)",
    re.DOTALL,
)
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
        No number, no unit, an unknown unit, the wrong dimension, a negative or endless number.
    """
    wanted: tuple[Dimension, ...] = (dimension,) if isinstance(dimension, str) else tuple(dimension)
    if not isinstance(text, str):
        raise _not_text(text, wanted)
    written = text.strip()
    if len(written) > MAX_LENGTH:
        raise _unlike(f"a quantity of {len(written)} characters is too long", wanted)
    if "length" in wanted and written[-1:] not in "0123456789" and any(sign in written for sign in _FEET_SIGNS):
        feet = read_feet_and_inches(written)
        if feet is not None:
            return _positive(_checked(Quantity(float(feet), "ft", written), "length"), positive=positive)
    broken = _FRACTION.fullmatch(_with_fractions(written))
    if (
        broken is not None
        and int(broken["above"]) < int(broken["below"])
        and _UNITS.get(broken["unit"], "c")[0] != "current"
    ):
        part = Fraction(int(broken["whole"] or 0)) + Fraction(int(broken["above"]), int(broken["below"]))
        # the places that no binary number has are rounded away
        decimal = read_quantity(f"{float(part):.12g} {broken['unit']}", wanted, positive=positive)
        return replace(decimal, text=written)
    shape = _SHAPE.fullmatch(written)
    if shape is None or not (shape["whole"] or shape["part"]):
        raise _unlike(_no_number(written), wanted, fits=texts_in(written, wanted))
    unit = shape["unit"]
    if not unit:
        raise _needs_unit(written, wanted)
    if unit[0] in ",.0123456789":
        comma = _DECIMAL_COMMA.fullmatch(written)
        if comma is not None:
            reason = f"'{written}' has a comma in its number"
            meant = f"{comma[1]}.{comma[2]} {comma[3]}"
            raise QuantityError(f'{reason}, expected a point: "{meant}"', reason, [meant], _nouns(wanted))
        raise _unlike(f"'{written}' has no clear number", wanted, fits=texts_in(written, wanted))
    known = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("."))
    found, value = _read_with_pint(written, shape, wanted) if known is None else (known[0], None)
    target = next((want for want in wanted if _SAME.get(want, want) == found), None)
    if target is None:
        if known is None and unit.casefold() in _folded(wanted):
            raise _unknown_unit(written, unit, wanted)
        raise _unlike(f"'{written}' is {_KINDS[found].noun}", wanted, shown=False)
    if value is None:
        assert known is not None
        value = _scaled(written, shape, known[1], target)
    elif target == "distance":
        value /= 5280
    quantity = _checked(Quantity(value, _KINDS[target].unit, written), target)
    return _positive(quantity, positive=positive)


def _positive(quantity: Quantity, *, positive: bool) -> Quantity:
    if positive and quantity.value <= 0:
        dimension = next(name for name, kind in _KINDS.items() if kind.unit == quantity.unit)
        raise _unlike(f"'{quantity.text}' is not more than zero", (dimension,))
    return quantity


def _scaled(written: str, shape: re.Match[str], scale: _Scale, target: Dimension) -> float:
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
        raise _too_large(written, target) from None


def _checked(quantity: Quantity, target: Dimension) -> Quantity:
    kind = _KINDS[target]
    if quantity.value in {float("inf"), float("-inf")} or quantity.value != quantity.value:
        raise _too_large(quantity.text, target)
    if target == "temperature":
        if quantity.value < -273.15:
            reason = f"'{quantity.text}' is below absolute zero, -273.15 degC"
            raise QuantityError(reason, expected=kind.noun)
    elif quantity.value < 0:
        raise _unlike(f"'{quantity.text}' is negative", (target,))
    return quantity


# --- every other unit ---------------------------------------------------------------------------------------------


def _read_with_pint(written: str, shape: re.Match[str], wanted: tuple[Dimension, ...]) -> tuple[Dimension, float]:
    """Dimension and value of a quantity in any unit that pint knows.

    A power in volt-amperes is an apparent power, although physics counts both alike.
    """
    unit = shape["unit"]
    if _UNIT_SHAPE.fullmatch(unit) is None:
        raise _unknown_unit(written, unit, wanted)
    digits = shape["whole"].replace(",", "") + "." + (shape["part"] or "0") + "e" + (shape["power"] or "0")
    number = float(("-" if shape["sign"] in _MINUS else "") + digits)
    try:
        parsed = _registry().parse_units(unit)
        found = _dimension_of(str(parsed), parsed.dimensionality)
        if found not in {None, "percent"} and _counts_something(str(parsed)):
            raise _unknown_unit(written, unit, wanted)  # noqa: TRY301 - bits and counts are in no unit here
        value = 0.0 if found is None else float(_registry().Quantity(number, parsed).m_as(_KINDS[found].pint_unit))
    except QuantityError:
        raise
    except Exception as error:  # pint raises a dozen unrelated types for units that it cannot make sense of
        raise _unknown_unit(written, unit, wanted) from error
    if found is None:
        raise _unlike(f"'{_shown(written)}' is in {parsed}", wanted, shown=False)
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
    for dimension in _KINDS:
        if dimension not in {"distance", "apparent_power", "percent"} and dimensionality == _dimensionality(dimension):
            return dimension
    return None


@cache
def _dimensionality(dimension: Dimension) -> object:
    return _registry().parse_units(_KINDS[dimension].pint_unit).dimensionality


@cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    return UnitRegistry()


# --- what to say --------------------------------------------------------------------------------------------------


_RANGE = re.compile(r"([0-9][0-9.,]*)\s*(?:-|–|—|/|to|or|and|&)\s*(?=[0-9][0-9.,]*\s*([°º˚]?[^\W\d_]+))")
"""Two numbers with one unit."""
_ANY = re.compile(
    r"(?<![\w.,])(?<![0-9]/)([0-9]{1,3}(?:[ '_][0-9]{3})+(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,)|[0-9][0-9,]*)"
    r"((?:[.,][0-9]+)?)[\s-]*([°º˚]?(?:[kK] )?[^\W\d_]+2?|%)"
)
_MOST_FITS = 3


def texts_in(written: str, wanted: tuple[Dimension, ...]) -> list[str]:
    """The quantities that stand in a longer text, like "400 A" in "400A BUS", each as it would be read.

    Nothing is worked out: a text with a share of something ("80% of 400 A") or more than three quantities has none.
    """
    text = unicodedata.normalize("NFKC", written[:MAX_LENGTH]).replace("⁄", "/")
    if "%" in text and "percent" not in wanted:
        return []
    text = _RANGE.sub(lambda found: f"{found[1]} {found[2]} ", text)
    fits: dict[str, None] = {}
    kinds = {_SAME.get(want, want) for want in wanted}
    for found in _ANY.finditer(text):
        whole, unit = re.sub(r"[ '_]|\.(?=[0-9]{3})", "", found[1]), found[3]
        number = whole + found[2].replace(",", ".")
        known = _UNITS.get(unit) or _UNITS.get(unit.upper())
        fit = f"{number} {unit if unit in _UNITS else unit.upper()}"
        if known is not None and known[0] in kinds and fit != written and _SHAPE.fullmatch(fit) is not None:
            fits[fit] = None
    return list(fits) if len(fits) <= _MOST_FITS else []


def _with_fractions(text: str) -> str:
    """A text with ½ and the like written as 1/2."""
    return (
        text
        if text.isascii()
        else re.sub("[½¼¾⅛⅜⅝⅞⅓⅔]", lambda found: " " + unicodedata.normalize("NFKC", found[0]), text).strip()
    )


def _nouns(wanted: tuple[Dimension, ...]) -> str:
    return listed([_KINDS[dimension].noun for dimension in wanted])


def read_slot(text: object) -> Quantity:
    """Read the length of a turn in a rotation [h].

    Raises
    ------
    QuantityError
        As `read_quantity`, and for a slot without charging, or that is longer than a day.
    """
    found = read_quantity(text, "time", positive=True)
    if not SHORTEST_SLOT_H <= found.value <= LONGEST_SLOT_H:
        reason = f"found '{found.text}'"
        raise QuantityError(f'{reason}, expected 1 min to 24 h, such as "15 min"', reason, expected="1 min to 24 h,")
    return found


def read_breaker(text: object) -> Quantity:
    """Read the rating of a breaker [A], also with its poles ("40A 2P") or as frame and trip ("400AF/350AT").

    Raises
    ------
    QuantityError
        As `read_quantity`, and for a text that may be read in two ways, or that names no breaker.
    """
    written = text.strip() if isinstance(text, str) else ""
    if re.search(r"\b(?:mlo|m\.l\.o|main lugs)\b|^(?:none|n/?a|no main|-+|space|spare|blank)$", written, re.IGNORECASE):
        reason = f"'{_shown(written)}' says that there is no breaker"
        raise NoBreakerError(f"{reason}, expected none here: leave the key out", reason)
    stated = read_breaker_text(written)
    if stated is None:
        two = re.fullmatch(r"([0-9]+)\s*/\s*([0-9]+)(?:\s*a)?", written, re.IGNORECASE)
        if two is not None:
            reason = f"'{written}' does not say which number is the current and which the poles"
            fits = [f"{two[2]}A {two[1]}P"] if two[1] in {"1", "2", "3"} else [f"{two[1]} A", f"{two[2]} A"]
            raise QuantityError(f'{reason}, expected a text such as "40A 2P"', reason, fits, _nouns(("current",)))
        try:
            return read_quantity(text, "current", positive=True)
        except QuantityError as error:
            fits = [fit for fit in breakers_in(written) if fit.replace(" ", "") != written.replace(" ", "")]
            if not fits or written[:1] in "+-−–" or not isinstance(text, str):
                raise
            fits = fits if len(fits) >= len(error.fits) else [*map(str, error.fits)]
            reason = f"'{_shown(written)}' says more than a current and poles"
            suggestion = f'{reason}, expected a text such as "40A 2P"'
            raise QuantityError(suggestion, reason, fits, _nouns(("current",))) from error
    if stated.frame is not None and float(stated.current.replace(",", "")) > float(stated.frame.replace(",", "")):
        reason = f"'{written}' trips at more than its frame carries"
        raise QuantityError(reason, expected=_nouns(("current",)))
    return replace(read_quantity(f"{stated.current} A", "current", positive=True), text=written)


class NoBreakerError(QuantityError):
    """Raised for a text that says that there is no breaker."""


def read_impedance(text: object) -> Quantity:
    """Read the nameplate impedance of a transformer [%].

    Raises
    ------
    QuantityError
        As `read_quantity`, and for one that no distribution transformer has.
    """
    found = read_quantity(text, "percent", positive=True)
    if not LEAST_IMPEDANCE_PERCENT <= found.value <= MOST_IMPEDANCE_PERCENT:
        reason, range_ = f"found '{found.text}'", f"{LEAST_IMPEDANCE_PERCENT:g} % to {MOST_IMPEDANCE_PERCENT:g} %"
        raise QuantityError(f'{reason}, expected {range_}, such as "4 %"', reason, expected=f"{range_},")
    return found


def example_of(dimension: Dimension) -> str:
    """A quantity of a dimension as one would write it, like "400 A"."""
    return _KINDS[dimension].example


def noun_of(dimension: Dimension) -> str:
    """What a quantity of a dimension is called: "a current"."""
    return _KINDS[dimension].noun


def unit_of(dimension: Dimension) -> str:
    """The unit that a quantity of a dimension is read in: "A"."""
    return _KINDS[dimension].unit


def _examples(wanted: tuple[Dimension, ...]) -> str:
    return f"{_nouns(wanted)} such as " + listed([f'"{_KINDS[dimension].example}"' for dimension in wanted])


def _needs_unit(number: str, wanted: tuple[Dimension, ...]) -> QuantityError:
    units = [_KINDS[dimension].unit for dimension in wanted]
    if wanted == ("power",) and _is_of_watts(number):
        units.insert(0, "W")
    reason, fits = f"{number} needs a unit", [f"{number} {unit}" for unit in units]
    examples = listed([f'"{text}"' for text in fits])
    return QuantityError(f"{reason}: write {examples}", reason, fits, _nouns(wanted))


def _is_of_watts(number: str) -> bool:
    """Whether a number of kW would be that of a power station, so that watts are meant: 3300."""
    try:
        return float(number.replace(",", "")) >= _MANY_KW
    except ValueError:
        return False


def _no_number(written: str) -> str:
    if not written:
        return "nothing is written here"
    if re.match(r"[+-]?(nan|inf)", written, re.IGNORECASE):
        return f"'{_shown(written)}' is not a finite number"
    return f"'{_shown(written)}' has no number"


def _not_text(found: object, wanted: tuple[Dimension, ...]) -> QuantityError:
    if isinstance(found, bool):
        return _unlike(f"found {str(found).lower()}", wanted)
    if isinstance(found, (int, float)):
        if abs(found) < 10**12:
            return _needs_unit(f"{found:.12g}" if isinstance(found, float) else str(found), wanted)
        return _unlike("found a number without a unit", wanted)
    return _unlike(f"found {kind_of(found)}", wanted)


def _unlike(
    reason: str, wanted: tuple[Dimension, ...], *, shown: bool = True, fits: Iterable[str] = ()
) -> QuantityError:
    """What is no quantity of these dimensions; the message has examples of them where they are `shown`."""
    expected = _examples(wanted) if shown else _nouns(wanted)
    return QuantityError(f"{reason}, expected {expected}", reason, fits, expected=_nouns(wanted))


def _too_large(written: str, target: Dimension) -> QuantityError:
    return QuantityError(f"'{written}' is too large to be {_KINDS[target].noun}", expected="less,")


def _shown(text: str) -> str:
    """Text for a message: a site file may hold anything, a terminal should not get it."""
    return text if text.isprintable() else "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _unknown_unit(written: str, unit: str, wanted: tuple[Dimension, ...]) -> QuantityError:
    folded = _folded(wanted)
    # a word that only begins or ends like a unit is none: "400 A main" are no milliamperes
    alone = re.fullmatch(r"[^\W\d_]+[.?]?", unit) is not None
    near = get_close_matches(unit.casefold(), folded, n=1, cutoff=0.5) if alone else []
    fits = [] if near else texts_in(written, wanted)
    if fits:
        reason = f"'{_shown(written)}' says more than a quantity"
        return QuantityError(f"{reason}, expected {_examples(wanted)}", reason, fits, expected=_nouns(wanted))
    reason = f"unknown unit '{_shown(unit)}' in '{_shown(written)}'"
    if not near:
        return _unlike(reason, wanted)
    suggestion = f'{reason}, did you mean "{folded[near[0]]}"?'
    return QuantityError(suggestion, suggestion, [f"{written.removesuffix(unit).rstrip()} {folded[near[0]]}"])


def _folded(wanted: tuple[Dimension, ...]) -> dict[str, str]:
    """The everyday spellings of the wanted dimensions, by their form in lower case."""
    kinds = {_SAME.get(want, want) for want in wanted}
    return {name.casefold(): name for name, (found, _) in reversed(_UNITS.items()) if found in kinds}

"""The dimensions that a site file asks for, what each is called, and the everyday spellings of their units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.words import listed

if TYPE_CHECKING:
    from evsite.model.quantity import Dimension

MAX_LENGTH = 64
"""Longest text of a quantity, in characters; nothing that is meant as one comes near."""


class _Kind(NamedTuple):
    """What a dimension is called, its unit, and an example of it."""

    noun: str
    unit: str
    example: str
    pint_unit: str


KINDS: dict[Dimension, _Kind] = {
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
SAME_DIMENSION: dict[Dimension, Dimension] = {"distance": "length"}


class Scale(NamedTuple):
    """(x + shift) * up / down is the value in the unit of the dimension; shift is in hundredths."""

    up: int
    down: int
    shift: int = 0


_SPELLINGS: list[tuple[Dimension, str, Scale]] = [
    ("current", "A amp amps Amp Amps ampere amperes Ampere Amperes", Scale(1, 1)),
    ("current", "kA kiloampere kiloamperes", Scale(1000, 1)),
    ("current", "mA milliampere milliamperes", Scale(1, 1000)),
    ("power", "kW kilowatt kilowatts", Scale(1, 1)),
    ("power", "W watt watts Watt Watts", Scale(1, 1000)),
    ("power", "MW megawatt megawatts", Scale(1000, 1)),
    ("apparent_power", "kVA", Scale(1, 1)),
    ("apparent_power", "VA", Scale(1, 1000)),
    ("apparent_power", "MVA", Scale(1000, 1)),
    ("voltage", "V volt volts Volt Volts", Scale(1, 1)),
    ("voltage", "kV kilovolt kilovolts", Scale(1000, 1)),
    ("voltage", "mV", Scale(1, 1000)),
    ("length", "ft foot feet", Scale(1, 1)),
    ("length", "in inch inches", Scale(1, 12)),
    ("length", "yd yard yards", Scale(3, 1)),
    ("length", "mi mile miles", Scale(5280, 1)),
    ("length", "m meter meters metre metres", Scale(10000, 3048)),
    ("length", "cm", Scale(100, 3048)),
    ("length", "mm", Scale(10, 3048)),
    ("length", "km kilometer kilometers kilometre kilometres", Scale(10_000_000, 3048)),
    ("area", "ft2 ft² ft^2 sqft", Scale(1, 1)),
    ("area", "m2 m² m^2 sqm", Scale(100_000_000, 3048**2)),
    ("temperature", "degC °C ℃ C celsius Celsius", Scale(1, 1)),
    ("temperature", "degF °F ℉ F fahrenheit Fahrenheit", Scale(5, 9, -3200)),
    ("temperature", "K kelvin kelvins Kelvin", Scale(1, 1, -27315)),
    ("energy_range", "mi/kWh miles/kWh", Scale(1, 1)),
    ("energy_range", "km/kWh", Scale(1_000_000, 1_609_344)),
    ("energy_range", "mi/Wh", Scale(1000, 1)),
    ("time", "h hr hrs hour hours", Scale(1, 1)),
    ("time", "min mins minute minutes", Scale(1, 60)),
    ("time", "s sec secs second seconds", Scale(1, 3600)),
    ("time", "d day days", Scale(24, 1)),
    ("energy", "kWh", Scale(1, 1)),
    ("energy", "Wh", Scale(1, 1000)),
    ("energy", "MWh", Scale(1000, 1)),
    ("percent", "% percent", Scale(1, 1)),
]
UNITS: dict[str, tuple[Dimension, Scale]] = {
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
UNITS |= dict.fromkeys(("sq ft", "sq. ft.", "sq. ft", "square feet", "square foot"), UNITS["ft2"])
UNITS |= dict.fromkeys(("sq m", "square meters", "square metres"), UNITS["m2"])
UNITS |= dict.fromkeys(("LF", "lf", "l.f", "L.F", "lin ft", "lin. ft", "linear feet", "linear ft"), UNITS["ft"])
for _sign, _letter in (("degC", "C"), ("degF", "F")):
    _degrees = ("deg", "deg.", "degs", "degree", "degrees", "°", "º", "˚", "o")
    UNITS |= dict.fromkeys([f"{word} {_letter}" for word in _degrees], UNITS[_sign])
    UNITS |= dict.fromkeys([f"{word}{_letter}" for word in "º˚o"], UNITS[_sign])
UNITS |= {f"k {unit}": UNITS[f"k{unit}"] for unit in ("A", "V", "W", "VA", "Wh")}
UNITS |= {written: UNITS[unit] for unit, spellings in _TRADE_SPELLINGS.items() for written in spellings.split()}

SHAPE = re.compile(
    r"(?P<sign>[+\-−–]?)\s*"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<power>[+-]?[0-9]{1,3}))?"
    r"\s*(?P<unit>.*)",
    re.DOTALL,
)
"""A sign, a number in digits and what stands behind it."""


def example_of(dimension: Dimension) -> str:
    """A quantity of a dimension as one would write it, like "400 A"."""
    return KINDS[dimension].example


def noun_of(dimension: Dimension) -> str:
    """What a quantity of a dimension is called: "a current"."""
    return KINDS[dimension].noun


def unit_of(dimension: Dimension) -> str:
    """The unit that a quantity of a dimension is read in: "A"."""
    return KINDS[dimension].unit


def nouns(wanted: tuple[Dimension, ...]) -> str:
    """What quantities of some dimensions are called: "a power or an apparent power"."""
    return listed([KINDS[dimension].noun for dimension in wanted])


def everyday_units(wanted: tuple[Dimension, ...]) -> dict[str, str]:
    """The everyday spellings of the wanted dimensions, by their form in lower case."""
    kinds = {SAME_DIMENSION.get(want, want) for want in wanted}
    return {name.casefold(): name for name, (found, _) in reversed(UNITS.items()) if found in kinds}

"""The code lists of NAESB ESPI (REQ.21), as far as they decide whether a reading is load, and in which unit.

Source: the enumerations of the published schema (usage.xsd, espi.xsd of the Green Button Alliance): UnitSymbolKind,
FlowDirectionKind, AccumulationKind, DataQualifierKind, MeasurementKind, CommodityKind, ServiceKind, QualityOfReading.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class LoadUnit(NamedTuple):
    """A unit that load is measured in: what it is called, the measure it gives, and how many of that one is."""

    name: str
    measure: str
    scale: float


LOAD_UNITS = {
    "5": LoadUnit("A", "A", 1.0),
    "38": LoadUnit("W", "kW", 1e-3),
    "61": LoadUnit("VA", "kVA", 1e-3),
    "71": LoadUnit("VAh", "kVAh", 1e-3),
    "72": LoadUnit("Wh", "kWh", 1e-3),
}
ENERGY = {"kWh", "kVAh"}
"""Measures that are divided by the length of their interval."""

OTHER_UNITS = (
    {"29": "V", "63": "var", "65": "power factor", "73": "varh", "106": "Ah", "33": "Hz", "80": "currency"}
    | {"31": "J", "42": "m3", "119": "cubic feet", "128": "gallons", "132": "Btu", "133": "Btu/h", "134": "litres"}
    | {"169": "therms", "108": "time stamps", "109": "status", "111": "counts", "67": "V2", "69": "A2"}
    | {"23": "degrees Celsius", "104": "V2h", "105": "A2h", "120": "cubic feet", "130": "gallons"}
    | {"166": "m3", "167": "m3", "156": "litres", "157": "litres", "125": "m3/h", "129": "gallons/h"}
)
"""Units that are no load."""

FORWARD = {"", "0", "1", "8"}
"""Energy delivered: forward, quadrants 1 + 4, or nothing said."""
TOTAL = {"20", "21"}
"""Forward and reverse added, as if both were load."""
NET = {"4"}
REVERSE = {"19", "10"}
"""Energy received: reverse, quadrants 2 + 3."""
DIRECTIONS = (
    {"2": "lagging", "3": "leading", "4": "net", "5": "quadrants 1+2", "7": "quadrants 1+3", "9": "quadrants 1-4"}
    | {"11": "quadrants 2+4", "12": "quadrants 2-3", "13": "quadrants 3+4", "14": "quadrants 3-2"}
    | {"15": "quadrant 1", "16": "quadrant 2", "17": "quadrant 3", "18": "quadrant 4"}
    | {"10": "received", "19": "received", "20": "delivered + received", "21": "delivered + received"}
)

REGISTERS = {"1": "bulk quantity", "2": "continuous cumulative", "3": "cumulative", "9": "summation"} | {
    "10": "time delay",
    "13": "latching quantity",
    "14": "bounded quantity",
}
"""Accumulation that runs on from one interval to the next."""
BY_INTERVAL = {"", "0", "4", "6", "12"}
SAMPLED = {"6", "12"}
"""Values at an instant, no means of an interval."""

MEAN = {"", "0", "2", "12", "26"}
"""Qualifiers of a mean or a whole: none, average, normal, sum."""
MAXIMUM = {"8"}
QUALIFIERS = (
    {"4": "excess", "5": "high threshold", "7": "low threshold", "8": "maximum", "9": "minimum", "11": "nominal"}
    | {"16": "second maximum", "17": "second minimum", "23": "third maximum", "24": "fourth maximum"}
    | {"25": "fifth maximum"}
)

KINDS = {"A": {"", "0", "4"}, "kW": {"", "0", "8", "37"}, "kVA": {"", "0", "8", "37"}, "kWh": {"", "0", "12"}}
KINDS["kVAh"] = KINDS["kWh"]
"""Kinds of measurement that go with a measure: current, demand and power, energy."""
KIND_NAMES = {"3": "currency", "4": "current", "8": "demand", "12": "energy", "37": "power"}
ELECTRIC = {"", "0", "1", "2"}
"""Commodities: none said, electricity metered at the secondary or the primary side."""
COMMODITIES = {"7": "natural gas", "8": "propane", "9": "water", "10": "steam", "5": "insulative gas", "4": "air"}
SERVICES = {"1": "gas", "2": "water", "3": "time", "4": "heat", "5": "refuse", "6": "sewerage", "7": "rates"}
"""What else than electricity (0) a usage point can be of."""

LEGS = {"128": "A", "129": "A", "64": "B", "65": "B", "32": "C", "33": "C"} | {
    "512": "A",
    "513": "A",
    "256": "B",
    "257": "B",
}
"""Phase codes of one conductor, alone or to neutral; those of a split phase too."""


class Quality(IntEnum):
    """How good a reading is, the worst last."""

    NONE = 0
    VALID = 1
    RAW = 2
    ESTIMATED = 3
    DOUBTFUL = 4
    MISSING = 5


UNKNOWN = Quality.DOUBTFUL
QUALITY_CLASSES = {
    **dict.fromkeys(("0", "17", "18", "19", "valid", "validated", "verified", "actual", "a", "good"), Quality.VALID),
    **dict.fromkeys(("revenue quality", "revenuequality", "billed", "measured"), Quality.VALID),
    **dict.fromkeys(("14", "raw"), Quality.RAW),
    # edited by hand, by a reference day, interpolated, derived, projected, mixed, normalised for weather
    **dict.fromkeys(("7", "8", "9", "11", "12", "13", "15"), Quality.ESTIMATED),
    **dict.fromkeys(
        ("estimated", "estimate", "e", "edited", "interpolated", "derived", "projected"), Quality.ESTIMATED
    ),
    **dict.fromkeys(("10", "16", "questionable", "other"), Quality.DOUBTFUL),
    **dict.fromkeys(("missing", "no data", "nodata", "null", "not available"), Quality.MISSING),
}
"""By the code, or by the word that some exporters write in its place."""

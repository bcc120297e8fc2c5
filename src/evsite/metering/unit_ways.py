"""What to say by hand of a unit that a name has and that is not understood."""

from __future__ import annotations

import re

from evsite.metering.errors import OptionValue
from evsite.metering.units import unit_of

Ways = tuple[tuple[OptionValue, ...], ...]

ANY_UNIT: Ways = ((OptionValue("unit", "kWh"),), (OptionValue("unit", "kW"),))
"""Where nothing is known of it."""
_BY_CASE = {"mw": ("MW", "mW"), "mwh": ("MWh", "mWh"), "mva": ("MVA",), "va": ("VA",), "ma": ("mA",)}
"""Units whose case decides, by their spelling in lower case; the larger first."""
_POWERS_OF_TEN = {"\u00b2": 2, "\u00b3": 3, "\u2074": 4, "\u2075": 5, "\u2076": 6}
_POWER = re.compile(r"\b(?:10\s*(?:\^|\*\*)\s*|1e)([1-9])(?!\d)|\b10([\u00b2\u00b3\u2074\u2075\u2076])")
_WORDS = {"thousand": 1e3, "thousands": 1e3, "million": 1e6, "millions": 1e6}
_WORDS |= {"000": 1e3, "000s": 1e3, "1000s": 1e3, "100s": 1e2, "10s": 1e1}
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,7})"
_TIMES = re.compile(rf"[x\u00d7*]\s*{_NUMBER}(?![\w.])|(?<![\w.]){_NUMBER}\s*[x\u00d7*](?!\w)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.,:])(10+|10{0,2}(?:,000)+)(?![\w.,:])")
_OF_EACH_LINE = re.compile(r"\b(?:per|each)\s+(?:phase|leg|line)\b", re.IGNORECASE)


def unit_ways(name: str) -> Ways:
    """Ways to say the unit of a column, the one that makes the load largest first.

    A name that scales its unit ("kWh (x1000)") needs a multiplier too: the unit alone would lose it.
    """
    words = re.findall(r"[^\W\d_]+", name)
    for word in words:
        if word.casefold() in _BY_CASE and unit_of(word) is None:
            return tuple((OptionValue("unit", unit),) for unit in _BY_CASE[word.casefold()])
    found = {word: unit for word in words if (unit := unit_of(word)) is not None and unit.is_load}
    units = sorted(found, key=lambda word: (found[word].measure in {"kWh", "kVAh"}, found[word].factor), reverse=True)
    if len(units) > 1:
        return tuple((OptionValue("unit", unit),) for unit in units)
    if not units:
        return ANY_UNIT
    stated = OptionValue("unit", units[0])
    if _OF_EACH_LINE.search(name):
        return tuple((stated, OptionValue("multiplier", lines)) for lines in ("3", "2"))
    scale = _scale(name)
    if scale is not None:
        return ((stated, OptionValue("multiplier", f"{scale:.12g}")),)
    # a power of ten that nothing joins to the unit ("1000 kWh", "Hour 10 kWh") can be a factor or not
    bare = _BARE.search(name)
    if bare is None:
        return ANY_UNIT
    return (stated, OptionValue("multiplier", bare[1].replace(",", ""))), (stated,)


def _scale(name: str) -> float | None:
    """The factor that a name says of its unit."""
    power = _POWER.search(name)
    if power is not None:
        return float(10 ** (int(power[1]) if power[1] else _POWERS_OF_TEN[power[2]]))
    worded = [_WORDS[word] for word in re.findall(r"(?<![\w.,])\w+", name.casefold()) if word in _WORDS]
    if worded:
        return worded[0]
    times = _TIMES.search(name)
    scale = float((times[1] or times[2]).replace(",", "")) if times is not None else 1.0
    return scale if scale > 1 else None

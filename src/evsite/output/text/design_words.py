"""The words of a comparison of two designs: keys, values and names, as lines that text and Markdown both print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.codebook.conductors import size_words
from evsite.words import count, format_number, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.comparison.design_results import ChangeBasis, FactValue, Reason

LONGEST_VALUE = 60
_UNITS = {
    "a": "A",
    "kw": "kW",
    "kva": "kVA",
    "kwh": "kWh",
    "ft": "ft",
    "v": "V",
    "h": "h",
    "c": "°C",
    "min": "min",
    "percent": "%",
}
_SIZE = re.compile(r"\d+(?:/0)?")
_LEFT_OUT = ("description.", "installation.", "identity.", "settings.", "laid.")
"""Parts that keys of the site file do not have."""
_KEYS = {
    "system_lines": "lines",
    "oversubscription.ports": "oversubscription by ports",
    "oversubscription.power": "oversubscription by power",
    "connection": "phases",
    "model.id": "model",
    "as_built.file": "as-built record",
    "nec": "NEC edition",
    "name": "name of the site",
}
_PARTS = {
    "ambient_c": "ambient temperature",
    "arc_reduction": "arc energy reduction",
    "current_carrying": "current-carrying conductors",
    "dc": "direct current",
    "egc": "grounding conductor",
    "egc_material": "material of the grounding conductor",
    "gfci": "ground-fault protection of people",
    "gfci_allowed": "ground-fault protection of people allowed",
    "gfpe": "ground-fault protection of equipment",
    "input_kw_per_a": "kW drawn by an ampere",
    "jumper_total_a": "both ports together",
    "limit_kw_per_a": "kW of an ampere under limits",
    "min_a": "least current",
    "neutral": "neutral conductor",
    "on": "place",
    "output_kw_per_a": "kW delivered by an ampere",
    "primary_phases": "phases of the primary",
    "rated_100_percent": "rated for continuous load at 100 %",
    "stretches": "hours",
    "trade_size": "trade size of the raceway",
    "winding": "windings",
}
"""Last parts of keys that people call otherwise."""
_PREFIXES = {"schedule": "window", "profile": "window", "pools": "shared power modules", "line_a": "current on line"}
_SIZES = frozenset({"size", "egc", "neutral"})
_REASONS: dict[ChangeBasis, tuple[str, str]] = {
    "errors": ("{} fixed", "{} new"),
    "warnings": ("{} fixed", "{} new"),
    "ports": ("{} more", "{} fewer"),
    "guaranteed": ("{} guaranteed more", "{} guaranteed less"),
    "all in use": ("{} with more when all are in use", "{} with less when all are in use"),
    "offline": ("{} with more when stations are offline", "{} with less when stations are offline"),
    "proof": ("{} with a better proof", "{} with a weaker proof"),
    "overload": ("{} better proved against overload", "{} less proved against overload"),
    "fallback": ("{} that offline stations now fit", "{} that offline stations no longer fit"),
}
_NOUNS: dict[ChangeBasis, str] = {
    "errors": "error",
    "warnings": "warning",
    "overload": "piece of equipment",
    "fallback": "limit",
}


def reason_texts(reasons: Sequence[Reason]) -> list[str]:
    """What a verdict rests on, losses first; what only says the same of the same ports again is left out."""
    guaranteed = {each.direction: each.number for each in reasons if each.basis == "guaranteed"}
    texts = []
    for each in reasons:
        if each.basis in {"all in use", "offline"} and guaranteed.get(each.direction) == each.number:
            continue
        noun = _NOUNS.get(each.basis, "port")
        number = f"{each.number:,} pieces of equipment" if noun.startswith("piece") and each.number != 1 else None
        words = _REASONS[each.basis][each.direction == "loss"]
        texts.append(words.format(number or count(each.number, noun)))
    return texts


def change_words(key: str, before: FactValue, after: FactValue) -> str:
    """A fact that differs: "breaker 100 to 80 A"."""
    title, unit = key_words(key)
    one, other = value_words(before), value_words(after)
    tail = f" {unit}" if unit else ""
    if before is None:
        return f"{title} {other}{tail} (not given before)"
    if after is None:
        return f"{title} {one}{tail} (no longer given)"
    return f"{title} {one} to {other}{tail}"


def key_words(key: str) -> tuple[str, str]:
    """What people call a fact, and its unit."""
    if key in _KEYS:
        return _KEYS[key], "A" if key.endswith("_a") else ""
    for part in _LEFT_OUT:
        key = key.replace(part, "")
    first, *rest = key.removesuffix("_given").split(".")
    parts = [_PREFIXES[first] if rest and first in _PREFIXES else first, *rest]
    unit = ""
    if first == "line_a" and rest:
        unit = "A"
    else:
        stem, _, suffix = parts[-1].rpartition("_")
        if suffix in _UNITS and stem and not stem.endswith("_per"):
            unit = _UNITS[suffix]
            parts[-1] = _PARTS.get(parts[-1], stem)
        parts[-1] = _PARTS.get(parts[-1], parts[-1])
        if parts[-1].endswith("conductor") and parts[-2:-1] == ["conductor"]:
            del parts[-2]
    return " ".join(parts).replace("_", " "), unit


def fact_value(key: str, value: FactValue, *, unit: bool = True) -> str:
    """The value of a fact, with its unit where it has one and is given."""
    if value is None:
        return "nothing"
    if key.rpartition(".")[2] in _SIZES and isinstance(value, str) and _SIZE.fullmatch(value):
        return size_words(value)
    tail = key_words(key)[1] if unit else ""
    return f"{value_words(value)} {tail}".rstrip()


def value_words(value: FactValue) -> str:
    """A fact for people, in one line and cut where it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return format_number(value)
    text = printable(" ".join(value.split()))
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1].rstrip()}…"

"""The words of a comparison of two designs: keys, values and names, as lines that text and Markdown both print."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
_LEFT_OUT = ("description.", "installation.", "identity.", "settings.", "laid.")
"""Parts that keys of the site file do not have."""
_KEYS = {
    "main_a": "main",
    "bus_a": "bus",
    "system.name": "system",
    "system": "system",
    "system_lines": "lines",
    "limit_apparent": "limit in kVA",
    "limit_given": "limit is given",
    "oversubscription.ports": "oversubscription by ports",
    "oversubscription.power": "oversubscription by power",
    "connection": "phases",
    "model.id": "model",
    "as_built.file": "as-built record",
    "nec": "NEC edition",
    "name": "name of the site",
}
_REASONS: dict[ChangeBasis, tuple[str, str]] = {
    "errors": ("{} fixed", "{} new"),
    "warnings": ("{} fixed", "{} new"),
    "ports": ("{} more", "{} fewer"),
    "guaranteed": ("{} guaranteed more", "{} guaranteed less"),
    "all in use": ("{} with more when all are in use", "{} with less when all are in use"),
    "offline": ("{} keep more with stations offline", "{} keep less with stations offline"),
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


def reasons_told(reasons: Sequence[Reason]) -> list[str]:
    """What a verdict rests on, losses first; what only says the same of the same ports again is left out."""
    guaranteed = {each.direction: each.number for each in reasons if each.basis == "guaranteed"}
    told = []
    for each in reasons:
        if each.basis in {"all in use", "offline"} and guaranteed.get(each.direction) == each.number:
            continue
        noun = _NOUNS.get(each.basis, "port")
        number = f"{each.number:,} pieces of equipment" if noun.startswith("piece") and each.number != 1 else None
        words = _REASONS[each.basis][each.direction == "loss"]
        told.append(words.format(number or count(each.number, noun)))
    return told


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
    stem, _, unit = key.rpartition("_")
    if unit in _UNITS and stem and not stem.endswith("_per"):
        return stem.replace("_", " ").replace(".", " "), _UNITS[unit]
    return key.replace("_", " ").replace(".", " "), ""


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

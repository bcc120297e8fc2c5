"""Fields of a record as people type them: numbers with or without units, breakers with poles, spaces, phases, words.

Every reader gives None for what it does not understand, in time that grows with the length of the field alone.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from evsite.rounding import fits

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 200
"""Longer fields are not read [characters]."""
_NUMBER = r"(\d{1,9}(?:[.,]\d{1,17})?|\d{1,3}(?:,\d{3}){1,2}(?:\.\d{1,6})?)"
_AMPERES = r"(?:a|amps?|amperes?)"
_UNITS = {"a": "A", "amp": "A", "amps": "A", "ampere": "A", "amperes": "A", "kw": "kW", "kva": "kVA"}
# texts, which `re` compiles when they are first used: few files need them
_NUMBER_WITH_UNIT = rf"{_NUMBER}\s*([a-z]*)\.?"
_BREAKER = rf"{_NUMBER}\s*{_AMPERES}?\s*(?:[/,;x-]?\s*([1-3])\s*(?:p|poles?|-?pole)?)?"
_POLES_FIRST = rf"([1-3])\s*-?(?:p|poles?)\s*[/,;x-]?\s*{_NUMBER}\s*{_AMPERES}?"
_ROUNDED = r"\d(?:[.,]\d+)?e[+-]\d{2,3}"
_DATE = r"\d{1,2}([/-])\d{1,2}\1(?:\d{2}|\d{4})"
_BETWEEN_CARS = r"\s*[/+;&]\s*|\s+and\s+"
_MOST_DECIMALS = 6
_POLES = r"([1-3])\s*-?\s*(?:p|poles?)?"
_WORDS_OF_SPACES = r"^(?:spaces?|ckts?|circuits?|poles?|sp|no)\b\.?|#|\band\b|&|\+"
_PHASES = {"l1": "a", "l2": "b", "l3": "c", "x": "a", "y": "b", "z": "c"}
_FEEDS = {
    **dict.fromkeys(("own", "own circuit", "dedicated", "dedicated circuit", "home run"), "own"),
    **dict.fromkeys(("jumper", "jumpered", "power sharing jumper", "cable sharing"), "jumper"),
    **dict.fromkeys(("shared", "shared circuit", "circuit sharing"), "shared circuit"),
}
_NOTHING = {"", "-", "--", "none", "no", "n/a", "na", "nil", "not set", "as built", "not applicable"}
NOTHING = "none"
"""What stands where there is nothing: a port in no group, a station whose setting was left."""


class Amount(NamedTuple):
    """A number as it was typed: its value, its unit ("" where none stands there), and its decimals."""

    value: float
    unit: str
    decimals: int

    def is_about(self, value: float, least_decimals: int) -> bool:
        """Whether a value is the typed one when rounded to its decimals, at least to `least_decimals`."""
        return fits(abs(self.value - value), 0.5 * 10.0 ** -max(self.decimals, least_decimals))


class Breaker(NamedTuple):
    """A breaker: its rating [A], and its poles where they stand with it."""

    rating_a: float
    poles: int | None


def folded(text: str) -> str:
    """A text in lower case, with one space where several are and the usual dash for all dashes."""
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text.casefold()).split())


def is_nothing(text: str) -> bool:
    """Whether a field says that there is nothing."""
    return folded(text) in _NOTHING


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet wrote a long number in short ("2.145E+11"), so that its digits are lost."""
    return len(text) <= LONGEST and re.fullmatch(_ROUNDED, folded(text)) is not None


def without_leading_zeros(text: str) -> str:
    """A text as a spreadsheet leaves it that takes it for a number: "00234" becomes "234"."""
    plain = folded(text)
    return plain.lstrip("0") or "0" if plain.isdecimal() else plain


def tests(text: str) -> tuple[Amount, ...] | None:
    """Currents of one car or of several at a time: "32", "16 A", "16/16", "16 A + 16 A"."""
    parts = [amount(part, "A") for part in re.split(_BETWEEN_CARS, folded(text[: LONGEST + 1]))]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None


def amount(text: str, *units: str) -> Amount | None:
    """A number in one of the units ("A", "kW", "kVA"), or without any."""
    if len(text) > LONGEST:
        return None
    found = re.fullmatch(_NUMBER_WITH_UNIT, folded(text))
    if found is None:
        return None
    unit = _UNITS.get(found[2], found[2])
    if unit and unit not in units:
        return None
    return Amount(_value(found[1]), unit, _decimals(found[1]))


def breaker(text: str) -> Breaker | None:
    """A breaker: "100", "100 A", "100/2", "100A/2P", "2P-100A"."""
    if len(text) > LONGEST:
        return None
    wanted = folded(text)
    first = re.fullmatch(_POLES_FIRST, wanted)
    if first is not None:
        return Breaker(_value(first[2]), int(first[1]))
    found = re.fullmatch(_BREAKER, wanted)
    if found is None:
        return None
    return Breaker(_value(found[1]), None if found[2] is None else int(found[2]))


def poles(text: str) -> int | None:
    """Poles: "2", "2P", "2-pole"."""
    found = re.fullmatch(_POLES, folded(text)) if len(text) <= LONGEST else None
    return None if found is None else int(found[1])


def spaces(text: str) -> tuple[int, ...] | None:
    """Breaker spaces: "1, 3", "1,3", "1/3", "1-3", "1-3-5".

    Poles of one breaker are on one side of a panel, so from 1 to 3 means 1 and 3, not 2. A date, which spreadsheets
    make of "1/3", is not understood.
    """
    if len(text) > LONGEST:
        return None
    plain = re.sub(_WORDS_OF_SPACES, " ", folded(text)).strip()
    if re.fullmatch(_DATE, plain) and not _neighbours([int(number) for number in re.split("[/-]", plain)]):
        return None
    found: list[int] = []
    for part in re.split(r"\s*[,;/]\s*|\s+(?!-)(?<!-\s)", plain):
        ends = re.fullmatch(r"\d{1,4}(?:\s*-\s*\d{1,4})*", part)
        if ends is None:
            return None
        numbers = [int(number) for number in part.split("-")]
        if any(first >= last for first, last in pairwise(numbers)):
            return None
        if len(numbers) == 2:
            first, last = numbers
            numbers = list(range(first, last + 1, 1 if (last - first) % 2 else 2))
        found += numbers
    return tuple(sorted(set(found))) or None


def _neighbours(numbers: Sequence[int]) -> bool:
    """Whether spaces are one below the other."""
    return all(after - before == 2 for before, after in pairwise(numbers))


def phases(text: str) -> frozenset[str] | None:
    """The conductors of a circuit: "AB", "BA", "A-B", "l1-l2", "an"."""
    if len(text) > LONGEST:
        return None
    plain = re.sub(r"ph(?:ases?)?\b|[\s,/&+.-]|ø", "", folded(text))
    found = re.findall(r"l[123]|[abcnxyz]", plain)
    if "".join(found) != plain or not found or len(set(found)) != len(found):
        return None
    return frozenset(_PHASES.get(each, each).upper() for each in found)


def feed(text: str) -> frozenset[str] | None:
    """How a port is fed: "own", "jumper", "shared circuit", the last two also together."""
    parts = re.split(r"\s*[,;+/&]\s*|\s+and\s+", folded(text[: LONGEST + 1]))
    found = {_FEEDS.get(part) for part in parts}
    return None if None in found else frozenset(each for each in found if each)


def listed(text: str) -> tuple[str, ...]:
    """Names with semicolons between; none where the field says so."""
    return () if is_nothing(text) else tuple(part.strip() for part in text.split(";") if part.strip())


def limits(text: str) -> tuple[Amount, ...] | None:
    """Limits with semicolons between: "320 A", "320 A per line; 90 kW"."""
    found = []
    for part in listed(text):
        read = amount(re.sub(r"\s*(?:per|by|/|each)\s*(?:line|phase|leg)?\s*$", "", folded(part)), "A", "kW", "kVA")
        if read is None:
            return None
        found.append(read)
    return tuple(found)


def mac(text: str) -> str | None:
    """A MAC address in its twelve digits, with colons: however they are separated."""
    digits = re.sub(r"[\s:.-]", "", text[: LONGEST + 1]).upper()
    if re.fullmatch("[0-9A-F]{12}", digits) is None:
        return None
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _value(number: str) -> float:
    """The value of a number; a comma stands for thousands where three digits follow each, else before decimals."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return float(number.replace(",", ""))
    return float(number.replace(",", "."))


def _decimals(number: str) -> int:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number):
        return 0
    decimals = len(number.replace(",", ".").rpartition(".")[2]) if re.search("[.,]", number) else 0
    # more of them are digits of a binary number, not of what somebody typed
    return min(decimals, _MOST_DECIMALS)

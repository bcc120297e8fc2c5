"""Breakers, lengths and conductors as the trade writes them, where these texts say one thing only.

"40A 2P" is 40 A and two poles, 10'-6 a length in feet and inches, "8 THHN" a size and an insulation. What can be meant
in two ways, like "15/20" or "8/3", is read by nobody here.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_POLE_WORDS = {"one": 1, "single": 1, "1": 1, "two": 2, "double": 2, "2": 2, "three": 3, "3": 3}
_POLES = r"(?P<poles>[123]|one|single|two|double|three)\s*-?\s*(?:p|poles?)"
_AMPS = r"(?P<amps>[0-9]+(?:\.[0-9]+)?)"
_A = r"\s*(?:a|at|amps?|amperes?)\.?"
_BREAKERS = [
    re.compile(rf"{_AMPS}{_A}\s*[,/-]?\s*{_POLES}"),
    re.compile(rf"{_POLES}\s*[,/-]?\s*{_AMPS}(?:{_A})?"),
    re.compile(rf"{_AMPS}(?:{_A})?\s*/\s*(?P<poles>[123])\s*(?:p|poles?)?"),
    re.compile(rf"(?P<frame>[0-9]+)\s*af\s*/\s*{_AMPS}\s*at(?:\s*,?\s*{_POLES})?"),
    re.compile(rf"{_AMPS}\s*at\s*/\s*(?P<frame>[0-9]+)\s*af(?:\s*,?\s*{_POLES})?"),
    re.compile(rf"{_AMPS}{_A}"),
]
_BREAKER_WORDS = re.compile(r"\s*(?:mcb|mccb|cb|c/b|breakers?|circuit breakers?)\.?$")
_FEET_SIGN, _INCH_SIGN = "['′’]", "(?:[\"″”]|'')"
_FEET = re.compile(
    rf"(?:(?P<feet>[0-9]+(?:\.[0-9]+)?)\s*(?:{_FEET_SIGN}(?!')|ft\.?|feet|foot))?\s*-?\s*"
    rf"(?:(?P<inches>[0-9]+(?:\.[0-9]+)?)?(?:(?:(?<=[0-9])[\s-]+)?(?P<above>[0-9]+)/(?P<below>[1-9][0-9]?))?"
    rf"\s*(?:{_INCH_SIGN}|in\.?|inch|inches))?",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?:(?P<sets>[1-9][0-9]?)\s*sets?(?:\s*of)?\s+)?"
    r"(?:no\.?|#|awg)?\s*#?\s*(?P<number>[1-4]/0|0{1,4}(?![0-9])|[1-9][0-9]{0,3})(?![0-9/.-])"
    r"\s*(?P<unit>awg|kcmil|mcm|ga\.?|gauge)?(?P<rest>(?:[\s,].*)?)",
    re.IGNORECASE | re.DOTALL,
)
_MATERIALS = {
    "cu": "Cu",
    "copper": "Cu",
    "al": "Al",
    "alum": "Al",
    "aluminum": "Al",
    "aluminium": "Al",
}
MATERIAL_WORDS = ("copper", "Copper", "CU", "cu", "aluminum", "Aluminum", "aluminium", "AL", "al", "alum")
"""Words for the two materials that editors offer besides "Cu" and "Al"."""


class BreakerText(NamedTuple):
    """What a text says of a breaker: the current that it trips at [A], its poles, and the current of its frame [A]."""

    current: str
    poles: int | None
    frame: str | None


class SizeText(NamedTuple):
    """What a text says of conductors: size, unit as written, material, sets, and the words that are left."""

    size: str
    unit: str
    material: str | None
    sets: int | None
    rest: tuple[str, ...]


def read_breaker_text(text: str) -> BreakerText | None:
    """The current of a breaker with its poles or frame; None for a text that says nothing else than a current."""
    folded = " ".join(text.casefold().split())[:60]
    short = _BREAKER_WORDS.sub("", folded)
    for pattern in _BREAKERS:
        found = pattern.fullmatch(short)
        if found is not None:
            parts = found.groupdict()
            poles = parts.get("poles")
            if poles is None and parts.get("frame") is None and short == folded:
                return None
            return BreakerText(parts["amps"], None if poles is None else _POLE_WORDS[poles], parts.get("frame"))
    return None


def read_feet_and_inches(text: str) -> Fraction | None:
    """A length in feet of a text like 120', 10'-6" or 6 in.; None for one of another form."""
    found = _FEET.fullmatch(text.strip())
    if found is None or not (found["feet"] or found["inches"] or found["above"]):
        return None
    inches = Fraction(found["inches"] or 0)
    if found["above"]:
        inches += Fraction(int(found["above"]), int(found["below"]))
    return Fraction(found["feet"] or 0) + inches / 12


def read_material(text: str) -> str | None:
    """The sign of a material, Cu or Al, for a word for it."""
    return _MATERIALS.get(text.strip().rstrip(".").casefold())


def read_size_text(text: str) -> SizeText | None:
    """Size, material and more of conductors; None for a text that does not begin with a size."""
    found = _SIZE.fullmatch(" ".join(text.split())[:60])
    if found is None:
        return None
    number = found["number"]
    size = f"{len(number)}/0" if set(number) == {"0"} else number
    material = None
    rest = []
    for word in re.split(r"[\s,]+", found["rest"].strip(" ,")):
        said = read_material(word) if word else None
        if said is not None and material is None:
            material = said
        elif word:
            rest.append(word)
    return SizeText(
        size, (found["unit"] or "").casefold(), material, int(found["sets"]) if found["sets"] else None, tuple(rest)
    )

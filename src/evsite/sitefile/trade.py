"""Breakers, lengths and conductors as the trade writes them, where these texts say one thing only.

"40A 2P" is 40 A and two poles, 10'-6 a length in feet and inches, "8 THHN" a size and an insulation. What can be meant
in two ways, like "15/20" or "8/3", is read by nobody here.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

# texts, which `re` compiles when they are first used: few files need them
_POLE_WORDS = {"one": 1, "single": 1, "1": 1, "two": 2, "double": 2, "2": 2, "three": 3, "3": 3}
_POLES = r"(?P<poles>[123]|one|single|two|double|three)\s*-?\s*(?:p|poles?)"
_AMPS = r"(?P<amps>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)"
_A = r"\s*(?:a|at|amps?|amperes?)\.?"
_BREAKERS = [
    rf"{_AMPS}{_A}\s*[,/-]?\s*{_POLES}",
    rf"{_POLES}\s*[,/-]?\s*{_AMPS}(?:{_A})?",
    rf"{_AMPS}(?:{_A})?\s*/\s*(?P<poles>[123])\s*(?:p|poles?)?",
    rf"{_AMPS}\s+{_POLES}",
    rf"(?P<frame>[0-9]+)\s*af\s*/\s*{_AMPS}\s*at(?:\s*,?\s*{_POLES})?",
    rf"{_AMPS}\s*at\s*/\s*(?P<frame>[0-9]+)\s*af(?:\s*,?\s*{_POLES})?",
    rf"{_AMPS}{_A}",
]
_N = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?"
_BREAKER_PARTS = (
    rf"(?:(?<![\w.,])(?<![0-9][/ '_])|(?<=[0-9][x×]))(?:(?P<poles>(?:[123]|one|single|two|double|three)\s*-?\s*(?:p|poles?)\b)"  # noqa: E501
    rf"|(?P<frame>{_N})\s*(?:af\b|as\b|amps?\s*frame\b|a\s*frame\b)"
    rf"|(?P<trip>{_N})\s*(?:at\b|amps?\s*trip\b|a\s*trip\b)"
    rf"|(?P<both>{_N})\s*/\s*(?P<number>[123])(?![\w/.,])"
    rf"|(?P<amps>{_N})\s*(?:a|amps?|amperes?)\b\.?)"
    r"|(?P<word>\b(?:circuit\s+breakers?|breakers?|mccb|mcb|cb|c/b|m\.c\.b\.?)(?![\w/.]))"
)
"""The parts of what a schedule says of a breaker."""
_BREAKER_WORDS = r"\s*(?:mcb|mccb|cb|c/b|breakers?|circuit breakers?)\.?$"
_FEET_SIGN, _INCH_SIGN = "['′’´`]", "(?:[\"″”]|'')"
_FEET = (
    rf"(?i)(?:(?P<feet>[0-9]+(?:\.[0-9]+)?)\s*(?:{_FEET_SIGN}(?!')|ft\.?|feet|foot))?\s*-?\s*"
    rf"(?:(?P<inches>[0-9]+(?:\.[0-9]+)?)?(?:(?:(?<=[0-9])[\s-]+)?(?P<above>[0-9]+)/(?P<below>[1-9][0-9]?))?"
    rf"\s*(?:{_INCH_SIGN}|in\.?|inch|inches))?"
)
_SIZE = (
    r"(?is)(?:\(?(?P<sets>[1-9][0-9]?)\)?\s*(?:parallel\s+)?sets?(?:\s*of)?\s+)?"
    r"(?:no\.?|#|awg)?\s*#?\s*(?P<number>[1-4]/0|0{1,4}(?![0-9])|[1-9][0-9]{0,3})(?![0-9/.])"
    r"(?:\s*-?\s*(?P<unit>awg|kcmil|mcm|ga\.?(?![a-z])|gauge))?(?P<rest>(?:[\s,(A-Za-z].*)?)"
)
_FIRST = r"(?i)(?P<word>[A-Za-z]{2,8}(?:-2)?\.?)\s+(?P<rest>(?:#|no\.?|awg)?\s*[0-9].*)"
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
    short = re.sub(_BREAKER_WORDS, "", folded)
    for pattern in _BREAKERS:
        found = re.fullmatch(pattern, short)
        if found is not None:
            parts = found.groupdict()
            poles = parts.get("poles")
            if poles is None and parts.get("frame") is None and short == folded and not folded.endswith("at"):
                return None
            return BreakerText(parts["amps"], None if poles is None else _POLE_WORDS[poles], parts.get("frame"))
    stated, rest = _breaker_parts(folded)
    if folded[:1] in "+-":
        return None
    return stated[0] if len(stated) == 1 and not rest.strip(" ()[]-,;:|/") else None


def breakers_in(text: str) -> list[str]:
    """What a longer text may say of a breaker, each as it would be read: "20A 2P" of "20A 2P GFCI"."""
    folded = " ".join(text.casefold().split())[:60]
    stated, rest = _breaker_parts(folded)
    fits = [f"{each.current}A {each.poles}P" if each.poles else f"{each.current} A" for each in stated]
    if ("%" in rest and len(stated) > 1) or re.search(r"%\s*(?:of\b|[0-9])|@", folded):
        return []
    number = re.match(r"\((?P<poles>[123])\)|(?P<times>[123])\s*[x×]", folded)
    if number is not None and len(stated) == 1 and not stated[0].poles:
        fits += [f"{stated[0].current}A {number['poles'] or number['times']}P"]
    dashed = re.fullmatch(r"(?P<one>[0-9]+)\s*-\s*(?P<two>[0-9]+)", folded)
    if dashed is not None and (dashed["one"] in "123") != (dashed["two"] in "123"):
        amps, poles = (dashed["two"], dashed["one"]) if dashed["one"] in "123" else (dashed["one"], dashed["two"])
        fits = [f"{amps}A {poles}P"]
    return list(dict.fromkeys(fits))[:3]


def _breaker_parts(folded: str) -> tuple[list[BreakerText], str]:
    """Every breaker that the parts of a text may mean, and what is left of the text."""
    poles: list[int] = []
    found: dict[str, list[str]] = {"frame": [], "trip": [], "amps": []}
    for part in re.finditer(_BREAKER_PARTS, folded):
        if part["poles"]:
            poles.append(_POLE_WORDS[re.split(r"[\s-]|p", part["poles"], maxsplit=1)[0]])
        if part["both"]:
            found["amps"].append(part["both"])
            poles.append(int(part["number"]))
        for name, numbers in found.items():
            if part[name]:
                numbers.append(part[name])
    rest = re.sub(_BREAKER_PARTS, " ", folded)
    currents = found["trip"] or found["amps"]
    if len(found["frame"]) > 1 or (found["trip"] and found["amps"]):
        return [], folded
    frame = found["frame"][0] if found["frame"] else None
    stated = poles[0] if len(set(poles)) == 1 else None
    if len(set(poles)) > 1 or (frame is not None and not currents):
        return [], folded
    return [BreakerText(current, stated, frame) for current in dict.fromkeys(currents)], rest


def read_feet_and_inches(text: str) -> Fraction | None:
    """A length in feet of a text like 120', 10'-6" or 6 in.; None for one of another form."""
    found = re.fullmatch(_FEET, text.strip())
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
    written = " ".join(text.split())[:60]
    # the material or the insulation may stand first: "CU #8"
    first = re.fullmatch(_FIRST, written)
    if first is not None and first["word"].casefold() not in {"awg", "no", "no."}:
        written = f"{first['rest']} {first['word']}"
    found = re.fullmatch(_SIZE, written)
    if found is None:
        return None
    number = found["number"]
    size = f"{len(number)}/0" if set(number) == {"0"} else number
    material = None
    rest = []
    for word in re.split(r"[\s,()]+", found["rest"].strip(" ,()")):
        stated = read_material(word) if word else None
        if stated is not None and material is None:
            material = stated
        elif word:
            rest.append(word)
    return SizeText(
        size, (found["unit"] or "").casefold(), material, int(found["sets"]) if found["sets"] else None, tuple(rest)
    )

"""Names of voltage systems as people write them: what each may mean.

A name is read word by word: voltages, the number of phases, the number of wires, and words such as "delta". The systems
that agree with all of them are its readings. "120/208V 3PH 4W" has one, "120/208" has two, and nothing decides between
these but the person: a wrong choice changes every current by the square root of three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.systems import SYSTEMS
from evsite.words import alternatives, listed

if TYPE_CHECKING:
    from evsite.model.systems import VoltageSystem

_PHASE, _DELTA, _DASH = "ø∅⌀φϕ", "δ∆△", "‐‑‒–—"
_SIGNS = {**dict.fromkeys(_PHASE, " phase "), **dict.fromkeys(_DELTA, " delta "), **dict.fromkeys(_DASH, "-")}
_BETWEEN = r"[\s,;:/+&()@._-]"
_WORDS: dict[str, str] = {
    "phases": r"(?:[123]|one|two|three|single|poly)[\s-]*(?:phase|ph|p)(?![a-z])|single(?![a-z])|[13][\s/-]+60(?!\w)",
    "wires": r"(?:[2345]|two|three|four)[\s-]*(?:wires?|w)(?![a-z])",
    "volts": r"[0-9]{3}(?![0-9])(?:\s*(?:volts?|vac|v)(?![a-xz]))?",
    "split": r"split(?:[\s-]*(?:phase|ph))?(?!\w)",
    "two lines": r"(?:2|two)[\s-]*(?:legs|lines)(?!\w)",
    "high leg": r"(?:high|hi|wild|red)[\s-]*leg(?!\w)|stinger(?!\w)",
    "ungrounded": r"ungrounded(?!\w)",
    "corner": r"corner(?!\w)",
    "grounded": r"grounded(?!\w)",
    "wye": r"(?:wye|star|y)(?!\w)|y(?=[0-9])",
    "delta": r"delta(?!\w)",
    "": r"(?:volts?|vac|v|ac|[56]0\s*hz|phase|nominal|solidly|open|of|connected|system|service|gnd|ground|g)(?!\w)",
}
"""What each kind of word looks like, in small letters; the first kind that fits counts, "" says nothing."""
# texts, which `re` compiles when they are first used: usual names are known as they are
_GAP = f"{_BETWEEN}+"
_OTHER = f"(?:(?!{_BETWEEN}).)+"
_NUMBER = r"[0-9]+|one|single|two|three|poly|four"
_NUMBERS = {"one": 1, "single": 1, "two": 2, "three": 3, "poly": 3, "four": 4}

TWO_LINES_OF_WYE = "120/208 single-phase"
"""The system of two lines and the neutral of a 208Y/120 service."""

SPELLINGS = (
    *("120/208V 3PH 4W", "208V three-phase", "120/208V 1PH 3W", "208Y/120, two legs", "277/480V", "120/240V"),
    *("240V single-phase", "120/240V 3PH 4W", "240/120 high-leg", "480V delta", "480 delta ungrounded"),
)
"""Some names in other words that mean one system only."""


@dataclass(frozen=True, slots=True)
class _NameParts:
    """What the words of a name say; `numbers` holds the phases and wires that are named, `unknown` if there is more."""

    volts: frozenset[int]
    phases: frozenset[int]
    wires: frozenset[int]
    words: frozenset[str]
    unknown: bool


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What may be said of a system: its voltages together, its phases and wires, and words that go with it."""

    name: str
    volts: tuple[frozenset[int], ...]
    phases: int
    wires: frozenset[int]
    words: frozenset[str]

    def agrees(self, stated: _NameParts) -> bool:
        return (
            stated.volts in self.volts
            and stated.phases <= {self.phases}
            and len(stated.wires) <= 1
            and stated.wires <= self.wires
            and stated.words <= self.words
        )


def _meaning(name: str, phases: int, wires: set[int], words: set[str], *volts: set[int]) -> _Meaning:
    return _Meaning(name, tuple(map(frozenset, volts)), phases, frozenset(wires), frozenset(words))


_WYE = {"wye", "grounded"}
_MEANINGS = (
    _meaning("208Y/120", 3, {3, 4}, _WYE, {208}, {208, 120}),
    _meaning(TWO_LINES_OF_WYE, 1, {3}, {*_WYE, "two lines"}, {208}, {208, 120}),
    _meaning("480Y/277", 3, {3, 4}, _WYE, {480}, {480, 277}),
    _meaning("600Y/347", 3, {3, 4}, _WYE, {600}, {600, 347}),
    # it exists, and evsite does not have it: a bare "600" is none that can be taken for sure
    _meaning("600 delta", 3, {3}, {"delta", "ungrounded", "corner", "grounded"}, {600}),
    _meaning("240/120", 1, {3}, {"split", "two lines", "grounded"}, {240}, {240, 120}),
    _meaning("240 delta", 3, {3}, {"delta", "ungrounded"}, {240}),
    _meaning("240/120 high-leg delta", 3, {4}, {"delta", "high leg", "grounded"}, {240}, {240, 120}, {240, 208, 120}),
    _meaning("480 delta", 3, {3}, {"delta", "ungrounded"}, {480}),
    _meaning("240 delta corner-grounded", 3, {3}, {"delta", "corner", "grounded"}, {240}),
    _meaning("480 delta corner-grounded", 3, {3}, {"delta", "corner", "grounded"}, {480}),
)


def find_system(name: str) -> VoltageSystem | None:
    """The system that a name means, in any spelling; None where it means none or may mean several."""
    stated = _name_parts(name)
    found = _readings(stated)
    return SYSTEMS.get(found[0]) if len(found) == 1 and not stated.unknown else None


def readings(name: str) -> tuple[str, ...]:
    """The systems that a name may mean, by their names in `SYSTEMS`, as far as its words are known ones."""
    return tuple(reading for reading in _readings(_name_parts(name)) if reading in SYSTEMS)


def name_pattern() -> str:
    """A regular expression of small letters for names made of known words, less voltages alone that mean several."""
    known = "|".join(_WORDS.values())
    several = r"208|240|480|600|120[\s/-]+208|208[\s/-]+120"
    pattern = rf"^(?!\s*(?:{several})\s*(?:volts?|vac|v)?\s*$)(?=.*[0-9]{{3}}){_BETWEEN}*(?:(?:{known}){_BETWEEN}*)+$"
    # signs in place of words; a letter in small and large is one set
    pattern = pattern.replace("phase", f"(?:phase|[{_PHASE}{_PHASE.upper()}])")
    return pattern.replace("delta", f"(?:delta|[{_DELTA}{_DELTA.upper()}])").replace("-]", f"{_DASH}-]")


def described(name: str) -> str:
    """A system with its number of phases: `"208Y/120" (three-phase)`."""
    phases = "three-phase" if SYSTEMS[name].three_phase else "single-phase"
    return f'"{name}"' if phases in name else f'"{name}" ({phases})'


def unclear(name: str) -> str:
    """What is unclear about a name that means no system, or may mean several, and what would do."""
    found = readings(name)
    if len(found) > 1:
        return f"does not say which system is meant: {alternatives([described(each) for each in found])}?"
    known = "expected " + listed([f'"{each}"' for each in SYSTEMS])
    return f'is no voltage system that is known; did you mean "{found[0]}"?' if found else f"is no system, {known}"


def _name_parts(name: str) -> _NameParts:
    text = "".join(_SIGNS.get(sign, sign) for sign in name.casefold())
    numbers: dict[str, set[int]] = {"volts": set(), "phases": set(), "wires": set()}
    words: set[str] = set()
    unknown = False
    place = 0
    while place < len(text):
        found = re.compile(_GAP).match(text, place)
        if found is None:
            kind, found = _word(text, place)
            if kind in numbers:
                number = re.match(_NUMBER, found[0])
                assert number is not None
                numbers[kind].add(_NUMBERS.get(number[0]) or int(number[0]))
            elif kind is None:
                unknown = True
            else:
                words.add(kind)
        place = found.end()
    volts, phases, wires = map(frozenset, numbers.values())
    return _NameParts(volts, phases, wires, frozenset(words - {""}), unknown)


def _word(text: str, place: int) -> tuple[str | None, re.Match[str]]:
    """The kind of the word at a place, None for an unknown one."""
    for kind, pattern in _WORDS.items():
        if found := re.compile(pattern).match(text, place):
            return kind, found
    found = re.compile(_OTHER).match(text, place)
    assert found is not None
    return None, found


def _readings(stated: _NameParts) -> list[str]:
    return [each.name for each in _MEANINGS if each.agrees(stated) and _likely(each.name, stated)]


def _likely(name: str, stated: _NameParts) -> bool:
    """Whether a rarer system is meant beside a common one that goes by the same voltages."""
    if "corner-grounded" in name:
        return bool(stated.words & {"corner", "grounded"})
    if name == TWO_LINES_OF_WYE:
        # "208Y/120" is three-phase in common use
        return "wye" not in stated.words or bool(stated.phases or stated.wires or "two lines" in stated.words)
    if name == "240/120 high-leg delta" and not (stated.words & {"high leg", "grounded"} or 4 in stated.wires):
        # "240/120" is single-phase in common use, "240 delta" has no neutral
        delta = "delta" in stated.words
        return (3 in stated.phases or delta or 208 in stated.volts) if 120 in stated.volts else not delta
    return True

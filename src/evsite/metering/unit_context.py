"""What stands around a unit in a title and changes it: strokes, "per", numbers, and parts of other units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.metering.title_words import written
from evsite.metering.unit_phrases import (
    CASE_DECIDES,
    HOURS,
    INTERVALS,
    LOADS,
    MINUTES,
    NUMBERED,
    PRICES,
    QUANTITIES,
    SCALES,
    TIME_WORDS,
)
from evsite.metering.unit_spans import Span

if TYPE_CHECKING:
    from evsite.metering.title_words import Piece

_ENERGIES = frozenset({"kWh", "kVAh", "kVARh"})
_POWERS = frozenset({"kW", "kVA", "kVAR", "A"})
_REST_OF_UNIT = frozenset(
    {*HOURS, "ho", "hou", "hs", "r", "rh", "ar", "arh", "ah"} | {"reactive"[:end] for end in range(2, 9)}
)
"""What would make a power an energy, or another power."""
_JOINED_ON = re.compile(r"h[A-Z]")
_HYPHENS = frozenset("-.·⋅*")
_OF_A_DAY = frozenset({"ending", "beginning", "of", "end", "start"})
_POWER_OF_TEN = re.compile(r"10+|0+")
_STEMS = ("kilo", "mega", "giga", "milli", "micro", "volt")
_BROKEN = frozenset(
    {stem[:end] for stem in _STEMS for end in range(2, len(stem) + 1)}
    | {stem[start:] for stem in _STEMS for start in range(len(stem) - 1)}
    | set("mgvkµμ")
)
"""Parts of what stands before a W, Wh, VA or A in other units."""
_SCALED = re.compile(r"x\d+|\d+x|\d+e\d+|e\d+|10+s|0+s|\d+k", re.IGNORECASE)
_SUSPECT = re.compile(
    r"k[wv].*|.*(?:watt|kwh|kva|ampere).*|.*kw|[mg](?:wh|va).*|kilo.*|(?:mega|giga|milli)(?:[wva].*)?|[kmuµμ]amps?|amp.{0,3}|hp|horsepower",
    re.DOTALL,
)
_HARMLESS = re.compile(r"kw[ae]\w{3,}|ampl\w+|megavolt\w*|megan")


def around(pieces: list[Piece], spans: list[Span]) -> tuple[list[Span], str | None]:
    """The units with what belongs to them ("kWh/interval", "$/kWh"), and what of the title is not understood."""
    result: list[Span] = []
    for span in spans:
        if result and span.start < result[-1].end:
            continue
        whole, problem = _with_rate(pieces, span, spans)
        if problem is None and whole.start and pieces[whole.start].gap.strip().endswith("/"):
            whole, problem = _after_stroke(pieces, whole, written(pieces, whole.start - 1, whole.end))
        elif problem is None and whole.start and pieces[whole.start - 1].lower == "per":
            whole, problem = _after_stroke(pieces, whole, written(pieces, max(whole.start - 2, 0), whole.end))
        if problem is not None:
            return spans, problem
        result.append(whole)
    return result, _left(pieces, result)


def _with_rate(pieces: list[Piece], span: Span, spans: list[Span]) -> tuple[Span, str | None]:
    """A unit with the stroke or "per" behind it."""
    measure, factor = span.meaning
    index = span.end
    if index >= len(pieces) or not (pieces[index].lower == "per" or "/" in pieces[index].gap):
        return span, None
    below = index + 1 if pieces[index].lower == "per" else index
    shown = written(pieces, span.start, below + 1)
    if below >= len(pieces):
        return span, shown
    other = next((each for each in spans if each.start == below), None)
    if measure not in {*LOADS, "kVAR", "kVARh"}:
        # dollars per kWh, kg per kWh
        return Span(span.start, below + 1 if other is None else other.end, span.meaning), None
    if other is not None and other.meaning[0] != "time":
        return span, shown
    end, number, parts = below, 1, 1
    if pieces[end].text.isdigit() and end + 1 < len(pieces):
        number, end = int(pieces[end].text[:6]), end + 1
    elif pieces[end].lower in {"half", "quarter"} and end + 1 < len(pieces):
        parts, end = {"half": 2, "quarter": 4}[pieces[end].lower], end + 1
    word = pieces[end].lower
    more = pieces[end + 1].lower if end + 1 < len(pieces) else ""
    if more in TIME_WORDS or more.isdigit() or (more in INTERVALS and end == below):
        return span, written(pieces, span.start, end + 2)
    if measure in {"kWh", "kVAh"} and word in INTERVALS and end == below:
        return Span(span.start, end + 1, span.meaning), None
    if measure in {"kWh", "kVAh"} and word in MINUTES and number:
        hours = number * MINUTES[word] / 60 / parts
        if hours > 1:
            return span, written(pieces, span.start, end + 1)
        return Span(span.start, end + 1, (measure[:-1], factor / hours)), None
    return span, written(pieces, span.start, end + 1)


def _after_stroke(pieces: list[Piece], span: Span, shown: str) -> tuple[Span, str | None]:
    """A unit behind a stroke or "per": below a price it is a price, below a quantity it is its unit."""
    stroke = pieces[span.start - 1].lower != "per"
    before = pieces[span.start - 1 if stroke else span.start - 2].lower if span.start > 1 or stroke else ""
    if before in PRICES:
        return Span(span.start, span.end, ("money", 1.0)), None
    return (span, None) if stroke and before in QUANTITIES else (span, shown)


def _left(pieces: list[Piece], spans: list[Span]) -> str | None:
    """What looks like a part of a unit, or changes one, and is not understood."""
    taken = {index for span in spans for index in range(span.start, span.end)}
    loads = [span for span in spans if span.meaning[0] in {*LOADS, "kVAR", "kVARh"}]
    for index, piece in enumerate(pieces):
        if index in taken:
            continue
        before = pieces[index - 1].lower if index else ""
        last = index + 1 == len(pieces) or pieces[index + 1].group != piece.group
        unit_like = piece.lower in CASE_DECIDES or (piece.lower == "w" and not spans)
        if _SUSPECT.fullmatch(piece.lower) and not _HARMLESS.fullmatch(piece.lower):
            return piece.text
        if unit_like and (index == 0 or last) and before not in {"phase", "ph"}:
            return piece.text
        if loads and (piece.lower in SCALES or piece.lower == "per" or _SCALED.fullmatch(piece.text)):
            return _shown(pieces, index, loads[0])
        if loads and (
            set(piece.gap) & set("×^*÷") or ("/" in piece.gap and (piece.lower in TIME_WORDS or piece.text.isdigit()))
        ):
            return _shown(pieces, index, loads[0])
    problems = (_numbers(pieces, span) or _parts(pieces, span, taken) for span in loads)
    return next((problem for problem in problems if problem is not None), None)


def _shown(pieces: list[Piece], index: int, span: Span) -> str:
    return written(pieces, min(index, span.start), max(min(index + 2, len(pieces)), span.end))


def _numbers(pieces: list[Piece], span: Span) -> str | None:
    """A number before or behind a unit that may say how many of it are meant."""
    group = pieces[span.start].group
    if span.start and pieces[span.start - 1].group == group and _is_number(pieces[span.start - 1].text):
        number = pieces[span.start - 1].text
        word = pieces[span.start - 2] if span.start > 1 else None
        named = word is not None and word.group == group and not _is_number(word.text)
        counted = named and word is not None and word.lower in NUMBERED
        if not named or (not counted and _scales(number)):
            return written(pieces, span.start - 1, span.end)
    if span.end < len(pieces) and _is_number(pieces[span.end].text):
        number = pieces[span.end].text
        timed = span.end + 1 < len(pieces) and pieces[span.end + 1].lower in TIME_WORDS
        if _scales(number) and not timed:
            return written(pieces, span.start, span.end + 1)
    return None


def _parts(pieces: list[Piece], span: Span, taken: set[int]) -> str | None:
    """Words apart from a unit that would make it another one."""
    measure = span.meaning[0]
    group = pieces[span.start].group
    after = pieces[span.end] if span.end < len(pieces) else None
    several = span.end - span.start > 1 and after is not None and after.group == group
    if measure in _ENERGIES and several and after is not None and (after.text.isdigit() or after.lower in _OF_A_DAY):
        # "kW Hour 13" and "kW hour ending" are hours of a day
        return written(pieces, span.start, span.end + 1)
    first = pieces[span.start].text[:1]
    for index in range(span.start):
        near = index + 1 == span.start and pieces[index].text in {"M", "MM", "m", "G"}
        word = _letters(pieces[index])
        broken = word in _BROKEN or (word[:-1] in QUANTITIES and word[-1] in "kmg")
        if near or (broken and first in "wWvVaA"):
            return written(pieces, index, span.end)
    if measure not in _POWERS:
        return None
    for index in range(span.end, len(pieces)):
        piece = pieces[index]
        hyphened = index == span.end and piece.gap in _HYPHENS
        garbled = (hyphened and "h" in piece.lower and len(_letters(piece)) < 6) or _JOINED_ON.match(piece.text)
        if index in taken or not (garbled or _letters(piece) in _REST_OF_UNIT):
            continue
        length = piece.lower in HOURS and pieces[index - 1].text.isdigit() and pieces[index - 1].group == piece.group
        if not (length and piece.group and piece.group != group):
            return written(pieces, span.start, index + 1)
    before = [piece.lower for piece in pieces[: span.start] if piece.lower not in {"in", "of"}]
    if before[-1:] == ["energy"] and measure != "A":
        return written(pieces, 0, span.end)
    return None


def _scales(number: str) -> bool:
    """Whether a number beside a unit could say how many of it are meant, rather than count columns."""
    return not number.isdigit() or (len(number) > 1 and _POWER_OF_TEN.fullmatch(number) is not None)


def _letters(piece: Piece) -> str:
    return "".join(mark for mark in piece.lower if not mark.isdigit())


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").isdigit()

"""Units of measured values, from a closed vocabulary of whole phrases.

Letter case is free except where it decides: an mW is a millionth of a kW and an MW a thousand. What looks like a unit
and is not in the vocabulary is never read by dropping a part of it: it is left over, which is a reason to refuse.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from evsite.metering.unit_phrases import (
    CASE_DECIDES,
    EXACT,
    HOURS,
    INTERVALS,
    LETTERS,
    MINUTES,
    NUMBERED,
    PHRASES,
    QUANTITIES,
    SCALES,
    TIME_WORDS,
    WHOLE,
    Meaning,
)

LOADS = ("kW", "kWh", "kVA", "kVAh", "A")
"""Measures that say how much a site takes."""
_POWERS = frozenset({"kW", "kVA", "kVAR", "A"})


@dataclass(frozen=True, slots=True)
class MeterUnit:
    """A unit: its text as written, what it measures, and how much of that measure one is.

    `measure` is one of `LOADS`, or "kVAR", "kVARh", "V", "gas", "water", "money", "temperature", "percent", "time" or
    "other": known, and no load.
    """

    text: str
    measure: str
    factor: float

    @property
    def is_load(self) -> bool:
        """Whether values in this unit can be a load."""
        return self.measure in LOADS


@dataclass(frozen=True, slots=True)
class TitleUnit:
    """What the title of a column says: its unit, its other words in lower case, and what is not understood of a unit.

    `leftover` is a part of the title that looks like a unit and is none: values of this column cannot be trusted to be
    in `unit`, which is None then.
    """

    unit: MeterUnit | None
    words: tuple[str, ...]
    leftover: str | None = None


def accepted_units() -> str:
    """The units to show where one is refused."""
    return "kW, W, MW, kWh, Wh, MWh, kVA, VA, kVAh, A or mA"


@lru_cache(maxsize=4096)
def unit_of(text: str) -> MeterUnit | None:
    """The unit that a text is as a whole ("kWh", "Kilowatt-hours", "kWh/interval"); None for anything else."""
    if len(text) > _LONGEST:
        return None
    shown = _plain(text)
    inner = shown[1:-1].strip() if shown[:1] + shown[-1:] in {"()", "[]"} else shown
    known = WHOLE.get(inner) or WHOLE.get(inner.lower())
    if known is not None:
        return MeterUnit(shown, *known)
    if any(mark in inner for mark in "()[]{},;:="):
        return None
    read = _read(inner)
    return MeterUnit(shown, read.unit.measure, read.unit.factor) if read.unit and not read.words else None


@lru_cache(maxsize=65_536)
def title_unit(title: str) -> TitleUnit:
    """What a column's title says about its unit.

    The unit may stand in brackets, after a comma, after an underscore, in camel case or as a word of its own.
    """
    if len(title) > _LONGEST:
        return TitleUnit(None, tuple(_plain(title[:_LONGEST]).lower().split()))
    return _read(_plain(title))


_LONGEST = 300
"""Characters of a title that are looked at."""

_LABEL = re.compile(r"[(\[][^()\[\]]*(?:S/N|LBL)\s*:[^()\[\]]*[)\]]", re.IGNORECASE)
_OF_A_DAY = frozenset({"ending", "beginning", "of", "end", "start"})
_JOINED = re.compile(r"\s?[-_.·⋅∙•*]?\s?")
"""What may stand between the words of one unit."""
_TOKENS = re.compile(r"\d{1,2}:\d{2}|\d+[.,]\d+|[^\W_]+|[$€£¢%°]")
_PIECES = re.compile(
    r"(?:[kKMmG](?:VARh|VARH|VAR|VAr|Varh|var|VAh|VAH|VA|Wh|WH|Watts|Watt|W)|WATTS|KWHR|VARh|VAR|VAh|VA|Whs?|mA|kA|kV)"
    r"(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+"
)
_SUSPECT = re.compile(
    r"k[wv].*|.*(?:watt|kwh|kva|kw|ampere).*|[mg](?:wh|va).*|(?:kilo|mega|giga|milli)\w*|[kmu]?amps?\d*|amp.{0,3}",
    re.DOTALL,
)
_HARMLESS = re.compile(r"\w*[a-z]kw(?!h?$)\w+|amp(?:le|ly|m|ed|ex)\w*|megan|kw[ae]\w{3,}|milli(?:on|e|s)\w*")


class _Piece(NamedTuple):
    """A word of a title."""

    text: str
    gap: str
    """What stands before it; empty where it is split off a longer run of letters and digits."""
    group: int
    """Which pair of brackets it is in, 0 for none."""


class _Span(NamedTuple):
    """A unit among the pieces, from `start` up to `end`."""

    start: int
    end: int
    meaning: Meaning
    sure: bool
    """False for a single letter or another short text that could be something else."""


def _plain(text: str) -> str:
    """Without unusual white space, invisible characters and compatibility forms."""
    flat = unicodedata.normalize("NFKC", text)
    flat = "".join(letter for letter in flat if unicodedata.category(letter) != "Cf")
    return " ".join(flat.split()).strip("'\"")


def _read(title: str) -> TitleUnit:
    label = _LABEL.search(title)
    if label is not None:
        # a logger's serial number and label: free text
        rest = tuple(word.lower() for word in re.findall(r"\w+", label[0]))
        read = _read(title[: label.start()] + title[label.end() :])
        return TitleUnit(read.unit, (*read.words, *rest), read.leftover)
    pieces = _pieces(title)
    spans = _spans(pieces)
    taken = {index for span in spans for index in range(span.start, span.end)}
    words = tuple(piece.text.lower() for index, piece in enumerate(pieces) if index not in taken)
    spans, per, problem = _rates(title, pieces, spans)
    taken |= per
    words = tuple(piece.text.lower() for index, piece in enumerate(pieces) if index not in taken)
    if problem is None:
        problem = _left(title, pieces, spans, taken)
    if problem is not None:
        return TitleUnit(None, words, problem)
    meanings = {span.meaning for span in spans}
    if len(meanings) > 1:
        shown = " and ".join(dict.fromkeys(_text(pieces, span) for span in spans))
        return TitleUnit(None, words, shown)
    if not spans:
        return TitleUnit(None, words)
    measure, factor = spans[0].meaning
    return TitleUnit(MeterUnit(_text(pieces, spans[0]), measure, factor), words)


def _text(pieces: list[_Piece], span: _Span) -> str:
    first, *more = pieces[span.start : span.end]
    return first.text + "".join(piece.gap + piece.text for piece in more)


def _pieces(title: str) -> list[_Piece]:
    found: list[_Piece] = []
    end, group, groups = 0, 0, 0
    for match in _TOKENS.finditer(title):
        gap = title[end : match.start()]
        for mark in gap:
            if mark in "([{":
                groups += 1
                group = groups
            elif mark in ")]}":
                group = 0
        run = match[0]
        for number, part in enumerate(_split(run)):
            found.append(_Piece(part, "" if number else gap, group))
        end = match.end()
    return found


def _split(run: str) -> list[str]:
    """The words of a run of letters and digits; one that is not understood as a whole stays whole."""
    if _known(run) or run.lower() in CASE_DECIDES or not run[0].isalpha() or run.isdigit():
        return [run]
    bare = run.rstrip("0123456789")
    if bare != run and (_known(bare) or bare.lower() in CASE_DECIDES):
        return [bare, run[len(bare) :]]
    parts = _PIECES.findall(run)
    if "".join(parts) != run or len(parts) == 1 or run.isupper():
        return [run]
    if any(part.isdigit() for part in parts):
        # L1, HE13, phase2
        if len(parts) == 2 and not (len(parts[0]) > 3 and parts[0].isalpha()):
            return [run]
        return parts
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else None
        if len(part) < 3 and not _known(part) and not (len(part) == 1 and part.isupper()):
            return [run]
        if before is not None and _known(part) and not _known(before) and len(before) < 3:
            return [run]
        if place and _scaled_by_prefix(part) and before is not None and before.lower() not in QUANTITIES:
            return [run]
    return parts


def _scaled_by_prefix(part: str) -> bool:
    """Whether a letter before this unit would make it another one."""
    meaning = EXACT.get(part) or PHRASES.get(part.lower()) or LETTERS.get(part)
    return meaning is not None and (part in LETTERS or part.lower()[:1] in {"w", "v", "a"})


def _known(text: str) -> bool:
    return text in EXACT or (text.lower() in PHRASES and text.lower() not in CASE_DECIDES)


def _spans(pieces: list[_Piece]) -> list[_Span]:
    """Units among the pieces, the longest phrase at each place."""
    found: list[_Span] = []
    index = 0
    while index < len(pieces):
        span = _phrase_at(pieces, index) or _short_at(pieces, index)
        if span is None:
            index += 1
        else:
            found.append(span)
            index = span.end
    if any(span.sure for span in found):
        # a letter beside a unit is a phase
        found = [span for span in found if span.sure]
    return found


def _phrase_at(pieces: list[_Piece], index: int) -> _Span | None:
    limit = 1
    while (
        limit < 4
        and index + limit < len(pieces)
        and _JOINED.fullmatch(pieces[index + limit].gap)
        and pieces[index + limit].group == pieces[index].group
    ):
        limit += 1
    for length in range(limit, 0, -1):
        text = " ".join(piece.text for piece in pieces[index : index + length])
        meaning = EXACT.get(text)
        if meaning is None and text.lower() not in CASE_DECIDES:
            lower = text.lower()
            meaning = PHRASES.get(lower)
        if meaning is not None:
            sure = text not in {"Arms", "ARMS"} and not (length == 1 and text.lower() in {"var", "vars", "counts"})
            return _Span(index, index + length, meaning, sure)
    return None


def _short_at(pieces: list[_Piece], index: int) -> _Span | None:
    """A unit of a letter or two, where it can be nothing else."""
    piece = pieces[index]
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    alone = (
        (piece.group or "," in piece.gap or index == 0)
        and (index == 0 or pieces[index - 1].group != piece.group or "," in piece.gap)
        and (following is None or following.group != piece.group)
    )
    before = pieces[index - 1].text.lower() if index else ""
    meaning = LETTERS.get(piece.text.upper()) or WHOLE.get(piece.text.lower())
    if meaning is None:
        return None
    if alone:
        if piece.text.upper() == "A" and piece.group and before in {"phase", "ph", "leg", "line"}:
            return None
        if piece.text.lower() in CASE_DECIDES or (piece.text.lower() in TIME_WORDS and not piece.group):
            return None
        return _Span(index, index + 1, meaning, sure=False)
    last = following is None
    letter = piece.text.upper()
    if last and before in QUANTITIES and letter in {"W", "WH", "V"} and piece.gap:
        return _Span(index, index + 1, meaning, sure=False)
    if last and before in {"apparent", "power"} and letter == "VA":
        return _Span(index, index + 1, meaning, sure=False)
    return None


def _rates(title: str, pieces: list[_Piece], spans: list[_Span]) -> tuple[list[_Span], set[int], str | None]:
    """Units behind a stroke or "per": prices, energy per interval, energy per hour; what is left is a problem."""
    del title
    taken: set[int] = set()
    result: list[_Span] = []
    by_start = {span.start: span for span in spans}
    skip: set[int] = set()
    for span in spans:
        if span.start in skip:
            continue
        measure, factor = span.meaning
        index = span.end
        if index < len(pieces) and (pieces[index].text.lower() == "per" or "/" in pieces[index].gap):
            stroke = pieces[index].text.lower() != "per"
            below = index if stroke else index + 1
            shown = _text(pieces, span) + (" per " if not stroke else "/")
            if below >= len(pieces):
                return spans, taken, shown.strip()
            shown += pieces[below].text
            if measure not in {*LOADS, "kVAR", "kVARh"}:
                # dollars per kWh, kg per kWh
                other = by_start.get(below)
                taken |= {below, index} | (set(range(other.start, other.end)) if other else set())
                skip.add(below)
                result.append(span)
                continue
            if below in by_start:
                return spans, taken, shown
            number = 1
            end = below
            if pieces[end].text.isdigit() and end + 1 < len(pieces):
                number = int(pieces[end].text[:6])
                end += 1
            elif pieces[end].text.lower() in {"half", "quarter"} and end + 1 < len(pieces):
                end += 1
            unit = pieces[end].text.lower()
            if measure in {"kWh", "kVAh"} and unit in INTERVALS and end == below:
                result.append(span)
            elif measure in {"kWh", "kVAh"} and unit in MINUTES and number > 0:
                part = {"half": 2, "quarter": 4}.get(pieces[below].text.lower(), 1)
                hours = number * MINUTES[unit] / 60 / part
                result.append(_Span(span.start, span.end, (measure[:-1], factor / hours), sure=True))
            else:
                return spans, taken, shown
            taken |= set(range(index, end + 1))
            continue
        if span.start and "/" in pieces[span.start].gap and span.start - 1 not in taken:
            before = pieces[span.start - 1].text.lower()
            if any(other.end == span.start for other in spans):
                return spans, taken, f"{pieces[span.start - 1].text}/{_text(pieces, span)}"
            if before not in QUANTITIES:
                return spans, taken, f"{pieces[span.start - 1].text}/{_text(pieces, span)}"
        result.append(span)
    return result, taken, None


def _left(title: str, pieces: list[_Piece], spans: list[_Span], taken: set[int]) -> str | None:
    """What looks like a part of a unit and is not understood."""
    loads = [span for span in spans if span.meaning[0] in {*LOADS, "kVAR", "kVARh"}]
    for index, piece in enumerate(pieces):
        if index in taken:
            continue
        lower = piece.text.lower()
        if _suspect(piece.text):
            return piece.text
        if lower in CASE_DECIDES and (piece.group or (lower[0] == "m" and lower != "ma")) and not spans:
            return piece.text
        if loads and lower in CASE_DECIDES:
            return piece.text
        if loads and lower in SCALES:
            return _around(pieces, index, loads)
    for span in loads:
        problem = _beside(pieces, span, taken)
        if problem is not None:
            return problem
    if (
        not spans
        and pieces
        and pieces[-1].text in {"W", "w"}
        and len(pieces) > 1
        and pieces[-2].text.lower() != "phase"
    ):
        return pieces[-1].text
    if loads and re.search(r"[×^*]|10\s*[³⁶]", title):
        return title[:60]
    return None


def _suspect(text: str) -> bool:
    lower = text.lower()
    return _SUSPECT.fullmatch(lower) is not None and _HARMLESS.fullmatch(lower) is None and lower not in {"voltage"}


def _around(pieces: list[_Piece], index: int, loads: list[_Span]) -> str:
    start, end = min(index, loads[0].start), max(index + 2, loads[0].end)
    first, *more = pieces[start:end]
    return first.text + "".join(piece.gap + piece.text for piece in more)


def _beside(pieces: list[_Piece], span: _Span, taken: set[int]) -> str | None:
    """Numbers and words around a unit that would change what it is."""
    measure = span.meaning[0]
    before = pieces[span.start - 1] if span.start else None
    two_before = pieces[span.start - 2] if span.start > 1 else None
    after = pieces[span.end] if span.end < len(pieces) else None
    text = _text(pieces, span)
    if before is not None and before.group == pieces[span.start].group and _is_number(before.text):
        named = two_before is not None and two_before.group == before.group
        counted = named and two_before is not None and two_before.text.lower() in NUMBERED
        scale = not before.text.isdigit() or before.text in {"10", "100", "1000", "10000", "100000", "1000000"}
        if not named or (scale and not counted):
            return f"{before.text} {text}"
    if after is not None and _is_number(after.text) and span.end not in taken:
        more = pieces[span.end + 1] if span.end + 1 < len(pieces) else None
        timed = more is not None and more.text.lower() in TIME_WORDS
        if ((after.text.strip("0") in {"1", ""} and len(after.text) > 1) or not after.text.isdigit()) and not timed:
            return f"{text} {after.text}"
    # "kW Hour 13" and "kW hour ending" are hours of a day
    apart = span.end - span.start > 1 and measure in {"kWh", "kVAh", "kVARh"}
    apart = apart and after is not None and after.group == pieces[span.start].group
    if apart and after is not None and (after.text.isdigit() or after.text.lower() in _OF_A_DAY):
        return f"{text} {after.text}"
    if measure in _POWERS:
        for index in range(span.end, len(pieces)):
            word = pieces[index].text.lower()
            if index in taken or not (word in HOURS or word in {"r", "rh", "ar", "arh", "ah"}):
                continue
            own = pieces[index].group and pieces[index].group != pieces[span.start].group
            if own and word in HOURS and pieces[index - 1].text.isdigit():
                continue
            return f"{text} {pieces[index].text}"
        if before is not None and before.text.lower() == "energy" and measure != "A":
            return f"{before.text} {text}"
    bare_prefix = {"m", "g", "t"} & {piece.text.lower() for piece in pieces[: span.start]}
    if bare_prefix and text[:1].lower() in {"w", "v", "a"}:
        return f"{bare_prefix.pop()} {text}"
    return None


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").isdigit()

"""Where in a title a unit is: the longest phrases of the vocabulary, and letters where they can be nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.metering.unit_phrases import CASE_DECIDES, EXACT, LETTERS, PHRASES, PLACES, QUANTITIES, TIME_WORDS, WHOLE

if TYPE_CHECKING:
    from evsite.metering.title_words import Piece
    from evsite.metering.unit_phrases import Meaning

_JOINED = re.compile(r"\s?[-_.·⋅∙•*]?\s?")
"""What may stand between the words of one unit."""
_LONGEST_PHRASE = 4


class Span(NamedTuple):
    """A unit among the words of a title, from `start` up to `end`."""

    start: int
    end: int
    meaning: Meaning
    sure: bool = True
    """False for a letter, or a word that is a unit only if nothing else in the title is."""


def spans_of(pieces: list[Piece]) -> list[Span]:
    """The units in a title, in order."""
    found: list[Span] = []
    index = 0
    while index < len(pieces):
        span = _phrase_at(pieces, index) or _short_at(pieces, index)
        if span is not None:
            found.append(span)
        index = index + 1 if span is None else span.end
    # a letter beside a unit is a phase
    return [span for span in found if span.sure] or found


def _phrase_at(pieces: list[Piece], index: int) -> Span | None:
    end = index + 1
    while (
        end < min(len(pieces), index + _LONGEST_PHRASE)
        and _JOINED.fullmatch(pieces[end].gap)
        and pieces[end].group == pieces[index].group
    ):
        end += 1
    for last in range(end, index, -1):
        text = " ".join(piece.text for piece in pieces[index:last])
        lower = text.lower()
        meaning = EXACT.get(text) or (None if lower in CASE_DECIDES else PHRASES.get(lower))
        if meaning is not None:
            return Span(index, last, meaning, sure=lower not in {"arms", "var", "vars", "counts", "min", "pf"})
    return None


def _short_at(pieces: list[Piece], index: int) -> Span | None:
    """A unit of a letter or two, where it can be nothing else."""
    piece = pieces[index]
    meaning = LETTERS.get(piece.text.upper()) or WHOLE.get(piece.lower)
    if meaning is None:
        return None
    before = pieces[index - 1] if index else None
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    word = before.lower if before is not None else ""
    enclosed = piece.group > 0 and (before is None or before.group != piece.group)
    if following is not None and following.group == piece.group:
        return None
    if piece.lower in TIME_WORDS:
        return Span(index, index + 1, meaning, sure=False) if enclosed else None
    if enclosed:
        phase = piece.text.upper() == "A" and word in {
            "phase",
            "ph",
            "leg",
            "line",
            "mains",
            "power",
            "energy",
            "voltage",
        }
        known = piece.lower not in CASE_DECIDES and word not in PLACES and not phase
        return Span(index, index + 1, meaning, sure=piece.text.upper() != "A") if known else None
    if before is None:
        return Span(index, index + 1, meaning, sure=False) if piece.lower not in CASE_DECIDES else None
    if word not in QUANTITIES or word in PLACES or not piece.gap:
        return None
    if piece.text.upper() == "A":
        return Span(index, index + 1, meaning, sure=False) if "," in piece.gap else None
    if piece.lower == "va":
        return Span(index, index + 1, meaning, sure=False) if word in {"apparent", "power"} else None
    return Span(index, index + 1, meaning, sure=False)

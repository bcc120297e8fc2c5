"""The words of a column's title, with what stands between them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from evsite.metering.unit_phrases import CASE_DECIDES, EXACT, LETTERS, PHRASES, QUANTITIES, TIME_WORDS

_TOKENS = re.compile(r"\d{1,2}:\d{2}|\d+[.,]\d+|[^\W_]+|[$€£¢%°]")
_PREFIXED = r"(?:[kKMG](?:VARh|VARH|VAR|VArh|VAr|varh|var|VAh|VAH|VA|WHr?|Whr?|Watts?|W)|K(?:w|wh|va|vah))"
_FIRST = re.compile(rf"({_PREFIXED}|KWH|KVA)(?=[A-GI-QS-Z][a-z])")
_LAST = re.compile(rf"(?<=[a-z][a-z]){_PREFIXED}$")
_TIMED = re.compile(r"(?!10+s)(\d+)([a-z]+)", re.IGNORECASE)


class Piece(NamedTuple):
    """A word of a title."""

    text: str
    gap: str
    """What stands before it; empty where it is split off a longer run of letters and digits."""
    group: int
    """Which pair of brackets it is in, 0 for none."""

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()


def plain_text(text: str) -> str:
    """Without unusual white space, invisible characters, compatibility forms and outer quotes."""
    flat = unicodedata.normalize("NFKC", text)
    flat = "".join(letter for letter in flat if unicodedata.category(letter) != "Cf")
    return " ".join(flat.split()).strip("'\"")


def pieces_of(title: str) -> list[Piece]:
    """The words of a title in order. A run of letters is split in camel case, but never within a unit."""
    found: list[Piece] = []
    end, group, groups = 0, 0, 0
    for match in _TOKENS.finditer(title):
        gap = title[end : match.start()]
        for mark in gap:
            if mark in "([{":
                groups += 1
                group = groups
            elif mark in ")]}":
                group = 0
        for number, part in enumerate(_split(match[0])):
            found.append(Piece(part, "" if number else gap, group))
        end = match.end()
    return found


def written(pieces: list[Piece], start: int, end: int) -> str:
    """The text from one word up to another, as it stands in the title."""
    first, *more = pieces[start:end]
    return first.text + "".join(piece.gap + piece.text for piece in more)


def _split(run: str) -> list[str]:
    """The words of a run of letters and digits; one that could be a unit with something in it stays whole."""
    if _is_unit(run) or run.isdigit():
        return [run]
    if not run[0].isalpha():
        timed = _TIMED.fullmatch(run)
        return [timed[1], timed[2]] if timed is not None and timed[2].lower() in TIME_WORDS else [run]
    bare = run.rstrip("0123456789")
    if bare != run:
        # L1 and HE13 are one word
        return [bare, run[len(bare) :]] if _is_unit(bare) or len(bare) > 3 else [run]
    first, last = _FIRST.match(run), _LAST.search(run)
    if first is not None:
        return [first[0], *_camel(run[first.end() :])]
    if last is not None and not any(mark.isdigit() for mark in run):
        return [*_camel(run[: last.start()]), last[0]]
    parts = _camel(run)
    if any(len(part) == 1 and part.islower() for part in parts):
        return [run]
    if any(_is_unit(part) for part in parts[:-1]) or (_is_unit(parts[-1]) and any(mark.isdigit() for mark in run)):
        return [run]
    for before, part in pairwise(parts):
        # "kWh" with something in it must not become a Wh
        if _takes_prefix(part) and before.lower() not in QUANTITIES:
            return [run]
        if _is_unit(part) and len(before) < 3:
            return [run]
    return parts


def _camel(run: str) -> list[str]:
    """Split where a small letter is followed by a capital one, and before the last capital of several."""
    if run.isupper() or run.islower():
        return [run]
    parts = [run[0]]
    for place in range(1, len(run)):
        here, before, after = run[place], run[place - 1], run[place + 1 : place + 2]
        begins = (here.isupper() and before.islower()) or (here.isupper() and before.isupper() and after.islower())
        if begins or here.isdigit() != before.isdigit():
            parts.append(here)
        else:
            parts[-1] += here
    return parts


def _is_unit(text: str) -> bool:
    return text in EXACT or text.lower() in PHRASES or text.lower() in CASE_DECIDES


def _takes_prefix(part: str) -> bool:
    """Whether a letter before this unit would make it another one."""
    return part in LETTERS or (_is_unit(part) and part[0].lower() in "wva")

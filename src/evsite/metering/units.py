"""Units of measured values, from a closed vocabulary of whole phrases.

Letter case is free except where it decides: an mW is a millionth of a kW and an MW a thousand. What looks like a unit
and is not in the vocabulary is never read by dropping a part of it: it is left over, which is a reason to refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evsite.metering.title_words import pieces_of, plain_text, written
from evsite.metering.unit_context import around
from evsite.metering.unit_phrases import LOADS, WHOLE
from evsite.metering.unit_spans import spans_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 300
"""Characters of a title that are looked at."""
_LABEL = re.compile(r"[(\[][^()\[\]]*(?:S/N|LBL)\s*:[^()\[\]]*[)\]]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MeterUnit:
    """A unit: its text as written, what it measures, and how much of that measure one is.

    `measure` is one of `LOADS` ("kW", "kWh", "kVA", "kVAh", "A"), or "kVAR", "kVARh", "V", "gas", "water", "money",
    "temperature", "percent", "time" or "other": known, and no load.
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

    `leftover` is a part of the title that looks like a unit, or changes one, and is not understood: nobody knows what
    the values of this column are. `unit` is None then.
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
    shown = plain_text(text)
    if shown[:1] + shown[-1:] in {"()", "[]"}:
        shown = shown[1:-1].strip()
    known = WHOLE.get(shown.lower())
    if known is not None:
        return MeterUnit(shown, *known)
    read = _read(shown)
    if read.unit is None or read.words or len(read.unit.text) != len(shown):
        return None
    return read.unit


def title_unit(title: str, beside: Iterable[str] = ()) -> TitleUnit:
    """What a column's title says about its unit.

    The unit may stand in brackets, after a comma, after an underscore, in camel case or as a word of its own.

    Parameters
    ----------
    title
        Of the column.
    beside
        All titles of the table, to show an A that is a phase, and has a B beside it, from one that is the unit
        ("total_a"). Without them such a letter is no unit.
    """
    if len(title) > _LONGEST:
        return TitleUnit(None, tuple(plain_text(title[:_LONGEST]).lower().split()))
    read = _read(plain_text(title))
    if read.unit is None and read.leftover is None and read.words[-1:] == ("a",) and read.words[-2:-1]:
        if title.rstrip().endswith(("(A)", "[A]")):
            return TitleUnit(MeterUnit("A", "A", 1.0), read.words[:-1])
        titles = {_read(plain_text(each[:_LONGEST])).words for each in beside}
        if titles and read.words[-2] in _OF_AMPERES and (*read.words[:-1], "b") not in titles:
            return TitleUnit(MeterUnit(plain_text(title)[-1], "A", 1.0), read.words[:-1])
    return read


_OF_AMPERES = frozenset({"current", "curr", "load", "total", "demand"})
"""Words after which a letter A at the end of a title is the unit, if it is no phase."""


_WITH_UNIT = re.compile(r"([+-]?[\d.,\u00a0 ]*\d)\s*([^\d\s.,].*)")


def value_with_unit(text: str) -> tuple[str, MeterUnit] | None:
    """The number of a cell with its unit beside it ("1.5 kWh"), as written, and the unit; None for any other cell."""
    match = _WITH_UNIT.fullmatch(text) if len(text) < 40 else None
    unit = None if match is None else unit_of(match[2])
    return None if match is None or unit is None else (match[1].strip(), unit)


@lru_cache(maxsize=65_536)
def _read(title: str) -> TitleUnit:
    label = _LABEL.search(title)
    if label is not None:
        # a logger's serial number and label: free text
        rest = tuple(word.lower() for word in re.findall(r"\w+", label[0]))
        read = _read(title[: label.start()] + title[label.end() :])
        return TitleUnit(read.unit, (*read.words, *rest), read.leftover)
    pieces = pieces_of(title)
    spans, problem = around(pieces, spans_of(pieces))
    taken = {index for span in spans for index in range(span.start, span.end)}
    words = tuple(piece.lower for index, piece in enumerate(pieces) if index not in taken)
    if problem is None and len({span.meaning for span in spans}) > 1:
        problem = " and ".join(dict.fromkeys(written(pieces, span.start, span.end) for span in spans))
    if problem is not None and problem.count("(") > problem.count(")"):
        problem += ")"
    if problem is not None or not spans:
        return TitleUnit(None, words, problem)
    measure, factor = spans[0].meaning
    return TitleUnit(MeterUnit(written(pieces, spans[0].start, spans[0].end), measure, factor), words)

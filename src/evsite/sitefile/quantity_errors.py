"""What is said of a text that is no quantity, with what would be one."""

from __future__ import annotations

import math
import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evsite.sitefile.quantity_units import KINDS, MAX_LENGTH, SAME_DIMENSION, SHAPE, UNITS, everyday_units, nouns
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.wording import kind_of
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.quantity import Dimension
    from evsite.sitefile.refused import Fit


_MANY_KW = 1000.0
"""From here on a number without a unit, where a power is asked for, may well be of watts."""
_MANY_H = 15.0
"""From here on a number without a unit, where a time is asked for, may well be of minutes."""
_RANGE = re.compile(r"([0-9][0-9.,]*)\s*(?:-|–|—|/|to|or|and|&)\s*(?=[0-9][0-9.,]*\s*([°º˚]?[^\W\d_]+))")
"""Two numbers with one unit."""
_ANY = re.compile(
    r"(?<![\w.,])(?<![0-9]/)([0-9]{1,3}(?:[ '_][0-9]{3})+(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,)|[0-9][0-9,]*)"
    r"((?:[.,][0-9]+)?)[\s-]*([°º˚]?(?:[kK] )?[^\W\d_]+2?|%)"
)
_MOST_FITS = 3


class QuantityError(RefusalError):
    """Raised when a text is not a quantity of the wanted dimension; `fits` are texts or lists that would do."""

    def __init__(self, message: str, reason: str = "", fits: Iterable[Fit] = (), expected: str = "") -> None:
        super().__init__(message, reason, expected, fits)

    def with_example(self, example: object) -> str:
        """The message with an example of the key; one that is no quantity, like a table of some, is left out."""
        return super().with_example(example if isinstance(example, str | list) else None)


class NoBreakerError(QuantityError):
    """Raised for a text that says that there is no breaker."""


def texts_in(written: str, wanted: tuple[Dimension, ...]) -> list[str]:
    """The quantities that stand in a longer text, like "400 A" in "400A BUS", each as it would be read.

    Nothing is worked out: a text with a share of something ("80% of 400 A") or more than three quantities has none.
    """
    text = unicodedata.normalize("NFKC", written[:MAX_LENGTH]).replace("⁄", "/")
    if "%" in text and "percent" not in wanted:
        return []
    text = _RANGE.sub(lambda found: f"{found[1]} {found[2]} ", text)
    fits: dict[str, None] = {}
    kinds = {SAME_DIMENSION.get(want, want) for want in wanted}
    for found in _ANY.finditer(text):
        whole, unit = re.sub(r"[ '_]|\.(?=[0-9]{3})", "", found[1]), found[3]
        number = whole + found[2].replace(",", ".")
        known = UNITS.get(unit) or UNITS.get(unit.upper())
        fit = f"{number} {unit if unit in UNITS else unit.upper()}"
        if known is not None and known[0] in kinds and fit != written and SHAPE.fullmatch(fit) is not None:
            fits[fit] = None
    return list(fits) if len(fits) <= _MOST_FITS else []


def _examples(wanted: tuple[Dimension, ...]) -> str:
    return f"{nouns(wanted)} such as " + listed([f'"{KINDS[dimension].example}"' for dimension in wanted])


def needs_unit(number: str, wanted: tuple[Dimension, ...], *, positive: bool = False) -> QuantityError:
    """What is said of a number without a unit: first that no unit helps, where it is negative, or 0 is refused too."""
    value = _value_of(number)
    if value < 0 and "temperature" not in wanted:
        return unlike(f"{number} is negative", wanted)
    if value == 0 and positive:
        return unlike(f"{number} is not more than zero", wanted)
    units = [KINDS[dimension].unit for dimension in wanted]
    if wanted == ("power",) and _is_of_watts(number):
        units.insert(0, "W")
    if "time" in wanted:
        units.insert(0 if value >= _MANY_H else units.index("h") + 1, "min")
    reason, fits = f"{number} needs a unit", [f"{number} {unit}" for unit in units]
    examples = listed([f'"{text}"' for text in fits])
    return QuantityError(f"{reason}: write {examples}", reason, fits, nouns(wanted))


def _is_of_watts(number: str) -> bool:
    """Whether a number of kW would be that of a power station, so that watts are meant: 3300."""
    return _value_of(number) >= _MANY_KW


def _value_of(number: str) -> float:
    """A number as it was written; nan for one that has no such form."""
    try:
        return float(number.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return math.nan


def no_number(written: str) -> str:
    """Why a text has no number."""
    if not written:
        return "nothing is written here"
    if re.match(r"[+-]?(nan|inf)", written, re.IGNORECASE):
        return f"'{in_message(written)}' is not a finite number"
    return f"'{in_message(written)}' has no number"


def not_text(found: object, wanted: tuple[Dimension, ...], *, positive: bool = False) -> QuantityError:
    """What is said of a value that is no text; `positive` says whether 0 is refused."""
    if isinstance(found, bool):
        return unlike(f"found {str(found).lower()}", wanted)
    if isinstance(found, (int, float)):
        if abs(found) < 10**12:
            number = f"{found:.12g}" if isinstance(found, float) else str(found)
            return needs_unit(number, wanted, positive=positive)
        return unlike("found a number without a unit", wanted)
    return unlike(f"found {kind_of(found)}", wanted)


def unlike(
    reason: str, wanted: tuple[Dimension, ...], *, shown: bool = True, fits: Iterable[str] = ()
) -> QuantityError:
    """What is no quantity of these dimensions; the message has examples of them where they are `shown`."""
    expected = _examples(wanted) if shown else nouns(wanted)
    return QuantityError(f"{reason}, expected {expected}", reason, fits, expected=nouns(wanted))


def too_large(written: str, target: Dimension) -> QuantityError:
    """What is said of a number that is more than anything at a site."""
    return QuantityError(f"'{written}' is too large to be {KINDS[target].noun}", expected="less,")


def too_small(written: str, target: Dimension) -> QuantityError:
    """What is said of a number that is next to nothing and not zero."""
    return QuantityError(f"'{written}' is too small to be {KINDS[target].noun}", expected="more,")


def in_message(text: str) -> str:
    """Text for a message: a site file may hold anything, a terminal should not get it."""
    return text if text.isprintable() else "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def unknown_unit(written: str, unit: str, wanted: tuple[Dimension, ...]) -> QuantityError:
    """What is said of a unit that is none, or not one of these dimensions."""
    folded = everyday_units(wanted)
    # a word that only begins or ends like a unit is none: "400 A main" are no milliamperes
    alone = re.fullmatch(r"[^\W\d_]+[.?]?", unit) is not None
    near = get_close_matches(unit.casefold(), folded, n=1, cutoff=0.5) if alone else []
    fits = [] if near else texts_in(written, wanted)
    if fits:
        reason = f"'{in_message(written)}' says more than a quantity"
        return QuantityError(f"{reason}, expected {_examples(wanted)}", reason, fits, expected=nouns(wanted))
    reason = f"unknown unit '{in_message(unit)}' in '{in_message(written)}'"
    if not near:
        return unlike(reason, wanted)
    suggestion = f'{reason}, did you mean "{folded[near[0]]}"?'
    return QuantityError(suggestion, suggestion, [f"{written.removesuffix(unit).rstrip()} {folded[near[0]]}"])

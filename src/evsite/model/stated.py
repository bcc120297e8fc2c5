"""Figures of the catalogue: numbers that carry whether somebody read them in a document.

A row of the catalogue is rarely known as a whole: the rating of a station may stand in its manual, and its lower
settings nowhere. So the mark belongs to the figure. What only general knowledge says is reported where it is used, and
decides no error (see `evsite.rules.unconfirmed_errors`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, get_args

from evsite.words import article, enumeration, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

Figure = Literal[
    "port_max_a",
    "breaker_a",
    "max_ocpd_a",
    "settings",
    "jumper_settings",
    "dc_kw",
    "ac_input_a",
    "module_kw",
    "module_input_a",
    "efficiency",
    "power_factor",
    "min_a",
]
"""The figures of a station model that are marked."""
FIGURES: tuple[Figure, ...] = get_args(Figure)


class Stated(float):
    """A number with its mark: `seen` where it was read in a document, or where the site file gives it.

    What is computed from it is a plain number again; the least or greatest of several keeps its mark.
    """

    __slots__ = ("seen",)
    seen: bool

    def __new__(cls, value: float, *, seen: bool) -> Self:
        """A number and whether it was seen."""
        made = super().__new__(cls, value)
        made.seen = seen
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[float], dict[str, bool]]:
        return (float(self),), {"seen": self.seen}


@dataclass(frozen=True, slots=True)
class UnseenValue:
    """A figure of the catalogue not confirmed in a document, and that a station is calculated with.

    `value` is in amperes or kilowatts as its figure says, or a fraction; `breaker_a` is the breaker that a setting
    goes with.
    """

    figure: Figure
    value: float
    breaker_a: float | None = None


def unseen(values: Iterable[tuple[Figure, float | None]], breaker_a: float | None = None) -> tuple[UnseenValue, ...]:
    """Those of some values that are of the catalogue and were not seen; other numbers are somebody's own."""
    return tuple(
        UnseenValue(figure, float(value), breaker_a if figure in {"settings", "jumper_settings"} else None)
        for figure, value in values
        if not_read(value) and value is not None
    )


def not_read(value: float | None) -> bool:
    """Whether a value is a figure of the catalogue not confirmed in a document."""
    return isinstance(value, Stated) and not value.seen


def given(value: float | None) -> Stated | None:
    """A number that the site file gives: whoever wrote it answers for it."""
    return None if value is None else Stated(value, seen=True)


NOT_READ = "not confirmed in a document"
"""What is stated of an unseen value wherever it is used."""
_MOST_REPORTED = 6
_WORDS: dict[Figure, str] = {
    "port_max_a": "{} A a port",
    "breaker_a": "a {} A breaker",
    "max_ocpd_a": "at most {} A of breaker",
    "settings": "{} A",
    "jumper_settings": "{} A for both ports",
    "dc_kw": "{} kW",
    "ac_input_a": "{} A of input",
    "module_kw": "{} kW a module",
    "module_input_a": "{} A of input a module",
    "efficiency": "an efficiency of {}",
    "power_factor": "a power factor of {}",
    "min_a": "at least {} A a port",
}


def unseen_words(values: Iterable[UnseenValue]) -> str:
    """Values for a sentence: "48 A a port and 24 A on a 30 A breaker"."""
    texts = [
        _WORDS[each.figure].format(trimmed(each.value, 3))
        + ("" if each.breaker_a is None else f" on {article(f'{each.breaker_a:g}')} {each.breaker_a:g} A breaker")
        for each in values
    ]
    more = len(texts) - _MOST_REPORTED
    return enumeration([*texts[:_MOST_REPORTED], f"{more} more"] if more > 1 else texts)

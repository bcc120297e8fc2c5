"""How wide texts are in the fonts of evsite, and texts cut to fit a width.

What is measured is what is drawn: control characters are spelled out (`printable`). No text is drawn wider than is
said here. Characters that the font does not have come from another one, or are drawn as a box, and count as wide.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from evsite.fonts.files import WIDTHS_FILE
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ASCENT_EM, DESCENT_EM = 0.905, 0.223
"""How far letters reach above and below the baseline, accents of capitals too."""
CAPITAL_EM = 0.716
"""How high a capital is at least, in both faces."""
ELLIPSIS = "…"
_UNITS_PER_EM = 2048
_SQUARE_EM, _UNKNOWN_EM = 1.0, 1.5
"""Ideographs, kana and hangul are squares in every font; an emoji is up to 1.4 em wide, and so may other signs be."""


@cache
def _widths_em() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The widths of the characters of the regular and the bold face."""
    regular, bold = {}, {}
    for line in WIDTHS_FILE.read_text(encoding="ascii").splitlines()[1:]:
        code, in_regular, in_bold = line.split(",")
        letter = chr(int(code, 16))
        regular[letter] = int(in_regular) / _UNITS_PER_EM
        bold[letter] = int(in_bold) / _UNITS_PER_EM
    return regular, bold


def _unknown_em(letter: str) -> float:
    square = unicodedata.category(letter) == "Lo" and unicodedata.east_asian_width(letter) in "WF"
    return _SQUARE_EM if square else _UNKNOWN_EM


def text_width_px(text: str, size_px: float, *, bold: bool = False) -> float:
    """How wide a text is at most where it is drawn on one line [px].

    Parameters
    ----------
    text
        The text.
    size_px
        The size of the font [px].
    bold
        Whether it is drawn in the bold face.
    """
    return size_px * _width_em(text, bold)


@lru_cache(maxsize=8192)  # tables are fitted to many widths, and most of their texts stand in many rows
def _width_em(text: str, bold: bool) -> float:  # noqa: FBT001 - the key of a cache
    widths = _widths_em()[bold]
    return sum([widths[letter] if letter in widths else _unknown_em(letter) for letter in printable(text)])


def shortened(text: str, width_px: float, size_px: float, *, bold: bool = False) -> str:
    """A text as it is where it fits a width; otherwise its beginning that does, with an ellipsis.

    Parameters
    ----------
    text
        The text.
    width_px
        The width [px].
    size_px
        The size of the font [px].
    bold
        Whether it is drawn in the bold face.

    Returns
    -------
    str
        The text, control characters spelled out. Where not even an ellipsis fits it is that alone.
    """
    text = printable(text)
    widths = _widths_em()[bold]
    room_px = width_px - text_width_px(ELLIPSIS, size_px, bold=bold)
    used, fits = 0.0, 0
    for place, letter in enumerate(text):
        used += size_px * (widths[letter] if letter in widths else _unknown_em(letter))
        if used > width_px:
            return text[:fits].rstrip() + ELLIPSIS
        if used <= room_px:
            fits = place + 1
    return text


def wrapped(text: str, width_px: float, size_px: float, *, bold: bool = False) -> list[str]:
    """A text as lines of at most so much width, broken between words, and inside those that are longer.

    Parameters
    ----------
    text
        The text.
    width_px
        The width [px]; a character that is wider stands on a line of its own.
    size_px
        The size of the font [px].
    bold
        Whether it is drawn in the bold face.

    Returns
    -------
    list[str]
        The lines, at least one, control characters spelled out.
    """
    lines: list[str] = []
    line, line_px = "", 0.0
    space_px = text_width_px(" ", size_px, bold=bold)
    for word in printable(text).split():
        *full, last = _pieces(word, width_px, size_px, bold=bold)
        last_px = text_width_px(last, size_px, bold=bold)
        if line and not full and line_px + space_px + last_px <= width_px:
            line, line_px = f"{line} {last}", line_px + space_px + last_px
            continue
        lines += [line, *full] if line else full
        line, line_px = last, last_px
    return [*lines, line]


def _pieces(text: str, width_px: float, size_px: float, *, bold: bool) -> list[str]:
    """A printable text cut into pieces that fit a width, or are a single character."""
    if text_width_px(text, size_px, bold=bold) <= width_px:
        return [text]
    widths = _widths_em()[bold]
    pieces = []
    start, used = 0, 0.0
    for place, letter in enumerate(text):
        letter_px = size_px * (widths[letter] if letter in widths else _unknown_em(letter))
        if used + letter_px > width_px and place > start:
            pieces.append(text[start:place])
            start, used = place, 0.0
        used += letter_px
    return [*pieces, text[start:]]


def known_letters() -> Collection[str]:
    """The characters that the fonts have, in both faces."""
    return _widths_em()[0].keys()

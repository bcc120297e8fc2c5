"""Symbols of what sits on a conductor: source, meter, breaker, switches, transformer, tag; and of earth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from evsite.documents.drawing import Arc, Circle, Polyline, Text
from evsite.documents.symbols.symbol import NEW_PX, Symbol
from evsite.documents.text_lines import LEAST_PX, NORMAL_PX
from evsite.fonts.metrics import CAPITAL_EM, text_width_px

if TYPE_CHECKING:
    from evsite.documents.drawing import Item, Point

WindingMark = Literal["delta", "wye", "grounded wye"]
"""How the three windings of one side of a transformer are connected."""
_DOT = 2.5
_BUMP = 5.0
_WORDS_PX = 1.25 * LEAST_PX
"""Letters of symbols are no smaller: a drawing scaled to four fifths of its size can still be read."""


def _line(*points: Point, weight: float) -> Polyline:
    return Polyline(points, "symbol", weight)


def _letter(at: Point, letter: str, size_px: float, *, bold: bool = True) -> Text:
    """A text whose capitals stand in the middle of a point."""
    return Text((at[0], at[1] + CAPITAL_EM * size_px / 2), letter, size_px, "middle", bold=bold)


def utility(at: Point, weight_px: float = NEW_PX) -> Symbol:
    """The source: a circle with a wave in it; the conductor begins below."""
    x, y = at
    radius, half = 14.0, 4.5
    middle = y + radius
    wave = (
        Arc((x - 2 * half, middle), (x, middle), half, clockwise=True, weight_px=weight_px),
        Arc((x, middle), (x + 2 * half, middle), half, clockwise=False, weight_px=weight_px),
    )
    circle = Circle((x, middle), radius, "symbol", weight_px)
    return Symbol("utility", (circle, *wave), at, (x, y + 2 * radius), (x + radius, middle))


def meter(at: Point, weight_px: float = NEW_PX) -> Symbol:
    """A meter: a circle with the letter M."""
    x, y = at
    radius = 13.0
    items = (Circle((x, y + radius), radius, "symbol", weight_px), _letter((x, y + radius), "M", 13.0))
    return Symbol("meter", items, at, (x, y + 2 * radius), (x + radius, y + radius))


def current_transformer(at: Point, weight_px: float = NEW_PX) -> Symbol:
    """A current transformer: a small circle around the conductor, with a line to its meter on the right."""
    x, y = at
    radius, length = 5.0, 16.0
    middle = y + length / 2
    items = (_line(at, (x, y + length), weight=weight_px), Circle((x, middle), radius, "symbol", weight_px))
    return Symbol("current transformer", items, at, (x, y + length), (x + radius, middle))


def breaker(at: Point, weight_px: float = NEW_PX) -> Symbol:
    """A molded-case breaker: two open dots with an arc on the right."""
    x, y = at
    upper, lower = y + _DOT, y + _DOT + 20
    items = (
        Circle((x, upper), _DOT, "symbol", weight_px),
        Circle((x, lower), _DOT, "symbol", weight_px),
        Arc((x + _DOT + 0.5, upper - 1.5), (x + _DOT + 0.5, lower + 1.5), 15.0, clockwise=True, weight_px=weight_px),
    )
    return Symbol("breaker", items, at, (x, lower + _DOT), (x + 8.3, (upper + lower) / 2))


def _blade(at: Point, weight_px: float) -> tuple[tuple[Item, ...], float]:
    """An open blade between two dots, and how far down it ends [px]."""
    x, y = at
    length = 20.0
    upper, lower = y + _DOT, y + _DOT + length
    # the blade turns on the lower dot, 30 degrees to the left
    tip = (x - length * math.sin(math.pi / 6), lower - length * math.cos(math.pi / 6))
    items = (
        Circle((x, upper), _DOT, "symbol", weight_px),
        Circle((x, lower), _DOT, "symbol", weight_px),
        _line((x, lower - _DOT), tip, weight=weight_px),
    )
    return items, length + 2 * _DOT


def disconnect(at: Point, weight_px: float = NEW_PX) -> Symbol:
    """An unfused switch: an open blade between two dots."""
    items, height = _blade(at, weight_px)
    x, y = at
    return Symbol("disconnect", items, at, (x, y + height), (x + _DOT, y + height / 2))


def fused_switch(at: Point, weight_px: float = NEW_PX) -> Symbol:
    """A fused switch: a blade, and below it a fuse, which is a box with the conductor through it."""
    blade, height = _blade(at, weight_px)
    x, y = at
    top, length, half = y + height, 16.0, 4.0
    box = ((x - half, top + 4), (x + half, top + 4), (x + half, top + 4 + length), (x - half, top + 4 + length))
    fuse = (_line((x, top), (x, top + length + 8), weight=weight_px), Polyline(box, "symbol", weight_px, closed=True))
    return Symbol("fused switch", (*blade, *fuse), at, (x, top + length + 8), (x + half, top + 4 + length / 2))


def transformer(
    at: Point,
    primary: WindingMark | None = None,
    secondary: WindingMark | None = None,
    weight_px: float = NEW_PX,
) -> Symbol:
    """A transformer: two rows of bumps that face each other, with the connections of its windings on the left.

    Parameters
    ----------
    at
        Where the conductor to its primary ends.
    primary
        How its primary is connected; None for a single phase, or where the file does not say it.
    secondary
        How its secondary is connected.
    weight_px
        The width of lines [px].
    """
    x, y = at
    lead, gap, bumps = 12.0, 8.0, 4
    upper, left = y + lead, x - _BUMP * bumps
    lower = upper + 2 * _BUMP + gap
    items: list[Item] = [_line(at, (x, upper), weight=weight_px)]
    for number in range(bumps):
        start, end = left + 2 * _BUMP * number, left + 2 * _BUMP * (number + 1)
        items += [
            Arc((start, upper), (end, upper), _BUMP, clockwise=False, weight_px=weight_px),
            Arc((start, lower), (end, lower), _BUMP, clockwise=True, weight_px=weight_px),
        ]
    items.append(_line((x, lower), (x, lower + lead), weight=weight_px))
    for mark, middle in ((primary, upper - 1), (secondary, lower + 1)):
        if mark is not None:
            items += _winding((left - 12, middle), mark, weight_px)
    return Symbol("transformer", tuple(items), at, (x, lower + lead), (x + _BUMP * bumps, (upper + lower) / 2))


def _winding(middle: Point, mark: WindingMark, weight_px: float) -> tuple[Item, ...]:
    x, y = middle
    size = 7.0
    ends = [(x + size * math.sin(turn), y - size * math.cos(turn)) for turn in (0, 2 * math.pi / 3, -2 * math.pi / 3)]
    if mark == "delta":
        return (Polyline(tuple(ends), "symbol", weight_px, closed=True),)
    # a wye stands on one foot
    items = tuple(_line(middle, (across, 2 * y - down), weight=weight_px) for across, down in ends)
    if mark == "wye":
        return items
    earth = ground((x, y), weight_px, left=True, reach_px=14.0, drop_px=4.0)
    return (*items, *earth.items)


def ground(
    at: Point, weight_px: float = NEW_PX, *, left: bool = True, reach_px: float = 18.0, drop_px: float = 8.0
) -> Symbol:
    """Earth: three shrinking bars, hung on a tap to the side.

    Parameters
    ----------
    at
        The point of the conductor that is grounded.
    weight_px
        The width of lines [px].
    left
        Whether the tap goes to the left.
    reach_px
        How long the tap is [px].
    drop_px
        How far the bars hang below it [px].
    """
    x, y = at
    to_x = x - reach_px if left else x + reach_px
    bars = tuple(
        _line((to_x - half, y + drop_px + 3.5 * number), (to_x + half, y + drop_px + 3.5 * number), weight=weight_px)
        for number, half in enumerate((8.0, 5.0, 2.0))
    )
    tap = _line(at, (to_x, y), (to_x, y + drop_px), weight=weight_px)
    return Symbol("ground", (tap, *bars), at, at, (to_x, y + drop_px + 7))


def feeder_tag(at: Point, tag: str, weight_px: float = NEW_PX) -> Symbol:
    """A hexagon on the conductor with the tag of a feeder: the key to the feeder schedule."""
    x, y = at
    half_height, point = 9.0, 7.0
    half = text_width_px(tag, NORMAL_PX, bold=True) / 2 + 2
    middle = y + half_height
    corners = (
        (x - half - point, middle),
        (x - half, y),
        (x + half, y),
        (x + half + point, middle),
        (x + half, y + 2 * half_height),
        (x - half, y + 2 * half_height),
    )
    items = (Polyline(corners, "symbol", weight_px, closed=True), _letter((x, middle), tag, NORMAL_PX))
    return Symbol("feeder tag", items, at, (x, y + 2 * half_height), (x + half + point, middle))


def continuation(at: Point, words: str, weight_px: float = NEW_PX) -> Symbol:
    """An arrow that says on which sheet a conductor goes on or comes from: "TO SHEET E-3"."""
    x, y = at
    half = text_width_px(words, _WORDS_PX, bold=True) / 2 + 5
    height, tip = 17.0, 9.0
    corners = ((x - half, y), (x + half, y), (x + half, y + height), (x, y + height + tip), (x - half, y + height))
    items = (
        Polyline(corners, "symbol", weight_px, closed=True),
        _letter((x, y + height / 2 + 1), words, _WORDS_PX),
    )
    return Symbol("continuation", items, at, (x, y + height + tip), (x + half, y + height / 2))

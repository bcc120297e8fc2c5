"""Charts of how full limits are: with every port in use, and with stations offline at their fallback."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.charts.bars import Bar, bar_axis, bar_room, draw_bars, heavy_line
from evsite.documents.charts.legend import legend
from evsite.documents.charts.scale import Scale, round_ticks, tick_text
from evsite.documents.drawing import Text
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table
from evsite.documents.text_lines import SMALL_PX
from evsite.network.titles import limit_title
from evsite.rounding import TOLERANCE
from evsite.words import count, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.charts.marks import Filling
    from evsite.documents.drawing import Item
    from evsite.model.site import Site
    from evsite.studies.charts.limits import LimitBar

LIMITS_TITLE = "how full each limit is with every port in use"
OFFLINE_TITLE = "what stations offline at their fallback put on each limit"
IN_TURNS = "Ports take turns: this is the first slot of the rotation."
_MOST_BARS = 24
_MOST_PERCENT, _ENDLESS_PERCENT = 250.0, 140.0
_PITCH_PX, _LEAST_PITCH_PX = 44.0, 17.0
_WORDS_PX, _NUMBERS_PX = 300.0, 230.0
_BELOW_PX, _LINE_PX = 42.0, 16.0


def limits_table(site: Site, bars: Sequence[LimitBar], key: str, title: str) -> Table:
    """Every limit, those that are alike in a row; `key` is that of the table."""
    columns = (
        Column("limit", "limit", wrap=True, label=True),
        Column("number", "number", align="right"),
        Column("load", "load", align="right"),
        Column("allowed", "limit", align="right"),
        Column("unit", "unit"),
        Column("percent", "full", "%", "right"),
        Column("names", "of", wrap=True),
    )
    rows = tuple(
        (
            limit_title(site, bar.limits[0]),
            Number(len(bar.limits)),
            Number(bar.load, bar.unit, 2),
            Number(bar.allowed, bar.unit, 2),
            bar.unit,
            Number(100 * bar.fullness, "%", 1) if math.isfinite(bar.fullness) else "over",
            all_names(dict.fromkeys(limit.owner for limit in bar.limits)),
        )
        for bar in bars
    )
    return Table(key, title, columns, rows)


def draw_limits(site: Site, bars: Sequence[LimitBar], room: Box) -> Iterator[Item]:
    """The fullest limits as bars, with a line at what is allowed."""
    entries: list[tuple[Filling, str]] = [("blue", "load within the limit")]
    if any(_over(bar) for bar in bars):
        entries.append(("hatched", "load above the limit"))
    group, top = legend(entries, room)
    yield group
    shown = [_bar(site, number, bar) for number, bar in enumerate(bars[:_MOST_BARS])]
    widths = bar_room(shown, _WORDS_PX, _NUMBERS_PX)
    free = Box(room.left, top + _LINE_PX + 6, room.right, room.bottom - _BELOW_PX - _LINE_PX)
    pitch = max(_LEAST_PITCH_PX, min(_PITCH_PX, free.height / max(1, len(shown))))
    bottom = free.top + pitch * len(shown) + 4
    plot = widths.plot(Box(free.left, free.top - 4, free.right, bottom))
    # a bar without end goes on past the limit
    most = max((100 * bar.fullness if math.isfinite(bar.fullness) else _ENDLESS_PERCENT for bar in bars), default=100.0)
    ticks = round_ticks(min(max(100.0, most), _MOST_PERCENT), 6)
    scale = Scale(0.0, ticks[-1], plot.left, plot.right)
    yield from bar_axis(plot, scale, ticks, "load over limit, %")
    yield Text((scale.at(100.0), plot.top - 5), "limit", SMALL_PX + 1, "middle")
    yield from draw_bars(shown, free, widths, scale, pitch)
    yield heavy_line(plot, scale, 100.0)
    left = sum(len(bar.limits) for bar in bars[_MOST_BARS:])
    if left:
        words = f"and {count(left, 'limit')} more, none of them fuller; the table has them"
        yield Text((room.left, room.bottom), words, SMALL_PX + 1)


def _over(bar: LimitBar) -> bool:
    return bar.fullness > 1 + TOLERANCE


def _bar(site: Site, number: int, bar: LimitBar) -> Bar:
    title = limit_title(site, bar.limits[0])
    words = title if len(bar.limits) == 1 else f"{title} and {len(bar.limits) - 1:,} alike"
    percent = min(100 * bar.fullness, _MOST_PERCENT)
    over = _over(bar)
    numbers = f"{tick_text(round(bar.load, 1))} of {tick_text(round(bar.allowed, 1))} {bar.unit}, {share(bar.fullness)}"
    if not bar.allowed and over:
        return Bar(f"bar-{number}", words, ((percent, "hatched"),), numbers, bold=True)
    within: tuple[float, Filling] = (min(percent, 100.0), "blue")
    return Bar(f"bar-{number}", words, (within, (percent, "hatched")) if over else (within,), numbers, bold=over)

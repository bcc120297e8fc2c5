"""Charts of horizontal bars: a name on the left, a bar in the middle, and its numbers in a column on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.charts.axes import number_axis
from evsite.documents.charts.marks import block
from evsite.documents.drawing import Group, Polyline, Text
from evsite.documents.text_lines import NORMAL_PX
from evsite.fonts.metrics import shortened, text_width_px

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.charts.marks import Filling
    from evsite.documents.charts.scale import Scale
    from evsite.documents.drawing import Item

_GAP_PX = 12.0
_THICKEST_PX = 34.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of parts that follow each other, with its words and numbers."""

    id: str
    words: str
    parts: tuple[tuple[float, Filling], ...]
    """Where each part ends, on the scale, and how it is filled."""
    numbers: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class BarRoom:
    """How the width of a chart of bars is divided [px]."""

    words_px: float
    numbers_px: float

    def plot(self, room: Box) -> Box:
        """Where the bars are."""
        return Box(room.left + self.words_px + _GAP_PX, room.top, room.right - self.numbers_px - _GAP_PX, room.bottom)


def bar_room(bars: Sequence[Bar], most_words_px: float, most_numbers_px: float) -> BarRoom:
    """As much room for words and numbers as they take, and no more than so much [px]."""
    words = max((text_width_px(bar.words, NORMAL_PX, bold=bar.bold) for bar in bars), default=0.0)
    numbers = max((text_width_px(bar.numbers, NORMAL_PX, bold=bar.bold) for bar in bars), default=0.0)
    return BarRoom(min(words, most_words_px), min(numbers, most_numbers_px))


def draw_bars(bars: Sequence[Bar], room: Box, widths: BarRoom, scale: Scale, pitch_px: float) -> Iterator[Item]:
    """Bars below each other from the top of a room on, as thick as their distance allows."""
    thick = min(_THICKEST_PX, 0.68 * pitch_px)
    plot = widths.plot(room)
    for number, bar in enumerate(bars):
        middle = room.top + (number + 0.5) * pitch_px
        items: list[Item] = [
            Text(
                (room.left + widths.words_px, middle + 4),
                shortened(bar.words, widths.words_px, NORMAL_PX, bold=bar.bold),
                NORMAL_PX,
                "end",
                bold=bar.bold,
            )
        ]
        left = plot.left
        for value, filling in bar.parts:
            right = scale.at(value)
            items += block(Box(left, middle - thick / 2, right, middle + thick / 2), filling)
            left = max(left, right)
        numbers = shortened(bar.numbers, widths.numbers_px, NORMAL_PX, bold=bar.bold)
        items.append(Text((plot.right + _GAP_PX, middle + 4), numbers, NORMAL_PX, bold=bar.bold))
        yield Group(bar.id, tuple(items), title=f"{bar.words}: {bar.numbers}")


def bar_axis(plot: Box, scale: Scale, ticks: Sequence[float], title: str) -> list[Item]:
    """The grid behind bars, and the axis below them."""
    items: list[Item] = [
        Polyline(((scale.at(value), plot.top), (scale.at(value), plot.bottom)), "axis", 0.6, shade="light")
        for value in ticks
    ]
    items.append(Polyline(((plot.left, plot.top), (plot.left, plot.bottom)), "axis", 1.2))
    items += number_axis(plot, scale, ticks, title)
    return items


def heavy_line(plot: Box, scale: Scale, value: float) -> Polyline:
    """A heavy dashed line over the bars at one number."""
    x = scale.at(value)
    return Polyline(((x, plot.top), (x, plot.bottom)), "axis", 1.8, dashes_px=(7.0, 3.0))

"""The legend of a chart: samples with what they mean, in rows above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.charts.marks import LineStyle, block, line
from evsite.documents.drawing import Group, Text
from evsite.documents.text_lines import NORMAL_PX
from evsite.fonts.metrics import shortened, text_width_px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.charts.marks import Filling
    from evsite.documents.drawing import Item

_SAMPLE_PX, _GAP_PX, _BETWEEN_PX = 34.0, 7.0, 26.0
ROW_PX = 19.0


def legend(entries: Sequence[tuple[LineStyle | Filling, str]], room: Box) -> tuple[Group, float]:
    """The legend from the top of a room on, and where it ends [px]."""
    items: list[Item] = []
    x, y = room.left, room.top
    for sample, words in entries:
        text = shortened(words, room.width - _SAMPLE_PX - _GAP_PX, NORMAL_PX)
        width = _SAMPLE_PX + _GAP_PX + text_width_px(text, NORMAL_PX)
        if x > room.left and x + width > room.right:
            x, y = room.left, y + ROW_PX
        middle = y + ROW_PX / 2
        if isinstance(sample, LineStyle):
            ends = ((x, middle), (x + _SAMPLE_PX, middle))
            items += line(ends, sample, [(x + _SAMPLE_PX / 2, middle)])
        else:
            items += block(Box(x, middle - 6, x + _SAMPLE_PX, middle + 6), sample)
        items.append(Text((x + _SAMPLE_PX + _GAP_PX, middle + 4), text, NORMAL_PX))
        x += width + _BETWEEN_PX
    return Group("legend", tuple(items), title="legend"), y + ROW_PX

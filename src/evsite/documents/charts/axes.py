"""Axes of charts: grid lines, labels at round numbers, and labels beside the plot that keep apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.charts.scale import tick_text
from evsite.documents.drawing import Polyline, Text
from evsite.documents.text_lines import NORMAL_PX, SMALL_PX
from evsite.fonts.metrics import shortened, text_width_px

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.documents.boxes import Box
    from evsite.documents.charts.scale import Scale
    from evsite.documents.drawing import Item

AXIS_ROW_PX = 18.0
"""What a row of labels or a title takes."""
_LEADER_PX = 14.0
_APART_PX = 14.0


def value_axis(plot: Box, scale: Scale, ticks: Sequence[float], title: str) -> list[Item]:
    """The axis on the left of a plot with its grid, and its title above it.

    Parameters
    ----------
    plot
        Where numbers are drawn.
    scale
        From numbers to y.
    ticks
        The numbers at grid lines.
    title
        What it shows, with the unit.
    """
    items: list[Item] = []
    for value in ticks:
        y = scale.at(value)
        heavy = value == ticks[0]
        shade_px = 1.2 if heavy else 0.6
        items.append(Polyline(((plot.left, y), (plot.right, y)), "axis", shade_px, shade="black" if heavy else "light"))
        items.append(Text((plot.left - 7, y + 3.5), tick_text(value), SMALL_PX + 1, "end"))
    items.append(Polyline(((plot.left, plot.top), (plot.left, plot.bottom)), "axis", 1.2))
    room = plot.right - plot.left
    items.append(Text((plot.left, plot.top - 9), shortened(title, room, NORMAL_PX, bold=True), NORMAL_PX, bold=True))
    return items


def number_axis(plot: Box, scale: Scale, ticks: Iterable[float], title: str) -> list[Item]:
    """The axis below a plot: a stroke and a number at each tick as far as there is room, and its title below it."""
    items: list[Item] = []
    free = -1e9
    for value in ticks:
        x, text = scale.at(value), tick_text(value)
        half = text_width_px(text, SMALL_PX + 1) / 2
        items.append(Polyline(((x, plot.bottom), (x, plot.bottom + 5)), "axis", 1.0))
        if x - half > free:
            items.append(Text((x, plot.bottom + 16), text, SMALL_PX + 1, "middle"))
            free = x + half + 6
    if title:
        middle = (plot.left + plot.right) / 2
        items.append(Text((middle, plot.bottom + 33), title, NORMAL_PX, "middle"))
    return items


@dataclass(frozen=True, slots=True)
class SideLabel:
    """Words on the right of a plot, at the height of what they are about."""

    y: float
    words: str
    bold: bool = False


def side_labels(plot: Box, labels: Iterable[SideLabel], room_px: float) -> list[Item]:
    """Labels on the right of a plot, from the top down, pushed apart where they would touch, each with a leader.

    Parameters
    ----------
    plot
        Where numbers are drawn.
    labels
        The labels.
    room_px
        How wide they may be with their leaders.
    """
    listed = sorted(labels, key=lambda label: label.y)
    places: list[float] = []
    for label in listed:
        places.append(max(label.y, places[-1] + _APART_PX) if places else max(label.y, plot.top))
    lowest = plot.bottom
    for number in reversed(range(len(places))):
        places[number] = min(places[number], lowest)
        lowest = places[number] - _APART_PX
    items: list[Item] = []
    for label, y in zip(listed, places, strict=True):
        x = plot.right + _LEADER_PX
        items.append(Polyline(((plot.right + 2, label.y), (x - 3, y)), "leader", 0.6, shade="grey"))
        text = shortened(label.words, room_px - _LEADER_PX, SMALL_PX + 1, bold=label.bold)
        items.append(Text((x, y + 3.5), text, SMALL_PX + 1, bold=label.bold))
    return items

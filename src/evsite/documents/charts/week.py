"""The chart of the week of a group: its limit and the load beside it by the hour, and what is left for vehicles."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.charts.axes import value_axis
from evsite.documents.charts.legend import legend
from evsite.documents.charts.marks import DASHED, SOLID, THICK, line
from evsite.documents.charts.scale import Scale, round_ticks
from evsite.documents.drawing import Group, Polyline, Text
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table
from evsite.documents.text_lines import NORMAL_PX, SMALL_PX
from evsite.model.week import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.charts.marks import Filling, LineStyle
    from evsite.documents.drawing import Item
    from evsite.studies.charts.week import WeekChart

_LEFT_PX, _RIGHT_PX, _ABOVE_PX, _BELOW_PX, _BETWEEN_PX = 62.0, 16.0, 30.0, 40.0, 66.0
_DAY_H, _NAMES_PX = 24, 220.0


def week_title(chart: WeekChart) -> str:
    """What the chart of a group is called."""
    plural = "s" if len(chart.groups) > 1 else ""
    return f"the week of group{plural} {all_names(chart.groups)} by the hour"


def week_subtitle(chart: WeekChart) -> str:
    """What its lines are."""
    where = ", on each conductor" if chart.unit == "A" else ""
    words = f"The lowest limit of the group in each hour{where}"
    if not chart.loads:
        return f"{words}{'; and what is left of it beside load that does not vary' if _less_is_left(chart) else ''}."
    return (
        f"{words}; the highest load of {all_names(chart.loads)} that a site meter takes off it; and what is left for "
        "vehicles, least and median of each hour."
    )


def _less_is_left(chart: WeekChart) -> bool:
    return any(hour.left_least != hour.limit for hour in chart.hours)


def week_table(chart: WeekChart) -> Table:
    """The hours of every day, those in a row that are alike together."""
    loads = (("load", "load beside it"), ("left_least", "left, least"), ("left_median", "left, median"))
    columns = (
        Column("groups", "group", wrap=True, label=True, once=True),
        Column("day", "day", label=True, once=True),
        Column("from", "from", label=True),
        Column("to", "to"),
        Column("limit", "limit", align="right"),
        *(Column(key, title, align="right") for key, title in loads),
        Column("unit", "unit"),
    )
    rows = []
    for number, day in enumerate(DAYS):
        hours = enumerate(chart.hours[number * _DAY_H : (number + 1) * _DAY_H])
        for figures, equal in groupby(hours, key=lambda each: each[1]):
            found = [hour for hour, _ in equal]
            rows.append(
                (
                    all_names(chart.groups),
                    day,
                    f"{found[0]:02}:00",
                    f"{found[-1] + 1:02}:00",
                    *("" if value is None else Number(value, chart.unit, 1) for value in figures),
                    chart.unit,
                )
            )
    return Table("week", week_title(chart), columns, tuple(rows))


def draw_week(chart: WeekChart, room: Box) -> Iterator[Item]:
    """The chart in a room of a page: one plot, or one below the other where there is load beside the group."""
    beside = any(hour.load is not None for hour in chart.hours)
    differs = _less_is_left(chart)
    median = any(hour.left_median != hour.left_least for hour in chart.hours)
    entries: list[tuple[LineStyle | Filling, str]] = [(SOLID, "limit of the group")]
    if beside:
        entries.append(("light", "load beside it, highest"))
    elif differs:
        entries.append((DASHED, "left for vehicles"))
    group, top = legend(entries, room)
    yield group
    free = Box(room.left + _LEFT_PX, top + _ABOVE_PX, room.right - _RIGHT_PX, room.bottom - _BELOW_PX)
    limits = [hour.limit for hour in chart.hours]
    if not beside:
        lines = [(limits, SOLID)]
        if differs:
            lines.append(([hour.left_least for hour in chart.hours], DASHED))
        yield Group("limit", tuple(_plot(free, lines, f"limit, {chart.unit}")), title="limit by the hour")
        return
    height = (free.height - _BETWEEN_PX) / 2
    upper, lower = replace(free, bottom=free.top + height), replace(free, top=free.bottom - height)
    loads = [hour.load or 0.0 for hour in chart.hours]
    title = f"limit and load beside it, {chart.unit}"
    yield Group("limit", tuple(_plot(upper, [(limits, SOLID)], title, area=loads)), title=title)
    left: list[tuple[Sequence[float], LineStyle]] = [([hour.left_least for hour in chart.hours], SOLID)]
    names: list[tuple[LineStyle | Filling, str]] = []
    if median:
        left.insert(0, ([hour.left_median for hour in chart.hours], THICK))
        names = [(SOLID, "least"), (THICK, "median")]
    title = f"left for vehicles, {chart.unit}"
    yield Group("left", tuple(_plot(lower, left, title, names=names)), title=title)


def _plot(
    plot: Box,
    lines: Sequence[tuple[Sequence[float], LineStyle]],
    title: str,
    *,
    area: Sequence[float] = (),
    names: Sequence[tuple[LineStyle | Filling, str]] = (),
) -> Iterator[Item]:
    most = max((value for values in (area, *(values for values, _ in lines)) for value in values), default=0.0)
    ticks = round_ticks(most * 1.02, 5)
    scale = Scale(0.0, ticks[-1], plot.bottom, plot.top)
    yield from value_axis(plot, scale, ticks, title)
    if area:
        around = ((plot.left, plot.bottom), *_steps(area, plot, scale), (plot.right, plot.bottom))
        yield Polyline(around, "series", 1.0, closed=True, filled=True, shade="light")
    yield from _days(plot)
    if names:
        group, _ = legend(names, Box(plot.right - _NAMES_PX, plot.top - 24, plot.right, plot.top))
        yield replace(group, id="legend-left")
    for values, style in lines:
        yield from line(_steps(values, plot, scale), style)


def _days(plot: Box) -> Iterator[Item]:
    """Strokes at midnight and at noon, the hours below them, and the days."""
    day_px = plot.width / len(DAYS)
    for number, day in enumerate((*DAYS, "")):
        x = plot.left + number * day_px
        if number:
            yield Polyline(((x, plot.top), (x, plot.bottom + 18)), "axis", 0.6, shade="grey")
        if day:
            yield Text((x + day_px / 2, plot.bottom + 29), day, NORMAL_PX, "middle")
            for hour in (6, 12, 18):
                at = x + day_px * hour / _DAY_H
                yield Polyline(((at, plot.bottom), (at, plot.bottom + 4)), "axis", 0.8)
                yield Text((at, plot.bottom + 14), f"{hour}", SMALL_PX, "middle")


def _steps(values: Sequence[float], plot: Box, scale: Scale) -> list[tuple[float, float]]:
    """A line that keeps its height through each hour."""
    hour_px = plot.width / len(values)
    points: list[tuple[float, float]] = []
    place = 0
    for value, equal in groupby(values):
        start = place
        place += sum(1 for _ in equal)
        points += [(plot.left + start * hour_px, scale.at(value)), (plot.left + place * hour_px, scale.at(value))]
    return points

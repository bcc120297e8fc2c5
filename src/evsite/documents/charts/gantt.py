"""The chart of a plan for fleets: a row for each vehicle over time, the price of energy above, all power below."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.documents.boxes import Box
from evsite.documents.charts.axes import value_axis
from evsite.documents.charts.legend import legend
from evsite.documents.charts.marks import DASHED, LineStyle, block, line
from evsite.documents.charts.page import PAGE, ChartHead, chart_drawing
from evsite.documents.charts.scale import Scale, round_ticks
from evsite.documents.drawing import PAGES_PX, Group, Polyline, Text
from evsite.documents.text_lines import LEAST_PX, NORMAL_PX, SMALL_PX
from evsite.fonts.metrics import shortened, text_width_px
from evsite.studies.fleets.results import MISSED_KWH
from evsite.words import count, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.documents.charts.marks import Filling
    from evsite.documents.drawing import Drawing, Item, PageSize, Shade
    from evsite.model.site import Site
    from evsite.studies.fleets.report_results import FleetReport
    from evsite.studies.fleets.results import FleetPlan

    Floats = NDArray[np.float64]

_AROUND_PX = 320.0
"""What a page needs beside its rows."""
_THICK_ROW_PX, _THIN_ROW_PX = 26.0, 11.0
_NAMES_PX, _NUMBERS_PX, _GAP_PX = 130.0, 118.0, 8.0
_PRICES_PX, _LOAD_PX, _AXIS_PX = 18.0, 84.0, 34.0
_HOUR_S, _DAY_H = 3600, 24
_TICKS_H = (1, 2, 3, 4, 6, 12, 24)
_PRICE_FILLINGS: tuple[Filling, ...] = ("open", "light", "grey")
_POWER = LineStyle("black", 1.4)


def gantt_drawing(site: Site, report: FleetReport) -> Drawing:
    """A plan as a drawing, on a page that has room for its rows.

    Parameters
    ----------
    site
        The site.
    report
        The plan, and what there is to say about it.
    """
    plan = report.plan
    size = _page_for(len(plan.trips.trips))
    most = int((PAGES_PX[size][1] - _AROUND_PX) / _THIN_ROW_PX)
    left = len(plan.trips.trips) - most
    show = plan.trips.calendar.show
    ready = sum(tally.ready for tally in report.tallies)
    begin, end = show(float(plan.edge_s[0])), show(float(plan.edge_s[-1]))
    subtitle = f"{ready:,} of {count(len(plan.trips.trips), 'vehicle')} ready by departure; {begin} to {end}."
    source = ["Source: evsite fleet."]
    if report.usd_per_kwh is not None:
        source.append("Price: of energy, in USD for a kWh.")
    if left > 0:
        source.append(f"{count(left, 'vehicle')} more of the plan {'is' if left == 1 else 'are'} not drawn.")
    head = ChartHead("charging plan by vehicle", subtitle, tuple(source))
    return chart_drawing(site, head, partial(_draw, site, report, most), size=size)


def _page_for(rows: int) -> PageSize:
    sizes: tuple[PageSize, ...] = (PAGE, "11x17", "22x34")
    return next((size for size in sizes if PAGES_PX[size][1] - _AROUND_PX >= rows * _THIN_ROW_PX), sizes[-1])


def _draw(site: Site, report: FleetReport, most: int, room: Box) -> Iterator[Item]:
    plan = report.plan
    entries: list[tuple[LineStyle | Filling, str]] = [
        ("open", "plugged in"),
        ("blue", "power; as high as its row where it is all that port and vehicle take"),
        (_POWER, "all vehicles by the plan"),
        (DASHED, "charging on arrival, without a plan"),
    ]
    group, top = legend(entries, room)
    yield group
    plot = Box(room.left + _NAMES_PX + _GAP_PX, top + 8, room.right - _NUMBERS_PX - _GAP_PX, room.bottom - _AXIS_PX)
    time = Scale(float(plan.edge_s[0]), float(plan.edge_s[-1]), plot.left, plot.right)
    above = plot.top
    if report.usd_per_kwh is not None:
        strip = Box(plot.left, above, plot.right, above + _PRICES_PX)
        yield _prices(report.usd_per_kwh, plan, time, strip, room)
        above = strip.bottom + 8
    trips = plan.trips.trips[:most]
    load = Box(plot.left, plot.bottom - _LOAD_PX, plot.right, plot.bottom)
    rows = Box(plot.left, above, plot.right, load.top - 30)
    pitch = min(_THICK_ROW_PX, rows.height / max(len(trips), 1))
    rows = Box(rows.left, rows.top, rows.right, rows.top + pitch * len(trips))
    load = Box(load.left, rows.bottom + 30, load.right, min(load.bottom, rows.bottom + 30 + 2 * _LOAD_PX))
    yield from _time_axis(plan, time, (Box(plot.left, above, plot.right, rows.bottom), load))
    for number in range(len(trips)):
        row = Box(rows.left, rows.top + number * pitch, rows.right, rows.top + (number + 1) * pitch)
        yield _row(site, plan, number, time, row, room)
    yield from _load(report, time, load)


def _prices(usd_per_kwh: Sequence[float], plan: FleetPlan, time: Scale, strip: Box, room: Box) -> Group:
    """Stretches of one price, the dearer the darker."""
    # means over steps: only their last bits may differ
    usd_per_kwh = [round(price, 9) for price in usd_per_kwh]
    levels = sorted(set(usd_per_kwh))
    items: list[Item] = [Text((room.left + _NAMES_PX, strip.bottom - 5), "price", NORMAL_PX, "end")]
    for price, equal in groupby(enumerate(usd_per_kwh), key=lambda each: each[1]):
        steps = [step for step, _ in equal]
        left, right = time.at(float(plan.edge_s[steps[0]])), time.at(float(plan.edge_s[steps[-1] + 1]))
        place = levels.index(price) * (len(_PRICE_FILLINGS) - 1) / max(len(levels) - 1, 1)
        items += block(Box(left, strip.top, right, strip.bottom), _PRICE_FILLINGS[round(place)])
        words = f"${price:.2f}" if round(price, 2) == price else f"${price:.4f}"
        if text_width_px(words, SMALL_PX) + 6 < right - left:
            items.append(Text(((left + right) / 2, strip.bottom - 5), words, SMALL_PX, "middle", backed=place > 1))
    return Group("prices", tuple(items), title="price of energy")


def _row(site: Site, plan: FleetPlan, number: int, time: Scale, row: Box, room: Box) -> Group:
    """A vehicle: its stay with strokes at arrival and departure, its power, and what it gets."""
    trip, port = plan.trips.trips[number], plan.ports[number]
    inner = Box(row.left, row.top + 0.12 * row.height, row.right, row.bottom - 0.12 * row.height)
    arrive, depart = time.at(trip.arrive_s), time.at(trip.depart_s)
    items: list[Item] = [*block(Box(arrive, inner.top, depart, inner.bottom), "open")]
    most_kw = 0.0 if port is None else site.ports[port].max_a * site.ports[port].input_kw_per_a
    most_kw = most_kw if trip.max_kw is None else min(most_kw, trip.max_kw)
    for power_kw, begin_s, end_s in _stretches(plan, number):
        high = inner.height * min(power_kw / most_kw, 1.0) if most_kw else 0.0
        left, right = time.at(max(begin_s, trip.arrive_s)), time.at(min(end_s, trip.depart_s))
        items += block(Box(left, inner.bottom - high, right, inner.bottom), "blue")
    items += [Polyline(((x, row.top), (x, row.bottom)), "series", 1.8) for x in (arrive, depart)]
    size = max(LEAST_PX, min(NORMAL_PX, 0.9 * row.height))
    base = (row.top + row.bottom) / 2 + 0.35 * size
    name = trip.vehicle if port is None else f"{trip.vehicle} ({port})"
    short = float(plan.shortfall_kwh[number]) > MISSED_KWH
    got = f"{format_number(float(plan.delivered_kwh[number]))} of {format_number(trip.need_kwh)} kWh"
    items += [
        Text((room.left + _NAMES_PX, base), shortened(name, _NAMES_PX, size, bold=short), size, "end", bold=short),
        Text((row.right + _GAP_PX, base), shortened(got, _NUMBERS_PX, size, bold=short), size, bold=short),
    ]
    show = plan.trips.calendar.show
    title = f"{name}: {show(trip.arrive_s)} to {show(trip.depart_s)}, {got}"
    return Group(f"trip-{number + 1}", tuple(items), title=title)


def _stretches(plan: FleetPlan, number: int) -> Iterator[tuple[float, float, float]]:
    """Stretches in which a vehicle draws the same power [kW], from when to when [s]."""
    values = np.round(plan.power_kw[number], 6).tolist()
    for power_kw, equal in groupby(range(len(values)), key=values.__getitem__):
        steps = list(equal)
        if power_kw > 0:
            yield power_kw, float(plan.edge_s[steps[0]]), float(plan.edge_s[steps[-1] + 1])


def _time_axis(plan: FleetPlan, time: Scale, plots: tuple[Box, Box]) -> Iterator[Item]:
    """Strokes at round hours through plots below each other, with the hours below the last, and the days."""
    calendar, last = plan.trips.calendar, plots[-1]
    begin_s, end_s = float(plan.edge_s[0]), float(plan.edge_s[-1])
    hours = (end_s - begin_s) / _HOUR_S
    apart_px = text_width_px("00", SMALL_PX + 1) + 14
    apart = next((h for h in _TICKS_H if last.width * h / hours >= apart_px), _TICKS_H[-1])
    at_s = begin_s + (-(calendar.week_minute(begin_s) * 60) % _HOUR_S)
    free = last.left
    while at_s <= end_s + 1e-6:
        moment = calendar.local(at_s)
        x, midnight = time.at(at_s), moment.hour == 0
        if moment.hour % apart == 0:
            shade: Shade = "grey" if midnight else "light"
            for plot in plots:
                yield Polyline(((x, plot.top), (x, plot.bottom)), "axis", 0.6, shade=shade)
            yield Polyline(((x, last.bottom), (x, last.bottom + 4)), "axis", 0.8)
            yield Text((x, last.bottom + 15), f"{moment.hour:02}", SMALL_PX + 1, "middle")
        if midnight or free == last.left:
            words = f"{moment:%Y-%m-%d}" if calendar.dated else f"{moment:%a}"
            width = text_width_px(words, SMALL_PX + 1)
            # the first one only where it ends before the next midnight
            room = last.right + _NUMBERS_PX if midnight else x + last.width * (_DAY_H - moment.hour) / hours
            if x >= free and x + width <= room:
                yield Text((x, last.bottom + 29), words, SMALL_PX + 1)
                free = x + width + _GAP_PX
        at_s += _HOUR_S


def _load(report: FleetReport, time: Scale, plot: Box) -> Iterator[Item]:
    """The power that all vehicles draw together, with the plan and without."""
    plan = report.plan
    hours = np.diff(plan.edge_s) / 3600
    planned_kw = (plan.power_kw * plan.present_h).sum(axis=0) / hours
    unplanned_kw = np.asarray(report.unplanned.drawn_kwh, np.float64) / hours
    ticks = round_ticks(float(max(planned_kw.max(initial=0.0), unplanned_kw.max(initial=0.0))) * 1.02, 4)
    scale = Scale(0.0, ticks[-1], plot.bottom, plot.top)
    yield from value_axis(plot, scale, ticks, "power of all vehicles, mean of each step, kW")

    def points_of(values: Floats) -> list[tuple[float, float]]:
        return [
            (time.at(float(edge)), scale.at(float(value)))
            for place, value in enumerate(values)
            for edge in plan.edge_s[place : place + 2]
        ]

    points = points_of(planned_kw)
    around = ((plot.left, plot.bottom), *points, (plot.right, plot.bottom))
    yield Polyline(around, "series", 1.0, closed=True, filled=True, shade="light")
    yield from line(points, _POWER)
    yield from line(points_of(unplanned_kw), DASHED)

"""Charts for people at a terminal: bars by the number of vehicles, how full limits are, and the week by the hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limit_title
from evsite.output.text import figures
from evsite.output.text.bars import bar_signs, chart_width, fill_bar, fitted, shares_bar, within_width
from evsite.output.text.terminal_style import assumed, cells, noted, notice, printable
from evsite.output.text.week import week_picture
from evsite.rounding import TOLERANCE
from evsite.studies.charts.vehicles import thinned
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.charts.limits import LimitBar
    from evsite.studies.charts.site_charts import SiteCharts
    from evsite.studies.charts.vehicles import LeastDelivery, VehiclesChart
    from evsite.studies.charts.week import WeekChart

_MOST_ROWS, _MOST_LIMITS, _MOST_WEEKS = 20, 12, 3
"""So much fits a screen."""
_NUMBER, _GAP = 8, 1
_COMBINED = 72
"""From this width on amperes and kilowatts stand in one row."""
_LEAST_NAME, _MOST_NAME = 16, 34
_NAME_IN_TITLE = 24


def render_table_plot(
    site: Site, chart: VehiclesChart, terminal: TerminalStyle, at: str | None, notes: Sequence[str], *, every: bool
) -> str:
    """The chart of `evsite table --plot`."""
    terminal = within_width(terminal)
    parts = [_head(site, terminal, at), render_vehicles(chart, terminal, every=every)]
    return _document(parts, site, notes, terminal)


def render_report_plot(
    site: Site, charts: SiteCharts, terminal: TerminalStyle, at: str | None, *, every: bool, verdict: str = ""
) -> str:
    """The charts of `evsite report --plot`, below the verdict."""
    terminal = within_width(terminal)
    stations = count(len(site.stations), "station")
    lead = f"{verdict}\n\n" if verdict else ""
    head = f"{_head(site, terminal, at)}\n{lead}{count(len(site.ports), 'port')} on {stations}, NEC {site.nec}"
    in_slot = ", in the first slot of its turns" if charts.in_turns else ""
    parts = [head, render_vehicles(charts.vehicles, terminal, every=every)]
    for bars, title in (
        (charts.limits, f"how full each limit is with every port in use{in_slot}"),
        (charts.offline, "what stations offline at their fallback put on each limit at most"),
    ):
        if bars:
            parts.append(render_limits(site, bars, title, terminal, every=every))
    shown = charts.weeks if every else charts.weeks[:_MOST_WEEKS]
    parts += [render_week_chart(chart, terminal) for chart in shown]
    if len(shown) < len(charts.weeks):
        parts.append(f"and {count(len(charts.weeks) - len(shown), 'week')} more; --all shows them")
    if charts.premise is not None:
        parts.append(terminal.prose(f"the charts assume that {printable(charts.premise)}"))
    return _document(parts, site, charts.notes, terminal)


def _head(site: Site, terminal: TerminalStyle, at: str | None) -> str:
    when = "" if at is None else f" at {printable(at)}"
    name = fitted(site.name, chart_width(terminal) - cells(when), terminal).rstrip()
    return terminal.styled(name + when, "bold")


def _bold(text: str, terminal: TerminalStyle) -> str:
    return "\n".join(terminal.styled(line, "bold") for line in terminal.prose(text).splitlines())


def _document(parts: Sequence[str], site: Site, notes: Sequence[str], terminal: TerminalStyle) -> str:
    return "\n\n".join([*parts, *noted(notes, terminal), *assumed(site, terminal), notice(terminal)]) + "\n"


def render_vehicles(chart: VehiclesChart, terminal: TerminalStyle, *, every: bool = False) -> str:
    """Bars by the number of vehicles: the worst placement, on to the balanced one, on to the best one."""
    title = _bold("the least that any vehicle gets, by the number of vehicles plugged in", terminal)
    if not chart.points:
        return f"{title}\n  no port"
    worst, balanced, best = bar_signs(terminal)
    legend = f"  bar: {worst} worst placement, up to {balanced} balanced, up to {best} best"
    if any(point.rotates for point in chart.points):
        legend += "; averages where vehicles take turns"
    lines = [title, terminal.prose(legend, "    ")]
    if chart_width(terminal) >= _COMBINED:
        lines += _vehicle_rows(chart, terminal, ("A", "kW"), every=every)
    else:
        lines += [*_vehicle_rows(chart, terminal, ("A",), every=every), ""]
        lines += _vehicle_rows(chart, terminal, ("kW",), every=every)
    points = chart.points if every else thinned(chart.points, _MOST_ROWS)
    if len(points) < len(chart.points):
        lines.append(f"{len(points)} of {len(chart.points):,} numbers are shown; --all shows them all")
    floors = [f"{figures.trimmed(floor.value, 2)} {floor.unit} {_FLOORS[floor.kind]}" for floor in chart.floors]
    if floors:
        lines.append(terminal.prose(f"  to compare: {', '.join(floors)}", "    "))
    return "\n".join(lines)


_FLOORS = {"starts": "is the least to charge", "advised": "is advised at least", "asked for": "is asked for"}


def _vehicle_rows(chart: VehiclesChart, terminal: TerminalStyle, units: tuple[str, ...], *, every: bool) -> list[str]:
    points = chart.points if every else thinned(chart.points, _MOST_ROWS)
    side = max(len("vehicles"), len(f"{points[-1].vehicles:,}"))
    headings = [f"{name} {unit}" for unit in units for name in ("worst", "bal.", "best")]
    table = [
        [_delivery_text(delivery, unit) for unit in units for delivery in (p.worst, p.balanced, p.best)] for p in points
    ]
    widths = [max(map(len, column)) for column in zip(headings, *table, strict=True)]
    room = chart_width(terminal) - side - sum(width + _GAP for width in widths) - 2 * _GAP
    most = max(_value(point.best, units[0]) for point in points) or 1.0
    numbers = " ".join(text.rjust(width) for text, width in zip(headings, widths, strict=True))
    lines = [f"{'vehicles':>{side}} {' ' * room} {numbers}"]
    for point, row in zip(points, table, strict=True):
        shares = [_value(delivery, units[0]) / most for delivery in (point.worst, point.balanced, point.best)]
        bar = terminal.styled(shares_bar(shares, room, terminal), "cyan")
        numbers = " ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
        lines.append(f"{point.vehicles:>{side},} {bar} {numbers}")
    return lines


def _delivery_text(delivery: LeastDelivery, unit: str) -> str:
    return f"{_value(delivery, unit):.2f}"


def _value(delivery: LeastDelivery, unit: str) -> float:
    return delivery.current_a if unit == "A" else delivery.power_kw


def render_limits(
    site: Site, bars: Sequence[LimitBar], title: str, terminal: TerminalStyle, *, every: bool = False
) -> str:
    """A bar for each limit, the fullest first: its load over what it allows."""
    width = chart_width(terminal)
    shown = bars if every else bars[:_MOST_LIMITS]
    names = [_name(site, bar) for bar in shown]
    numbers = [f"{bar.load:.2f} of {bar.allowed:.2f} {bar.unit}" for bar in shown]
    shares = [figures.share(bar.fullness) for bar in shown]
    number, share = max(map(len, numbers)), max(map(len, shares))
    most = min(_MOST_NAME, max(_LEAST_NAME, width - number - share - 18))
    name = min(most, max(cells(called + row_group) for called, row_group in names))
    room = width - name - number - share - 3 * _GAP
    lines = [_bold(title, terminal)]
    for bar, (called, row_group), load, percent in zip(shown, names, numbers, shares, strict=True):
        over = bar.fullness > 1 + TOLERANCE
        drawn = terminal.styled(fill_bar(bar.fullness if over else min(bar.fullness, 1.0), room, terminal), _color(bar))
        words = called if cells(called + row_group) <= name else fitted(called, name - len(row_group), terminal)
        lines.append(f"{fitted(words + row_group, name, terminal)} {drawn} {load:>{number}} {percent:>{share}}")
    if any(row_group for _, row_group in names):
        lines.append("  +: and so many more limits that are as full")
    if len(shown) < len(bars):
        left = sum(len(bar.limits) for bar in bars[len(shown) :])
        lines.append(f"and {count(left, 'limit')} more, none of them fuller; --all shows them")
    return "\n".join(lines)


def _color(bar: LimitBar) -> str:
    return "red" if bar.fullness > 1 + TOLERANCE else "cyan"


def _name(site: Site, bar: LimitBar) -> tuple[str, str]:
    """What a bar is called, and how many are like it."""
    row_group = len(bar.limits) - 1
    return printable(limit_title(site, bar.limits[0])), f" +{row_group:,}" if row_group else ""


def render_week_chart(chart: WeekChart, terminal: TerminalStyle) -> str:
    """Pictures of the week of a group: its limit, the load beside it and what is left, as far as they differ."""
    name = f"group {fitted(chart.groups[0], _NAME_IN_TITLE, terminal).rstrip()}"
    if len(chart.groups) > 1:
        name += f" and {len(chart.groups) - 1:,} alike"
    limits = [hour.limit for hour in chart.hours]
    reported = [(f"limit of {name} by the hour", limits, "no charging")]
    if chart.loads:
        loads = [hour.load or 0.0 for hour in chart.hours]
        reported.append((f"load beside {name}, highest in the hour", loads, "nothing"))
    left = [hour.left_least for hour in chart.hours]
    if left != limits:
        reported.append((f"left for {name}, least in the hour", left, "no charging"))
    return "\n\n".join(_week(title, chart.unit, hours, nothing, terminal) for title, hours, nothing in reported)


def _week(title: str, unit: str, hours: Sequence[float], nothing: str, terminal: TerminalStyle) -> str:
    """A picture, or a line where the week is the same at every hour."""
    if len(set(hours)) > 1:
        return week_picture(title, unit, hours, terminal, nothing=nothing)
    same = terminal.prose(f"  at every hour {figures.trimmed(hours[0], 2)} {unit}", "    ")
    return f"{_bold(title, terminal)}\n{same}"

"""A plan for fleets as rows of characters over time: who charges when, and how full limits are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.network.titles import limit_title, unit_of
from evsite.output.text.bars import chart_width, fitted
from evsite.rounding import TOLERANCE
from evsite.words import format_number, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.fleets.report_results import FleetReport
    from evsite.studies.fleets.results import FleetPlan, LimitUse

    Floats = NDArray[np.float64]

_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = ":-=+*%#@"
_IDLE, _ASCII_IDLE = "·", "."
_LABEL, _LEAST_LABEL, _FEWEST_COLUMNS = 20, 12, 24
"""Columns of the names of rows and, on a narrow terminal, of these at least; columns of time at least."""
_HOUR_S = 3600.0
_LONG_S = 48 * _HOUR_S
"""The axis of a longer plan has days."""
_TICKS_H = (1, 2, 3, 4, 6, 12, 24, 48, 168)
MOST_ROWS = 40
"""So many vehicles are drawn unless all are asked for."""
_MOST_LIMITS = 6


def label_width(terminal: TerminalStyle) -> int:
    """How many columns the names of rows take."""
    return max(_LEAST_LABEL, min(_LABEL, chart_width(terminal) - 1 - _FEWEST_COLUMNS))


class Columns:
    """Columns of characters over the time of a plan."""

    def __init__(self, plan: FleetPlan, terminal: TerminalStyle, beside: int) -> None:
        steps = len(plan.edge_s) - 1
        room = max(chart_width(terminal) - label_width(terminal) - 1 - beside, _FEWEST_COLUMNS)
        self.steps_each = -(-steps // room)
        self.number = -(-steps // self.steps_each)
        self.begins = np.arange(self.number) * self.steps_each
        self.begin_s = plan.edge_s[self.begins]
        self.plan = plan

    def greatest(self, values: Floats) -> Floats:
        """The greatest value of the steps of each column."""
        return np.asarray(np.maximum.reduceat(values, self.begins), np.float64)

    def axis(self, calendar: Calendar) -> str:
        """The hours under the columns, or the days of a longer plan, as far apart as they need."""
        if float(self.plan.edge_s[-1] - self.plan.edge_s[0]) > _LONG_S:
            return self._days(calendar)
        text = [" "] * self.number
        ends_s = np.append(self.begin_s[1:], self.plan.edge_s[-1])
        apart = next((h for h in _TICKS_H if h * _HOUR_S / (ends_s[0] - self.begin_s[0]) >= 3), _TICKS_H[-1])
        last = -2
        for place, begin_s in enumerate(self.begin_s):
            minute = calendar.week_minute(float(begin_s))
            column_min = (float(ends_s[place]) - float(begin_s)) / 60
            # the first column that begins in the hour
            if minute % (apart * 60) < column_min and place > last + 1:
                hour = f"{int(minute // 60) % 24:02}"
                if place + len(hour) <= self.number:
                    text[place : place + len(hour)] = hour
                    last = place + len(hour) - 1
        return "".join(text).rstrip()

    def _days(self, calendar: Calendar) -> str:
        """Dates, or days of the week, under the columns in which they begin."""
        text = ""
        before: int | None = None
        for place, begin_s in enumerate(self.begin_s.tolist()):
            day = calendar.day(begin_s)
            moment = calendar.show(begin_s)
            label = moment[5:10] if calendar.dated else moment.rpartition(" ")[0]
            if day != before and (not text or place > len(text)) and place + len(label) <= self.number:
                text = text.ljust(place) + label
            before = day
        return text


def levels(terminal: TerminalStyle) -> str:
    """The signs of power from little to all."""
    return _LEVELS if terminal.unicode else _ASCII_LEVELS


def level(fullness: float, terminal: TerminalStyle) -> str:
    """The sign of a share of the most; all of it alone has the last sign."""
    signs = levels(terminal)
    if fullness >= 1 - TOLERANCE * 1e3:
        return signs[-1]
    return signs[min(int(fullness * (len(signs) - 1)), len(signs) - 2)]


def render_gantt(site: Site, report: FleetReport, terminal: TerminalStyle, *, every: bool) -> Iterator[str]:
    """A row for each vehicle: when it is there, and how much of what its port gives it draws; above them the price."""
    plan = report.plan
    columns, side = Columns(plan, terminal, 0), label_width(terminal)
    idle = _IDLE if terminal.unicode else _ASCII_IDLE
    title = (
        f"plan by vehicle: {idle} plugged in, {levels(terminal)} power up to all that port and vehicle take, "
        f"{_step_words(columns)} a column"
    )
    yield terminal.styled_lines(terminal.prose(title), "bold")
    if report.usd_per_kwh is not None:
        prices = np.asarray(report.usd_per_kwh, np.float64)
        dearest = float(prices.max())
        shares = columns.greatest(np.maximum(prices, 0.0)) / (dearest if dearest > 0 else 1.0)
        row = "".join(level(each, terminal) for each in shares.tolist())
        stated = f"price up to ${dearest:.2f}"
        stated = stated if len(stated) <= side else stated.removeprefix("price ")
        yield f"{stated:<{side}} {terminal.styled(row, 'dim')}"
    shown = range(len(plan.trips.trips)) if every else range(min(len(plan.trips.trips), MOST_ROWS))
    for number in shown:
        trip, port = plan.trips.trips[number], plan.ports[number]
        there = columns.greatest(plan.present_h[number]) > 0
        most_kw = 0.0 if port is None else site.ports[port].max_a * site.ports[port].input_kw_per_a
        most_kw = most_kw if trip.max_kw is None else min(most_kw, trip.max_kw)
        power = columns.greatest(plan.power_kw[number])
        signs = [
            level(kw / most_kw, terminal) if kw > _DRAWS_KW and most_kw else idle if here else " "
            for kw, here in zip(power.tolist(), there.tolist(), strict=True)
        ]
        yield f"{fitted(trip.vehicle, side, terminal)} {_colored(signs, terminal)}".rstrip()
    yield f"{'':<{side}} {columns.axis(plan.trips.calendar)}".rstrip()
    if len(shown) < len(plan.trips.trips):
        yield f"{len(plan.trips.trips) - len(shown):,} more vehicles: --all draws them"


_DRAWS_KW = 1e-6


def _colored(signs: Sequence[str], terminal: TerminalStyle) -> str:
    return terminal.styled("".join(signs).rstrip(), "cyan")


def _step_words(columns: Columns) -> str:
    edge_s = columns.plan.edge_s
    minutes = round(columns.steps_each * float(edge_s[1] - edge_s[0]) / 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if minutes <= 90 else f"{hours} h {rest} min" if rest else f"{hours} h"


def render_limits(site: Site, plan: FleetPlan, terminal: TerminalStyle, *, every: bool) -> Iterator[str]:
    """The fullest limits over time, and what one unit more of each is worth."""
    used = [use for use in plan.limits if len(use.load) and (use.load > TOLERANCE).any()]
    if not used:
        return
    ranked = sorted(used, key=lambda use: (-_worth(use), -_fullest(use)))
    shown = ranked if every else _one_line_each(ranked)[:_MOST_LIMITS]
    rows = [(use, _numbers(site, use)) for use in shown]
    side = label_width(terminal)
    beside = max(len(numbers) for _, numbers in rows) + 2
    below = chart_width(terminal) - side - 1 - beside < _FEWEST_COLUMNS
    columns = Columns(plan, terminal, 0 if below else beside)
    title = (
        f"load of limits: {levels(terminal)} up to full; the most and of what, "
        "and what one unit more is worth to first order"
    )
    yield terminal.styled_lines(terminal.prose(title), "bold")
    for use, numbers in rows:
        fullness = np.divide(use.load, use.limit, out=np.ones_like(use.load), where=use.limit > 0)
        signs = [level(value, terminal) if value > TOLERANCE else " " for value in columns.greatest(fullness).tolist()]
        name = fitted(limit_title(site, use.id), side, terminal)
        bar = f"{name} {terminal.styled(''.join(signs), 'cyan')}"
        if below:
            yield bar.rstrip()
            yield terminal.prose(f"    {numbers}", "    ")
        else:
            yield f"{bar}  {numbers}"
    yield f"{'':<{side}} {columns.axis(plan.trips.calendar)}".rstrip()
    if len(shown) < len(ranked):
        yield f"{len(ranked) - len(shown):,} more limits: --all lists them"


def _one_line_each(ranked: Sequence[LimitUse]) -> list[LimitUse]:
    """Of the lines and sides of one thing the first."""
    return list({use.id._replace(side=None, leg=None): use for use in reversed(ranked)}.values())[::-1]


def _worth(use: LimitUse) -> float:
    return round(max(use.kwh_per_unit, 0.0) * 1e3 + max(use.usd_per_unit, 0.0), 6)


def _fullest(use: LimitUse) -> float:
    fullness = np.divide(use.load, use.limit, out=np.zeros_like(use.load), where=use.limit > 0)
    # of equal ones the first of the site, however a processor rounds
    return round(float(fullness.max()), 9)


def _numbers(site: Site, use: LimitUse) -> str:
    """The load where it is fullest, and what one unit more is worth."""
    unit = unit_of(site, use.id, use.unit)
    at = int(np.argmax(np.divide(use.load, use.limit, out=np.ones_like(use.load), where=use.limit > 0)))
    limit, load = float(use.limit[at]), float(use.load[at])
    fullness = share(min(load / limit, 1.0)) if limit > 0 else "full"
    words = f"{fullness} of {format_number(limit)} {unit}"
    if use.kwh_per_unit > TOLERANCE:
        words += f", +{format_number(use.kwh_per_unit)} kWh/{unit}"
    if use.usd_per_unit > TOLERANCE:
        words += f", ${use.usd_per_unit:.2f}/{unit}"
    return words

"""The week of a site for people: a picture of every group's limits, and the least that its ports get in each window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.model.week import DAYS, joined, show_stretches
from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import printable
from evsite.studies.week import HourLimit
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.model.week import Stretch
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.week import GroupWeek, WeekReport, WindowWorst

_BLOCKS = {1: "█", 2: "▄█", 3: "▂▅█", 4: "▂▄▆█", 5: "▂▃▅▆█"}
_BANDS = 5
_MOST_PICTURES = 6
_MOST_WINDOWS = 24
_WIDE = 58
"""Columns that two signs an hour take."""


def render_week(site: Site, week: WeekReport, terminal: TerminalStyle, *, every: bool = False) -> str:
    """Pictures, then the windows one by one."""
    shown = week.groups if every else week.groups[:_MOST_PICTURES]
    parts = [_picture(in_its_unit(site, group), terminal) for group in shown]
    if len(shown) < len(week.groups):
        parts.append(f"and the week of {count(len(week.groups) - len(shown), 'group')} more; --all shows them")
    parts.append(_windows(site, week, terminal, every=every))
    return "\n\n".join(parts)


def in_its_unit(site: Site, group: GroupWeek) -> GroupWeek:
    """The week of a group with limits of power in the unit that the group has, kW or kVA."""
    unit = site.groups[group.group].power_unit

    def shown(hour: HourLimit) -> HourLimit:
        return hour if hour.unit == "A" else hour._replace(unit=unit)

    return replace(group, hours=tuple(tuple(map(shown, day)) for day in group.hours), fixed=shown(group.fixed))


def week_picture(
    title: str, unit: str, hours: Sequence[float], terminal: TerminalStyle, *, nothing: str = "no charging"
) -> str:
    """A picture of a week of hours from Monday 00:00 on, with what its signs mean.

    Parameters
    ----------
    title
        What it shows.
    unit
        The unit of the numbers.
    hours
        A number for each of the 168 hours.
    terminal
        Where it is shown.
    nothing
        What 0 means.
    """
    limits = [HourLimit(unit, value, fixed=False) for value in hours]
    days = tuple(tuple(limits[start : start + 24]) for start in range(0, len(limits), 24))
    return "\n".join(_rows(title, days, None, terminal, nothing))


def _picture(group: GroupWeek, terminal: TerminalStyle) -> str:
    """The limit of a group by the hour, and when its fixed one holds."""
    title = f"week of group {printable(group.group)}: its limit by the hour"
    lines = _rows(title, group.hours, group.fixed, terminal, "no charging")
    if group.gaps:
        fixed = limit_words(group.fixed)
        when = show_stretches(group.gaps)
        lines.append(terminal.prose(f"  no window holds {when}: there the fixed limit does, {fixed}", "    "))
    if group.charging is not None:
        lines.append(terminal.prose(f"  charges only {show_stretches(group.charging)}", "    "))
    return "\n".join(lines)


def _rows(
    title: str,
    days: Sequence[Sequence[HourLimit]],
    outside: HourLimit | None,
    terminal: TerminalStyle,
    nothing: str,
) -> list[str]:
    """Seven rows of 24 hours, two signs an hour where there is room, below a title and above a legend."""
    signs, legend = _signs(days, outside, terminal, nothing)
    wide = 1 if terminal.width is not None and terminal.width < _WIDE else 2
    lines = [terminal.styled(line, "bold") for line in terminal.prose(title, "  ").splitlines()]
    lines.append("       " + "".join(f"{hour:<{6 * wide}}" for hour in (0, 6, 12, 18)) + "24")
    lines += [
        f"  {day}  " + "".join(signs[hour] * wide for hour in hours) for day, hours in zip(DAYS, days, strict=True)
    ]
    return [*lines, terminal.prose("  " + ", ".join(legend), "    ")]


def _signs(
    days: Sequence[Sequence[HourLimit]], outside: HourLimit | None, terminal: TerminalStyle, none: str
) -> tuple[dict[HourLimit, str], list[str]]:
    """The sign of every limit that comes up, and what the signs mean, the highest first; `none` is what 0 means."""
    cells = sorted({hour for day in days for hour in day}, key=lambda hour: (hour.unit, hour.value))
    nothing = [cell for cell in cells if cell.value == 0]
    fixed = [cell for cell in cells if cell.fixed and cell.value > 0]
    levels = [cell for cell in cells if cell.value > 0 and not cell.fixed]
    values = list(dict.fromkeys((cell.unit, cell.value) for cell in levels))
    signs: dict[HourLimit, str] = {}
    legend: list[str] = []
    count = min(len(values), _BANDS)
    marks = (_BLOCKS[count] if terminal.unicode else "abcde"[:count]) if count else ""
    for number, mark in enumerate(marks):
        first, last = number * len(values) // count, (number + 1) * len(values) // count
        band = values[first:last]
        signs.update({cell: mark for cell in levels if (cell.unit, cell.value) in set(band)})
        low, high = _quantity(*band[0]), _quantity(*band[-1])
        legend.insert(0, f"{mark} {low}" if low == high else f"{mark} {low} to {high}")
    at_fixed = "" if outside is None else f"{limit_words(outside)} outside of all windows"
    for cells_alike, mark, words in (
        (fixed, "░" if terminal.unicode else "-", at_fixed),
        (nothing, "·" if terminal.unicode else ".", "nothing"),
    ):
        signs.update(dict.fromkeys(cells_alike, mark))
        if cells_alike:
            unit = cells_alike[0].unit
            legend.append(f"{mark} {words}" if cells_alike is fixed else f"{mark} 0 {unit}, {none}")
    return signs, legend


def limit_words(hour: HourLimit) -> str:
    """A limit with its unit: "40 kW"."""
    return _quantity(hour.unit, hour.value)


def _quantity(unit: str, value: float) -> str:
    return f"{figures.trimmed(value, 2)} {unit}"


def _windows(site: Site, week: WeekReport, terminal: TerminalStyle, *, every: bool) -> str:
    """A row for every state of the week and group: its limit, and the least that a port gets."""
    several = len(site.groups) > 1
    table = Table(
        [
            Column("when", cut="end"),
            *([Column("group", cut="middle")] if several else []),
            Column("limit", "right"),
            Column("least A", "right"),
            Column("kW", "right", title="least kW"),
            Column("", title="judged"),
        ]
    )
    rows = alike_windows(week)
    shown = rows if every else rows[:_MOST_WINDOWS]
    for stretches, worst in shown:
        limit = (
            ("A", worst.limit_a)
            if worst.limit_a is not None
            else (site.groups[worst.group].power_unit, worst.limit_kw or 0.0)
        )
        table.add(
            show_stretches(stretches),
            *([worst.group] if several else []),
            _quantity(*limit),
            f"{worst.current_a:.2f}",
            f"{worst.power_kw:.2f}",
            verdict_words(worst),
            style="dim" if worst.verdict == "no charging" else "",
        )
    lines = [terminal.styled("every port in use, by window", "bold"), table.render(terminal)]
    if len(shown) < len(rows):
        lines.append(f"and {count(len(rows) - len(shown), 'row')} more; --all lists them")
    if week.left_out:
        lines.append(
            terminal.prose(
                f"the week has {count(week.left_out, 'state')} more; these have the lowest and highest limits"
            )
        )
    if site.managed_ports():
        words = "what is guaranteed below holds in every window with charging, and what can be overloaded in any"
        lines.append(terminal.prose(words))
    return "\n".join(lines)


def alike_windows(week: WeekReport) -> list[tuple[tuple[Stretch, ...], WindowWorst]]:
    """The least of each group and when it is that: states of the week with the same figures are one."""
    found: dict[tuple[object, ...], tuple[list[Stretch], WindowWorst]] = {}
    for window in week.windows:
        for worst in window.groups:
            limits = worst.group, worst.limit_a, worst.limit_kw
            got = round(worst.current_a, 2), round(worst.power_kw, 2), worst.verdict, worst.longest_wait_h
            found.setdefault((limits, got), ([], worst))[0].extend(window.stretches)
    return [(joined(stretches), worst) for stretches, worst in found.values()]


def verdict_words(worst: WindowWorst) -> str:
    """How the least of a window is judged, and whether it is had in turns; empty where all is well."""
    words = {"ok": "", "no minimum": "first come, first served"}.get(worst.verdict, worst.verdict)
    if worst.longest_wait_h is None:
        return words
    turns = f"in turns, up to {figures.duration(worst.longest_wait_h)} without power"
    return f"{words}, {turns}" if words else turns

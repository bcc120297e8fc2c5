"""Demand of a record for people: by month, by how long it is at which level, and what it leaves by hour of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import section
from evsite.model.week import DAYS
from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.demand_profile_results import Demand, DemandProfile, DurationLevel

_MOST_MONTHS = 13
_BAR = 40
"""Signs of a bar for all of the time."""
_WEEK = 64
"""Columns that seven days take."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def render_demand(profile: DemandProfile, nec: int, terminal: TerminalStyle) -> str:
    """The highest 15 minutes of the record and of each month, by windows that slide and, if finer, by the clock."""
    unit = "kVA" if profile.sliding.demand_kw is None else "kW"
    legs = [line.leg for line in profile.sliding.lines]
    row_group = len({(line.demand_a, line.peak_local) for line in profile.sliding.lines}) == 1
    both = profile.by_clock is not None
    table = Table(
        [
            Column(""),
            Column(unit, "right"),
            Column("began"),
            *([Column("A", "right", title="on each line, A")] if row_group else []),
            *([] if row_group else [Column(f"{leg} A", "right", title=f"phase {leg}, A") for leg in legs]),
            *([Column(f"by clock {unit}", "right", title=f"by the clock, {unit}", drop=2)] if both else []),
            *([Column("began", title="by the clock, began", drop=1)] if both else []),
        ]
    )
    shown = profile.months[-_MOST_MONTHS:] if len(profile.months) > 1 else ()
    rows = [("record", profile.sliding, profile.by_clock), *((m.month, m.sliding, m.by_clock) for m in shown)]
    for name, sliding, clock in rows:
        current = _line_figures(sliding, legs[:1] if row_group else legs)
        values = [_total(sliding, unit), _moment(sliding), *current]
        table.add(name, *values, *([_total(clock, unit), _moment(clock)] if both else []))
    lines = [terminal.styled("highest 15 minutes", "bold"), table.render(terminal)]
    if 1 < len(profile.months) != len(shown):
        lines.append(f"and {count(len(profile.months) - len(shown), 'month')} before; --format json lists them")
    if both:
        where = section("existing-load", nec)
        words = f"for {where} the highest 15 minutes count, wherever they begin; those by the clock are never more"
        lines.append(terminal.prose(words))
    if profile.standard_time:
        lines.append(terminal.prose("times are by the clock of the file, which keeps standard time all the year"))
    return "\n".join(lines)


def _line_figures(demand: Demand | None, legs: list[str]) -> list[str]:
    line_a = {} if demand is None else {line.leg: line.demand_a for line in demand.lines}
    return [f"{line_a[leg]:.1f}" if leg in line_a else "-" for leg in legs]


def _moment(demand: Demand | None) -> str:
    return "-" if demand is None else demand.peak_local


def _total(demand: Demand | None, unit: str) -> str:
    if demand is None:
        return "-"
    return f"{(demand.demand_kw if unit == 'kW' else demand.demand_kva) or 0.0:,.1f}"


def render_duration(profile: DemandProfile, terminal: TerminalStyle) -> str:
    """The load duration curve: a bar for every second level, as long as the load is there or above."""
    levels = profile.duration[1::2]
    unit, _ = _level(levels[-1])
    what = "" if profile.duration_line is None else f" on phase {profile.duration_line}"
    title = f"load duration: share of the time at or above each level{what}"
    lines = [terminal.styled(line, "bold") for line in terminal.prose(title).splitlines()]
    texts = [f"{figures.trimmed(_level(level)[1], 1)} {unit}" for level in levels]
    side = max(map(len, texts))
    room = _BAR if terminal.width is None else max(8, min(_BAR, terminal.width - side - 12))
    for text, level in reversed(list(zip(texts, levels, strict=True))):
        bar = _bar(level.time_share, room, terminal)
        lines.append(f"  {text:>{side}} {bar} {_share(level.time_share)}")
    return "\n".join(lines)


def _level(level: DurationLevel) -> tuple[str, float]:
    values = {"A": level.level_a, "kW": level.level_kw, "kVA": level.level_kva}
    return next((unit, value) for unit, value in values.items() if value is not None)


def _bar(share: float, room: int, terminal: TerminalStyle) -> str:
    """Nothing is drawn only where there is nothing."""
    if not terminal.unicode:
        return "#" * max(round(share * room), share > 0)
    eighths = max(round(share * room * 8), share > 0)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _share(share: float) -> str:
    """A small share keeps two digits."""
    percent = share * 100
    return f"{percent:.2g} %" if 0 < percent < 0.95 else figures.share(share)


def render_left_by_hour(left_a: Mapping[str, tuple[float | None, ...]], terminal: TerminalStyle) -> str:
    """A row for each hour of the day, a column for each day of the week; two of them where there is less room."""
    narrow = terminal.width is not None and terminal.width < _WEEK
    columns = {"Mon-Fri": DAYS[:5], "Sat-Sun": DAYS[5:]} if narrow else {day: (day,) for day in DAYS}
    table = Table([Column("from"), *(Column(days, "right") for days in columns)])
    for hour in range(24):
        least = (
            min((each for day in days if (each := left_a[day][hour]) is not None), default=None)
            for days in columns.values()
        )
        table.add(f"{hour:02}:00", *("-" if each is None else f"{max(0.0, each):.1f}" for each in least))
    title = "left for vehicles by the hour of the week, A on the line with the least"
    lines = [terminal.styled(line, "bold") for line in terminal.prose(title).splitlines()]
    words = "beside the highest quarter of an hour that was measured in the hour; for vehicles that a site meter holds"
    return "\n".join([*lines, table.render(terminal), terminal.prose(words)])

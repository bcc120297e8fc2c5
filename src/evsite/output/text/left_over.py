"""What load that varies leaves for vehicles, for people: a row for each hour of the day, like hours together."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import printable
from evsite.words import amps, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.record_notes import UnfitLoads
    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.left_over_results import GroupLeftOver, HourLeft, LeftOver

_MOST_GROUPS = 6


def render_left_over(
    site: Site, left: LeftOver, unfit: UnfitLoads, terminal: TerminalStyle, *, every: bool = False
) -> str:
    """One table a group; `unfit` are loads by whose records nothing is established."""
    shown = left.groups if every else left.groups[:_MOST_GROUPS]
    parts = [_group(site, left, group, unfit, terminal) for group in shown]
    if len(shown) < len(left.groups):
        parts.append(f"and {count(len(left.groups) - len(shown), 'group')} more; --all lists them")
    return "\n\n".join(parts)


def _group(site: Site, left: LeftOver, group: GroupLeftOver, unfit: UnfitLoads, terminal: TerminalStyle) -> str:
    loads = ", ".join(map(printable, group.loads))
    title = terminal.prose(f"left for group {printable(group.group)}: its limit less {loads}", "  ")
    unit = group.unit if group.unit == "A" else site.groups[group.group].power_unit
    where = " on the fullest conductor" if group.unit == "A" else ""
    span = "a week by profile" if left.days is None else f"{figures.trimmed(left.days, 1)} days of record"
    lines = [terminal.styled(line, "bold") for line in title.splitlines()]
    lines.append(terminal.prose(f"  in every quarter of an hour of {span}{where}: {total_words(group, unit)}", "    "))
    if left.filled:
        readings = count(left.filled, "reading")
        lines.append(
            terminal.prose(f"  for {readings} that a load lacks its highest at that time of the week counts", "    ")
        )
    if not set(unfit.loads).isdisjoint(group.loads):
        lines.append(terminal.prose(f"  beyond these days it is {printable(unfit.words)}", "    "))
    return "\n".join([*lines, _table(group, unit).render(terminal)])


def total_words(group: GroupLeftOver, unit: str) -> str:
    """What is left over all the time: the least, the median, and how often every port can have its minimum."""
    least, median, served = group.total
    words = f"least {_value(least)} {unit}, median {_value(median)} {unit}"
    if served is None:
        return words
    minimum = amps(group.minimum_a, digits=2)
    return f"{words}; every port can have {minimum} at once {figures.share(served)} of the time (column {minimum})"


def _table(group: GroupLeftOver, unit: str) -> Table:
    minimum = amps(group.minimum_a, digits=2)
    judged = group.total.served is not None
    columns = [Column("hours")]
    for days in ("Mon-Fri", "Sat-Sun"):
        columns.append(Column(f"{days} least {unit}", "right"))
        columns.append(Column(f"median {unit}", "right", title=f"{days} median {unit}", drop=1))
        if judged:
            columns.append(Column(minimum, "right", title=f"{days} all get {minimum}"))
    table = Table(columns)
    for hours, values in like_hours(group):
        table.add(hours, *values)
    return table


def like_hours(group: GroupLeftOver) -> Iterator[tuple[str, list[str]]]:
    """Hours of the day that are alike, together, each with what is left on working days and at the weekend.

    On each of the two these are the least, the median, and, where ports have a minimum, how often all can have it.
    """
    judged = group.total.served is not None
    rows = [
        (hour, [*_figures(weekday, judged=judged), *_figures(weekend, judged=judged)])
        for hour, (weekday, weekend) in enumerate(zip(group.weekdays, group.weekend, strict=True))
    ]
    for values, row_group in groupby(rows, key=lambda row: row[1]):
        hours = [hour for hour, _ in row_group]
        yield f"{hours[0]:02}:00-{hours[-1] + 1:02}:00", values


def _figures(hour: HourLeft, *, judged: bool) -> list[str]:
    values = [_value(hour.least), _value(hour.median)]
    return [*values, "-" if hour.served is None else figures.share(hour.served)] if judged else values


def _value(value: float | None) -> str:
    return "-" if value is None else figures.trimmed(value, 1)

"""When the tables of a tariff hold: months, days and quarters of an hour, put together to one grid without gaps."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evsite.model.week import DAYS
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of
from evsite.tariffs.model import SLOT_MIN, SLOTS, show_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.finding import Finding
    from evsite.sitefile.tables.tariff import EnergyTable, SeasonTable
    from evsite.tariffs.model import Grid

_NONE = -1


def window_grid(table: SeasonTable) -> Grid:
    """A grid with 1 where a table holds."""
    slots = table.slots
    inside = tuple(int(slot in slots) for slot in range(SLOTS))
    outside = (0,) * SLOTS
    week = tuple(inside if day in table.days else outside for day in range(7))
    return tuple(week if month in table.months else (outside,) * 7 for month in range(12))


def energy_grid(tables: Sequence[EnergyTable], findings: list[Finding]) -> Grid | None:
    """Which table is the price of each quarter of an hour; None, and findings, where two are, or none is.

    Tables with hours come before those for all hours of their days.
    """
    grid = [[[_NONE] * SLOTS for _ in range(7)] for _ in range(12)]
    before = len(findings)
    for all_day in (True, False):
        mine = [[[_NONE] * SLOTS for _ in range(7)] for _ in range(12)]
        for number, each in enumerate(tables):
            if each.all_day is all_day:
                other = _put(mine, each, number)
                if other is not None:
                    findings.append(_two_prices(tables, number, *other))
        for month, day, slot in _where(mine):
            grid[month][day][slot] = mine[month][day][slot]
    _find_gaps(grid, findings)
    if len(findings) == before:
        used = {value for week in grid for day in week for value in day}
        for number in range(len(tables)):
            if number not in used:
                message = f"{header_of(('energy', number))} has no hour that no other table has"
                path = ("energy", number)
                findings.append(problems.CONFLICT.finding(message, path, anchor="header", remedy="leave it out"))
    return None if len(findings) > before else tuple(tuple(map(tuple, week)) for week in grid)


def renumbered(grid: Grid, numbers: Sequence[int]) -> Grid:
    """A grid with other numbers: `numbers[n]` where there was n."""
    return tuple(tuple(tuple(numbers[value] for value in day) for day in week) for week in grid)


def _put(grid: list[list[list[int]]], table: SeasonTable, number: int) -> tuple[int, int, int, int] | None:
    """Write a number into the cells that are free; the first that is not, and what is there."""
    other = None
    for month in table.months:
        for day in table.days:
            row = grid[month][day]
            for slot in table.slots:
                if row[slot] == _NONE:
                    row[slot] = number
                elif other is None:
                    other = (row[slot], month, day, slot)
    return other


def _where(grid: list[list[list[int]]]) -> Iterator[tuple[int, int, int]]:
    for month, week in enumerate(grid):
        for day, row in enumerate(week):
            for slot, value in enumerate(row):
                if value != _NONE:
                    yield month, day, slot


def _two_prices(tables: Sequence[EnergyTable], number: int, other: int, month: int, day: int, slot: int) -> Finding:
    named = tables[other].name or f"table {other + 1} of [[energy]]"
    when = f"{show_months([month])} {DAYS[day]} {_clock(slot)}"
    message = f"a second price for {when}: '{named}' has one"
    return problems.CONFLICT.finding(message, ("energy", number), anchor="header", remedy="one price for each hour")


def _find_gaps(grid: list[list[list[int]]], findings: list[Finding]) -> None:
    """Hours without a price, told once for all months that lack the same."""
    lacking: dict[tuple[tuple[int, int, int], ...], list[int]] = {}
    for month, week in enumerate(grid):
        gaps = tuple((day, *run) for day, row in enumerate(week) for run in _runs(row))
        if gaps:
            lacking.setdefault(gaps, []).append(month)
    for gaps, months in lacking.items():
        day, first, last = gaps[0]
        more = f" and {len(gaps) - 1} more stretches of a week" if len(gaps) > 1 else ""
        message = f"no price for {show_months(months)} {DAYS[day]} {_clock(first)}-{_clock(last)}{more}"
        way = "add an [[energy]] without from and to: it is the price of all hours that no other has"
        findings.append(problems.MISSING_KEY.finding(message, ("energy", 0), anchor="header", remedy=way))


def _runs(row: list[int]) -> Iterator[tuple[int, int]]:
    for empty, run in groupby(range(SLOTS), lambda slot: row[slot] == _NONE):
        slots = [*run]
        if empty:
            yield slots[0], slots[-1] + 1


def _clock(slot: int) -> str:
    return f"{slot * SLOT_MIN // 60:02}:{slot * SLOT_MIN % 60:02}"

"""What could be specified about a header whose columns were not all understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.metering import vocabulary as words
from evsite.metering.errors import OptionValue
from evsite.metering.numbers import NOTHING
from evsite.metering.time_by_names import content_of
from evsite.metering.unit_ways import unit_ways
from evsite.metering.units import title_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.plans import TablePlan

_NO_LOAD = (
    (words.NO_LOAD - {"amount"})
    | words.RECEIVED
    | words.GENERATION
    | words.LEAST
    | words.METER
    | words.NO_TIME
    | words.LENGTH
)
_MOST = 4
"""More columns than this that could be the load are no advice."""


def with_ways(plan: TablePlan, below: Sequence[Sequence[str]]) -> TablePlan:
    """A plan that knows which of its other columns could be named by hand: as load, or as time."""
    known = plan.time.columns() | {value.index for value in plan.values if value.role != "other"}
    known |= {kind.index for kind in plan.kinds} | {mark.index for mark in plan.quality} | set(plan.meter)
    known |= {index for index in (plan.unit, plan.multiplier) if index is not None}
    if plan.days is not None:
        known |= {cell.index for cell in plan.days.cells}
    return replace(
        plan, loads=possible_loads(plan.header, below, known), times=tuple(_possible_times(plan, below, known))
    )


def possible_loads(header: Sequence[str], below: Sequence[Sequence[str]], known: Iterable[int] = ()) -> tuple[str, ...]:
    """Columns of numbers that may be a load, as far as their names do not say that they are none."""
    found = []
    taken = set(known)
    for index, name in enumerate(header):
        title = title_unit(name)
        if not name or index in taken or set(title.words) & _NO_LOAD or (title.unit and not title.unit.is_load):
            continue
        cells = _cells(below, index)
        if content_of(cells) == "number" and not _labels(cells) and not any(cell[0] in "$€£" for cell in cells):
            found.append(name)
    return tuple(found)


def load_ways(names: Sequence[str]) -> tuple[tuple[OptionValue, ...], ...]:
    """To name one of some columns as the load, with its unit where the name says none; energy first, the larger."""
    if len(names) > _MOST:
        return ()
    ways: list[tuple[OptionValue, ...]] = []
    if len(names) > 1:
        # all of them together are never less than one of them
        every = tuple(OptionValue("column", name) for name in names)
        units_in_names = all(title_unit(name).unit is not None for name in names)
        ways += [every] if units_in_names else [(*every, OptionValue("unit", unit)) for unit in ("kWh", "kW")]
    for name in names:
        if title_unit(name).unit is not None:
            ways.append((OptionValue("column", name),))
        else:
            ways += [(OptionValue("column", name), *way) for way in unit_ways(name)]
    return tuple(ways)


def _possible_times(plan: TablePlan, below: Sequence[Sequence[str]], known: set[int]) -> Iterable[tuple[str, ...]]:
    """Columns that hold times: alone, or beside the date that was read."""
    day = plan.time.date if plan.time.date is not None else plan.time.start
    for index, name in enumerate(plan.header):
        if not name or index in known or index in plan.meter:
            continue
        cells = _cells(below, index)
        content = content_of(cells)
        if content in {"stamp", "period"}:
            yield (name,)
        elif day is not None and len(set(cells)) > 1 and (content in {"time", "hour"} or _counts(content, cells)):
            yield plan.header[day], name


def _counts(content: str, cells: Sequence[str]) -> bool:
    """Whether numbers count hours or other intervals of a day."""
    return content == "number" and all(cell.isdigit() and int(cell) <= 300 for cell in cells)


def _labels(cells: Sequence[str]) -> bool:
    """Whether numbers are those of a meter or an account: all digits, always the same."""
    return len(set(cells)) == 1 and cells[0].isdigit() and (len(cells[0]) > 4 or cells[0][0] == "0")


def _cells(below: Sequence[Sequence[str]], index: int) -> list[str]:
    found = (row[index] for row in below[:60] if index < len(row))
    return [cell for cell in found if cell.casefold() not in NOTHING]

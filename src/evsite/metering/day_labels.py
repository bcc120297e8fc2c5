"""Names of columns in files with a row for each day: times of the day, or numbers of intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.plans import DayCell, DaysPlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.layouts.model import Role
    from evsite.metering.options import Edge
    from evsite.metering.units import MeterUnit

_DAY_S = 86_400
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?\s*([AaPp]\.?[Mm]\.?)?", re.ASCII)
_FOUR = re.compile(r"([01]\d|2[0-4])(00|15|30|45|05|10|20|25|35|40|50|55)")
_SPAN = re.compile(r"(.+?)\s*(?:-|\u2013|to)\s*(.+)", re.IGNORECASE)
_NTH = re.compile(
    r"(?:(he|hour[ _]ending|h|hr|hour|int|interval|period|p|t|v|val|value|i|read|reading|usage)[ _]?)?(\d{1,3})",
    re.IGNORECASE,
)
_WORD = re.compile(r"(he|hour[ _]ending|hour)[ _]?(.+)", re.IGNORECASE)
_HOUR_CLOCK = re.compile(r"(\d{1,2})\s*([AaPp]\.?[Mm]\.?)")


@dataclass(frozen=True, slots=True)
class DayLabel:
    """A time of the day in seconds, or a number as it is written; `edge` is its end of the interval, if stated."""

    time_s: int | None = None
    nth: int | None = None
    edge: Edge | None = None


def day_label(text: str) -> DayLabel | None:
    """What a name of a column, or a part of it, says of the day; None for no label."""
    text = " ".join(text.replace("\u202f", " ").split())
    time_s = _time_s(text)
    if time_s is not None:
        return DayLabel(time_s)
    named = _WORD.fullmatch(text)
    if named is not None and (time_s := _time_s(named[2])) is not None:
        return DayLabel(time_s, edge="end" if named[1].lower() != "hour" else None)
    span = _SPAN.fullmatch(text)
    if span is not None and (first := _time_s(span[1])) is not None and _time_s(span[2]) is not None:
        return DayLabel(first, edge="start")
    nth = _NTH.fullmatch(text)
    if nth is None:
        return None
    prefix = (nth[1] or "").lower().replace("_", " ")
    return DayLabel(nth=int(nth[2]), edge="end" if prefix in {"he", "hour ending"} else None)


def _time_s(text: str) -> int | None:
    text = text.strip()
    if text in {"2359", "23:59"}:
        # the end of the day, written so that it stays on it
        return _DAY_S
    found = _CLOCK.fullmatch(text) or _FOUR.fullmatch(text)
    hour_only = _HOUR_CLOCK.fullmatch(text)
    if found is None and hour_only is None:
        return None
    if found is not None:
        hour, minute = int(found[1]), int(found[2])
        half = found[3] if found.re is _CLOCK else None
    else:
        assert hour_only is not None
        hour, minute, half = int(hour_only[1]), 0, hour_only[2]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return hour * 3600 + minute * 60


def day_plan(
    labels: Sequence[tuple[int, DayLabel]],
    names: Sequence[str],
    *,
    unit: MeterUnit | None,
    role: Role,
    edge: Edge | None,
    quality: re.Pattern[str] | None = None,
) -> DaysPlan:
    """The value columns of a day, in order.

    Parameters
    ----------
    labels
        Index and label of each.
    names
        All names of the header.
    unit
        Of the values, where a name says it.
    role
        What the values are.
    edge
        Which end of their interval times are, where it was said.
    quality
        Names of columns that mark the value before them.

    Raises
    ------
    DataError
        The labels do not make a day.
    """
    if len(labels) < 12:
        raise DataError(f"{len(labels)} columns of times, expected those of a whole day")
    marks: dict[int, int] = {}
    if quality is not None:
        last = None
        valued = {index for index, _ in labels}
        for index, name in enumerate(names):
            if index in valued:
                last = index
            elif last is not None and quality.fullmatch(" ".join(name.split())):
                marks.setdefault(last, index)
    if labels[0][1].nth is not None:
        cells, seconds = _numbered(labels)
    else:
        cells, seconds = _timed(labels, edge)
    cells = [replace(cell, quality=marks.get(cell.index)) for cell in cells]
    name = names[labels[0][0]]
    return DaysPlan(tuple(cells), seconds, role, f"{name} ... {names[labels[-1][0]]}", unit)


def _numbered(labels: Sequence[tuple[int, DayLabel]]) -> tuple[list[DayCell], int]:
    numbers = [label.nth for _, label in labels]
    first = numbers[0]
    if first not in {0, 1} or numbers != list(range(first, first + len(numbers))):
        raise DataError("the numbers of the columns do not count the intervals of a day from 0 or 1")
    # a day on which clocks are put back has an hour more: 25, 50 or 100 columns
    seconds = next((3600 // per for per in (1, 2, 4, 12) if 23 * per <= len(numbers) <= 25 * per), None)
    if seconds is None:
        raise DataError(f"{len(numbers)} intervals in a day, expected 24, 48, 96 or 288")
    return [DayCell(index, None, (label.nth or 0) - first) for index, label in labels], seconds


def _timed(labels: Sequence[tuple[int, DayLabel]], edge: Edge | None) -> tuple[list[DayCell], int]:
    times = [label.time_s or 0 for _, label in labels]
    stated_edges = {label.edge for _, label in labels} - {None}
    seconds = min((b - a for a, b in pairwise(times) if b > a), default=0)
    if not seconds or _DAY_S % seconds:
        raise DataError("the times of the columns are not those of a day in order")
    if stated_edges:
        edge = stated_edges.pop()
    elif times[0] == 0:
        edge = "start"
    elif times[-1] in {0, _DAY_S}:
        edge = "end"
    if edge is None:
        raise DataError(
            "the times of the columns may be starts or ends of intervals",
            about="stamps",
            ways_out=(OptionValue("stamps", "start"), OptionValue("stamps", "end")),
        )
    cells: list[DayCell] = []
    seen: set[int] = set()
    for (index, _), time_s in zip(labels, times, strict=True):
        start_s = (time_s - seconds) % _DAY_S if edge == "end" else time_s % _DAY_S
        # the hour that comes twice has its columns twice
        nth = None
        if start_s in seen:
            nth = -1
        seen.add(start_s)
        cells.append(DayCell(index, start_s, nth))
    missing = sorted(set(range(0, _DAY_S, seconds)) - seen)
    # a table of one day may leave out the hour that the clock skips
    skipped = bool(missing) and missing[-1] - missing[0] + seconds == 3600 == len(missing) * seconds
    if len(seen) * seconds != _DAY_S and not skipped:
        raise DataError(f"{len(cells)} columns of times in steps of {seconds // 60} min do not make a day")
    return cells, seconds

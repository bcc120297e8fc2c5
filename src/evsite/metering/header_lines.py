"""Which of the lines above the readings of a file is their header, and a line of units below it."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, NamedTuple

from evsite.metering.stamps import looks_like_a_stamp, looks_like_a_time, period_of
from evsite.metering.title_words import plain_text
from evsite.metering.units import unit_of
from evsite.metering.vocabulary import TIME, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.text_rows import Row

_NO_UNIT = frozenset(
    {"", "-", "none", "n/a", "unit", "units", "date", "time", "local", "text", "id", "code", "ts", "rn", "hh:mm"}
)
"""What a line of units says of columns that have none."""


class HeaderLine(NamedTuple):
    """A line that may be the header: its place, its number, the names it gives, and the lines that they stand in."""

    place: int
    number: int
    names: list[str]
    lines: tuple[tuple[str, ...], ...]


def header_lines(rows: Sequence[Row]) -> list[HeaderLine]:
    """The lines that may be the header, from the top.

    A line about the file ("Address,1 Main St") is none where a line below it, and above the readings, is as wide as
    they are and names a time. A line of units below the names belongs to them: "Usage" above "kWh" is "Usage (kWh)".
    """
    first = _first_reading(rows)
    usual = _usual_width([row for _, row in rows[first:]])
    found = []
    possible = [
        place for place, (_, row) in enumerate(rows) if _filled(row) >= 2 and not _has_stamps(row) and _has_names(row)
    ]
    timed = [
        place for place in possible if place < first and len(rows[place][1]) >= usual and _names_time(rows[place][1])
    ]
    for place in possible:
        number, row = rows[place]
        if any(_is_header_before(rows[other][1], row, usual) for other in timed if other > place):
            continue
        if place < first - 1 and _units(rows[place + 1][1], row):
            units = rows[place + 1][1]
            names = [f"{name} ({unit})" if unit_of(unit) else name for name, unit in _pairs(row, units)]
            found.append(HeaderLine(place + 1, number, names, (tuple(row), tuple(units))))
        elif not (place and place < first and _units(row, rows[place - 1][1])):
            found.append(HeaderLine(place, number, row, (tuple(row),)))
    return found


def _pairs(row: Sequence[str], units: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(row, [*units, *[""] * (len(row) - len(units))], strict=True))


def _units(units: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a line holds the units of the names above it."""
    if len(units) > len(names) or not any(unit_of(cell) for cell in units if len(cell) < 30):
        return False
    all_units = all(unit_of(cell) or plain_text(cell).strip("()[] ").lower() in _NO_UNIT for cell in units)
    return (
        all_units
        and _filled(names) >= _filled(units)
        and _names_time(names)
        and sum(unit_of(name) is None for name in names if name) > 1
    )


def _is_header_before(other: Sequence[str], row: Sequence[str], usual: int) -> bool:
    """Whether a line further down, which is wide enough and names a time, is the header rather than this one."""
    if len(row) < usual:
        return True
    return _filled(other) >= _filled(row) and not _names_time(row)


def _names_time(row: Sequence[str]) -> bool:
    return any(TIME & set(words_of(cell)) for cell in row if len(cell) < 100)


def _first_reading(rows: Sequence[Row]) -> int:
    """The place of the first of two rows, one below the other, with stamps in the same columns and a number in each."""
    last: tuple[int, frozenset[int]] = (0, frozenset())
    for place, (_, row) in enumerate(rows):
        if not any(row):
            continue
        stamps = frozenset(at for at, cell in enumerate(row) if _is_stamp(cell))
        if stamps and stamps == last[1] and len(row) > 1:
            return last[0]
        last = place, stamps
    return len(rows)


def _has_names(row: Sequence[str]) -> bool:
    """Whether any cell is more than a number or a time of the day."""
    return any(cell and not looks_like_a_time(cell) and not _is_number(cell) for cell in row)


def has_only_names(row: Sequence[str]) -> bool:
    """Whether no cell of a line is a reading or a time, and some are names."""
    return _filled(row) > 1 and not any(
        looks_like_a_time(cell) or looks_like_a_stamp(cell) or _is_number(cell) for cell in row if cell
    )


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _has_stamps(row: Sequence[str]) -> bool:
    return any(_is_stamp(cell) for cell in row if len(cell) > 5)


def _is_stamp(cell: str) -> bool:
    """Whether a cell is a time stamp, or the two of a period; times of the day alone may be names of columns."""
    return looks_like_a_stamp(cell) or ((period := period_of(cell)) is not None and looks_like_a_stamp(period[0]))


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    return statistics.mode(len(row) for row in rows[:60]) if rows else 0

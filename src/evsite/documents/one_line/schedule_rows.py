"""Rows of the schedules of a one-line: what is alike stands in one row with its names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.documents.equipment import ampere_cell
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Verify
from evsite.words import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.documents.model import Cell
    from evsite.model.finding import Path

TAG = Column("tag", "tag", label=True)
NUMBER = Column("number", "no.", align="right")


def merged(found: Iterable[tuple[str, tuple[Cell, ...]]]) -> list[tuple[list[str], tuple[Cell, ...]]]:
    """Things with the same cells as one: their names, and the cells; what is to be verified counts by what it is."""
    equal: dict[tuple[Cell, ...], tuple[list[str], list[tuple[Cell, ...]]]] = {}
    for name, cells in found:
        key = tuple(f"\0{cell.what}" if isinstance(cell, Verify) else cell for cell in cells)
        names, listed = equal.setdefault(key, ([], []))
        names.append(name)
        listed.append(cells)
    return [
        (part, tuple(_one_cell(column, part) for column in zip(*listed[first : first + len(part)], strict=True)))
        for names, listed in equal.values()
        for first, part in _readable(names)
    ]


_MOST_IN_ROW = 500
"""So many characters of names stand in a row, or a row would be higher than a sheet."""


def _readable(names: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Names in as many parts as are reported in so many characters, each with the place of its first name."""
    first = place = used = 0
    for run in runs(names):
        long = len(run[0]) + len(run[-1])
        if used and used + long > _MOST_IN_ROW:
            yield first, names[first:place]
            first, used = place, 0
        used += long
        place += len(run)
    yield first, names[first:]


def _one_cell(cells: Sequence[Cell], names: Sequence[str]) -> Cell:
    """A cell that stands for equal ones; a value that is missing in several tables is missing in their section."""
    first = cells[0]
    if not isinstance(first, Verify):
        return first
    paths = dict.fromkeys(cell.where for cell in cells if isinstance(cell, Verify))
    return replace(first, of=all_names(names), where=shared(tuple(paths)))


def shared(paths: Sequence[Path | None]) -> Path | None:
    """The place of the file that several things have in common; None where there is none."""
    if len(paths) == 1:
        return paths[0]
    common: list[str | int] = []
    for steps in zip(*(path or () for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return tuple(common) or None


def given_a(value_a: float | None, what: str, name: str, path: Path) -> Cell:
    """A rating [A], or that it is to be verified where the file does not say it."""
    return Verify(what, name, path) if value_a is None else ampere_cell(value_a)

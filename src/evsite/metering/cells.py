"""Several records cut into cells of time: within a cell none of them begins or ends an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.metering.series import IntervalSeries, Ints


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells from `starts` on, of `seconds` each; `rows` has for every record the interval that covers each, or -1."""

    starts: Ints
    seconds: Ints
    rows: tuple[Ints, ...]

    @property
    def count(self) -> Ints:
        """How many of the records cover each cell."""
        total = np.zeros(len(self.starts), dtype=np.int64)
        for each in self.rows:
            total += each >= 0
        return total


def cells_of(parts: Sequence[IntervalSeries]) -> Cells:
    """The cells of several records, in order of time; those between records too."""
    edges = np.unique(np.concatenate([each for part in parts for each in (part.start_s, part.ends_s)]))
    starts = edges[:-1]
    rows = []
    for part in parts:
        place = np.searchsorted(part.start_s, starts, side="right") - 1
        inside = (place >= 0) & (starts < part.ends_s[np.maximum(place, 0)])
        rows.append(np.where(inside, place, -1))
    return Cells(starts, np.diff(edges), tuple(rows))


def differing(a: tuple[IntervalSeries, Ints], b: tuple[IntervalSeries, Ints]) -> NDArray[np.bool_]:
    """In which cells two records have other values, where both cover them: each with its row of every cell."""
    (first, mine), (second, theirs) = a, b
    both = (mine >= 0) & (theirs >= 0)
    differs = np.zeros(len(both), dtype=bool)
    for leg, values in first.channels.items():
        x, y = values[mine], second.channels[leg][theirs]
        differs |= both & (np.abs(x - y) > TOLERANCE * np.maximum(np.abs(x), np.abs(y)))
    return differs


@dataclass(frozen=True, slots=True)
class Shared:
    """What records share: cells of time, those of them with other values, and whether one lies within another."""

    cells: int
    other: int
    within: bool


def shared_by(parts: Sequence[IntervalSeries]) -> Shared:
    """What several records share, two by two."""
    cells = other = 0
    within = False
    for index, part in enumerate(parts):
        for before in parts[:index]:
            if min(part.end_s, before.end_s) <= max(int(part.start_s[0]), int(before.start_s[0])):
                continue
            grid = cells_of((before, part))
            both = grid.count == 2
            shared_s = int(grid.seconds[both].sum())
            cells += int(np.count_nonzero(both))
            other += int(np.count_nonzero(differing((before, grid.rows[0]), (part, grid.rows[1]))))
            within = within or 0 < shared_s == min(part.covered_s, before.covered_s)
    return Shared(cells, other, within)

"""A header and the first rows below it."""

from __future__ import annotations

from dataclasses import dataclass

from evsite.metering.numbers import NOTHING


@dataclass(frozen=True, slots=True)
class Sample:
    """A header and the first rows below it, by column."""

    header: tuple[str, ...]
    rows: tuple[list[str], ...]

    def column(self, index: int) -> list[str]:
        """What stands in the first cells of a column, without those of nothing."""
        found = (row[index] for row in self.rows if index < len(row))
        return [cell for cell in found if cell.casefold() not in NOTHING]

"""What all stations of one table have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.catalog import StationModel
    from evsite.model.finding import Path
    from evsite.sitefile.tables.stations import StationTable


@dataclass(slots=True)
class StationKind:
    """What all stations of one table have in common."""

    table: StationTable
    path: Path
    model: StationModel | None
    names: list[str]
    ports: int
    dc: bool
    one_feed: bool
    """Whether all ports of a station hang on one circuit that they need not share with other stations."""

    @property
    def feeds(self) -> int:
        """How many circuits a station takes."""
        return 1 if self.one_feed else self.ports

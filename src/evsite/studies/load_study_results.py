"""What a load study is made of and what it answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.metering.series import Note
    from evsite.model.measured import Measured
    from evsite.model.site import Load

Basis = Literal["year", "30 days", "too short"]


@dataclass(frozen=True, slots=True)
class LineStudy:
    """One line of the node, all in amperes.

    `demand_a` is the highest quarter of an hour with what was added for the season, `factored_a` is 125 % of it,
    `other_a` load of the file that is not in the record, `vehicles_a` the greatest that its groups let vehicles draw.
    `left_a` is what remains for vehicles counted in full, `left_at_125_a` what remains when they count 125 %.
    """

    leg: str
    demand_a: float
    factored_a: float
    other_a: float
    left_a: float
    left_at_125_a: float
    vehicles_a: float


@dataclass(frozen=True, slots=True)
class LoadStudy:
    """The answer. `lines` is empty where amperes cannot be told (kW without a power factor)."""

    node: str
    nec: int
    source: str
    system: str
    rating_a: float
    days: float
    covered_days: float
    interval_min: float
    gaps: int
    missing_share: float
    basis: Basis
    demand_kw: float | None
    """Highest quarter of an hour of the whole record in kW; None where the data has A or kVA."""
    demand_kva: float | None
    power_factor: float | None
    peak_local: str
    lines: tuple[LineStudy, ...]
    fits: bool | None
    """Whether the vehicles of the file fit beside the load; None where that cannot be told."""
    fits_at_125: bool | None
    left_kva: float | None
    notes: tuple[Note, ...]
    snippet: str
    """A [loads] table to paste into the site file."""

    @property
    def worst(self) -> LineStudy | None:
        """The line with the least left."""
        return min(self.lines, key=lambda line: line.left_a, default=None)

    @property
    def failed(self) -> bool:
        """Whether an error was noted."""
        return any(note.severity == "error" for note in self.notes)


@dataclass(frozen=True, slots=True)
class Record:
    """What is studied: a record on the lines of the node, the loads that it is made of, and those it does not have."""

    load: Measured
    loads: tuple[Load, ...]
    beside: tuple[Load, ...]
    seasonal_a: float

"""What a load study is made of and what it answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.analysis.beside_meter import Governing
    from evsite.metering.note import Note
    from evsite.model.measured import Measured
    from evsite.model.record_length import Basis
    from evsite.model.site import Load
    from evsite.studies.demand_profile_results import DemandProfile


@dataclass(frozen=True, slots=True)
class LineStudy:
    """One line of the node, all in amperes.

    `demand_a` is the highest quarter of an hour with what was added for the season, `factored_a` is 125 % of it,
    `other_a` load of the file that is not in the record, `vehicles_a` the greatest that its groups let vehicles draw.
    `left_a` is what is left for vehicles by the rule that governs: the smaller of `left_by_metering_a`, with vehicles
    counted in full (220.87), and `left_by_device_a`, with 125 % of all continuous load and vehicles (625.41).
    """

    leg: str
    demand_a: float
    factored_a: float
    other_a: float
    left_a: float
    governing: Governing
    left_by_metering_a: float
    left_by_device_a: float
    vehicles_a: float


@dataclass(frozen=True, slots=True)
class LoadStudy:
    """The answer. `lines` is empty where amperes cannot be determined (kW without a power factor)."""

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
    """Whether the vehicles of the file fit beside the load; None where that cannot be determined: amperes are not
    known, or the record cannot carry a load study."""
    fits_by_metering: bool | None
    """Whether they would by 220.87 alone; None likewise."""
    left_kva: float | None
    profile: DemandProfile
    """Demand by month, levels by time, and what is left by the hour of the week."""
    notes: tuple[Note, ...]
    snippet: str | None
    """A [loads] table for the site file; None where the record cannot carry a load study."""
    replaces: tuple[str, ...]
    """Loads of the file in whose place the snippet goes: the record has them in it."""
    unfit: bool = False
    """Whether the record cannot carry a load study."""

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
    """What is studied: a record on the lines of the node, the loads that it is made of, and those it does not have.

    `seen` are loads of the file that a meter given beside it has seen.
    """

    load: Measured
    loads: tuple[Load, ...]
    beside: tuple[Load, ...]
    seasonal_a: float
    seen: tuple[Load, ...] = ()

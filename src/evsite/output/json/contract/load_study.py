"""The document of `evsite load-study`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.analysis.beside_meter import Governing
    from evsite.metering.note import Note
    from evsite.model.record_length import Basis
    from evsite.studies.demand_profile_results import DemandProfile
    from evsite.studies.load_study_results import LineStudy


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadStudyDocument(Document):
    """`evsite load-study`."""

    node: str
    nec: int
    source: str
    data: str
    rating_a: float
    days: float
    covered_days: float
    interval_min: float
    gaps: int
    missing_share: float
    basis: Basis
    demand_kw: float | None
    demand_kva: float | None
    power_factor: float | None
    peak_local: str
    left_a: float | None
    governing: Governing | None
    left_by_metering_a: float | None
    left_by_device_a: float | None
    left_kva: float | None
    fits: bool | None
    fits_by_metering: bool | None
    lines: tuple[LineStudy, ...]
    profile: DemandProfile
    notes: tuple[Note, ...]
    snippet: str | None
    replaces: tuple[str, ...]

"""Metered load of a service beside what it feeds anew (220.87)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a
from evsite.codebook.formulas import METERED_FACTOR

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Supply


@dataclass(frozen=True, slots=True)
class ExistingLoad:
    """The metered peak of a service, the charging load that comes on top, and the rating [kVA]."""

    peak_kva: float
    new_kva: float
    rating_kva: float

    @property
    def total_kva(self) -> float:
        """What counts against the rating: 125 % of the peak, and the new load."""
        return METERED_FACTOR * self.peak_kva + self.new_kva

    @property
    def total_all_at_125_kva(self) -> float:
        """The same with 125 % on the new load too."""
        return METERED_FACTOR * (self.peak_kva + self.new_kva)

    @property
    def left_kva(self) -> float:
        """What 125 % of the peak leaves of the rating."""
        return max(0.0, self.rating_kva - METERED_FACTOR * self.peak_kva)


def existing_load(analysis: SiteAnalysis, supply: Supply) -> ExistingLoad | None:
    """The metered load of a service beside its charging load; None where the peak is not known in kVA."""
    if supply.metered is None or supply.metered.peak_kva is None:
        return None
    system = supply.system
    kva_per_a = system.kva_per_a("ABC") if system.three_phase else system.line_v / 1000
    rating_kva = supply.rating_kva or service_rating_a(supply) * kva_per_a
    return ExistingLoad(supply.metered.peak_kva, analysis.managed(supply.name).power_kva, rating_kva)

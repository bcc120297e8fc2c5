"""How full a transformer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.limits import line_rating_a
from evsite.words import amps, kva

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Supply


def rating_kva(supply: Supply) -> float:
    """Rating of a transformer [kVA], also where it is given in amperes of its secondary."""
    if supply.rating_kva is not None:
        return supply.rating_kva
    assert supply.rating_a is not None
    return supply.rating_a / line_rating_a(1.0, supply.system)


def fullness(analysis: SiteAnalysis, supply: Supply) -> tuple[float, str]:
    """How full a transformer can get, as a share of its rating, and the line or total that is fullest.

    A winding of a wye secondary carries the line's current, so the secondary lines say how full the windings are, on
    the primary side too. Primary line currents are the business of what protects the primary.
    """
    rated_kva = rating_kva(supply)
    # what a device below lets through once it is put right: its own finding says that it is not
    load = analysis.within_proofs(supply.name, analysis.mended.managed(supply.name))
    other = analysis.other_at(supply.name)
    candidates = [((load.power_kva + other.power_kva) / rated_kva, f"{kva(load.power_kva + other.power_kva)} in all")]
    rated_a = line_rating_a(rated_kva, supply.system)
    for leg in supply.system.legs:
        line_a = load.line_a(leg) + other.total_a(leg)
        candidates.append((line_a / rated_a, f"{amps(line_a)} on secondary line {leg}, rated {amps(rated_a)}"))
    return max(candidates, key=lambda candidate: candidate[0])

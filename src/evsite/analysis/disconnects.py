"""Which stations need a disconnect, by the edition in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.station_rating import equipment_rating_a, to_ground_v
from evsite.rounding import exceeds
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Station


def needs_disconnect(analysis: SiteAnalysis, station: Station) -> str:
    """Why a station needs a disconnect (625.43); empty where it needs none."""
    if analysis.site.nec >= 2026:
        return "" if station.installation.connection == "plug" else "permanently connected"
    rated_a, ground_v = equipment_rating_a(analysis, station), to_ground_v(analysis, station)
    if exceeds(rated_a, 60):
        return f"rated {amps(rated_a)}, above 60 A"
    return f"{ground_v:g} V to ground, above 150 V" if exceeds(ground_v, 150) else ""

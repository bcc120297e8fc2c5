"""What a station counts as rated for, and its voltage to ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import Edit
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Station


def to_ground_v(analysis: SiteAnalysis, station: Station) -> float:
    """The highest voltage to ground on the circuits of a station [V]; 0 for one that is on none."""
    circuits = [analysis.site.circuits[name] for name in station.circuits]
    return max((item.system.to_ground_v(item.connection) for item in circuits), default=0.0)


def equipment_rating_a(analysis: SiteAnalysis, station: Station) -> float:
    """What a station counts as rated for [A]: its setting from 2023 on (625.42(B)), its nameplate before."""
    port = station.ports[0]
    own_a = port.max_a if analysis.site.nec >= 2023 else port.rated_a
    return own_a if station.jumper_total_a is None else max(own_a, station.jumper_total_a)


def rated_at(analysis: SiteAnalysis, station: Station, rating_a: float) -> Edit | None:
    """The edit that makes a station count as rated for a current [A]; None where only another model would."""
    if analysis.site.nec >= 2023:
        return Edit((*station.path, "setting"), amps(rating_a))
    return Edit((*station.path, "max_current"), amps(rating_a)) if station.model is None else None

"""Currents that stations are set to, beside those that their maker offers (Power Select)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Circuit
    from evsite.model.finding import Path
    from evsite.model.remedy import Remedy
    from evsite.model.site import Station
    from evsite.model.stated import Stated


def offered_settings(station: Station) -> dict[float, Stated]:
    """The settings of a station by the breaker [A], with a jumper those of one car alone; none where none are known."""
    if station.model is None:
        return {}
    if station.jumper and station.model.jumper_settings:
        return {breaker: one_car for breaker, (one_car, _) in station.model.jumper_settings.items()}
    return station.model.settings


def not_offered(analysis: SiteAnalysis, station: Station, circuit: Circuit) -> Literal["setting", "breaker"] | None:
    """What of a station and its circuit is not among the settings of its maker; another rule has breakers too large."""
    offered = offered_settings(station)
    if not offered:
        return None
    if station.installation.setting_given:
        return None if station.setting_a in offered.values() else "setting"
    # the greatest that is listed is the least for full current, and no largest one: "60 A or more"
    above = exceeds(circuit.breaker_a, max(offered))
    alone = len(analysis.stations_on_circuit[circuit.name]) == 1
    return "breaker" if alone and not above and circuit.breaker_a not in offered else None


def nearest_offered(path: Path, offered: Iterable[float], given_a: float) -> Remedy:
    """The next lower and the next higher value that are offered."""
    values = sorted(offered)
    lower = [value for value in values if value < given_a][-1:]
    higher = [value for value in values if value > given_a][:1]
    return remedy(*(Edit(path, amps(value)) for value in (*lower, *higher)))

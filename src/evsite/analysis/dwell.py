"""How long cars stay, what range they need in that time, and what range ports are sure to give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.analysis.shares import one_connection, one_rating
from evsite.rounding import whole
from evsite.words import format_number

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.remedy import Way
    from evsite.model.site import Group, Port


@dataclass(frozen=True, slots=True)
class Stay:
    """Hours plugged in and miles needed, each None where neither the file nor the application says it."""

    hours_h: float | None
    miles_needed: float | None
    assumed: str
    """Where what the file does not say is from; empty where it says both."""


def usual_stay(analysis: SiteAnalysis) -> Stay:
    """The stay that the site file gives, or that is usual for its application."""
    settings, usual = analysis.site.settings, analysis.application
    given = settings.hours_plugged_in_h and settings.miles_needed
    return Stay(
        settings.hours_plugged_in_h or (usual.hours_plugged_in_h if usual else None),
        settings.miles_needed or (usual.miles_needed if usual else None),
        "" if given or usual is None else usual.source,
    )


def miles_per_hour(analysis: SiteAnalysis, port: Port) -> float:
    """Range per hour that a port is sure to give [mi/h]; 0 where it is served in order of arrival."""
    return analysis.guaranteed_a.get(port.name, 0.0) * port.output_kw_per_a * analysis.site.settings.miles_per_kwh


def more_range(
    analysis: SiteAnalysis, group: Group | None, port: Port, hours_h: float, miles_needed: float
) -> list[Way]:
    """What gives a port of a group the range that is needed: fewer ports, a larger share, a longer stay."""
    range_mi = miles_per_hour(analysis, port) * hours_h
    if not range_mi:
        return []
    ways: list[Way] = []
    if group is not None and one_rating(analysis, group) and one_connection(analysis, group):
        fewer = whole(len(group.ports) * range_mi / miles_needed)
        ways.append(at_most_ports(analysis, group.ports, fewer) if fewer else None)
    ways.append(f"{format_number(analysis.guaranteed_a[port.name] * miles_needed / range_mi + 0.05)} A for each port")
    ways.append(f"{format_number(hours_h * miles_needed / range_mi + 0.05)} h plugged in")
    return ways

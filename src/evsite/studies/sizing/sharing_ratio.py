"""How far a design stretches its limits, by both measures of the vendor's guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.oversubscription_chart import oversubscription_of
from evsite.analysis.site_analysis import SiteAnalysis

if TYPE_CHECKING:
    from evsite.model.site import Site


def sharing_ratios(site: Site) -> tuple[float | None, float | None]:
    """The greatest ratios of a group, as a report has them: by ports, and by connected power; None without groups.

    The chart of the vendor's guide is about installed ports for each that the limit serves at full power, its advice of
    4:1 about connected power over the limit.
    """
    analysis = SiteAnalysis(site)
    found = [oversubscription_of(analysis, group) for group in site.groups.values()]
    by_ports = max((each.ports for each in found if each.ports is not None), default=None)
    return by_ports, max((each.power for each in found if each.power is not None), default=None)

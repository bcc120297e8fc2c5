"""How far a design stretches its limits, by the measure of the vendor guide's chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.oversubscription_chart import oversubscription_of
from evsite.analysis.site_analysis import SiteAnalysis

if TYPE_CHECKING:
    from evsite.model.site import Site


def sharing_ratio(site: Site) -> float | None:
    """The greatest ratio of a group: installed ports for each that the limit serves at full power, as a report has it.

    None where there is no group.
    """
    analysis = SiteAnalysis(site)
    ratios = (oversubscription_of(analysis, group).ports for group in site.groups.values())
    return max((ratio for ratio in ratios if ratio is not None), default=None)

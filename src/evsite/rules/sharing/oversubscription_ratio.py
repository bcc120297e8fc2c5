"""The oversubscription of a group, and what the vendor guide says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.oversubscription import oversubscription
from evsite.words import amount

if TYPE_CHECKING:
    from evsite.analysis.oversubscription import Oversubscription
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group

ADVISED_RATIO = 4.0
"""The vendor guide: rarely above 4:1."""


def oversubscription_of(analysis: SiteAnalysis, item: Group) -> Oversubscription:
    """Both ratios of a group: by ports, and by connected power as installed."""
    return oversubscription(analysis.site, item, analysis.network, analysis.installed_a)


def ratio_text(value: float) -> str:
    """A ratio for a message."""
    return f"{amount(value)}:1"


def one_rating(analysis: SiteAnalysis, item: Group) -> bool:
    """Whether the ports of a group have one rating, as they are installed."""
    return len({analysis.installed_a[name] for name in item.ports}) == 1

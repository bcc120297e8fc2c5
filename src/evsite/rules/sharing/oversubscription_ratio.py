"""The oversubscription of a group, and what the vendor guide says of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds
from evsite.rules.rule import Problem
from evsite.rules.setpoints.limit_words import limit_path, limit_text
from evsite.words import alternatives, amount, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.oversubscription import Oversubscription
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group

ADVISED_RATIO = 4.0
"""The vendor guide: rarely above 4:1."""
MILES_PER_KWH = 3.0


def oversubscription_of(analysis: SiteAnalysis, item: Group) -> Oversubscription:
    """Installed ports per port that the limit of a group serves at full power."""
    from evsite.analysis.oversubscription import oversubscription

    return oversubscription(analysis.site, item, analysis.network)


def ratio_text(value: float) -> str:
    """A ratio for a message."""
    return f"{amount(value)}:1"


def oversubscription(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Groups that stretch power further than advised."""
    for item in analysis.site.groups.values():
        ratio = oversubscription_of(analysis, item).power
        if ratio is not None and exceeds(ratio, ADVISED_RATIO):
            fewer = int(len(item.ports) * ADVISED_RATIO / ratio * (1 + 1e-9))
            limit = item.limit_a if item.limit_a is not None else item.limit_kw or 0.0
            unit = "A" if item.limit_a is not None else "kW"
            parts = [f"at most {count(fewer, 'port')}"] if one_rating(analysis, item) and fewer else []
            needed = limit * ratio / ADVISED_RATIO
            room = analysis.room_a(item) if unit == "A" else None
            if not parts or room is None or not exceeds(needed, room):
                parts.append(f"a limit of at least {amount(math.ceil(needed * 10 * (1 - 1e-9)) / 10)} {unit}")
            yield Problem(
                f"group {item.name}: {count(len(item.ports), 'port')} on {limit_text(item)} are "
                f"{ratio_text(ratio)} of rated power to limit, advised is {ratio_text(ADVISED_RATIO)}",
                limit_path(item),
                anchor="value" if item.limit_given else "header",
                remedy=alternatives(parts),
            )


def one_rating(analysis: SiteAnalysis, item: Group) -> bool:
    """Whether the ports of a group have one rating."""
    return len({analysis.site.ports[name].max_a for name in item.ports}) == 1

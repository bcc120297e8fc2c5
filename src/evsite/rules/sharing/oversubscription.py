"""EV410 oversubscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.codebook.tables import number
from evsite.model.application import applications
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import ceil_to, exceeds, whole
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_path, limit_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.oversubscription_ratio import (
    ADVISED_RATIO,
    chart_row,
    one_rating,
    oversubscription_of,
    ratio_text,
    station_class_of,
)
from evsite.words import count, format_number

if TYPE_CHECKING:
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups that stretch power further than advised."""
    for item in analysis.site.groups.values():
        ratio = oversubscription_of(analysis, item).power
        if ratio is not None and exceeds(ratio, ADVISED_RATIO):
            fewer = whole(len(item.ports) * ADVISED_RATIO / ratio)
            limit = item.limit_a if item.limit_a is not None else item.limit_kw or 0.0
            unit = "A" if item.limit_a is not None else item.power_unit
            ports = [analysis.site.ports[name] for name in item.ports]
            parts = [at_most_ports(analysis, ports, fewer)] if one_rating(analysis, item) and fewer else []
            needed = limit * ratio / ADVISED_RATIO
            room = analysis.room_a(item) if unit == "A" else None
            if not parts or room is None or not exceeds(needed, room):
                parts.append(Edit((*item.path, "limit"), f"{format_number(ceil_to(needed, 0.1))} {unit}"))
            allowed = _chart_allows(analysis, item)
            yield Problem(
                f"group {item.name}: {count(len(item.ports), 'port')} on {limit_text(item)} are "
                f"{ratio_text(ratio, ADVISED_RATIO)} of rated power to limit, advised is {ratio_text(ADVISED_RATIO)}",
                limit_path(item),
                anchor="value" if item.limit_given else "header",
                severity=None if allowed is None else Severity.INFO,
                remedy=remedy(*parts) if allowed is None else None,
                notes=()
                if allowed is None
                else (
                    f"the guide's chart is met: {ratio_text(allowed)} ports to ports at full power for these stations",
                ),
            )


def _chart_allows(analysis: SiteAnalysis, item: Group) -> float | None:
    """The ratio of the guide's chart for a group that keeps to it; None for one that does not, or is not in it."""
    application, station_class = analysis.site.settings.application, station_class_of(analysis, item)
    ratio = oversubscription_of(analysis, item).ports
    if application is None or station_class is None or ratio is None:
        return None
    most = number(chart_row(applications()[application].chart_row, station_class)["ratio"])
    return None if most is None or exceeds(ratio, most) else most


RULE = Rule(
    code="EV410",
    name="oversubscription",
    title="connected power is at most four times the limit of a group",
    severity=Severity.WARNING,
    asks=(
        "The rated power of a group's ports, as installed, over its limit is at most 4:1; a note where the guide's "
        "chart goes further for the stations and the application, and is kept."
    ),
    why=(
        "The further power is stretched, the slower a full site charges; the vendor advises 4:1 at most, and asks "
        "to be consulted beyond. Its own chart goes further, most for long stays."
    ),
    guide=f"{GUIDE}, Oversubscription and Minimum Power Levels",
    inputs=("groups.*.limit", "stations.*.max_current", "stations.*.jumper", "site.application"),
    failing=(SHARED,),
    passing=(SHARED.edited("stations.S", count=4),),
    check=check,
)

"""EV410 oversubscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports, limit_of
from evsite.analysis.oversubscription_chart import ADVISED_RATIO, chart_ratio_kept, oversubscription_of
from evsite.analysis.shares import one_rating
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rounding import ceil_to, exceeds, whole
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_anchor, limit_path, limit_text, ratio_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.remedy import Way
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups that stretch power further than advised."""
    for group in analysis.site.groups.values():
        ratio = oversubscription_of(analysis, group).power
        if ratio is None or not exceeds(ratio, ADVISED_RATIO):
            continue
        allowed = chart_ratio_kept(analysis, group)
        met = (
            None if allowed is None else f"the guide's chart is met: {ratio_text(allowed)} ports to ports at full power"
        )
        yield Problem(
            f"group {group.name}",
            f"{count(len(group.ports), 'port')} on {limit_text(group)} are "
            f"{ratio_text(ratio, ADVISED_RATIO)} of rated power to limit, advised is {ratio_text(ADVISED_RATIO)}",
            limit_path(group),
            anchor=limit_anchor(group),
            severity=Severity.INFO if met else None,
            remedy=None if met else remedy(*_ways_out(analysis, group, ratio)),
            notes=(f"{met} for these stations",) if met else (),
        )


def _ways_out(analysis: SiteAnalysis, group: Group, ratio: float) -> Iterator[Way]:
    """Fewer ports, or a higher limit where the equipment has room for it."""
    fewer = whole(len(group.ports) * ADVISED_RATIO / ratio)
    fewer_help = bool(fewer) and one_rating(analysis, group)
    if fewer_help:
        yield at_most_ports(analysis, group.ports, fewer)
    in_amperes = group.limit_a is not None
    needed = (group.limit_a or group.limit_kw or 0.0) * ratio / ADVISED_RATIO
    room_a = analysis.room_a(group) if in_amperes else None
    if not fewer_help or room_a is None or not exceeds(needed, room_a):
        yield limit_of(group, ceil_to(needed, 0.1), power=not in_amperes)


RULE = Rule(
    code="EV410",
    name="oversubscription",
    title="connected power is at most four times the limit of a group",
    fails="oversubscribed beyond what is advised",
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

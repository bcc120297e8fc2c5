"""EV424 room-for-more-ports."""

from __future__ import annotations

from evsite.analysis.oversubscription_chart import chart_cell, oversubscription_of, station_class_of
from evsite.model.finding import Severity
from evsite.rounding import whole
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_anchor, limit_path, ratio_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import count


def check(analysis: SiteAnalysis) -> Problems:
    """Groups in long-term parking that have fewer ports than the guide's chart has for their limit."""
    application = analysis.application
    if application is None or not application.takes_turns:
        return
    for group in analysis.site.groups.values():
        station_class = station_class_of(analysis, group)
        ratio = None if station_class is None else oversubscription_of(analysis, group).ports
        if station_class is None or not ratio:
            continue
        most = chart_cell(application.chart_row, station_class).ratio
        more = 0 if most is None else whole(len(group.ports) * most / ratio) - len(group.ports)
        if most is not None and more > 0:
            yield Problem(
                f"group {group.name}",
                f"{ratio_text(ratio, most)} ports to ports at full power, the chart has "
                f"{ratio_text(most, ratio)} for {station_class} in long-term parking: {count(more, 'more port')} "
                "could share the limit, each with less",
                limit_path(group),
                limit_anchor(group),
                remedy=f"up to {len(group.ports) + more:,} ports, where there are stalls for them",
            )


EXAMPLE = SHARED.edited("site", application="long-term-parking").edited("stations.S", model="cp6011b-80a")

RULE = Rule(
    code="EV424",
    name="room-for-more-ports",
    title="long-term parking has as many ports as its limit feeds",
    fails="room for more ports",
    severity=Severity.INFO,
    asks="In long-term parking a group has as many ports as the guide's chart has for its limit.",
    why=(
        "Who leaves a car for days does not mind a slow charge, and cannot come back to a port that was taken: the "
        "guide advises more ports at slower charging rather than fewer fast ones."
    ),
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "stations.*.model", "stations.*.count", "groups.*.limit"),
    failing=(EXAMPLE, EXAMPLE.edited("stations.S", count=19)),
    passing=(
        EXAMPLE.edited("stations.S", count=20),
        EXAMPLE.edited("site", application="all-day-parking"),
        SHARED.edited("site", application="long-term-parking"),
    ),
    check=check,
)

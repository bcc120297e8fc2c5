"""EV424 room-for-more-ports."""

from __future__ import annotations

from evsite.codebook.tables import number
from evsite.model.application import applications
from evsite.model.finding import Severity
from evsite.rounding import whole
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_path
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.oversubscription_ratio import chart_row, oversubscription_of, ratio_text, station_class_of
from evsite.words import count


def check(analysis: SiteAnalysis) -> Problems:
    """Groups in long-term parking that have fewer ports than the guide's chart has for their limit."""
    name = analysis.site.settings.application
    if name is None or not applications()[name].takes_turns:
        return
    for item in analysis.site.groups.values():
        station_class = station_class_of(analysis, item)
        ratio = None if station_class is None else oversubscription_of(analysis, item).ports
        if station_class is None or not ratio:
            continue
        most = number(chart_row(applications()[name].chart_row, station_class)["ratio"])
        more = 0 if most is None else whole(len(item.ports) * most / ratio) - len(item.ports)
        if most is not None and more > 0:
            yield Problem(
                f"group {item.name}: {ratio_text(ratio, most)} ports to ports at full power, the chart has "
                f"{ratio_text(most, ratio)} for {station_class} in long-term parking: {count(more, 'more port')} "
                "could share the limit, each with less",
                limit_path(item),
                anchor="value" if item.limit_given else "header",
                remedy=f"up to {len(item.ports) + more:,} ports, where there are stalls for them",
            )


EXAMPLE = SHARED.edited("site", application="long-term-parking").edited("stations.S", model="cp6011b-80a")

RULE = Rule(
    code="EV424",
    name="room-for-more-ports",
    title="long-term parking has as many ports as its limit feeds",
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

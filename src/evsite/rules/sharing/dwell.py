"""EV412 dwell."""

from __future__ import annotations

from evsite.analysis.dwell import miles_per_hour, more_range, usual_stay
from evsite.analysis.shares import by_holder
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import holder_place, share_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import count, digits_apart, format_number


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose cars leave with less than they need."""
    if not analysis.site.groups:
        return
    stay = usual_stay(analysis)
    hours_h, miles = stay.hours_h, stay.miles_needed
    if hours_h is None or miles is None:
        requested = {("hours_plugged_in", "8 h"): hours_h, ("miles_needed", "40 mi"): miles}
        missing = [Edit(("site", key), example) for (key, example), value in requested.items() if value is None]
        yield not_checked("range gained while plugged in", ("site",), missing=missing)
        return
    short = [
        port
        for name, port in analysis.site.ports.items()
        if name in analysis.guaranteed_a and exceeds(miles, miles_per_hour(analysis, port) * hours_h)
    ]
    for holder, ports in by_holder(analysis, short):
        if holder is None:
            continue
        worst = min(ports, key=lambda port: miles_per_hour(analysis, port))
        range_mi = miles_per_hour(analysis, worst) * hours_h
        digits = digits_apart(range_mi, miles)
        share = share_text(worst, analysis.guaranteed_a[worst.name])
        # a bound that no occupancy is known to reach is not what ports get with everything in use
        certain = "" if analysis.least_shares[worst.name].exact else "perhaps only "
        title, path, anchor = holder_place(analysis, holder, ports)
        yield Problem(
            title,
            f"{certain}{share} for {format_number(hours_h)} h is "
            f"{format_number(range_mi, digits)} mi for {count(len(ports), 'port')}, needed are "
            f"{format_number(miles, digits)} mi",
            path,
            anchor=anchor,
            remedy=remedy(*more_range(analysis, holder.group, worst, hours_h, miles)),
            notes=(f"hours and miles assumed for the application, {stay.assumed}",) if stay.assumed else (),
        )


FAILING = SHARED.edited("site", hours_plugged_in="8 h", miles_needed="40 mi").edited("stations.S", count=10)

RULE = Rule(
    code="EV412",
    name="dwell",
    title="a car gets the range it needs while it is plugged in",
    fails="less range than needed",
    severity=Severity.WARNING,
    asks="Range per hour with every port in use, times the hours plugged in, is at least the miles needed.",
    why="A share that looks small is plenty overnight, and a share that looks large is not for an hour.",
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "site.hours_plugged_in", "site.miles_needed", "site.efficiency"),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", count=9),),
    check=check,
)

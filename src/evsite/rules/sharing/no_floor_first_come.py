"""EV408 no-floor-first-come."""

from __future__ import annotations

from evsite.allocation.policies import policy_named
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Groups without any minimum; worse where cars stay for a short time, and no harm where they can wait."""
    use = analysis.application
    for item in analysis.site.groups.values():
        if policy_named(item.policy).bounded or len(item.ports) < 2:
            continue
        may_get = "under first come, first served a vehicle may get 0 A"
        place = item.policy_path
        equal = Edit(place, "equal")
        if use is not None and use.short_stay:
            yield Problem(
                f"group {item.name}",
                f"{may_get} for all of a short stay: the guide advises against it in {use.title}",
                place,
                severity=Severity.WARNING,
                remedy=equal,
                notes=(
                    "a driver who waits at 0 A may think that the station is broken, and leave before a turn comes",
                ),
                source=f"{GUIDE}, First in, First Out Policy",
            )
        else:
            suits = use is not None and use.waits_well
            yield Problem(
                f"group {item.name}",
                may_get,
                place,
                remedy=when(equal, "where every vehicle has to get something"),
                notes=(f"the guide finds it useful for {use.title}",) if suits and use is not None else (),
            )


FAILING = SHARED.edited("groups.C", policy="fcfs")

RULE = Rule(
    code="EV408",
    name="no-floor-first-come",
    title="first come, first served guarantees nothing",
    fails="first come, first served without a floor",
    severity=Severity.INFO,
    asks=(
        "A group that serves in the order of arrival is meant to leave later vehicles without power, and cars there "
        "stay long enough to wait."
    ),
    why=(
        "Whoever comes late may get nothing until a vehicle leaves: no minimum can be promised. At short stays that is "
        "all that a driver sees of the station."
    ),
    guide=f"{GUIDE}, Oversubscription and Minimum Power Levels; First in, First Out Policy",
    inputs=("groups.*.policy", "site.application"),
    failing=(FAILING, FAILING.edited("site", application="retail")),
    passing=(SHARED,),
    check=check,
)

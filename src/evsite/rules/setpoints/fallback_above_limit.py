"""EV409 fallback-above-limit."""

from __future__ import annotations

from evsite.analysis.fallback_loads import fallback_overloads, lower_fallbacks
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.setpoints.fallback_words import assumed, described


def check(analysis: SiteAnalysis) -> Problems:
    """Limits that offline stations exceed; where connected load is too much anyway, that is another finding."""
    for overload in fallback_overloads(analysis):
        path = overload.load.limit.path
        yield Problem(
            *described(analysis, overload),
            path,
            anchor="value" if path[-1] in {"limit", "not_to_exceed", "breaker", "main", "bus", "rating"} else "header",
            severity=None if overload.by_file else Severity.WARNING,
            remedy=remedy(*lower_fallbacks(analysis, overload)),
            notes=assumed(overload),
        )


FAILING = SHARED.edited("stations.S", count=10)
SCHEDULED = FAILING.edited("stations.S", count=9).plus("""
[[groups.C.schedule]]
from = "20:00"
limit = "0 A"
""")
GIVEN = SHARED.edited("stations.S", fallback="8 A").plus("""
[[groups.C.schedule]]
from = "20:00"
limit = "39 A"
""")

RULE = Rule(
    code="EV409",
    name="fallback-above-limit",
    title="stations that cannot be reached stay within every limit",
    fails="fallback above a limit",
    severity=Severity.ERROR,
    asks=(
        "What all ports below a limit fall back to fits it, line by line, and also fits the lowest limit of any "
        "schedule. Where the file gives no fallback, the least that an AC port goes down to counts: 1.8 kW, or 8 "
        "A in each of three phases."
    ),
    why="A station without a connection follows no policy: only what it falls back to keeps the breaker closed.",
    topics=("ems-limits",),
    guide=f"{GUIDE}, Failsafe Power Value",
    inputs=("stations.*.fallback", "groups.*.limit", "groups.*.schedule", "circuits.*.breaker"),
    failing=(FAILING, FAILING.edited("stations.S", fallback="8.1 A"), SCHEDULED, GIVEN),
    passing=(
        FAILING.edited("stations.S", count=9),
        FAILING.edited("stations.S", fallback="8 A"),
        FAILING.edited("supplies.U", system="240/120"),
        SCHEDULED.edited("stations.S", fallback="0 A"),
        GIVEN.edited("groups.C.schedule.0", limit="40 A"),
    ),
    check=check,
)

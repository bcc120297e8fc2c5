"""EV409 fallback-above-limit."""

from __future__ import annotations

from evsite.analysis.fallback_loads import fallback_overloads, lower_fallbacks
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.titles import limit_title
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import share_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, count, digits_apart, kw


def check(analysis: SiteAnalysis) -> Problems:
    """Limits that offline stations exceed; where connected load is too much anyway, that is another finding."""
    for overload in fallback_overloads(analysis):
        load, limit, ports = overload.load, overload.load.limit, overload.ports
        fallback_a = analysis.fallback_a[ports[0].name]
        each = f", {share_text(ports[0], fallback_a, how='each')}" if overload.same_power else ""
        unit, digits = amps if limit.unit == "A" else kw, digits_apart(load.total, limit.value)
        scheduled = limit.group is not None and analysis.site.groups[limit.group].schedule
        assumed = {"8 A in each phase" if port.connection == "ABC" else "1.8 kW" for port in overload.assumed}
        yield Problem(
            f"{limit_title(analysis.site, limit.id)}: {count(len(ports), 'port')} that nobody can reach "
            f"draw{'s' if len(ports) == 1 else ''} {unit(load.total, digits)}{each}, above "
            f"{'the lowest limit of its schedule, ' if scheduled else ''}{unit(limit.value, digits)}",
            limit.path,
            anchor="value" if limit.path[-1] in {"limit", "breaker", "main", "bus", "rating"} else "header",
            severity=None if overload.by_file else Severity.WARNING,
            remedy=remedy(*lower_fallbacks(analysis, overload)),
            notes=(f"AC ports go down to {' or '.join(sorted(assumed))} where no fallback is given ({GUIDE})",)
            if assumed
            else (),
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
    title="stations that nobody can reach stay within every limit",
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

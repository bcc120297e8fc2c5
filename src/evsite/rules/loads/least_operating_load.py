"""EV123 least-operating-load."""

from __future__ import annotations

from evsite.analysis.edits import at_most_ports
from evsite.analysis.exceeded import exceeded
from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.titles import limit_title
from evsite.rounding import whole
from evsite.rules.example_site import SHARED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, amps_at_most, count


def check(analysis: SiteAnalysis) -> Problems:
    """Equipment that other load and ports at their least can overload."""
    if analysis.site.nec < 2026:
        return
    least_a = {
        name: 0.0 if port.dc else port.min_a or J1772_MINIMUM_A if name in analysis.managed_ports else port.max_a
        for name, port in analysis.site.ports.items()
    }
    for item in exceeded(analysis.network, least_a, analysis.managed_ports, groups=False):
        limit = item.limit
        if limit.place not in analysis.other:
            continue
        fewer = whole(len(item.ports) * limit.value / item.total)
        most = at_most_ports(analysis, item.ports, fewer) if fewer and item.straight else None
        title = limit_title(analysis.site, limit.id)
        yield Problem(
            title,
            f"{count(len(item.ports), 'port')} at their least draw {amps(item.total)}, "
            f"{amps_at_most(limit.value)} is left beside the other load",
            limit.path,
            remedy=remedy(most, f"other load that leaves {amps(item.total)}"),
            notes=("the exact inequality of 120.7 was not read: verify it in the adopted text",),
        )


FAILING = (
    SHARED.edited("site", nec=2026)
    .edited("circuits.C", breaker="60 A")
    .edited("stations.S", count=4)
    .edited("groups.C", limit="24 A", listing="pcs")
    .edited("loads.Light", on="C", current="25 A")
)

RULE = Rule(
    code="EV123",
    name="least-operating-load",
    title="other load and the least currents of ports fit (2026)",
    fails="no room for the least currents",
    severity=Severity.WARNING,
    asks=(
        "2026: where load that is not controlled hangs on the same equipment, that load plus the least operating "
        "current of every controlled port fits, besides the setpoint."
    ),
    why="A controller may be unable to go lower than the least current of what it controls.",
    topics=("least-operating",),
    otherwise="NEC 2026, calculation with power control systems (none before)",
    inputs=("stations.*.min_current", "loads.*", "site.nec"),
    failing=(FAILING,),
    passing=(FAILING.edited("loads.Light", current="24 A"), FAILING.edited("site", nec=2023)),
    check=check,
)

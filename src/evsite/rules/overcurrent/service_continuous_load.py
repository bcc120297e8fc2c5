"""EV103 service-continuous-load."""

from __future__ import annotations

from evsite.analysis.device_loading import is_branch, is_feeder
from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.overcurrent.overloads import PLAIN, overload_problems
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Services that are too small for what hangs below them."""
    return overload_problems(analysis, PLAIN, lambda s, d: not is_branch(s, d) and not is_feeder(s, d))


FAILING = SINGLE.edited("loads.Hall", on="U", current="650 A")

RULE = Rule(
    code="EV103",
    name="service-continuous-load",
    title="a service is at least 125 % of the charging load below it",
    fails="service too small for its load",
    severity=Severity.ERROR,
    asks="On every line the service is at least 125 % of the continuous load plus the other load.",
    why="Service conductors and disconnects are sized like feeders: continuous load counts 125 %.",
    topics=("evse-overcurrent", "service-conductors", "service-disconnect"),
    inputs=("supplies.*.rating", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(FAILING,),
    passing=(FAILING.edited("loads.Hall", current="600 A"),),
    check=check,
)

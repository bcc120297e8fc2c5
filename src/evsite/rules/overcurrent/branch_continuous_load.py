"""EV101 branch-continuous-load."""

from __future__ import annotations

from evsite.analysis.device_loading import is_branch
from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.overcurrent.overloads import PLAIN, overload_problems
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Branch breakers that are too small for what hangs on them."""
    return overload_problems(analysis, PLAIN, is_branch)


RULE = Rule(
    code="EV101",
    name="branch-continuous-load",
    title="a branch breaker is at least 125 % of its charging load",
    fails="branch breaker too small",
    severity=Severity.ERROR,
    asks="The breaker is at least 125 % of the continuous load of the circuit plus its other load.",
    why="Charging runs for hours, and a breaker in a panel carries only 80 % of its rating for that long.",
    topics=("evse-overcurrent", "branch-rating"),
    inputs=("circuits.*.breaker", "stations.*.max_current", "stations.*.setting", "groups.*.limit"),
    failing=(SINGLE.edited("circuits.C", breaker="35 A"),),
    passing=(SINGLE,),
    check=check,
)

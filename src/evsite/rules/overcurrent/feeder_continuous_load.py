"""EV102 feeder-continuous-load."""

from __future__ import annotations

from evsite.analysis.device_loading import is_feeder
from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.overcurrent.overloads import PLAIN, overload_problems
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Panel mains that are too small for what hangs below them."""
    return overload_problems(analysis, PLAIN, is_feeder)


FAILING = SINGLE.edited("loads.HVAC", on="EV1", current="330 A")

RULE = Rule(
    code="EV102",
    name="feeder-continuous-load",
    title="a main is at least 125 % of the charging load below it",
    severity=Severity.ERROR,
    asks=(
        "On every line the main is at least 125 % of the continuous load plus the other load; currents of "
        "different pairs add as phasors. What groups let through counts as the load, wherever they take hold."
    ),
    why=(
        "No demand factor applies to charging equipment outside the optional calculation of a dwelling (220.82), which "
        "evsite does not make: every port counts in full unless a group limits it."
    ),
    topics=("evse-overcurrent", "feeder-rating"),
    inputs=("panels.*.main", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(FAILING,),
    passing=(FAILING.edited("loads.HVAC", current="200 A"),),
    check=check,
)

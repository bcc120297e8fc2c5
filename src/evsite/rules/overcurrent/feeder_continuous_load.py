"""EV102 feeder-continuous-load."""

from __future__ import annotations

from evsite.analysis.device_loading import is_feeder
from evsite.analysis.devices import panels_with_unknown_feeder_breaker
from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.overcurrent.overloads import PLAIN, overload_problems
from evsite.rules.panelboards.device_ahead import feeder_unknown
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Mains and breakers of feeders that are too small for what hangs below them."""
    yield from overload_problems(analysis, PLAIN, is_feeder)
    not_stated = panels_with_unknown_feeder_breaker(analysis.site)
    if not_stated:
        yield feeder_unknown("whether the devices of feeders carry their load", not_stated)


FAILING = SINGLE.edited("loads.HVAC", on="EV1", current="330 A")
SUB = SINGLE.edited("panels.Sub", fed_from="EV1", main="125 A").edited("loads.HVAC", on="Sub", current="80 A")
FEEDING = SUB.edited("panels.Sub", feeder={"breaker": "90 A"})

RULE = Rule(
    code="EV102",
    name="feeder-continuous-load",
    title="a main is at least 125 % of the charging load below it",
    fails="feeder device too small",
    severity=Severity.ERROR,
    asks=(
        "On every line the main of a panel, and the breaker of its feeder, is at least 125 % of the continuous load "
        "plus the other load; currents of different pairs add as phasors. What groups let through counts as the load, "
        "wherever they take hold."
    ),
    why=(
        "No demand factor applies to charging equipment outside the optional calculation of a dwelling (EV133): every "
        "port counts in full unless a group limits it."
    ),
    topics=("evse-overcurrent", "feeder-rating"),
    inputs=("panels.*.main", "panels.*.feeder.breaker", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(FAILING, FEEDING),
    passing=(FAILING.edited("loads.HVAC", current="200 A"), FEEDING.edited("panels.Sub.feeder", breaker="110 A")),
    check=check,
)

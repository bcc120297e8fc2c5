"""EV102 feeder-continuous-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import is_feeder
from evsite.model.finding import Severity
from evsite.rules.example_site import ONE_STATION, site
from evsite.rules.overcurrent.overloads import PLAIN, overload_problems
from evsite.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Panel mains that are too small for what hangs below them."""
    return overload_problems(analysis, PLAIN, is_feeder)


RULE = Rule(
    code="EV102",
    name="feeder-continuous-load",
    title="a main is at least 125 % of the charging load below it",
    severity=Severity.ERROR,
    asks=(
        "On every line the main is at least 125 % of the continuous load plus the other load; currents of "
        "different pairs add as phasors. What groups let through counts as the load, wherever they take hold."
    ),
    why="No demand factor applies to charging equipment: every port counts in full unless a group limits it.",
    topics=("evse-overcurrent", "feeder-rating"),
    inputs=("panels.*.main", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(site(ONE_STATION + '\n[loads.HVAC]\non = "EV1"\ncurrent = "330 A"\n'),),
    passing=(site(ONE_STATION + '\n[loads.HVAC]\non = "EV1"\ncurrent = "200 A"\n'),),
    check=check,
)

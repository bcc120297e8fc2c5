"""EV120 metered-load."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import PANEL
from evsite.rules.loads.metered_total import metered_total
from evsite.rules.loads.record_length import record_length
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Services whose metered load and new load do not fit, or whose record is too short."""
    for supply in analysis.site.supplies.values():
        if supply.metered is not None:
            yield from record_length(supply)
            yield from metered_total(analysis, supply)


FAILING = PANEL.without("groups.EV1").edited("supplies.U", rating="3000 A", metered={"peak": "700 kVA", "days": 365})
SHORT_RECORD = FAILING.edited("supplies.U", metered={"peak": "430 kW", "power_factor": 0.85, "days": 20})
NEW_LOAD = SHORT_RECORD.edited("supplies.U.metered", days=365).edited(
    "loads.Chiller", on="U", current="1200 A", continuous=False, status="new"
)

RULE = Rule(
    code="EV120",
    name="metered-load",
    title="the metered peak at 125 % and the new load fit the service",
    fails="metered peak and new load too large",
    severity=Severity.ERROR,
    asks=(
        "1.25 times the highest demand plus the new load is at most the service, on every line: vehicles, and loads "
        'with status = "new"; a warning where it is not with loads that do not say it. The demand is a year\'s '
        "maximum, or of 30 days at least where there is neither generation nor peak shaving."
    ),
    why="A month can miss the worst day of the year, and what a solar roof hides comes back at night.",
    topics=("existing-load",),
    inputs=("supplies.*.metered.peak", "supplies.*.metered.days", "supplies.*.metered.generation", "loads.*.status"),
    failing=(
        FAILING,
        SHORT_RECORD,
        SHORT_RECORD.edited("supplies.U.metered", days=60),
        SHORT_RECORD.edited("supplies.U.metered", days=60, generation=True),
        FAILING.edited("supplies.U.metered", peak="440 kW"),
        NEW_LOAD,
        NEW_LOAD.without("loads.Chiller.status"),
    ),
    passing=(SHORT_RECORD.edited("supplies.U.metered", days=365), NEW_LOAD.edited("loads.Chiller", status="existing")),
    check=check,
)

"""EV120 metered-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import group_on, supply_of
from evsite.analysis.existing_load import existing_load
from evsite.model.finding import Severity
from evsite.rounding import ceil_to, exceeds, floor_to
from evsite.rules.example_site import PANEL
from evsite.rules.loads.record_length import record_length
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.model.site import Supply


def check(analysis: SiteAnalysis) -> Problems:
    """Services whose metered load and new load do not fit, or whose record is too short."""
    for supply in analysis.site.supplies.values():
        if supply.metered is not None:
            yield from record_length(supply)
            yield from _sum(analysis, supply)


def _sum(analysis: SiteAnalysis, supply: Supply) -> Problems:
    path = (*supply.path, "metered", "peak")
    load = existing_load(analysis, supply)
    if load is None:
        what = f"the existing load of {supply.name}"
        yield not_checked(what, path, needs="power_factor, its peak is in kW", anchor="value")
    elif exceeds(load.total_kva, load.rating_kva):
        yield Problem(
            f"{supply.name}: 1.25 x {kva(load.peak_kva)} + {kva(load.new_kva)} of charging = {kva(load.total_kva)}, "
            f"above {kva(load.rating_kva)}",
            path,
            remedy=group_on(analysis.site, supply.name, f"{format_number(floor_to(load.left_kva, 0.1))} kW")
            if load.left_kva >= 1
            else supply_of(supply, kva(ceil_to(load.total_kva, 0.1))),
        )
    elif exceeds(load.total_all_at_125_kva, load.rating_kva):
        yield Problem(
            f"{supply.name}: with 125 % on the charging too it is {kva(load.total_all_at_125_kva)}, above "
            f"{kva(load.rating_kva)}",
            path,
            severity=Severity.WARNING,
            remedy="ask the authority whether the new load takes 125 % here",
        )


FAILING = PANEL.without("groups.EV1").edited("supplies.U", rating="3000 A", metered={"peak": "700 kVA", "days": 365})
SHORT_RECORD = FAILING.edited("supplies.U", metered={"peak": "440 kW", "power_factor": 0.85, "days": 20})

RULE = Rule(
    code="EV120",
    name="metered-load",
    title="the metered peak at 125 % and the new load fit the service",
    severity=Severity.ERROR,
    asks=(
        "1.25 times the highest demand plus the new load is at most the service. The demand is a year's maximum, "
        "or of 30 days at least where there is neither generation nor peak shaving."
    ),
    why="A month can miss the worst day of the year, and what a solar roof hides comes back at night.",
    topics=("existing-load",),
    inputs=("supplies.*.metered.peak", "supplies.*.metered.days", "supplies.*.metered.generation"),
    failing=(
        FAILING,
        SHORT_RECORD,
        SHORT_RECORD.edited("supplies.U.metered", days=60),
        SHORT_RECORD.edited("supplies.U.metered", days=60, generation=True),
        FAILING.edited("supplies.U.metered", peak="440 kW"),
    ),
    passing=(SHORT_RECORD.edited("supplies.U.metered", days=365),),
    check=check,
)

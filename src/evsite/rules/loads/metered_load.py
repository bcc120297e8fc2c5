"""EV120 metered-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.existing_load import beside_metered, existing_load, left_beside
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import PANEL
from evsite.rules.loads.record_length import record_length
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.model.distribution import Supply


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
        return
    rating_a, demand_a = load.line.rating_a, load.line.demand_a
    fits = not exceeds(load.total_a, rating_a)
    if not fits:
        message = f"1.25 x {amps(demand_a)} metered + {amps(load.vehicles_a)} of vehicles = {amps(load.total_a)}"
    elif exceeds(load.total_at_125_a, rating_a):
        both = f"{amps(demand_a)} metered + {amps(load.vehicles_a)}"
        message = f"with 125 % on vehicles too, 1.25 x ({both}) = {amps(load.total_at_125_a)}"
    else:
        return
    yield Problem(
        f"{supply.name}, line {load.line.leg}: {message}, above {amps(rating_a)}",
        path,
        severity=Severity.WARNING if fits else None,
        remedy=remedy(*beside_metered(analysis, supply, load), ASK if fits else None),
        notes=(left_beside(load.line, analysis.site.nec), *([SPREAD] if load.spread else [])),
    )


ASK = "ask the authority whether the new load takes 125 % here"
SPREAD = "the peak is of all lines together, and is taken as spread evenly over them"

FAILING = PANEL.without("groups.EV1").edited("supplies.U", rating="3000 A", metered={"peak": "700 kVA", "days": 365})
SHORT_RECORD = FAILING.edited("supplies.U", metered={"peak": "430 kW", "power_factor": 0.85, "days": 20})

RULE = Rule(
    code="EV120",
    name="metered-load",
    title="the metered peak at 125 % and the new load fit the service",
    severity=Severity.ERROR,
    asks=(
        "1.25 times the highest demand plus the new load is at most the service, on every line. The demand is a "
        "year's maximum, or of 30 days at least where there is neither generation nor peak shaving."
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

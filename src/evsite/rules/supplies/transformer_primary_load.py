"""EV122 transformer-primary-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import group_on
from evsite.analysis.primary_load import device_allows_less
from evsite.analysis.transformers import fullness
from evsite.model.finding import Severity
from evsite.network.places import node_place, primary_place
from evsite.rounding import exceeds, floor_to
from evsite.rules.example_site import PANEL
from evsite.rules.overcurrent.overload_words import who_overloads
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.model.distribution import Supply


def check(analysis: SiteAnalysis) -> Problems:
    """Transformers whose primary lines the groups do not protect."""
    for supply in analysis.site.supplies.values():
        if supply.primary is None or supply.winding != "delta-wye" or exceeds(fullness(analysis, supply)[0], 1.0):
            continue
        loads = [analysis.equipment.load_on(primary_place(supply.name), leg) for leg in supply.primary.legs]
        over = [load for load in loads if load is not None and load.overloaded]
        # where the device on the primary allows less, it has a rule of its own
        over = [load for load in over if load.limit.leg and not device_allows_less(analysis, supply, load.limit.leg)]
        if over:
            worst = max(over, key=lambda load: round(load.reached, 6))  # of lines that are alike the first
            share = worst.allowed / worst.reached
            most_a = floor_to(share * _most_line_a(analysis, supply), 1.0)
            yield Problem(
                supply.name,
                f"up to {amps(worst.reached)} on primary line {worst.limit.leg}, rated {amps(worst.allowed)}",
                (*supply.path, "rating"),
                remedy=group_on(analysis.site, supply.name, amps(most_a)) if most_a > 0 else None,
                notes=(who_overloads(analysis, worst),),
            )


def _most_line_a(analysis: SiteAnalysis, supply: Supply) -> float:
    """The greatest load on a secondary line [A]."""
    loads = [analysis.equipment.load_on(node_place(supply.name), leg) for leg in supply.system.legs]
    return max((load.reached for load in loads if load is not None), default=0.0)


FAILING = PANEL.edited("supplies.U", kind="transformer", rating="150 kVA", primary="480 delta").edited(
    "groups.EV1", limit="416 A"
)

RULE = Rule(
    code="EV122",
    name="transformer-primary-load",
    title="no primary line of a transformer can be overloaded",
    fails="primary line overloaded",
    severity=Severity.WARNING,
    asks="Whatever vehicles plug in, no primary line carries more than the transformer's rated primary current.",
    why=(
        "Behind a delta-wye transformer the vehicles of one phase pair load one primary line twice, so groups "
        "that keep every secondary line within its rating can still overload the primary's conductors and "
        "breaker."
    ),
    guide="engineering: a primary line carries the difference of two winding currents over the turns ratio",
    inputs=("supplies.*.rating", "supplies.*.primary", "groups.*.limit"),
    failing=(FAILING,),
    passing=(FAILING.edited("groups.EV1", limit="360 A"),),
    check=check,
)

"""EV105 transformer-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import group_on, supply_of
from evsite.analysis.transformers import fullness, left_a, left_kva
from evsite.codebook.ocpd import next_usual_kva
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import exceeds
from evsite.rules.example_site import PANEL
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps_at_most, format_number, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.distribution import Supply
    from evsite.model.remedy import Way


def check(analysis: SiteAnalysis) -> Problems:
    """Transformers that can be loaded beyond their rating."""
    for supply in analysis.site.supplies.values():
        if supply.kind != "transformer":
            continue
        full, where = fullness(analysis, supply)
        load = f"up to {where}: {format_number(100 * full)} % of its {kva(rating_kva(supply))}"
        path = (*supply.path, "rating")
        if exceeds(full, 1.0):
            yield Problem(supply.name, load, path, remedy=remedy(*_ways_out(analysis, supply, full)))
        elif exceeds(full, 0.8):
            yield Problem(
                supply.name,
                f"{load}, continuous",
                path,
                title="transformer above 80 % continuously",
                severity=Severity.INFO,
            )


def _ways_out(analysis: SiteAnalysis, supply: Supply, full: float) -> Iterator[Way]:
    rated_kva, other = rating_kva(supply), analysis.highest_other_at(supply.name)
    larger_kva = next_usual_kva(full * rated_kva, three_phase=supply.system.three_phase)
    yield supply_of(supply, kva(larger_kva)) if larger_kva else None
    most_a = min(left_a(supply, other), line_rating_a(left_kva(supply, other), supply.system))
    if most_a > 0:
        yield group_on(analysis.site, supply.name, amps_at_most(most_a))


FAILING = (
    PANEL.edited("supplies.U", kind="transformer", rating="75 kVA")
    .edited("stations.S", count=6)
    .edited("groups.EV1", limit="277.2 A")
)

RULE = Rule(
    code="EV105",
    name="transformer-load",
    title="a transformer carries its charging load on every line",
    fails="transformer overloaded",
    severity=Severity.WARNING,
    asks="The load on every secondary line, and in all, stays within the transformer's rating.",
    why="Single-phase load is rarely balanced: a transformer within its kVA can still be overloaded on one line.",
    guide="engineering: rated line current is kVA x 1000 / (sqrt(3) x V); no NEC limit",
    inputs=("supplies.*.rating", "groups.*.limit", "loads.*"),
    failing=(FAILING,),
    passing=(FAILING.edited("supplies.U", rating="150 kVA"),),
    check=check,
)

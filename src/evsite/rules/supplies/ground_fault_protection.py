"""EV117 ground-fault-protection."""

from __future__ import annotations

from evsite.codebook.editions import cite
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rounding import exceeds
from evsite.rules.example_site import EXPRESS
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.supplies.large_devices import is_service, large_devices, protected_elsewhere
from evsite.words import amps

_GROUND_FAULT_A = 1000.0


def check(analysis: SiteAnalysis) -> Problems:
    """Large disconnects at 277 V to ground without ground-fault protection, or that do not say."""
    for name, rating_a, node, path in large_devices(analysis, _GROUND_FAULT_A):
        system = node.system
        solid_wye = not system.delta and system.ground_v is not None and system.three_phase
        if not solid_wye or not exceeds(system.to_ground_v("ABC"), 150) or node.gfpe:
            continue
        if protected_elsewhere(analysis, node):
            continue
        missing = node.gfpe is False
        yield Problem(
            name,
            f"{amps(rating_a)} at {system.to_ground_v('ABC'):g} V to ground needs ground-fault "
            f"protection of equipment, " + ("there is none" if missing else "not declared"),
            path,
            severity=None if missing else Severity.WARNING,
            remedy=when(Edit((*node.path, "gfpe"), value=True), "with a device that has it"),
            source=cite(("ground-fault" if is_service(node) else "feeder-ground-fault",), analysis.site.nec),
        )


FAILING = EXPRESS.edited("supplies.U", rating="1200 A")
FEEDER = FAILING.edited("supplies.U", gfpe=True).edited("panels.EV1", main="1200 A", bus="1200 A")

RULE = Rule(
    code="EV117",
    name="ground-fault-protection",
    title="large disconnects on 480Y/277 have ground-fault protection",
    fails="no ground-fault protection of equipment declared",
    severity=Severity.ERROR,
    asks=(
        "On a solidly grounded wye above 150 V to ground a disconnect of 1,000 A or more has ground-fault "
        "protection of equipment, that of the service and every feeder's, unless the supply side of the feeder has it "
        "on this side of a transformer. 208Y/120 never needs it."
    ),
    why="An arcing ground fault at 277 V does not put itself out, and draws too little to trip a large breaker.",
    topics=("ground-fault", "feeder-ground-fault"),
    inputs=("supplies.*.gfpe", "panels.*.gfpe", "supplies.*.rating", "supplies.*.secondary_breaker",
            "panels.*.main"),
    failing=(FAILING, FAILING.edited("supplies.U", gfpe=False), FEEDER.without("supplies.U.gfpe")),
    passing=(
        FAILING.edited("supplies.U", gfpe=True),
        FEEDER,
        FAILING.edited("supplies.U", system="208Y/120"),
        FAILING.edited("supplies.U", rating="800 A"),
    ),
    check=check,
)  # fmt: skip

"""EV208 neutral-conductor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.neutral_load import neutral_a
from evsite.model.finding import Severity
from evsite.rules.conductors.given import given, unchecked
from evsite.rules.conductors.wording import title
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run


def check(analysis: SiteAnalysis) -> Problems:
    """What the neutrals of the given runs carry."""
    yield from unchecked(analysis, "the neutral")
    idle: list[Run] = []
    for run, _ in given(analysis):
        if run.kind == "primary" or analysis.system(run.node).neutral_v is None:
            continue
        carried_a = neutral_a(analysis, run)
        if not carried_a:
            idle.append(run)
            continue
        cancels = analysis.system(run.node).three_phase and run.kind != "circuit"
        counts = (
            "counts as a current-carrying conductor where most of the load is nonlinear"
            if cancels
            else "counts as a current-carrying conductor"
        )
        yield Problem(
            f"{title(run)}: the neutral carries up to {amps(carried_a)} and {counts}",
            (*run.path, "conductor"),
            anchor="key",
        )
    if idle:
        listed = names([node for run in idle for node in run.nodes])
        yield Problem(
            f"{listed}: no load from line to neutral, so none needs a neutral; see the stations' manuals",
            (*idle[0].path, "conductor"),
            anchor="key",
        )


RULE = Rule(
    code="EV208",
    name="neutral-conductor",
    title="it is clear what the neutral has to carry",
    severity=Severity.INFO,
    asks="Where a neutral is there, it is known whether the load needs it and how much it carries.",
    why=(
        "Charging from line to line puts nothing on the neutral, but some equipment has to have one; from line to "
        "neutral it carries as much as the line, and counts as a current-carrying conductor where it does not "
        "cancel."
    ),
    topics=("neutral",),
    inputs=("circuits.*.phases", "circuits.*.conductor.current_carrying", "panels.*.conductor.current_carrying"),
    failing=(
        WIRED,
        WIRED.edited("circuits.C", breaker="20 A", conductor={"size": "6 AWG", "terminal": "75 °C"}, phases="A").edited(
            "stations.S", max_current="16 A"
        ),
    ),
    passing=(WIRED.edited("supplies.U", system="240 delta"),),
    check=check,
)

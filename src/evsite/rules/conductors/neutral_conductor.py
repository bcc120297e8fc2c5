"""EV208 neutral-conductor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.neutral_load import may_be_service, neutral_a
from evsite.codebook.editions import cite
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
        counts = "counts as a current-carrying conductor"
        if analysis.system(run.node).three_phase and run.kind != "circuit":
            counts += " where most of the load is nonlinear"
        yield Problem(
            f"{title(run)}: the neutral carries up to {amps(carried_a)} and {counts}",
            (*run.path, "conductor"),
            anchor="key",
            source=cite(("neutral",), analysis.site.nec),
        )
    service = [run for run in idle if may_be_service(analysis, run)]
    others = [run for run in idle if run not in service]
    if others:
        yield _idle(analysis, others, ", so the neutral carries nothing; some stations want one, see their manuals")
    if service:
        rest = "; the neutral (grounded conductor) runs to every service disconnect all the same"
        yield _idle(analysis, service, rest, "grounded-conductor")


def _idle(analysis: SiteAnalysis, runs: list[Run], rest: str, *topics: str) -> Problem:
    listed = names([node for run in runs for node in run.nodes])
    return Problem(
        f"{listed}: no load from line to neutral{rest}",
        (*runs[0].path, "conductor"),
        anchor="key",
        source=cite(("neutral", *topics), analysis.site.nec),
    )


RULE = Rule(
    code="EV208",
    name="neutral-conductor",
    title="it is clear what the neutral has to carry",
    severity=Severity.INFO,
    asks="Where a neutral is there, it is known how much it carries.",
    why=(
        "Charging from line to line puts nothing on the neutral, but services and some stations have to have one; from "
        "line to neutral it carries as much as the line, and counts as a current-carrying conductor where it does "
        "not cancel."
    ),
    topics=("neutral", "grounded-conductor"),
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

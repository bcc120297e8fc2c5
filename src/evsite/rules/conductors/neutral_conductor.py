"""EV208 neutral-conductor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.neutral_load import neutral_a
from evsite.codebook.editions import cite
from evsite.model.finding import Severity
from evsite.rules.conductors.given import given, unchecked
from evsite.rules.conductors.neutral_words import COUNTS, IDLE, idle_kind
from evsite.rules.conductors.wording import title, title_of
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run


def check(analysis: SiteAnalysis) -> Problems:
    """What the neutrals of the given runs carry."""
    yield from unchecked(analysis, "the neutral")
    idle: dict[str, list[Run]] = {}
    for run, _ in given(analysis):
        if run.kind == "primary" or analysis.system(run.node).neutral_v is None:
            continue
        carried_a = neutral_a(analysis, run)
        if not carried_a:
            idle.setdefault(idle_kind(analysis, run), []).append(run)
            continue
        cancels = analysis.system(run.node).three_phase and run.kind != "circuit"
        yield Problem(
            title(run),
            f"the neutral carries up to {amps(carried_a)} and {COUNTS[cancels]}",
            (*run.path, "conductor"),
            anchor="key",
            source=cite(("neutral",), analysis.site.nec),
        )
    for kind, runs in idle.items():
        message, topic = IDLE[kind]
        yield Problem(
            title_of(runs),
            f"{message}",
            (*runs[0].path, "conductor"),
            anchor="key",
            source=cite((topic,), analysis.site.nec),
        )


RULE = Rule(
    code="EV208",
    name="neutral-conductor",
    title="it is clear what the neutral has to carry",
    fails="neutral to be decided",
    severity=Severity.INFO,
    asks="Where a neutral is there, it is known how much it carries.",
    why=(
        "Charging from line to line puts nothing on the neutral, but some equipment has to have one; from line to "
        "neutral it carries as much as the line, and counts as a current-carrying conductor where it does not "
        "cancel. The grounded conductor of a grounded system runs to every service disconnect, used or not."
    ),
    topics=("neutral", "service-grounded-conductor"),
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

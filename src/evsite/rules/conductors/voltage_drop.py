"""EV207 voltage-drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.drop import RUN_PERCENT, TOTAL_PERCENT
from evsite.codebook.editions import cite
from evsite.codebook.sizing import smallest_with_drop
from evsite.model.finding import Severity
from evsite.model.remedy import NOTHING, Edit, Remedy, remedy
from evsite.rounding import exceeds, floor_to
from evsite.rules.conductors.wording import edits, given, title, unchecked
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, format_number

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run


def check(analysis: SiteAnalysis) -> Problems:
    """Runs that lose more than 3 %, and ways from the supply that lose more than 5 %."""
    yield from unchecked(analysis, "voltage drop", "length")
    runs = given(analysis)
    lost = {node: percent for run in runs if (percent := _percent(run)) is not None for node in run.nodes}
    for run in runs:
        percent = lost.get(run.node)
        if percent is None:
            continue
        path = (*run.path, "conductor", "length")
        topics = ("branch-drop",) if run.kind == "circuit" else ("feeder-drop",)
        if exceeds(percent, RUN_PERCENT):
            yield Problem(
                f"{title(run)}: voltage drop of {_drop_words(run, percent)}, above {format_number(RUN_PERCENT)} %",
                path,
                remedy=_against_drop(run, percent, RUN_PERCENT),
                source=cite(topics, analysis.site.nec),
            )
        above = sum(lost.get(name, 0.0) for name in analysis.site.way_up(run.node)[1:])
        if above and exceeds(percent + above, TOTAL_PERCENT):
            yield Problem(
                f"{title(run)}: voltage drop of {format_number(percent + above)} % from the supply on, "
                f"{format_number(percent)} % of it "
                f"here, above {format_number(TOTAL_PERCENT)} %",
                path,
                remedy=_against_drop(run, percent, TOTAL_PERCENT - above),
                source=cite(topics, analysis.site.nec),
            )


def _percent(run: Run) -> float | None:
    """Voltage drop on a run at its load [%]; None where its length is not known."""
    if run.stretch is None or run.conductor is None:
        return None
    return run.stretch.drop_percent(run.conductor, run.duty.carried_a)


def _drop_words(run: Run, percent: float) -> str:
    assert run.installed is not None
    assert run.installed.length_ft is not None
    length = f"{run.installed.length_ft:g} ft"
    return f"{format_number(percent)} % of {format_number(run.voltage_v)} V at {amps(run.duty.carried_a)} over {length}"


def _against_drop(run: Run, percent: float, most_percent: float) -> Remedy:
    stretch, conductor = run.stretch, run.conductor
    assert stretch is not None
    assert conductor is not None
    if most_percent <= 0:
        return NOTHING
    better = smallest_with_drop(conductor, run.duty, stretch, most_percent)
    at_most_ft = floor_to(stretch.length_ft * most_percent / percent, 1.0)
    shorter = Edit((*run.path, "conductor", "length"), f"{format_number(at_most_ft)} ft") if at_most_ft > 0 else None
    return remedy(edits(run, better), shorter)


RULE = Rule(
    code="EV207",
    name="voltage-drop",
    title="voltage drop stays within what the code recommends",
    severity=Severity.WARNING,
    asks=(
        "No more than 3 % are lost on a branch circuit or a feeder, and no more than 5 % in all. Each run counts "
        "with its largest load, setpoints of groups on it or below it included, at unity power factor and 75 °C."
    ),
    why=(
        "Cars charge slower or stop at low voltage. The code recommends this in informational notes and does not "
        "require it."
    ),
    topics=("branch-drop", "feeder-drop"),
    inputs=("circuits.*.conductor.length", "panels.*.conductor.length", "circuits.*.conductor.raceway"),
    failing=(
        WIRED.edited("circuits.C.conductor", length="200 ft"),
        WIRED.edited("circuits.C.conductor", length="150 ft").edited(
            "panels.EV1.conductor", size="1/0 AWG", length="340 ft"
        ),
    ),
    passing=(WIRED,),
    check=check,
)

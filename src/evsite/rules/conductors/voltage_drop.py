"""EV207 voltage-drop."""

from __future__ import annotations

from evsite.analysis.conductor_edits import with_less_drop
from evsite.codebook.drop import RUN_PERCENT, TOTAL_PERCENT
from evsite.codebook.editions import cite
from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.conductors.given import given, unchecked
from evsite.rules.conductors.wording import title
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, format_number


def check(analysis: SiteAnalysis) -> Problems:
    """Runs that lose more than 3 %, and ways from the supply that lose more than 5 %."""
    yield from unchecked(analysis, "voltage drop", "length")
    lost: dict[str, float] = {}
    ahead: dict[str, float] = {}
    for run, _ in given(analysis):
        for node in run.nodes:
            lost[node] = lost.get(node, 0.0) + (run.drop_percent or 0.0)
            if run.kind == "primary":
                ahead[node] = run.drop_percent or 0.0
    for run, _ in given(analysis):
        if run.stretch is None:
            continue
        percent = run.drop_percent or 0.0
        above = sum(lost.get(name, 0.0) for name in analysis.site.way_up(run.node)[1:])
        above += 0.0 if run.kind == "primary" else ahead.get(run.node, 0.0)
        path = (*run.path, "conductor", "length")
        section = cite(("branch-drop",) if run.kind == "circuit" else ("feeder-drop",), analysis.site.nec)
        if exceeds(percent, RUN_PERCENT):
            yield Problem(
                title(run),
                f"voltage drop of {format_number(percent)} % of {format_number(run.voltage_v)} V at "
                f"{amps(run.duty.carried_a)} over {run.stretch.length_ft:g} ft, above {format_number(RUN_PERCENT)} %",
                path,
                remedy=with_less_drop(run, percent, RUN_PERCENT),
                source=section,
            )
        if above and exceeds(percent + above, TOTAL_PERCENT):
            yield Problem(
                title(run),
                f"voltage drop of {format_number(percent + above)} % from the supply on, "
                f"{format_number(percent)} % of it here, above {format_number(TOTAL_PERCENT)} %",
                path,
                remedy=with_less_drop(run, percent, TOTAL_PERCENT - above),
                source=section,
            )


RULE = Rule(
    code="EV207",
    name="voltage-drop",
    title="voltage drop stays within what the code recommends",
    fails="voltage drop too large",
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

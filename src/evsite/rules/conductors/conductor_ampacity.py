"""EV202 conductor-ampacity."""

from __future__ import annotations

from evsite.analysis.conductor_edits import dwelling_way, enlarged, smallest_that_passes
from evsite.codebook.conductors import corrected_ampacity_a, terminal_ampacity_a
from evsite.codebook.sizing import conductors_carry, terminals_carry
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.conductors.given import CONDUCTOR_KEYS, given, unchecked
from evsite.rules.conductors.wording import (
    cable_topics,
    column,
    dwelling_notes,
    required,
    size_path,
    sized,
    source,
    title,
    wire,
    within,
)
from evsite.rules.example_site import WIRED
from evsite.rules.load_words import continuous_notes
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Conductors that are too small for their load."""
    yield from unchecked(analysis, "the ampacity of conductors")
    for run, conductor in given(analysis):
        duty = run.duty
        parts, topics = [], ["ampacity"]
        if not terminals_carry(conductor, duty):
            parts.append(
                f"{wire(run)} carries {amps(terminal_ampacity_a(conductor))} at {column(run, duty.edition)}, and "
                f"{required(run)} is needed"
            )
            topics += ["terminals", *cable_topics(run)]
        if not conductors_carry(conductor, duty):
            who = "it" if parts else wire(run)
            parts.append(
                f"{who} carries {amps(corrected_ampacity_a(conductor))}{within(run)}, and the load is "
                f"{amps(duty.carried_a)}"
            )
            topics += ["ambient", "bundling"]
        if parts:
            better = smallest_that_passes(run, conductor)
            yield Problem(
                title(run),
                f"{'; '.join(parts)}" + (f": {sized(better)}" if better is not None else ""),
                size_path(run),
                remedy=remedy(enlarged(run), dwelling_way(analysis, run)),
                source=source(analysis, run, *topics),
                notes=(*continuous_notes(analysis, run.node), *dwelling_notes(analysis, run)),
            )


RULE = Rule(
    code="EV202",
    name="conductor-ampacity",
    title="conductors carry their load along the whole way",
    fails="conductors too small for their load",
    severity=Severity.ERROR,
    asks=(
        "In the column of the terminals the ampacity is at least 125 % of the continuous load plus the other "
        "load, nothing corrected; after correction for heat and adjustment for neighbours it is at least the load "
        "itself."
    ),
    why=(
        "Charging runs for hours. Terminals heat the device, and conductors in warm or full raceways heat each other."
    ),
    topics=("branch-conductors", "feeder-conductors", "ampacity", "ambient", "bundling", "terminals"),
    inputs=(*CONDUCTOR_KEYS, "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(
        WIRED.edited("circuits.C.conductor", size="6 AWG"),
        WIRED.edited("circuits.C.conductor", size="4 AWG", current_carrying=24, insulation="XHHW-2"),
    ),
    passing=(WIRED,),
    check=check,
)

"""EV202 conductor-ampacity."""

from __future__ import annotations

from evsite.analysis.conductor_edits import enlarged
from evsite.codebook.conductors import corrected_ampacity_a, terminal_ampacity_a
from evsite.codebook.sizing import conductors_carry, terminals_carry
from evsite.model.finding import Severity
from evsite.rules.conductors.given import CONDUCTOR_KEYS, given, unchecked
from evsite.rules.conductors.wording import conditions, size_path, source, title, wire
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Conductors that are too small for their load."""
    yield from unchecked(analysis, "the ampacity of conductors")
    for run, conductor in given(analysis):
        duty = run.duty
        parts, topics = [], ["ampacity"]
        if not terminals_carry(conductor, duty):
            column_c = min(conductor.terminal_c, conductor.insulation_c)
            load = f"1.25 x {amps(run.continuous_a)}"
            load += f" + {amps(run.noncontinuous_a)}" if run.noncontinuous_a else ""
            parts.append(
                f"{load} = {amps(duty.sized_a)} is above the {amps(terminal_ampacity_a(conductor))} that "
                f"{wire(conductor)} has in the {column_c} °C column of its terminals"
            )
            topics.append("terminals")
        if not conductors_carry(conductor, duty):
            parts.append(
                f"the load of {amps(duty.carried_a)} is above the {amps(corrected_ampacity_a(conductor))} that "
                f"{wire(conductor)} carries on its way ({conditions(conductor)})"
            )
            topics += ["ambient", "bundling"]
        if parts:
            yield Problem(
                f"{title(run)}: {', and '.join(parts)}",
                size_path(run),
                remedy=enlarged(run),
                source=source(analysis, run, *topics),
            )


RULE = Rule(
    code="EV202",
    name="conductor-ampacity",
    title="conductors carry their load along the whole way",
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

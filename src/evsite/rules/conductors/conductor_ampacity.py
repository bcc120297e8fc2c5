"""EV202 conductor-ampacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import corrected_ampacity_a, terminal_ampacity_a
from evsite.codebook.sizing import conductors_carry, terminals_carry
from evsite.model.finding import Severity
from evsite.rules.conductors.wording import conditions, given, larger, size_path, source, title, unchecked, wire
from evsite.rules.example_site import FEEDER, ONE_STATION, site
from evsite.rules.rule import Problem, Rule
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Conductors that are too small for their load."""
    yield from unchecked(analysis, "the ampacity of conductors")
    for run in given(analysis):
        conductor, duty = run.conductor, run.duty
        assert conductor is not None
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
                remedy=larger(run),
                source=source(analysis, run, *topics),
            )


FAILING = ONE_STATION.replace(
    'breaker = "40 A"\n', 'breaker = "100 A"\nconductor = { size = "6 AWG", terminal = "75 °C" }\n'
).replace('max_current = "32 A"', 'max_current = "80 A"')

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
    inputs=(
        "circuits.*.conductor",
        "panels.*.conductor",
        "supplies.*.conductor",
        "stations.*.max_current",
        "groups.*.limit",
        "loads.*",
    ),
    failing=(
        site(FAILING, panel_keys=FEEDER),
        site(
            FAILING.replace(
                'size = "6 AWG", terminal = "75 °C"',
                'size = "4 AWG", terminal = "75 °C", current_carrying = 24, insulation = "XHHW-2"',
            ),
            panel_keys=FEEDER,
        ),
    ),
    passing=(
        site(
            FAILING.replace(
                'size = "6 AWG", terminal = "75 °C"',
                'size = "3 AWG", terminal = "75 °C", length = "60 ft", egc = "8 AWG"',
            ),
            panel_keys=FEEDER,
        ),
    ),
    check=check,
)

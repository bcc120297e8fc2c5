"""EV206 equipment-ground."""

from __future__ import annotations

from evsite.analysis.conductor_edits import larger_ground
from evsite.codebook.conductors import circular_mils, size_words
from evsite.codebook.grounding import table_grounding_size
from evsite.codebook.sizing import grounding_for
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rules.conductors.given import given, unchecked, unknown_devices
from evsite.rules.conductors.wording import device, title, wire
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import with_article


def check(analysis: SiteAnalysis) -> Problems:
    """Equipment grounding conductors that are too small; what lies ahead of the first device has none."""
    behind_devices = {"circuit", "feeder", "primary"}
    grounded = [run for run in analysis.runs if run.kind in behind_devices] if given(analysis) else None
    what = "the equipment grounding conductor"
    yield from unchecked(analysis, what, "egc", among=grounded)
    yield from unknown_devices(what, [run for run in grounded or () if run.installed is not None and run.installed.egc])
    for run in grounded or ():
        if run.installed is None or run.installed.egc is None or run.device is None:
            continue
        conductor = run.conductor
        assert conductor is not None
        needed = grounding_for(conductor, run.duty, run.egc_material)
        if needed is None or circular_mils(run.installed.egc) >= circular_mils(needed):
            continue
        listed = table_grounding_size(run.device.rating_a, run.egc_material)
        larger = listed is not None and circular_mils(needed) > circular_mils(listed)
        why = f", in proportion to {wire(run)}" if larger else ""
        each = " in each raceway" if conductor.sets > 1 else ""
        yield Problem(
            title(run),
            f"{with_article(device(run))} asks for an equipment grounding conductor of {size_words(needed)} "
            f"{run.egc_material}{each}{why}, found {size_words(run.installed.egc)}",
            (*run.path, "conductor", "egc"),
            remedy=remedy(larger_ground(run, needed)),
            labels=(Label(run.device.path, device(run)),),
        )


FAILING = WIRED.edited("circuits.C.conductor", egc="10 AWG")
FAILING_2 = WIRED.edited("circuits.C.conductor", size="1/0 AWG", egc="8 AWG")

RULE = Rule(
    code="EV206",
    name="equipment-ground",
    title="the equipment grounding conductor is large enough",
    fails="equipment ground too small",
    severity=Severity.ERROR,
    asks=(
        "The equipment grounding conductor is at least that of Table 250.122 for the device, larger in proportion "
        "where the phase conductors are larger than their ampacity asks for, one of full size in each parallel "
        "raceway; it need not be larger than the phase conductor."
    ),
    why="It has to carry the current of a fault until the device trips.",
    topics=("equipment-ground", "equipment-ground-larger", "equipment-ground-parallel"),
    inputs=(
        *(f"{place}.conductor.egc" for place in ("circuits.*", "panels.*", "panels.*.feeder", "supplies.*.feeder")),
        *("circuits.*.breaker", "panels.*.main", "panels.*.feeder.breaker"),
    ),
    failing=(FAILING, FAILING_2),
    passing=(WIRED, FAILING_2.edited("circuits.C.conductor", egc="4 AWG")),
    check=check,
)

"""EV201 conductor-protection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.device_loading import device_of
from evsite.codebook.conductors import ampacity_a, largest_ocpd_a
from evsite.codebook.editions import cite
from evsite.codebook.ocpd import next_lower_standard_a
from evsite.codebook.sizing import is_protected
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rounding import fits
from evsite.rules.conductors.wording import conditions, device, given, larger, size_path, title, unchecked, wire
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run


def check(analysis: SiteAnalysis) -> Problems:
    """Conductors that are too small for their device."""
    what = "whether devices protect the conductors"
    for problem in unchecked(analysis, what):
        yield replace(problem, notes=("evsite report --conductors proposes the smallest that pass",))
    unknown = []
    for run in given(analysis):
        assert run.conductor is not None
        if run.device is None:
            unknown.append(run)
            continue
        if is_protected(run.conductor, run.duty):
            continue
        ampacity = ampacity_a(run.conductor)
        most_a = largest_ocpd_a(ampacity, analysis.site.nec, round_up=run.duty.round_up)
        smaller_a = next_lower_standard_a(most_a, analysis.site.nec)
        # a smaller device must still carry the load
        fitting = smaller_a is not None and fits(run.duty.sized_a, smaller_a) and run.kind in {"circuit", "feeder"}
        topics = ("next-size-up", "above-800") if run.duty.round_up else ("transformer-secondary",)
        rounding = "" if run.duty.round_up else "; there is no next standard rating for secondary conductors"
        doubtful = run.utility and _would_do_as_service(run)
        yield Problem(
            f"{title(run)}: {wire(run.conductor)} carries {amps(ampacity)} ({conditions(run.conductor)}), too little "
            f"under a {device(run)}{rounding}",
            size_path(run),
            remedy=remedy(larger(run), device_of(run.device, smaller_a) if fitting and smaller_a is not None else None),
            label=f"{amps(ampacity)}",
            labels=(Label(run.device.path, device(run)),),
            source=cite(topics, analysis.site.nec),
            severity=Severity.WARNING if doubtful else None,
            notes=("if the transformer is the utility's these are service conductors, and 240.4(B) lets them be",)
            if doubtful
            else (),
        )
    if unknown:
        listed = names([node for run in unknown for node in run.nodes])
        yield not_checked(what, unknown[0].path, needs=f"the one device that the conductors of {listed} end at")


def _would_do_as_service(run: Run) -> bool:
    assert run.conductor is not None
    return is_protected(run.conductor, replace(run.duty, round_up=True))


BEHIND_TRANSFORMER = WIRED.edited("supplies.U", kind="transformer", rating="150 kVA").edited(
    "panels.EV1.conductor", size="500 kcmil"
)
FAILING = WIRED.edited("circuits.C.conductor", ambient="40 °C", current_carrying=6)

RULE = Rule(
    code="EV201",
    name="conductor-protection",
    title="the overcurrent device protects the conductors",
    severity=Severity.ERROR,
    asks=(
        "The device is no larger than the ampacity of the conductors after correction, adjustment and terminals, "
        "or than the next standard rating above it where that is at most 800 A. For the secondary conductors of a "
        "transformer, and for branch circuits with several receptacles, there is no rounding up."
    ),
    why="A conductor that a device does not protect can burn before the device trips.",
    topics=("next-size-up", "above-800"),
    inputs=(
        "circuits.*.conductor",
        "panels.*.conductor",
        "supplies.*.conductor",
        "circuits.*.breaker",
        "panels.*.main",
    ),
    failing=(
        FAILING,
        BEHIND_TRANSFORMER,
    ),
    passing=(
        FAILING.edited("circuits.C.conductor", size="2 AWG"),
        WIRED.edited("panels.EV1.conductor", size="500 kcmil"),
    ),
    check=check,
)

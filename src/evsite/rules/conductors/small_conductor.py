"""EV204 small-conductor."""

from __future__ import annotations

from evsite.analysis.conductor_edits import enlarged
from evsite.analysis.devices import device_of
from evsite.codebook.conductors import size_words, small_conductor_maximum_a
from evsite.codebook.sizing import small_enough_device
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rounding import fits
from evsite.rules.conductors.given import CONDUCTOR_KEYS, given, unchecked
from evsite.rules.conductors.wording import device, size_path, title
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, with_article


def check(analysis: SiteAnalysis) -> Problems:
    """Small conductors under large devices."""
    yield from unchecked(analysis, "the limit of small conductors")
    for run, conductor in given(analysis):
        # 240.4(E) leaves the small conductors of taps to the rules of taps
        if run.tap or small_enough_device(conductor, run.duty):
            continue
        most_a = small_conductor_maximum_a(conductor.size, conductor.material)
        assert most_a is not None
        assert run.device is not None
        fitting = fits(run.duty.sized_a, most_a)
        yield Problem(
            title(run),
            f"{size_words(conductor.size)} {conductor.material} may be on a device of at most "
            f"{amps(most_a)} whatever its ampacity, found {with_article(device(run))}",
            size_path(run),
            remedy=remedy(enlarged(run), device_of(run.device, most_a) if fitting else None),
            labels=(Label(run.device.path, device(run)),),
        )


FAILING = (
    WIRED.edited("circuits.C", breaker="35 A")
    .edited("circuits.C.conductor", size="10 AWG")
    .edited("stations.S", max_current="24 A")
)

RULE = Rule(
    code="EV204",
    name="small-conductor",
    title="small conductors have small devices",
    fails="device too large for small conductors",
    severity=Severity.ERROR,
    asks="14, 12 and 10 AWG copper have devices of at most 15, 20 and 30 A, 12 and 10 AWG aluminium of 15 and 25 A.",
    why="Small conductors heat up fast: their limit lies below what the ampacity table alone would allow.",
    topics=("small-conductors",),
    inputs=(*CONDUCTOR_KEYS, "circuits.*.breaker"),
    failing=(FAILING,),
    passing=(FAILING.edited("circuits.C", breaker="30 A"),),
    check=check,
)

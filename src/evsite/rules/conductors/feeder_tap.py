"""EV215 feeder-tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.conductor_edits import resized
from evsite.analysis.taps import LONG_TAP_FT, SHORT_TAP_FT, tap_of
from evsite.codebook.sizing import smallest
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.conductors.given import CONDUCTOR_KEYS, EXAMPLES, given
from evsite.rules.conductors.wording import device, size_path, title, wire
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps, enumeration, names

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.taps import Tap


def check(analysis: SiteAnalysis) -> Problems:
    """Taps that are too long, or too small for their length."""
    for run, conductor in given(analysis):
        tap = tap_of(analysis, run, conductor)
        if tap is None:
            continue
        if tap.lacks is not None:
            missing = [Edit((*run.path, "conductor", "length"), EXAMPLES["length"])]
            if tap.lacks == "main or bus":
                missing = [Edit((*run.path[:2], "primary_breaker" if run.kind == "primary" else "main"), "200 A")]
            yield not_checked(f"whether {names(run.nodes)} may be a tap", run.path, missing=missing, anchor="header")
        elif tap.too_long or tap.no_end or tap.unmet:
            assert run.device is not None
            yield Problem(
                title(run),
                f"a tap behind the {device(run)}: {_tap_text(run, tap)}",
                (*run.path, "conductor", "length") if tap.too_long else size_path(run),
                remedy=remedy(resized(run, smallest(conductor, tap.duty())), tap.ended()),
                labels=(Label(run.device.path, device(run)),),
                notes=("outdoors taps may be longer (240.21(B)(5))",) if tap.too_long else (),
            )


def _tap_text(run: Run, tap: Tap) -> str:
    if tap.too_long:
        return f"{tap.length_ft:g} ft long, at most {LONG_TAP_FT:g} ft"
    if tap.no_end:
        return f"{tap.length_ft:g} ft long, and above {SHORT_TAP_FT:g} ft it has to end in one device"
    needs = enumeration([f"{amps(need_a)}, {why}" for need_a, why in tap.unmet])
    return f"{wire(run)} carries {amps(tap.ampacity_a)}, at least {needs}"


TAP = {"size": "1 AWG", "terminal": "75 °C", "length": "10 ft", "egc": "3 AWG"}
SHORT = SINGLE.edited("panels.Sub", fed_from="EV1", main="125 A", bus="125 A", feeder={"tap": True}, conductor=TAP)
LONG = SHORT.edited("panels.Sub.conductor", length="25 ft")

RULE = Rule(
    code="EV215",
    name="feeder-tap",
    title="feeder taps are short, and large enough for it",
    fails="feeder tap not allowed",
    severity=Severity.ERROR,
    asks=(
        "Conductors without a device where they start: up to 10 ft with the ampacity of the load, of the device or "
        "rating at their end and, outside the enclosure, of a tenth of the device ahead; up to 25 ft with a third "
        "of it and one device at their end. None of this is rounded up."
    ),
    why="The device ahead is too large to protect them: they have to be short, and it has to see a fault on them.",
    topics=("feeder-taps",),
    inputs=(*CONDUCTOR_KEYS, "panels.*.feeder.tap", "panels.*.feeder.leaves_enclosure", "panels.*.main"),
    failing=(
        SHORT.edited("panels.Sub.conductor", size="2 AWG"),
        SHORT.edited("panels.Sub.conductor", length="26 ft"),
        LONG.without("panels.Sub.main"),
        LONG.edited("panels.EV1", main="600 A", bus="600 A"),
    ),
    passing=(SHORT, LONG.edited("panels.EV1", main="390 A")),
    check=check,
)

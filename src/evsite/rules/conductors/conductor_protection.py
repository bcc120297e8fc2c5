"""EV201 conductor-protection."""

from __future__ import annotations

from dataclasses import replace

from evsite.analysis.conductor_edits import dwelling_way, enlarged, smaller_device
from evsite.codebook.conductors import ampacity_a
from evsite.codebook.editions import cite
from evsite.codebook.sizing import is_protected
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rules.conductors.given import CONDUCTOR_KEYS, given, unchecked, unknown_devices
from evsite.rules.conductors.wording import conditions, device, dwelling_notes, size_path, title, wire
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, with_article

NO_ROUNDING_UP = "; there is no next standard rating for secondary conductors"
AS_SERVICE = "if the transformer is the utility's these are service conductors, and 240.4(B) lets them be"


def check(analysis: SiteAnalysis) -> Problems:
    """Conductors that are too small for their device."""
    what = "whether devices protect the conductors"
    for problem in unchecked(analysis, what):
        yield replace(problem, notes=("evsite report --conductors proposes the smallest that pass",))
    for run, conductor in given(analysis):
        # a tap is not protected where it starts: its length counts, which is a rule of its own
        if run.device is None or run.tap or is_protected(conductor, run.duty):
            continue
        topics = ["next-size-up", "above-800"] if run.duty.round_up else ["transformer-secondary"]
        topics += ["dwelling-conductors"] if run.duty.dwelling else []
        rounding = "" if run.duty.round_up else NO_ROUNDING_UP
        doubtful = run.utility and is_protected(conductor, replace(run.duty, round_up=True))
        ampacity, found = amps(ampacity_a(conductor)), with_article(device(run))
        yield Problem(
            title(run),
            f"{wire(run)} carries {ampacity} ({conditions(run)}), too little under {found}{rounding}",
            size_path(run),
            remedy=remedy(enlarged(run), smaller_device(run), dwelling_way(analysis, run)),
            labels=(Label(run.device.path, device(run)),),
            source=cite(tuple(topics), analysis.site.nec),
            severity=Severity.WARNING if doubtful else None,
            notes=(*((AS_SERVICE,) if doubtful else ()), *dwelling_notes(analysis, run)),
        )
    yield from unknown_devices(what, [run for run, _ in given(analysis)])


ON_SERVICE = WIRED.edited("panels.EV1.conductor", size="500 kcmil")
BEHIND_TRANSFORMER = ON_SERVICE.edited("supplies.U", kind="transformer", rating="150 kVA")
FAILING = WIRED.edited("circuits.C.conductor", ambient="40 °C", current_carrying=6)
HOUSE = WIRED.edited(
    "supplies.U", system="240/120", rating="200 A", conductor={"size": "2/0 AWG", "terminal": "75 °C"}
).edited("panels.EV1", main="200 A", bus="200 A")
DWELLING = HOUSE.edited("site", dwelling="one-family")

RULE = Rule(
    code="EV201",
    name="conductor-protection",
    title="the overcurrent device protects the conductors",
    fails="conductors not protected",
    severity=Severity.ERROR,
    asks=(
        "The device is no larger than the ampacity of the conductors after correction, adjustment and terminals, "
        "or than the next standard rating above it where that is at most 800 A. For the secondary conductors of a "
        "transformer, and for branch circuits with several receptacles, there is no rounding up. Conductors that carry "
        "the whole load of a dwelling on 100 to 400 A have at least 83 % of the rating, or the size of Table 310.12."
    ),
    why="A conductor that a device does not protect can burn before the device trips.",
    topics=("next-size-up", "above-800"),
    inputs=(
        *CONDUCTOR_KEYS,
        *("circuits.*.breaker", "panels.*.main", "panels.*.feeder.breaker", "site.dwelling", "panels.*.dwelling_unit"),
    ),
    failing=(FAILING, BEHIND_TRANSFORMER, HOUSE),
    passing=(FAILING.edited("circuits.C.conductor", size="2 AWG"), ON_SERVICE, DWELLING),
    check=check,
)

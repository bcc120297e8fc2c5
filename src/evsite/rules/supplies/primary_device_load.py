"""EV127 primary-device-load."""

from __future__ import annotations

from evsite.analysis.primary_load import primary_overloads
from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Devices on the primary of transformers that are too small for what the primary lines carry."""
    for found in primary_overloads(analysis):
        larger_a = next_standard_a(found.required_a, analysis.site.nec)
        other = f" + {amps(found.noncontinuous_a)}" if found.noncontinuous_a else ""
        yield Problem(
            f"{found.supply.name}: 1.25 x {amps(found.continuous_a)}{other} = {amps(found.required_a)} on primary line "
            f"{found.leg}, above the {amps(found.device.rating_a)} device on its primary",
            found.device.path,
            remedy=None if larger_a is None else Edit(found.device.path, amps(larger_a), "primary device"),
        )
    for supply in analysis.site.supplies.values():
        if supply.primary_device is not None and supply.primary is None:
            what = f"whether the device on the primary of {supply.name} carries its load"
            yield not_checked(what, supply.path, needs="primary", anchor="header")


FAILING = TRANSFORMER.edited("supplies.U", primary="480 delta", primary_breaker="40 A")

RULE = Rule(
    code="EV127",
    name="primary-device-load",
    title="the primary device of a transformer carries its load",
    severity=Severity.ERROR,
    asks=(
        "The device on the primary of a transformer, where its feeder starts or at its terminals, is rated for 125 % "
        "of the continuous load on each primary line plus the other load."
    ),
    why="It carries what the secondary carries, over the turns ratio, and trips like any other breaker.",
    topics=("feeder-rating",),
    inputs=("supplies.*.feeder.breaker", "supplies.*.primary_breaker", "supplies.*.primary", "groups.*.limit"),
    failing=(FAILING, FAILING.without("supplies.U.primary_breaker").edited("supplies.U", feeder={"breaker": "40 A"})),
    passing=(FAILING.edited("supplies.U", primary_breaker="60 A"),),
    check=check,
)

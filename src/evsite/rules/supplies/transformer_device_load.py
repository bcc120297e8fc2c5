"""EV127 transformer-device-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.primary_load import primary_overloads
from evsite.analysis.secondary_load import group_behind, secondary_overloads
from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.model.distribution import RatedAt


def check(analysis: SiteAnalysis) -> Problems:
    """Devices on either side of transformers that are too small for what the lines there carry."""
    for found in (*primary_overloads(analysis), *secondary_overloads(analysis)):
        larger_a = next_standard_a(found.required_a, analysis.site.nec)
        other = f" + {amps(found.noncontinuous_a)}" if found.noncontinuous_a else ""
        yield Problem(
            found.supply.name,
            f"1.25 x {amps(found.continuous_a)}{other} = {amps(found.required_a)} on "
            f"{found.side} line {found.leg}, above the {amps(found.device.rating_a)} device on its {found.side}",
            found.device.path,
            remedy=remedy(
                [_of(device, larger_a, found.side) for device in found.too_small] if larger_a else None,
                group_behind(analysis, found),
            ),
        )
    for supply in analysis.site.supplies.values():
        if supply.primary_device is not None and supply.primary is None:
            what = f"whether the device on the primary of {supply.name} carries its load"
            yield not_checked(
                what, supply.path, missing=[Edit((*supply.path, "primary"), "480 delta")], anchor="header"
            )


def _of(device: RatedAt, rating_a: float, side: str) -> Edit:
    """The same device of another rating [A]."""
    return Edit(device.path, amps(rating_a), "feeder breaker" if "feeder" in device.path else f"{side} device")


FAILING = TRANSFORMER.edited("supplies.U", primary="480 delta", primary_breaker="40 A")
SECONDARY = TRANSFORMER.edited("supplies.U", secondary_breaker="60 A")

RULE = Rule(
    code="EV127",
    name="transformer-device-load",
    title="the devices of a transformer carry its load",
    fails="transformer device overloaded",
    severity=Severity.ERROR,
    asks=(
        "The device on the primary of a transformer, where its feeder starts or at its terminals, and the one that "
        "is given on its secondary are rated for 125 % of the continuous load on each line there plus the other load."
    ),
    why="They trip like any other breaker; the primary carries what the secondary carries, over the turns ratio.",
    topics=("feeder-rating",),
    inputs=(
        "supplies.*.feeder.breaker",
        "supplies.*.primary_breaker",
        "supplies.*.primary",
        "supplies.*.secondary_breaker",
        "groups.*.limit",
        "loads.*",
    ),
    failing=(
        FAILING,
        FAILING.without("supplies.U.primary_breaker").edited("supplies.U", feeder={"breaker": "40 A"}),
        SECONDARY,
    ),
    passing=(
        FAILING.edited("supplies.U", primary_breaker="60 A"),
        SECONDARY.edited("supplies.U", secondary_breaker="100 A"),
    ),
    check=check,
)

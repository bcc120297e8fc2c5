"""EV114 transformer-overcurrent."""

from __future__ import annotations

from evsite.analysis.transformers import secondary_device, transformer_devices
from evsite.codebook.ocpd import transformer_maximum_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import exceeds
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, kva


def check(analysis: SiteAnalysis) -> Problems:
    """Transformers behind or before devices that are too large."""
    for supply in analysis.site.supplies.values():
        if supply.kind == "transformer":
            for side, system, device in transformer_devices(analysis, supply):
                rated_a = line_rating_a(rating_kva(supply), system)
                secondary = secondary_device(analysis, supply) is not None
                most_a = transformer_maximum_a(rated_a, side, analysis.site.nec, secondary_protected=secondary)
                if most_a is not None and exceeds(device.rating_a, most_a):
                    yield Problem(
                        supply.name,
                        f"{amps(device.rating_a)} on the {side} of {kva(rating_kva(supply))} "
                        f"({amps(rated_a)} there), "
                        f"at most {amps(most_a)}",
                        device.path,
                        remedy=Edit(device.path, amps(most_a), "feeder breaker" if device.path[-2] == "feeder" else ""),
                    )


FAILING = TRANSFORMER.edited(
    "supplies.U", rating="75 kVA", primary="480 delta", primary_breaker="250 A", secondary_breaker="225 A"
).edited("panels.EV1", main="225 A")
FAILING_2 = FAILING.edited("supplies.U", primary_breaker="225 A", secondary_breaker="350 A")

RULE = Rule(
    code="EV114",
    name="transformer-overcurrent",
    title="the devices of a transformer are within the table",
    fails="transformer device too large",
    severity=Severity.ERROR,
    asks=(
        "Primary only: 125 %. With a secondary device: primary 250 %, secondary 125 %. The next standard size up "
        "counts only where 125 % is the entry."
    ),
    why="A larger device lets the windings overheat before it opens.",
    topics=("transformer-overcurrent",),
    inputs=(
        *(f"supplies.*.{key}" for key in ("primary_breaker", "secondary_breaker", "primary", "feeder.breaker")),
        "panels.*.main",
    ),
    failing=(FAILING, FAILING_2),
    passing=(FAILING_2.edited("supplies.U", secondary_breaker="300 A"),),
    check=check,
)

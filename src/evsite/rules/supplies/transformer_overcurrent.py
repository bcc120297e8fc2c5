"""EV114 transformer-overcurrent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.ocpd import transformer_maximum_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import exceeds
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Supply
    from evsite.model.systems import VoltageSystem


def check(analysis: SiteAnalysis) -> Problems:
    """Transformers behind or before devices that are too large."""
    for supply in analysis.site.supplies.values():
        if supply.kind == "transformer":
            for side, system, breaker_a in _sides(analysis, supply):
                rated_a = line_rating_a(rating_kva(supply), system)
                secondary = _secondary_device_a(analysis, supply) is not None
                most_a = transformer_maximum_a(rated_a, side, analysis.site.nec, secondary_protected=secondary)
                if most_a is not None and exceeds(breaker_a, most_a):
                    yield Problem(
                        f"{supply.name}: {amps(breaker_a)} on the {side} of {kva(rating_kva(supply))} "
                        f"({amps(rated_a)} there), "
                        f"at most {amps(most_a)}",
                        (*supply.path, f"{side}_breaker"),
                        remedy=Edit((*supply.path, f"{side}_breaker"), amps(most_a)),
                    )


def _sides(analysis: SiteAnalysis, supply: Supply) -> Iterator[tuple[str, VoltageSystem, float]]:
    if supply.primary_breaker_a is not None and supply.primary is not None:
        yield "primary", supply.primary, supply.primary_breaker_a
    secondary_a = _secondary_device_a(analysis, supply)
    if secondary_a is not None:
        yield "secondary", supply.system, secondary_a


def _secondary_device_a(analysis: SiteAnalysis, supply: Supply) -> float | None:
    """The device on the secondary [A]: as given, or the main of the one panel that hangs there."""
    if supply.secondary_breaker_a is not None:
        return supply.secondary_breaker_a
    panels = [analysis.site.panels[name] for name in analysis.children[supply.name] if name in analysis.site.panels]
    return panels[0].main_a if len(panels) == 1 == len(analysis.children[supply.name]) else None


FAILING = TRANSFORMER.edited(
    "supplies.U", rating="75 kVA", primary="480 delta", primary_breaker="250 A", secondary_breaker="225 A"
).edited("panels.EV1", main="225 A")
FAILING_2 = FAILING.edited("supplies.U", primary_breaker="225 A", secondary_breaker="350 A")

RULE = Rule(
    code="EV114",
    name="transformer-overcurrent",
    title="the devices of a transformer are within the table",
    severity=Severity.ERROR,
    asks=(
        "Primary only: 125 %. With a secondary device: primary 250 %, secondary 125 %. The next standard size up "
        "counts only where 125 % is the entry."
    ),
    why="A larger device lets the windings overheat before it opens.",
    topics=("transformer-overcurrent",),
    inputs=("supplies.*.primary_breaker", "supplies.*.secondary_breaker", "supplies.*.primary", "panels.*.main"),
    failing=(FAILING, FAILING_2),
    passing=(FAILING_2.edited("supplies.U", secondary_breaker="300 A"),),
    check=check,
)

"""What the secondary lines of a transformer carry, and what the device on its secondary has to be for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import group_on
from evsite.analysis.primary_load import TransformerOverload
from evsite.analysis.transformers import transformer_loads
from evsite.codebook.formulas import minimum_ocpd_a
from evsite.model.distribution import RatedAt
from evsite.rounding import exceeds, floor_to
from evsite.words import amps_at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.remedy import Edit


def secondary_overloads(analysis: SiteAnalysis) -> Iterator[TransformerOverload]:
    """Transformers whose own device on the secondary side is too small for what its lines carry (215.3).

    A device further down that is too small is its own finding: what it lets through once it is put right counts here.
    """
    for supply in analysis.site.supplies.values():
        if supply.kind == "service" or supply.secondary_breaker_a is None:
            continue
        loads = transformer_loads(analysis, supply.name)
        lines = {
            leg: max(
                (
                    (load.line_a(leg) + other.continuous_a.get(leg, 0.0), other.noncontinuous_a.get(leg, 0.0))
                    for load, other in loads
                ),
                key=lambda line: minimum_ocpd_a(*line),
            )
            for leg in supply.system.legs
        }
        leg = max(lines, key=lambda name: round(minimum_ocpd_a(*lines[name]), 6))
        device = RatedAt(supply.secondary_breaker_a, (*supply.path, "secondary_breaker"))
        found = TransformerOverload(supply, "secondary", device, leg, *lines[leg])
        if exceeds(found.required_a, device.rating_a):
            yield found


def group_behind(analysis: SiteAnalysis, found: TransformerOverload) -> Edit | None:
    """A group on a transformer that its secondary device allows; None where one is there, or where nothing is left."""
    name = found.supply.name
    if found.side == "primary" or analysis.groups_at.get(name):
        return None
    other = analysis.highest_other_at(name)
    left_a = floor_to(min(other.usable_a(leg, found.device.rating_a) for leg in found.supply.system.legs), 0.1)
    return group_on(analysis.site, name, amps_at_most(left_a)) if left_a > 0 else None

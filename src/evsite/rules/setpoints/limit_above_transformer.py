"""The part of EV401 that is about transformers, which have a rating and no overcurrent device of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import limit_of
from evsite.analysis.transformers import left_for_group
from evsite.model.finding import Severity
from evsite.network.limits import rating_kva
from evsite.rounding import exceeds, floor_to
from evsite.rules.limit_words import limit_path, limit_text
from evsite.rules.rule import Problem, Problems
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group


def above_transformer(analysis: SiteAnalysis, group: Group) -> Problems:
    """A group on a transformer whose limit is above what the transformer has left."""
    supply = analysis.site.supplies.get(analysis.anchor[group.name] or "")
    limit = group.limit_a if group.limit_a is not None else group.limit_kw
    if supply is None or supply.kind != "transformer" or limit is None:
        return
    left = left_for_group(analysis, supply, group)
    if exceeds(limit, left):
        most, power = floor_to(left, 0.1), group.limit_a is None
        unit = group.power_unit if power else "A"
        yield Problem(
            f"group {group.name}",
            f"its limit of {limit_text(group)} is above the {format_number(most)} {unit} that the "
            f"{kva(rating_kva(supply))} transformer {supply.name} has left",
            limit_path(group),
            severity=Severity.WARNING,
            remedy=limit_of(group, most, power=power) or "less other load, or a larger transformer",
            source="engineering: rated current of a transformer's lines",
        )

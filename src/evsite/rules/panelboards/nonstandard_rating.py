"""EV106 nonstandard-rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.ocpd import is_standard, next_lower_standard_a, next_standard_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.model.finding import Path


def check(analysis: SiteAnalysis) -> Problems:
    """Breakers and mains of unusual size."""
    edition = analysis.site.nec
    rated: list[tuple[Path, str, float]] = [
        ((*panel.path, "main"), panel.name, panel.main_a)
        for panel in analysis.site.panels.values()
        if panel.main_a is not None
    ]
    rated += [
        ((*feeder.path, "breaker"), node.name, feeder.breaker_a)
        for node, feeder in analysis.site.feeders()
        if feeder.breaker_a is not None
    ]
    rated += [((*item.path, "breaker"), item.name, item.breaker_a) for item in analysis.site.circuits.values()]
    families: dict[tuple[Path, float], list[str]] = {}
    for path, name, rating_a in rated:
        if not is_standard(rating_a, edition):
            families.setdefault((path, rating_a), []).append(name)
    for (path, rating_a), items in families.items():
        near = [next_lower_standard_a(rating_a, edition), next_standard_a(rating_a, edition)]
        yield Problem(
            names(items),
            f"{amps(rating_a)} is not a standard rating",
            path,
            remedy=remedy(*(Edit(path, amps(size)) for size in near if size is not None)),
        )


FAILING = SINGLE.edited("panels.EV1", main="160 A")

RULE = Rule(
    code="EV106",
    name="nonstandard-rating",
    title="overcurrent devices have a standard rating",
    fails="no standard rating",
    severity=Severity.INFO,
    asks="The rating of a breaker, of a main and of the breaker of a feeder is one of the standard ratings.",
    why="Other ratings are permitted, but are rarely on the shelf and often a slip of the pen.",
    topics=("standard-ratings",),
    inputs=("circuits.*.breaker", "panels.*.main", "panels.*.feeder.breaker", "supplies.*.feeder.breaker"),
    failing=(FAILING, FAILING.edited("panels.EV1", main="150 A", feeder={"breaker": "160 A"})),
    passing=(FAILING.edited("panels.EV1", main="150 A"),),
    check=check,
)

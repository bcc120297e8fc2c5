"""EV402 group-limit-above-parent."""

from __future__ import annotations

from evsite.analysis.nested_groups import comparable_limits, groups_around
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, when
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.limit_words import limit_path, limit_text
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps_at_most, kw


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose limit lies above that of a group around them."""
    for inner in analysis.site.groups.values():
        for outer in groups_around(analysis, inner):
            limits = comparable_limits(analysis, inner, outer)
            if limits is not None and exceeds(*limits):
                most = amps_at_most(limits[1]) if inner.limit_a is not None else kw(limits[1])
                yield Problem(
                    f"group {inner.name}",
                    f"its limit of {limit_text(inner)} is above the {limit_text(outer)} of group "
                    f"{outer.name} around it",
                    limit_path(inner),
                    remedy=when(Edit(inner.limit_path, most), "or less"),
                    labels=(Label(limit_path(outer), f"{limit_text(outer)} here"),),
                )
                break


FAILING = (
    SINGLE.edited("circuits.C", count=20)
    .edited("groups.Outer", on="EV1", limit="60 A")
    .edited("groups.Inner", on="C1", limit="80 A")
)

RULE = Rule(
    code="EV402",
    name="group-limit-above-parent",
    title="the limits of nested groups nest",
    fails="group limit above the group around it",
    severity=Severity.WARNING,
    asks="The limit of a group inside another one is not above the outer one's.",
    why="The inner limit can never act: harmless, but its readers expect more than there is.",
    guide="engineering: hierarchy of setpoints",
    inputs=("groups.*.limit", "groups.*.on", "groups.*.members"),
    failing=(FAILING,),
    passing=(FAILING.edited("groups.Inner", limit="40 A"),),
    check=check,
)

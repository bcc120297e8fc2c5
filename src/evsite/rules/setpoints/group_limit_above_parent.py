"""EV402 group-limit-above-parent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, when
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.limit_words import limit_path, limit_text
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps_at_most, kw

if TYPE_CHECKING:
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose limit lies above that of a group around them."""
    around: dict[str, list[Group]] = defaultdict(list)
    for outer in analysis.site.groups.values():
        for port in outer.ports:
            around[port].append(outer)
    for inner in analysis.site.groups.values():
        # a group around this one holds its first port, too
        for outer in around[inner.ports[0]] if inner.ports else ():
            if not _is_inside(analysis, inner, outer):
                continue
            limits = _comparable(analysis, inner, outer)
            if limits is not None and exceeds(*limits):
                most = amps_at_most(limits[1]) if inner.limit_a is not None else kw(limits[1])
                yield Problem(
                    f"group {inner.name}: its limit of {limit_text(inner)} is above the {limit_text(outer)} of group "
                    f"{outer.name} around it",
                    limit_path(inner),
                    remedy=when(Edit((*inner.path, "limit"), most), "or less"),
                    labels=(Label(limit_path(outer), f"{limit_text(outer)} here"),),
                )
                break


def _is_inside(analysis: SiteAnalysis, inner: Group, outer: Group) -> bool:
    small, large = analysis.group_ports[inner.name], analysis.group_ports[outer.name]
    if small < large:
        return True
    if small != large:
        return False
    node, above = analysis.anchor[inner.name], analysis.anchor[outer.name]
    return node is not None and above is not None and node != above and above in analysis.site.way_up(node)


def _comparable(analysis: SiteAnalysis, inner: Group, outer: Group) -> tuple[float, float] | None:
    """Both limits in one unit; None where they are in different units or on different sides of a transformer."""
    if inner.limit_kw is not None and outer.limit_kw is not None:
        return inner.limit_kw, outer.limit_kw
    if inner.limit_a is None or outer.limit_a is None:
        return None
    voltages = {
        analysis.site.system_at(node).line_v
        for node in (analysis.anchor[inner.name], analysis.anchor[outer.name])
        if node
    }
    return (inner.limit_a, outer.limit_a) if len(voltages) == 1 else None


FAILING = (
    SINGLE.edited("circuits.C", count=20)
    .edited("groups.Outer", on="EV1", limit="60 A")
    .edited("groups.Inner", on="C1", limit="80 A")
)

RULE = Rule(
    code="EV402",
    name="group-limit-above-parent",
    title="the limits of nested groups nest",
    severity=Severity.WARNING,
    asks="The limit of a group inside another one is not above the outer one's.",
    why="The inner limit can never act: harmless, but whoever reads it expects more than there is.",
    guide="engineering: hierarchy of setpoints",
    inputs=("groups.*.limit", "groups.*.on", "groups.*.members"),
    failing=(FAILING,),
    passing=(FAILING.edited("groups.Inner", limit="40 A"),),
    check=check,
)

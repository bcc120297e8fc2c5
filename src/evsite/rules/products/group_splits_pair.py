"""EV614 group-splits-pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import members_of
from evsite.model.finding import Label, Severity
from evsite.model.remedy import REMOVE, Edit
from evsite.network.steering import groups_across
from evsite.rules.example_site import EXPRESS
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import enumeration

if TYPE_CHECKING:
    from evsite.model.site import Group, ModulePool


def check(analysis: SiteAnalysis) -> Problems:
    """Groups that hold one station of a pair."""
    across = groups_across(analysis.site)
    for pool in analysis.site.pools:
        for name in sorted({name for port in pool.ports for name in across.get(port, ())}):
            item = analysis.site.groups[name]
            inside = [port for port in pool.ports if port in analysis.group_ports[name]]
            outside = [port for port in pool.ports if port not in inside]
            yield Problem(
                f"group {name}",
                f"holds {enumeration(inside)} and not {enumeration(outside)}, which share their modules "
                f"as {pool.title}",
                (*item.path, "on" if item.on is not None else "members"),
                remedy=_with_both(analysis, item, pool),
                labels=(Label(pool.path, f"{pool.title} are paired here"),),
            )


def _with_both(analysis: SiteAnalysis, item: Group, pool: ModulePool) -> list[Edit]:
    held = [analysis.site.ports[name].station for name in item.ports]
    members = Edit((*item.path, "members"), members_of(analysis.site, [*held, *pool.stations]))
    return [members] if item.on is None else [Edit((*item.path, "on"), REMOVE), members]


FAILING = EXPRESS.edited("stations.S", paired=True).edited("groups.G", members="S1", limit="60 kW")

RULE = Rule(
    code="EV614",
    name="group-splits-pair",
    title="a group holds both stations of a pair, or none",
    fails="pair split by a group",
    severity=Severity.ERROR,
    asks="A power-sharing group with one station of a pair holds the other one too.",
    why=(
        "The modules of one station may serve the vehicle at the other, so a group with one of them protects "
        "neither feed."
    ),
    guide=f"{GUIDE}, An encyclopedia and glossary of Power Sharing Features, 1",
    inputs=("groups.*.members", "groups.*.on", "stations.*.paired"),
    failing=(FAILING,),
    passing=(FAILING.edited("groups.G", members="S"),),
    check=check,
)

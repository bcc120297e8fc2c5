"""EV415 conflicting-policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.allocation.rates import deciding_groups
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import PANEL
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose policy is not the one that some of their ports follow, though no smaller group says so."""
    deciding = deciding_groups(analysis.site)
    for item in analysis.site.groups.values():
        by: dict[str, list[str]] = {}
        for name in item.ports:
            other = deciding[name]
            if len(other.ports) == len(item.ports) and other.policy != item.policy:
                by.setdefault(other.name, []).append(name)
        for name, ports in by.items():
            yield _problem(item, analysis.site.groups[name], ports)


def _problem(item: Group, other: Group, ports: list[str]) -> Problem:
    named = enumeration([item.name, other.name])
    held = f"the same {count(len(ports), 'port')}" if len(ports) == len(item.ports) else count(len(ports), "port")
    policies = enumeration([policy_named(each.policy).title for each in (item, other)])
    return Problem(
        f"groups {named}",
        f"{held} under two policies, {policies}; figures follow that of {other.name}",
        _place(item),
        anchor="value" if item.policy_given else "header",
        remedy=remedy(Edit(item.policy_path, other.policy), "other ports in one of the groups"),
        labels=(Label(_place(other), f"group {other.name}", "value" if other.policy_given else "header"),),
    )


def _place(item: Group) -> Path:
    return item.policy_path if item.policy_given else item.path


FAILING = (
    PANEL.edited("stations.S", count=2)
    .edited("groups.EV1", limit="100 A", policy="fcfs")
    .edited("groups.Cars", members="S", limit="120 A", policy="equal")
)

RULE = Rule(
    code="EV415",
    name="conflicting-policies",
    title="groups that hold the same ports share in the same way",
    fails="two policies for the same ports",
    severity=Severity.WARNING,
    asks=(
        "Of the groups around a port the one with the fewest ports says how it shares. Where several have as few, "
        "they have one policy."
    ),
    why=(
        "The guide does not say which policy then holds. Figures are those of the policy that promises less, and a "
        "controller may do the other thing."
    ),
    guide=f"{GUIDE}, Sharing Policy",
    inputs=("groups.*.policy", "groups.*.on", "groups.*.members"),
    failing=(FAILING,),
    passing=(
        FAILING.edited("groups.Cars", policy="First In, First Charged"),
        FAILING.edited("groups.Cars", members="S1"),
    ),
    check=check,
)

"""EV615 less-than-a-module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.rates import port_policies, rise_rates
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.titles import limited_by_title
from evsite.rounding import ceil_to
from evsite.rules.example_site import EXPRESS
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, format_number, kw, names

if TYPE_CHECKING:
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Group, ModulePool


def check(analysis: SiteAnalysis) -> Problems:
    """Ports whose share can be less than a module."""
    for pool in analysis.site.pools:
        short = [
            name
            for name in pool.ports
            if name in analysis.guaranteed_a
            and analysis.site.ports[name].max_a > 0
            and analysis.floors[name].current_a == 0
        ]
        if not short:
            continue
        holder = analysis.holder(analysis.site.ports[short[0]])
        owner = None if holder is None else holder.group
        limit = limited_by_title(analysis.site, analysis.floors[short[0]].limit)
        place = pool.path if owner is None else owner.path
        yield Problem(
            f"{names(short)}: {limit} leaves less than one module of {kw(pool.module_kw)} to each, so that it may get "
            "nothing",
            place,
            anchor="header" if owner is not None else "value",
            remedy=_room_for_modules(analysis, pool, short, owner),
        )


def _room_for_modules(analysis: SiteAnalysis, pool: ModulePool, short: list[str], owner: Group | None) -> Remedy | Way:
    """What would give each of these ports a module."""
    if owner is None:
        if sum(pool.modules) < len(pool.ports):
            table = analysis.site.stations[pool.stations[0]].path
            ports = Edit((*table, "ports"), sum(pool.modules), "port")
            return remedy(ports, Edit((*table, "modules"), len(pool.ports)))
        return remedy("more power for these stations", "fewer ports")
    number = {name: position for position, name in enumerate(analysis.network.ports)}
    rate = rise_rates(analysis.site, port_policies(analysis.site))
    module_a = pool.module_kw / analysis.site.ports[short[0]].output_kw_per_a
    level = module_a / min(rate[number[name]] for name in short)
    drawn = {name: min(analysis.network.cap_a[number[name]], rate[number[name]] * level) for name in owner.ports}
    if owner.limit_kw is not None:
        needed = sum(
            drawn_a * analysis.site.ports[name].counted_kw_per_a(apparent=owner.limit_apparent)
            for name, drawn_a in drawn.items()
        )
        return Edit((*owner.path, "limit"), f"{format_number(ceil_to(needed, 0.1))} {owner.power_unit}")
    if all(analysis.site.ports[name].connection == "ABC" for name in owner.ports):
        return Edit((*owner.path, "limit"), amps(ceil_to(sum(drawn.values()), 0.1)))
    return remedy("a higher limit", "fewer ports in the group")


FAILING = EXPRESS.edited("stations.S", paired=True).edited("groups.EV1", on="EV1", limit="60 kW")

RULE = Rule(
    code="EV615",
    name="less-than-a-module",
    title="a port that is fed by modules is sure of one",
    severity=Severity.WARNING,
    asks="With every port in use each port of paired stations or power blocks gets at least one whole module.",
    why="Power is steered in whole modules: a share below one is none at all, for as long as the others charge.",
    guide=f"{GUIDE}, An encyclopedia and glossary of Power Sharing Features, 1",
    inputs=("groups.*.limit", "stations.*.paired", "stations.*.modules"),
    failing=(
        FAILING,
        EXPRESS.without("circuits.C.count", "stations.S.count")
        .edited("circuits.C", breaker="350 A")
        .edited("stations.S", model="express-plus-block", ports=4, modules=3),
    ),
    passing=(FAILING.edited("groups.EV1", limit="67 kW"),),
    check=check,
)

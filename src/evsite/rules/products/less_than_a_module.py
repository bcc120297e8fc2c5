"""EV615 less-than-a-module."""

from __future__ import annotations

from evsite.analysis.module_remedies import room_for_modules
from evsite.model.finding import Severity
from evsite.network.titles import limited_by_title
from evsite.rules.example_site import EXPRESS
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import kw, names


def check(analysis: SiteAnalysis) -> Problems:
    """Ports whose share can be less than a module."""
    for pool in analysis.site.pools:
        short = [
            name
            for name in pool.ports
            if name in analysis.guaranteed_a
            and analysis.site.ports[name].max_a > 0
            and analysis.least_shares[name].current_a == 0
        ]
        if not short:
            continue
        holder = analysis.holder(analysis.site.ports[short[0]])
        owner = None if holder is None else holder.group
        limit = limited_by_title(analysis.site, analysis.least_shares[short[0]].limit)
        place = pool.path if owner is None else owner.path
        yield Problem(
            names(short),
            f"{limit} leaves less than one module of {kw(pool.module_kw)} to each, so that it may get nothing",
            place,
            anchor="header" if owner is not None else "value",
            remedy=room_for_modules(analysis, pool, short, owner),
        )


FAILING = EXPRESS.edited("stations.S", paired=True).edited("groups.EV1", on="EV1", limit="60 kW")

RULE = Rule(
    code="EV615",
    name="less-than-a-module",
    title="a port that is fed by modules is sure of one",
    fails="less than one power module",
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

"""Edits that give ports a whole power module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.rates import fair_share_weights, port_policies
from evsite.analysis.edits import limit_of
from evsite.model.remedy import Edit, remedy
from evsite.rounding import ceil_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Group, ModulePool


def room_for_modules(
    analysis: SiteAnalysis, pool: ModulePool, short: Sequence[str], group: Group | None
) -> Remedy | Way:
    """What would give each of these ports a module."""
    if group is None:
        if sum(pool.modules) < len(pool.ports):
            table = analysis.site.stations[pool.stations[0]].path
            ports = Edit((*table, "ports"), sum(pool.modules), "port")
            return remedy(ports, Edit((*table, "modules"), len(pool.ports)))
        return remedy("more power for these stations", "fewer ports")
    in_words = remedy("a higher limit", "fewer ports in the group")
    number = analysis.network.position
    rate = fair_share_weights(analysis.site, port_policies(analysis.site))
    module_a = pool.module_kw / analysis.site.ports[short[0]].output_kw_per_a
    level = module_a / min(rate[number[name]] for name in short)
    drawn = {name: min(analysis.network.cap_a[number[name]], rate[number[name]] * level) for name in group.ports}
    if group.limit_kw is not None:
        needed = sum(
            drawn_a * analysis.site.ports[name].counted_kw_per_a(apparent=group.limit_apparent)
            for name, drawn_a in drawn.items()
        )
        return limit_of(group, ceil_to(needed, 0.1), power=True) or in_words
    if all(analysis.site.ports[name].connection == "ABC" for name in group.ports):
        return limit_of(group, ceil_to(sum(drawn.values()), 0.1)) or in_words
    return in_words

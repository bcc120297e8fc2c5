"""How much of what a site is connected to its chargers use, and how much is left for more of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.node_demand import managed_kva
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.limit_id import LimitKind
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.studies.results import SiteReport

_SHARED = 2
"""Stations of a circuit from which on its load says something that their ratings do not."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What chargers draw of the supplies, in all and where it is tightest.

    `connected_kva` is what all chargers together would draw, `managed_kva` the most that load management lets them
    draw at any time of the week, both on the supplies that come from the utility. `fullest` has the conductor of each
    kind of equipment that the greatest load fills most, the fullest first; circuits count where several stations share
    them. It is empty where no such equipment has a rating and ports below it.
    """

    connected_kva: float
    managed_kva: float
    managed: bool
    """Whether a power-sharing group holds any port."""
    fullest: tuple[EquipmentLoad, ...]


def capacity(analysis: SiteAnalysis, report: SiteReport) -> Capacity:
    """How much of the supplies is used, by the proofs of a report.

    Parameters
    ----------
    analysis
        The analysis of the site.
    report
        Its report.
    """
    site = analysis.site
    roots = [name for name, supply in site.supplies.items() if supply.fed_from is None]
    stations = Counter(
        circuit for station in site.stations.values() for circuit in {port.circuit for port in station.ports}
    )
    fullest: dict[LimitKind, EquipmentLoad] = {}
    for load in report.equipment:
        kind, owner = load.limit.kind, load.limit.owner
        if kind == "circuit" and stations[owner] < _SHARED:
            continue
        if kind not in fullest or exceeds(load.fullness, fullest[kind].fullness):
            fullest[kind] = load
    return Capacity(
        connected_kva=sum(analysis.connected(name).power_kva for name in roots),
        managed_kva=sum(managed_kva(analysis, name) for name in roots),
        managed=bool(report.guarantees),
        fullest=tuple(sorted(fullest.values(), key=lambda load: -load.fullness)),
    )

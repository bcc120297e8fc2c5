"""How much of what a site is connected to its chargers use, and how much is left for more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.node_demand import managed_kva
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.studies.results import SiteReport


@dataclass(frozen=True, slots=True)
class Capacity:
    """What chargers draw of the supplies, in all and where it is tightest.

    `connected_kva` is what all chargers together would draw, `managed_kva` the most that load management lets them
    draw at any time of the week, both on the supplies that come from the utility. `tightest` is the conductor of a
    panel or a supply that the greatest load fills most, `supply` that of the supplies from the utility; each None where
    no equipment of the kind has a rating and ports below it.
    """

    connected_kva: float
    managed_kva: float
    managed: bool
    """Whether a power-sharing group holds any port."""
    tightest: EquipmentLoad | None
    supply: EquipmentLoad | None

    @property
    def loads(self) -> tuple[EquipmentLoad, ...]:
        """The two conductors, the tightest first; one where they are the same."""
        found = (each for each in (self.tightest, self.supply) if each is not None)
        return tuple({each.limit: each for each in found}.values())


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
    shared = [load for load in report.equipment if load.limit.kind != "circuit"]
    return Capacity(
        connected_kva=sum(analysis.connected(name).power_kva for name in roots),
        managed_kva=sum(managed_kva(analysis, name) for name in roots),
        managed=bool(report.guarantees),
        tightest=_tightest(shared),
        supply=_tightest(load for load in shared if load.limit.owner in roots),
    )


def _tightest(loads: Iterable[EquipmentLoad]) -> EquipmentLoad | None:
    """The first of those that are filled most."""
    found = None
    for load in loads:
        if found is None or exceeds(load.fullness, found.fullness):
            found = load
    return found

"""How many home runs a site has, and how many jumpers and shared circuits save.

Vendor guide, "Power Sharing Through the Panel": a regular installation has a home run for each port. "Power Sharing
Jumper": one kit a station feeds both of its ports from one. "Power Sharing at the Circuit Level": one circuit goes from
station to station.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.site import Site


@dataclass(frozen=True, slots=True)
class HomeRuns:
    """Circuits from breakers to stations; stations on no circuit are left out.

    `one_each` is what a run for each port would be, a DC cabinet with one feed for all of its ports counted once. What
    jumpers and circuits of several stations save makes the difference. `jumper_kits` is one for each jumpered station.
    """

    runs: int
    one_each: int
    saved_by_jumpers: int
    saved_by_shared_circuits: int
    jumper_kits: int


def home_runs(site: Site) -> HomeRuns | None:
    """The home runs of a site; None where no station is on a circuit."""
    wired = [station for station in site.stations.values() if station.circuits]
    if not wired:
        return None
    jumpered = [station for station in wired if station.jumper and len(station.ports) > 1]
    cabinets = [station for station in jumpered if station.ports[0].dc]
    kits = len(jumpered) - len(cabinets)
    saved = sum(len(station.ports) - 1 for station in jumpered if not station.ports[0].dc)
    one_each = sum(len(station.ports) for station in wired) - sum(len(station.ports) - 1 for station in cabinets)
    runs = len({circuit for station in wired for circuit in station.circuits})
    return HomeRuns(runs, one_each, saved, one_each - saved - runs, kits)

"""What ports are rated for as they are installed.

Vendor guide, "Sharing Policy: Proportional Share vs First Come, First Served": the data sheet, and the way a station is
installed, which may limit it further; "Cable Sharing": the ports of a jumpered station have one feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.site import Site


def installed_a(site: Site) -> dict[str, float]:
    """The rated current of every port as it is installed, by name [A].

    What Power Select leaves of it; of a feed that several ports share (a jumpered station, a DC cabinet), and of power
    modules that they share, each port counts for its part, so that together they are rated for what feeds them. When
    ports charge changes nothing: a port outside of its charging times is rated as ever.
    """
    return dict(site.once("installed", lambda: _installed_a(site)))


def _installed_a(site: Site) -> dict[str, float]:
    found: dict[str, float] = {}
    for station in site.stations.values():
        total_a = station.jumper_total_a
        together_a = sum(port.max_a for port in station.ports)
        part = 1.0 if total_a is None or together_a <= total_a else total_a / together_a
        found.update((port.name, port.max_a * part) for port in station.ports)
    for pool in site.pools:
        together_kw = sum(found[name] * site.ports[name].output_kw_per_a for name in pool.ports)
        if together_kw > pool.total_kw:
            for name in pool.ports:
                found[name] *= pool.total_kw / together_kw
    return found

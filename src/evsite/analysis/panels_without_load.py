"""Panels that were there before the chargers, and of which the file does not say what they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.tree import way_down

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.distribution import Panel


def panels_without_load(analysis: SiteLoads) -> Iterator[Panel]:
    """Existing panels with no other load on the way to them and below; of several in a row the one furthest up."""
    site = analysis.site
    if not any(panel.existing for panel in site.panels.values()):
        return
    with_load = {load.on for load in site.loads.values()} | {
        each.name for each in site.supplies.values() if each.metered
    }
    if site.dwelling is not None:
        with_load.add(site.dwelling.on)
    tops = [supply.name for supply in site.supplies.values() if supply.fed_from is None]
    order = [name for top in tops for name in way_down(analysis.children, top)]
    below = set(with_load)
    for name in reversed(order):
        if any(child in below for child in analysis.children[name]):
            below.add(name)
    settled = set(with_load)
    for name in order:
        panel = site.panels.get(name)
        node = panel or site.supplies.get(name)
        if node is None:
            continue
        if node.fed_from in settled:
            settled.add(name)
        elif panel is not None and panel.existing and name not in below:
            settled.add(name)
            yield panel

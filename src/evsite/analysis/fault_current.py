"""The fault current that is available at panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.site import Panel, Site


def fault_at_a(site: Site, panel: Panel) -> float | None:
    """Fault current at a panel [A]: as given, or that of the nearest place upstream on its side of a transformer."""
    upstream = (site.panels.get(name) or site.supplies[name] for name in site.way_up(panel.name))
    # the fault current of a supply ends the search: beyond a transformer it is another one
    nearest = next(node for node in upstream if node.available_fault_a is not None or node.name in site.supplies)
    return nearest.available_fault_a

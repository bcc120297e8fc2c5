"""Devices and ratings as cells of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import protection, supply_device
from evsite.documents.model import Number, Verify
from evsite.model.distribution import Panel, Supply

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.model.site import Site


def ampere_cell(value_a: float) -> Number:
    """A rating [A], without decimals where it has none."""
    return Number(value_a, "A", 0 if value_a == int(value_a) else 1)


def source_device(site: Site, node: Panel | Supply) -> Cell:
    """The rating of the device where the feeder to a panel or a transformer starts, as far as the file says it.

    That is the breaker of the feeder; for a tap what protects the panel above; the service, or the device on the
    secondary of the transformer, that feeds it. What rules take it to be where it is not stated is no answer here.
    """
    feeder = node.feeder
    missing = Verify("rating of the device at the source", node.name, (*node.path, "feeder", "breaker"))
    if feeder is not None and feeder.breaker_a is not None:
        return ampere_cell(feeder.breaker_a)
    if node.fed_from is None:
        return missing
    supply = site.supplies.get(node.fed_from)
    if supply is not None:
        found = supply_device(supply)
        return missing if found is None else ampere_cell(found.rating_a)
    if feeder is None or not feeder.tap:
        return missing
    above = protection(site, site.panels[node.fed_from])
    return missing if isinstance(above, (Panel, Supply)) else ampere_cell(above.rating_a)

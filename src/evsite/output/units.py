"""The unit in which a limit is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site


def unit_of(site: Site, limit: LimitId, unit: str) -> str:
    """The unit of a limit as people read it, "A", "kW" or "kVA": a rating of power is apparent power.

    Args:
        site: the site that the limit is of.
        limit: the limit.
        unit: "A", or "kW" for power of either kind.
    """
    if unit == "A":
        return unit
    if limit.kind == "group":
        return site.groups[limit.owner].power_unit
    return "kW" if limit.kind == "modules" else "kVA"

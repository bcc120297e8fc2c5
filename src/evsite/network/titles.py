"""What limits, and whatever else holds a port, are called: the one place where these names are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.limits import group_system

if TYPE_CHECKING:
    from evsite.model.limit_id import Hold, LimitedBy, LimitId
    from evsite.model.site import Site
    from evsite.model.systems import VoltageSystem

_HOLDS: dict[Hold, str] = {
    "vehicle": "vehicle",
    "port-rating": "port rating",
    "power-select": "power select",
    "charging-times": "charging times",
    "order": "first come, first served",
    "turn": "rotation",
    "current-step": "current steps",
    "fallback": "fallback",
    "no-vehicle": "no vehicle",
}


def limit_title(site: Site, limit: LimitId) -> str:
    """What a limit is called: "panel EV1 phase A", "T1 jumper", "S1+S2 modules".

    Parameters
    ----------
    site
        The site that the limit is of; it says whether a conductor is a phase or a leg.
    limit
        The limit.
    """
    name = equipment_title(limit)
    if limit.kind == "transformer":
        return f"{name} kVA" if limit.leg is None else f"{name} {limit.side} {limit.leg}"
    if limit.leg is None:
        return name
    return f"{name} {'phase' if _system(site, limit).three_phase else 'leg'} {limit.leg}"


def equipment_title(limit: LimitId) -> str:
    """What the equipment is called that sets a limit, whatever line: "panel EV1", "transformer T1".

    Parameters
    ----------
    limit
        The limit; its line, and the side of a transformer, are not looked at.
    """
    if limit.kind == "jumper":
        return f"{limit.owner} jumper"
    if limit.kind == "modules":
        return f"{'+'.join(filter(None, (limit.owner, limit.partner)))} modules"
    return f"{limit.kind} {limit.owner}"


def unit_of(site: Site, limit: LimitId, unit: str) -> str:
    """The unit of a limit as people read it, "A", "kW" or "kVA": a rating of power is apparent power.

    Parameters
    ----------
    site
        The site that the limit is of.
    limit
        The limit.
    unit
        "A", or "kW" for power of either kind.
    """
    if unit == "A":
        return unit
    if limit.kind == "group":
        return site.groups[limit.owner].power_unit
    return "kW" if limit.kind == "modules" else "kVA"


def limited_by_title(site: Site, found: LimitedBy, about: str = "") -> str:
    """What holds a port, in words: the title of a limit, "vehicle", "rotation (group EV1)", "current steps (...)".

    Parameters
    ----------
    site
        The site that the limit is of.
    found
        What holds the port.
    about
        What is said of the limit behind its title.
    """
    if found.limit is None:
        return _HOLDS[found.kind]
    title = limit_title(site, found.limit) + about
    return title if found.kind == "limit" else f"{_HOLDS[found.kind]} ({title})"


def _system(site: Site, limit: LimitId) -> VoltageSystem:
    return group_system(site, site.groups[limit.owner]) if limit.kind == "group" else site.system_at(limit.owner)

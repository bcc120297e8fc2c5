"""What a group with a site meter has for its ports: its limit less the load beside them, when that is highest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import beside_meters
from evsite.analysis.rated_node import NoRatingError, rated_node
from evsite.model.moments import lower_envelope
from evsite.model.one_of import one_of
from evsite.network.limits import site_limits
from evsite.network.places import node_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.analysis.beside_meter import Governing, LineLeft
    from evsite.model.site import Group, Load, Site
    from evsite.network.limits import Limit
    from evsite.network.places import Place


@dataclass(frozen=True, slots=True)
class BesideLoad:
    """What the load beside a group leaves, on the fullest conductor; exactly one of the first three is given.

    `governing` shows which rule gives what is left of the device where the group sits, `left_by_metering_a` and
    `left_by_device_a` what each rule leaves of it; None where the load is from no meter.
    """

    loads: tuple[str, ...]
    governing: Governing | None
    left_by_metering_a: float | None
    left_by_device_a: float | None
    left_a: float | None = one_of()
    left_kw: float | None = one_of()
    left_kva: float | None = one_of()


def left_of(beside: BesideLoad | None) -> float | None:
    """What is left, in the unit of the group's limit."""
    if beside is None:
        return None
    return next(value for value in (beside.left_a, beside.left_kw, beside.left_kva) if value is not None)


def beside_loads(site: Site) -> dict[str, BesideLoad]:
    """What is left at the least hour of the week for each group of which a site meter takes other load off."""
    groups = [group for group in site.groups.values() if group.metered and site.loads_below(group.on or "")]
    if not groups:
        return {}
    limits: dict[Place, list[Limit]] = {}
    for limit in site_limits(lower_envelope(site, shut=False)):
        limits.setdefault(limit.place, []).append(limit)
    return {group.name: _beside(site, group, site.loads_below(group.on or ""), limits) for group in groups}


def _beside(site: Site, group: Group, loads: Sequence[Load], limits: Mapping[Place, Sequence[Limit]]) -> BesideLoad:
    unit = "A" if group.limit_a is not None else "kW"
    here = [each for each in limits[node_place(group.on or "")] if each.group in {None, group.name}]
    left = min((each.value for each in here if each.unit == unit), default=0.0)
    line = _fullest(site, group)
    return BesideLoad(
        loads=tuple(load.name for load in loads),
        governing=None if line is None else line.governing,
        left_by_metering_a=None if line is None else max(0.0, line.by_metering_a),
        left_by_device_a=None if line is None else max(0.0, line.by_device_a),
        left_a=left if group.limit_a is not None else None,
        left_kw=left if group.limit_a is None and not group.limit_apparent else None,
        left_kva=left if group.limit_a is None and group.limit_apparent else None,
    )


def _fullest(site: Site, group: Group) -> LineLeft | None:
    """The line with the least left beside metered load, by the device where the group sits."""
    supply = site.supplies.get(group.on or "")
    if group.on is None or (supply is not None and supply.kind == "transformer"):
        return None
    try:
        _, _, rating_a = rated_node(site, group.on)
    except NoRatingError:
        return None
    return min(beside_meters(site, group.on, rating_a), key=lambda line: line.left_a, default=None)

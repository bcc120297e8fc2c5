"""Edits that give ports a larger share: fewer ports, or a higher limit where the equipment has room for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.devices import device_of
from evsite.analysis.edits import at_most_ports
from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.model.remedy import Edit
from evsite.proofs.lower_bound import share_bounds
from evsite.rounding import ceil_to, exceeds, whole
from evsite.words import amps, amps_at_most, format_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.analysis.site_analysis import Holder, SiteAnalysis
    from evsite.model.remedy import Way
    from evsite.model.site import Group, Port

_AVERAGES = 1e-7
"""Averages over turns are solutions of linear programmes: a limit is not raised for the last digits of one."""


def larger_shares(analysis: SiteAnalysis, holder: Holder | None, share_a: float, least_a: float) -> list[Way]:
    """Edits that bring the least share of ports from `share_a` to `least_a`, by what holds them there."""
    if holder is None or holder.group is None:
        if holder is None or not share_a:
            return ["fewer ports"]
        return [_larger_device(analysis, holder, lambda rating_a: rating_a * least_a / share_a), "fewer ports"]
    group = analysis.lowest(holder.group)
    fewer = whole(len(group.ports) * share_a / least_a)
    ways: list[Way] = (
        [at_most_ports(analysis, group.ports, fewer)] if fewer and _ports_are_equal(analysis, group) else []
    )
    if not share_a:
        return ways
    factor = least_a / share_a * (1 - _AVERAGES)
    if group.limit_a is not None:
        needed_a = ceil_to(group.limit_a * factor, 0.1)
        if not ways or _has_room(analysis, group, needed_a):
            ways.append(_limit_in_amperes(analysis, group, needed_a))
    else:
        assert group.limit_kw is not None
        needed = ceil_to(group.limit_kw * factor, 0.1)
        if not ways or _is_enough(analysis, group, needed, least_a):
            ways.append(_limit(group, f"{format_number(needed)} {group.power_unit}"))
    return ways


def larger_share_alone(analysis: SiteAnalysis, holder: Holder, port: Port, lacking_a: float) -> list[Way]:
    """Edits that give a port so many amperes more while no other is in use: a higher limit, where there is room."""
    if holder.group is None:
        more_a = CONTINUOUS_FACTOR * lacking_a
        return [_larger_device(analysis, holder, lambda rating_a: rating_a + more_a), "less load beside it"]
    group = analysis.lowest(holder.group)
    if group.limit_a is not None:
        return [_limit_in_amperes(analysis, group, ceil_to(group.limit_a + lacking_a, 0.1))]
    assert group.limit_kw is not None
    needed = ceil_to(group.limit_kw + lacking_a * port.counted_kw_per_a(apparent=group.limit_apparent), 0.1)
    return [_limit(group, f"{format_number(needed)} {group.power_unit}")]


def _larger_device(analysis: SiteAnalysis, holder: Holder, needed_a: Callable[[float], float]) -> Way:
    """The next standard device in place of one that holds ports down; None where there is none, or no device."""
    device = analysis.device_at.get(holder.path)
    if device is None:
        return None
    larger_a = next_standard_a(needed_a(device.rating_a) * (1 - _AVERAGES), analysis.site.nec)
    return None if larger_a is None else device_of(device, larger_a)


def _has_room(analysis: SiteAnalysis, group: Group, limit_a: float) -> bool:
    room_a = analysis.room_a(group)
    return room_a is None or not exceeds(limit_a, room_a)


def _limit_in_amperes(analysis: SiteAnalysis, group: Group, needed_a: float) -> Way:
    """A limit in A, or that it takes larger equipment."""
    room_a = analysis.room_a(group)
    if room_a is not None and exceeds(needed_a, room_a):
        return f"larger equipment: it takes a limit of {amps(needed_a)}, and {amps_at_most(room_a)} is what there is"
    return _limit(group, amps(needed_a))


def _limit(group: Group, text: str) -> Way:
    if group.schedule:
        return f"limits of at least {text} at every hour of its schedule"
    return Edit(group.limit_path, text)


def _is_enough(analysis: SiteAnalysis, group: Group, limit_kw: float, least_a: float) -> bool:
    """Whether a higher limit in kW brings the ports of a group up; the equipment below it may stand in the way."""
    groups = {**analysis.lowest_site.groups, group.name: replace(group, limit_kw=limit_kw)}
    shares = share_bounds(replace(analysis.lowest_site, groups=groups))
    return not any(exceeds(least_a, shares[name].current_a) for name in group.ports)


def _ports_are_equal(analysis: SiteAnalysis, group: Group) -> bool:
    """Whether the ports of a group are alike, on one pair: fewer of them raise the share in proportion."""
    return len({(analysis.site.ports[name].connection, analysis.site.ports[name].max_a) for name in group.ports}) == 1

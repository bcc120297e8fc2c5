"""The least share of a port, what holds it there, and what would bring it up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.titles import limit_title
from evsite.proofs.lower_bound import port_floors
from evsite.rounding import ceil_to, exceeds, whole
from evsite.rules.rule import Problem
from evsite.words import amps, amps_at_most, count, digits_apart, format_number, kw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.site_analysis import Holder, SiteAnalysis
    from evsite.model.finding import Anchor
    from evsite.model.remedy import Way
    from evsite.model.site import Group, Port

J1772_MINIMUM_A = 6.0
"""Least current that a J1772 pilot can offer [A]."""

_AVERAGES = 1e-7
"""Averages over turns are solutions of linear programmes: a limit is not raised for the last digits of one."""


def held_below(analysis: SiteAnalysis, low_a: float, high_a: float) -> list[tuple[Holder, list[Port]]]:
    """AC ports whose floor lies in [low, high), by the group that holds them there."""
    ports = [
        port
        for port in analysis.site.ports.values()
        if port.name in analysis.managed_ports
        and port.name in analysis.guaranteed_a
        and not port.dc
        and not exceeds(high_a, port.max_a)
        and exceeds(high_a, analysis.floors[port.name].current_a)
        and not exceeds(low_a, analysis.floors[port.name].current_a)
    ]
    return [(item, held) for item, held in by_holder(analysis, ports) if item is not None]


def share_problem(analysis: SiteAnalysis, item: Holder, ports: list[Port], least_a: float, what: str) -> Problem:
    """The problem of ports that fall below a current, by what holds them there."""
    worst = min(ports, key=lambda port: analysis.floors[port.name].current_a)
    floor = analysis.floors[worst.name]
    power_kw = floor.current_a * worst.output_kw_per_a
    reach = ("gets" if len(ports) == 1 else "get") if floor.exact else "may get only"
    turns = " on average, in turns" if takes_turns(analysis, worst, floor.current_a) else ""
    title = limit_title(analysis.site, item.limit)
    got = amps(floor.current_a, digits_apart(floor.current_a, least_a))
    return Problem(
        f"{title}: with everything in use {count(len(ports), 'port')} {reach} {got}{turns} "
        f"({kw(power_kw)} at {format_number(worst.voltage_v)} V), below {what}",
        item.path,
        anchor=holder_anchor(item),
        # a floor that no occupancy is known to reach is not proof enough for an error
        severity=None if floor.exact else Severity.WARNING,
        remedy=remedy(*ways_up(analysis, item.group, floor.current_a, least_a)),
    )


def least_served_a(analysis: SiteAnalysis, port: Port) -> float:
    """The current below which an AC port is not served [A]; all that it is built for where that is less."""
    return min(port.max_a, max(J1772_MINIMUM_A, analysis.least_useful_a[port.name]))


def offered_a(analysis: SiteAnalysis, port: Port) -> float:
    """The least that a port offers while it is served [A]: where ports take turns, what begins a turn."""
    return max(analysis.floors[port.name].current_a, least_served_a(analysis, port))


def takes_turns(analysis: SiteAnalysis, port: Port, current_a: float) -> bool:
    """Whether a share is too small for a port to charge with, so that it is what turns give it on average."""
    return exceeds(least_served_a(analysis, port), current_a)


def starved(analysis: SiteAnalysis, port: Port) -> bool:
    """Whether an AC port in a group has less than it takes to be served, even with no other port of a group in use."""
    slot = analysis.own_slots.get(port.name)
    return slot is not None and not port.dc and exceeds(least_served_a(analysis, port), slot.current_a)


def holder_anchor(item: Holder) -> Anchor:
    """Point at a limit that is written down, or at the table whose default it is."""
    return "header" if item.group is not None and not item.group.limit_given else "value"


def ways_up(analysis: SiteAnalysis, item: Group | None, floor_a: float, least_a: float) -> list[Way]:
    """Edits that bring the least share up: fewer ports, or a higher limit where the equipment has room for it."""
    if item is None:
        percent = format_number(ceil_to(least_a / floor_a * 100, 1.0)) if floor_a else "more"
        return [f"{percent} % of this rating", "fewer ports"]
    item = analysis.lowest(item)
    fewer = whole(len(item.ports) * floor_a / least_a)
    ports = [analysis.site.ports[name] for name in item.ports]
    parts: list[Way] = [at_most_ports(analysis, ports, fewer)] if fewer and _alike(analysis, item) else []
    if not floor_a:
        return parts
    grow = least_a / floor_a * (1 - _AVERAGES)
    if item.limit_a is not None:
        needed = ceil_to(item.limit_a * grow, 0.1)
        room = analysis.room_a(item)
        if room is None or not exceeds(needed, room):
            parts.append(_limit(item, f"{format_number(needed)} A"))
        elif not parts:
            parts.append(
                f"larger equipment: it takes a limit of {amps(needed)}, and {amps_at_most(room)} is what there is"
            )
    else:
        assert item.limit_kw is not None
        needed = ceil_to(item.limit_kw * grow, 0.1)
        if _is_enough(analysis, item, needed, least_a) or not parts:
            parts.append(_limit(item, f"{format_number(needed)} {item.power_unit}"))
    return parts


def more_for_one(analysis: SiteAnalysis, item: Group | None, port: Port, lacking_a: float) -> list[Way]:
    """Edits that give a port that is alone so many amperes more: a higher limit, where there is room for it."""
    if item is None:
        return [f"{amps(ceil_to(lacking_a, 0.1))} more for this rating", "less load beside it"]
    item = analysis.lowest(item)
    if item.limit_a is None:
        assert item.limit_kw is not None
        needed = ceil_to(item.limit_kw + lacking_a * port.counted_kw_per_a(apparent=item.limit_apparent), 0.1)
        return [_limit(item, f"{format_number(needed)} {item.power_unit}")]
    needed = ceil_to(item.limit_a + lacking_a, 0.1)
    room = analysis.room_a(item)
    if room is not None and exceeds(needed, room):
        return [f"larger equipment: it takes a limit of {amps(needed)}, and {amps_at_most(room)} is what there is"]
    return [_limit(item, f"{format_number(needed)} A")]


def _is_enough(analysis: SiteAnalysis, item: Group, limit_kw: float, least_a: float) -> bool:
    """Whether a higher limit in kW brings the ports of a group up; the equipment below it may stand in the way."""
    raised = {**analysis.lowest_site.groups, item.name: replace(item, limit_kw=limit_kw)}
    floors = port_floors(replace(analysis.lowest_site, groups=raised))
    return not any(exceeds(least_a, floors[name].current_a) for name in item.ports)


def _limit(item: Group, text: str) -> Way:
    return (
        f"limits of at least {text} at every hour of its schedule"
        if item.schedule
        else Edit((*item.path, "limit"), text)
    )


def _alike(analysis: SiteAnalysis, item: Group) -> bool:
    """Whether the ports of a group are alike, on one pair: fewer of them raise the share in proportion."""
    kinds = {(analysis.site.ports[name].connection, analysis.site.ports[name].max_a) for name in item.ports}
    return len(kinds) == 1


def by_holder(analysis: SiteAnalysis, ports: Iterable[Port]) -> list[tuple[Holder | None, list[Port]]]:
    """Ports by the group that holds them, those in none by their station's table."""
    found: dict[object, tuple[Holder | None, list[Port]]] = {}
    for port in ports:
        item = analysis.holder(port)
        key = item.limit if item else analysis.site.stations[port.station].path
        found.setdefault(key, (item, []))[1].append(port)
    return list(found.values())

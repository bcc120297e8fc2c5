"""The week of a site: what limits hold when, what no window covers, and the least that a port gets in each window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from evsite.allocation.allocator import Allocator
from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.moments import site_at, states, varies
from evsite.model.settings import ADVISED_MINIMUM_A
from evsite.model.week import gaps
from evsite.network.limits import site_limits
from evsite.proofs.week_loads import MOST_STATES
from evsite.rounding import TOLERANCE, first_least

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.moment import Delivered
    from evsite.model.site import Group, Site
    from evsite.model.week import Stretch

Verdict = Literal["ok", "no charging", "no minimum", "below 6 A", "below 8 A", "below the least power"]


class HourLimit(NamedTuple):
    """What limits a group in an hour: the lowest value in it, in A or kW; `fixed` where no window holds."""

    unit: str
    value: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class GroupWeek:
    """The week of a group: limits by day and hour, after what a site meter takes off.

    `gaps` are the stretches that no window of its schedule covers; none for a group without a schedule. `charging` are
    those in which it may charge, None for any time.
    """

    group: str
    hours: tuple[tuple[HourLimit, ...], ...]
    gaps: tuple[Stretch, ...]
    fixed: HourLimit
    charging: tuple[Stretch, ...] | None


@dataclass(frozen=True, slots=True)
class WindowWorst:
    """The least that a port of a group gets while a state of the week holds, with every port in use.

    The limit is what is left of it after other load. `rotates` says that the figures are means over a rotation, with
    `longest_wait_h` between two turns, and `verdict` how they compare with what vehicles and the site need.
    """

    group: str
    limit_a: float | None
    limit_kw: float | None
    port: str
    current_a: float
    power_kw: float
    rotates: bool
    verdict: Verdict
    longest_wait_h: float | None = None


@dataclass(frozen=True, slots=True)
class WindowReport:
    """A state of the week: when it holds, and what it leaves to every group."""

    stretches: tuple[Stretch, ...]
    groups: tuple[WindowWorst, ...]


@dataclass(frozen=True, slots=True)
class WeekReport:
    """Groups whose limit changes over the week, and the states of the week; `left_out` counts states not judged."""

    groups: tuple[GroupWeek, ...]
    windows: tuple[WindowReport, ...]
    left_out: int = 0


def week_report(site: Site) -> WeekReport | None:
    """The week of a site; None where nothing about it depends on the time."""
    if not varies(site):
        return None
    found = states(site)
    limits = {minute: _group_limits(site_at(site, minute)) for minute in found}
    groups = tuple(
        _group_week(site, group, found, limits)
        for group in site.groups.values()
        if group.schedule or group.charging is not None or len({limits[minute][group.name] for minute in found}) > 1
    )
    judged = list(found)
    if len(found) > MOST_STATES:
        judged = sorted({choose(found, key=lambda minute: _least(limits[minute])) for choose in (min, max)})
    windows = tuple(WindowReport(found[minute], _window(site_at(site, minute), limits[minute])) for minute in judged)
    return WeekReport(groups, windows, len(found) - len(judged))


Limits = dict[str, tuple[str, float]]
"""Unit and value by group."""


def _least(limits: Limits) -> tuple[float, ...]:
    return tuple(value for _, value in limits.values())


def _group_limits(site: Site) -> Limits:
    """What each group may draw, the smallest of its conductors."""
    found: Limits = {}
    for limit in site_limits(site):
        if limit.group is not None:
            known = found.get(limit.group)
            found[limit.group] = (limit.unit, limit.value if known is None else min(known[1], limit.value))
    return found


def _group_week(
    site: Site, group: Group, found: Mapping[int, tuple[Stretch, ...]], limits: Mapping[int, Limits]
) -> GroupWeek:
    left = gaps(stretch for window in group.schedule for stretch in window.stretches) if group.schedule else ()
    cells: list[list[HourLimit | None]] = [[None] * 24 for _ in range(7)]
    for minute, stretches in found.items():
        unit, value = limits[minute][group.name]
        for start, end in stretches:
            for hour in range(start // 60, (end - 1) // 60 + 1):
                known = cells[hour // 24][hour % 24]
                # in an hour in which the limit changes the lowest counts
                if known is None or (value, unit) < (known.value, known.unit):
                    cells[hour // 24][hour % 24] = HourLimit(unit, value, fixed=_in_gap(left, max(start, hour * 60)))
    hours = tuple(tuple(cell for cell in day if cell is not None) for day in cells)
    unit, value = _group_limits(site)[group.name]
    return GroupWeek(group.name, hours, left, HourLimit(unit, value, fixed=True), group.charging)


def _in_gap(left: tuple[Stretch, ...], minute: int) -> bool:
    return any(start <= minute < end for start, end in left)


def _window(site: Site, limits: Limits) -> tuple[WindowWorst, ...]:
    """The least of every group at one state of the week."""
    allocator = Allocator(site)
    moment = allocator.moment()
    delivered = allocator.delivered(moment)
    result = []
    for group in site.groups.values():
        if not group.ports:
            continue
        amps = {name: float(delivered.current_a[allocator.number[name]]) for name in group.ports}
        power_kw = {name: amps[name] * site.ports[name].output_kw_per_a for name in group.ports}
        least = first_least(group.ports, power_kw.__getitem__, amps.__getitem__)
        unit, value = limits[group.name]
        unbounded = any(not allocator.policies[name].bounded for name in group.ports)
        shut = value == 0 or all(site.ports[name].max_a == 0 for name in group.ports)
        got = 0.0 if unbounded else amps[least]
        result.append(
            WindowWorst(
                group=group.name,
                limit_a=value if unit == "A" else None,
                limit_kw=None if unit == "A" else value,
                port=least,
                current_a=got,
                power_kw=got * site.ports[least].output_kw_per_a,
                rotates=bool(delivered.turns[allocator.number[least]]) and not shut,
                longest_wait_h=_wait(delivered, allocator.number[least]),
                verdict="no charging" if shut else "no minimum" if unbounded else _verdict(site, group, amps),
            )
        )
    return tuple(result)


def _wait(delivered: Delivered, port: int) -> float | None:
    return float(delivered.wait_h[port]) if delivered.turns[port] else None


def _verdict(site: Site, group: Group, amps: Mapping[str, float]) -> Verdict:
    ports = [site.ports[name] for name in group.ports]
    charging = [port for port in ports if not port.dc and port.max_a > 0]

    def short_of(minimum_a: float) -> bool:
        return any(amps[port.name] < min(minimum_a, port.max_a) * (1 - TOLERANCE) for port in charging)

    if short_of(J1772_MINIMUM_A):
        return "below 6 A"
    if short_of(ADVISED_MINIMUM_A):
        return "below 8 A"
    wanted_kw = site.settings.min_power_kw
    if wanted_kw is not None and any(
        amps[port.name] * port.output_kw_per_a < wanted_kw * (1 - TOLERANCE) for port in ports
    ):
        return "below the least power"
    return "ok"

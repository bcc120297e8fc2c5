"""The week of a group hour by hour, for a chart: its limit, the load beside it, and what is left for vehicles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from evsite.model.moments import changes, group_at, load_at
from evsite.model.week import DAY_MIN, WEEK_MIN
from evsite.network.fallback import group_limit_kw
from evsite.network.limits import group_system
from evsite.network.loads import OtherLoad, other_loads
from evsite.network.places import node_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.site import Group, Site
    from evsite.network.places import Place
    from evsite.studies.left_over_results import GroupLeftOver, HourLeft, LeftOver
    from evsite.studies.week import GroupWeek, HourLimit, WeekReport

HOURS = WEEK_MIN // 60
_QUARTER_MIN = 15
_HOURS_OF_DAY = DAY_MIN // 60


class WeekHour(NamedTuple):
    """An hour of the week of a group, in its unit, per conductor where that is A.

    `limit` is the lowest that the group itself has in it, and `load` the highest that a site meter takes off, on the
    conductor with the most; None where it takes none off. `left_least` and `left_median` are what is left for vehicles,
    over every quarter of an hour that was looked at; without load beside the group both are its limit.
    """

    limit: float
    load: float | None
    left_least: float
    left_median: float


@dataclass(frozen=True, slots=True)
class WeekChart:
    """The week of groups that are alike in it: 168 hours from Monday 00:00.

    `loads` are the names of the loads that a site meter takes off; `unit` is "A", "kW" or "kVA".
    """

    groups: tuple[str, ...]
    unit: str
    loads: tuple[str, ...]
    hours: tuple[WeekHour, ...]


class Converted(Protocol):
    """Gives a limit in the unit of the fixed one."""

    def __call__(self, value: float, *, amperes: bool) -> float:
        """A limit in amperes, or in power, in the other unit."""


def week_charts(site: Site, week: WeekReport | None, left: LeftOver | None) -> tuple[WeekChart, ...]:
    """The week of every group whose limit, or what is left of it, changes over the week; alike ones are one chart.

    Parameters
    ----------
    site
        The site, of the whole week.
    week
        Its week, as the report has it; None where nothing depends on the time.
    left
        What load that varies leaves, as the report has it; None where none does.
    """
    weeks = {each.group: each for each in (week.groups if week is not None else ())}
    lefts = {each.group: each for each in (left.groups if left is not None else ())}
    beside = _loads_by_hour(site) if lefts else ()
    found: dict[tuple[str, tuple[str, ...], tuple[WeekHour, ...]], list[str]] = {}
    for name, group in site.groups.items():
        if name in weeks or name in lefts:
            unit = "A" if group.limit_a is not None else group.power_unit
            mine = lefts.get(name)
            hours = tuple(_hours(site, group, weeks.get(name), mine, beside))
            found.setdefault((unit, () if mine is None else mine.loads, hours), []).append(name)
    return tuple(WeekChart(tuple(names), *key) for key, names in found.items())


def _hours(
    site: Site,
    group: Group,
    week: GroupWeek | None,
    left: GroupLeftOver | None,
    beside: Sequence[Sequence[Mapping[Place, OtherLoad]]],
) -> list[WeekHour]:
    kw_per_a = group_limit_kw(site, replace(group, limit_a=1.0, limit_kw=None))
    in_amperes = group.limit_a is not None

    def converted(value: float, *, amperes: bool) -> float:
        """A limit in the unit of the fixed one."""
        if amperes == in_amperes:
            return value
        return value / kw_per_a if in_amperes else value * kw_per_a

    limits = _limits_by_hour(site, group, converted)
    hours = []
    for number, limit in enumerate(limits):
        load = None if left is None else max(_taken_off(site, group, each) for each in beside[number])
        if left is not None and (known := _known(left.week[number])) is not None:
            hours.append(WeekHour(limit, load, *known))
            continue
        # without load that varies what is left is what the week of the report says
        week_hour: HourLimit | None = (
            None if week is None else week.hours[number // _HOURS_OF_DAY][number % _HOURS_OF_DAY]
        )
        least = limit if week_hour is None else converted(week_hour.value, amperes=week_hour.unit == "A")
        hours.append(WeekHour(limit, load, least, least))
    return hours


def _known(hour: HourLeft) -> tuple[float, float] | None:
    return None if hour.least is None or hour.median is None else (hour.least, hour.median)


def _limits_by_hour(site: Site, group: Group, converted: Converted) -> list[float]:
    """The lowest limit of the group in each hour, in the unit of the fixed one."""
    inside: dict[int, list[int]] = {}
    for minute in changes(site):
        inside.setdefault(minute // 60, []).append(minute)
    found = []
    for hour in range(HOURS):
        values = []
        for minute in (hour * 60, *inside.get(hour, ())):
            now = group_at(group, minute)
            value = now.limit_a if now.limit_a is not None else now.limit_kw
            assert value is not None
            values.append(converted(value, amperes=now.limit_a is not None))
        found.append(min(values))
    return found


def _loads_by_hour(site: Site) -> list[list[dict[Place, OtherLoad]]]:
    """Other load at every place, in every quarter of each hour of the week and wherever it changes in it."""
    edges = sorted({*range(0, WEEK_MIN, _QUARTER_MIN), *changes(site)})
    found: list[list[dict[Place, OtherLoad]]] = [[] for _ in range(HOURS)]
    known: dict[object, dict[Place, OtherLoad]] = {}
    for minute in edges:
        loads = {name: load_at(load, minute, by_record=True) for name, load in site.loads.items()}
        key = tuple((tuple(load.line_a.items()), load.power_kva) for load in loads.values())
        if key not in known:
            known[key] = dict(other_loads(replace(site, loads=loads)))
        found[minute // 60].append(known[key])
    return found


def _taken_off(site: Site, group: Group, loads: Mapping[Place, OtherLoad]) -> float:
    """What a site meter takes off the limit of a group, on the conductor with the most."""
    here = loads.get(node_place(group.on)) if group.on is not None else None
    if here is None:
        return 0.0
    if group.limit_a is None:
        return here.power_kva
    legs = site.circuits[group.on].connection if group.on in site.circuits else group_system(site, group).legs
    return max(map(here.total_a, legs))

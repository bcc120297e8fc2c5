"""Times of the week: limits that a schedule or other load lowers, and hours without charging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.week import Stretch
from evsite.rounding import exceeds
from evsite.studies.beside_load import left_of
from evsite.studies.diagnosis.evidence import ChargingTimes, LeftByLoad, LimitAtTimes
from evsite.studies.diagnosis.facts import group_equal
from evsite.studies.diagnosis.results import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Group
    from evsite.studies.diagnosis.evidence import Evidence
    from evsite.studies.diagnosis.facts import Facts
    from evsite.studies.left_over_results import GroupLeftOver
    from evsite.studies.results import GroupReport
    from evsite.studies.week import WindowReport, WindowWorst

_HOUR_MIN = 60


def lower_at_times(facts: Facts) -> Cause:
    """Windows in which a schedule lets a group have less than in others, but something."""
    found = tuple(
        time
        for group in facts.groups
        if group.schedule
        for time in _times(facts, group)
        if _charges(time) and _is_lower(time, _times(facts, group))
    )
    return Cause("schedule", "yes" if found else "no", found, facts.remedies("EV406", "EV620") if found else ())


def shut_at_times(facts: Facts) -> Cause:
    """Windows in which a schedule lets a group have nothing, and times in which ports may not charge."""
    shut = [time for group in facts.groups if group.schedule for time in _times(facts, group) if not _charges(time)]
    found: tuple[Evidence, ...] = (*shut, *_charging_times(facts))
    return Cause("schedule", "yes" if found else "no", found)


def load_leaves_less(facts: Facts) -> Cause:
    """Groups with a site meter, which other load lowers."""
    less = [left for group, left in _left(facts) if _is_less(group)]
    times = [
        time
        for group in facts.groups
        if group.metered and not group.schedule
        for time in _times(facts, group)
        if _charges(time) and _is_lower(time, _times(facts, group))
    ]
    found: tuple[Evidence, ...] = (*less, *times)
    return Cause("metered-load", "yes" if found else "no", found, facts.remedies("EV414") if found else ())


def load_leaves_nothing(facts: Facts) -> Cause:
    """Groups with a site meter for which other load leaves nothing at times."""
    none = [left for group, left in _left(facts) if left.nothing_left or left_of(group.beside) == 0]
    times = [
        time
        for group in facts.groups
        if group.metered and not group.schedule
        for time in _times(facts, group)
        if not _charges(time)
    ]
    found: tuple[Evidence, ...] = (*none, *times)
    return Cause("metered-load", "yes" if found else "no", found)


def turns_at_times(facts: Facts) -> tuple[LimitAtTimes, ...]:
    """Windows in which ports of a group take turns."""
    return tuple(time for group in facts.groups for time in _times(facts, group) if time.longest_wait_h is not None)


def _times(facts: Facts, group: Group) -> list[LimitAtTimes]:
    """What a group has in every state of the week that is judged."""
    return [
        _time(facts, group, window, worst)
        for window in (facts.week.windows if facts.week is not None else ())
        for worst in window.groups
        if worst.group == group.name
    ]


def _time(facts: Facts, group: Group, window: WindowReport, worst: WindowWorst) -> LimitAtTimes:
    return LimitAtTimes(
        group=group.name,
        when=window.stretches,
        port=worst.port,
        current_a=worst.current_a,
        power_kw=worst.power_kw,
        voltage_v=facts.site.ports[worst.port].voltage_v,
        longest_wait_h=worst.longest_wait_h if worst.rotates else None,
        verdict=worst.verdict,
        limit_a=worst.limit_a,
        limit_kw=None if group.limit_apparent else worst.limit_kw,
        limit_kva=worst.limit_kw if group.limit_apparent else None,
    )


def _charges(time: LimitAtTimes) -> bool:
    return bool(time.current_a) or time.verdict == "no minimum"


def _is_lower(time: LimitAtTimes, others: list[LimitAtTimes]) -> bool:
    """Whether ports get less than at another time, or their limit is lower."""
    return any(
        exceeds(other.current_a, time.current_a)
        or (other.limit_a is not None and time.limit_a is not None and exceeds(other.limit_a, time.limit_a))
        or (other.limit_kw is not None and time.limit_kw is not None and exceeds(other.limit_kw, time.limit_kw))
        or (other.limit_kva is not None and time.limit_kva is not None and exceeds(other.limit_kva, time.limit_kva))
        for other in others
    )


def _charging_times(facts: Facts) -> Iterator[ChargingTimes]:
    for group in facts.groups:
        if group.charging is not None:
            yield ChargingTimes(tuple(name for name in group.ports if name in facts.ports), group.charging)
    stations = [facts.site.stations[name] for name in facts.stations]
    for some in group_equal(
        [station for station in stations if station.charging is not None], lambda station: station.charging
    ):
        ports = tuple(port.name for station in some for port in station.ports if port.name in facts.ports)
        yield ChargingTimes(ports, some[0].charging or ())


def _left(facts: Facts) -> Iterator[tuple[GroupReport, LeftByLoad]]:
    """What load beside each group leaves."""
    over = {} if facts.report.left_over is None else {each.group: each for each in facts.report.left_over.groups}
    for group in facts.report.groups:
        if group.group in facts.group_names and group.beside is not None:
            yield group, _left_by_load(group, over.get(group.group))


def _left_by_load(group: GroupReport, over: GroupLeftOver | None) -> LeftByLoad:
    beside = group.beside
    assert beside is not None
    median = None if over is None else over.total.median
    return LeftByLoad(
        group=group.group,
        loads=beside.loads,
        nothing_left=() if over is None else _nothing_left(over),
        limit_a=group.limit_a,
        left_a=beside.left_a,
        median_left_a=median if group.limit_a is not None else None,
        limit_kw=group.limit_kw,
        left_kw=beside.left_kw,
        median_left_kw=median if group.limit_kw is not None else None,
        limit_kva=group.limit_kva,
        left_kva=beside.left_kva,
        median_left_kva=median if group.limit_kva is not None else None,
    )


def _is_less(group: GroupReport) -> bool:
    limit = next(value for value in (group.limit_a, group.limit_kw, group.limit_kva) if value is not None)
    left = left_of(group.beside)
    return left is not None and exceeds(limit, left)


def _nothing_left(over: GroupLeftOver) -> tuple[Stretch, ...]:
    """Hours of the week in which nothing is left at the least, neighbours together."""
    found: list[Stretch] = []
    for hour, left in enumerate(over.week):
        if left.least == 0:
            start, end = hour * _HOUR_MIN, (hour + 1) * _HOUR_MIN
            if found and found[-1].end == start:
                found[-1] = Stretch(found[-1].start, end)
            else:
                found.append(Stretch(start, end))
    return tuple(found)

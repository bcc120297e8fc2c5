"""The week of a site as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.week import DAYS, show_moment
from evsite.output.from_result import from_result
from evsite.output.json.contract.week import (
    GroupWeekFigures,
    HourLimitFigures,
    StretchFigures,
    WeekFigures,
    WindowFigures,
    WindowWorstFigures,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Site
    from evsite.model.week import Stretch
    from evsite.studies.week import GroupWeek, HourLimit, WeekReport, WindowWorst


def week_figures(site: Site, week: WeekReport) -> WeekFigures:
    """Groups with their limit by day and hour, and what each window leaves."""
    return WeekFigures(
        groups=tuple(_group(site, group) for group in week.groups),
        windows=tuple(
            WindowFigures(stretch_figures(window.stretches), tuple(_worst(site, worst) for worst in window.groups))
            for window in week.windows
        ),
        windows_left_out=week.left_out,
    )


def _group(site: Site, group: GroupWeek) -> GroupWeekFigures:
    power = site.groups[group.group].power_unit.lower()
    return GroupWeekFigures(
        group=group.group,
        hours={day: tuple(_hour(hour, power) for hour in hours) for day, hours in zip(DAYS, group.hours, strict=True)},
        gaps=stretch_figures(group.gaps),
        charging=None if group.charging is None else stretch_figures(group.charging),
    )


def _hour(hour: HourLimit, power: str) -> HourLimitFigures:
    return HourLimitFigures(hour.fixed, **{f"limit_{'a' if hour.unit == 'A' else power}": hour.value})


def stretch_figures(stretches: Iterable[Stretch]) -> tuple[StretchFigures, ...]:
    """From and to; the end of a day is 24:00 of that day."""
    return tuple(StretchFigures(show_moment(start), _end(end)) for start, end in stretches)


def _end(minute: int) -> str:
    return show_moment(minute) if minute % 1440 else f"{show_moment(minute - 1)[:3]} 24:00"


def _worst(site: Site, worst: WindowWorst) -> WindowWorstFigures:
    apparent = worst.limit_kw is not None and site.groups[worst.group].limit_apparent
    return from_result(
        WindowWorstFigures,
        worst,
        limit_kw=None if apparent else worst.limit_kw,
        limit_kva=worst.limit_kw if apparent else None,
    )

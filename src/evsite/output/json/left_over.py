"""What load that varies leaves for vehicles as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.week import DAYS
from evsite.output.json.contract.week import GroupLeftOverFigures, HourFigures, LeftOverFigures

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.left_over_results import GroupLeftOver, HourLeft, LeftOver


def left_over_figures(site: Site, left: LeftOver) -> LeftOverFigures:
    """Groups hour by hour; a share of time is from 0 to 1, and None stands for what nothing is known of."""
    return LeftOverFigures(left.days, left.quarters, left.filled, tuple(_group(site, each) for each in left.groups))


def _group(site: Site, group: GroupLeftOver) -> GroupLeftOverFigures:
    unit = "a" if group.unit == "A" else site.groups[group.group].power_unit.lower()
    hours = [_hour(hour, unit) for hour in group.week]
    by_day = {day: tuple(hours[24 * place : 24 * place + 24]) for place, day in enumerate(DAYS)}
    return GroupLeftOverFigures(group.group, group.loads, group.minimum_a, _hour(group.total, unit), by_day)


def _hour(hour: HourLeft, unit: str) -> HourFigures:
    return HourFigures(hour.served, **{f"least_{unit}": hour.least, f"median_{unit}": hour.median})

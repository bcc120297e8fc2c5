"""What load that varies leaves for vehicles as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.week import DAYS
from evsite.output.json.writer import number

if TYPE_CHECKING:
    from evsite.studies.left_over import GroupLeftOver, HourLeft, LeftOver


def left_over_dict(left: LeftOver) -> dict[str, Any]:
    """Groups hour by hour; a share of time is from 0 to 1, and None stands for what nothing is known of."""
    return {
        "days_of_record": number(left.days),
        "quarter_hours": left.quarters,
        "quarter_hours_filled": left.filled,
        "groups": [_group(group) for group in left.groups],
    }


def _group(group: GroupLeftOver) -> dict[str, Any]:
    unit = group.unit.lower()
    return {
        "group": group.group,
        "loads": list(group.loads),
        "minimum_amps": number(group.minimum_a),
        "total": _hour(group.total, unit),
        "hours": {
            day: [_hour(hour, unit) for hour in group.week[24 * place : 24 * place + 24]]
            for place, day in enumerate(DAYS)
        },
    }


def _hour(hour: HourLeft, unit: str) -> dict[str, Any]:
    return {
        f"least_{unit}": number(hour.least),
        f"median_{unit}": number(hour.median),
        "time_all_get_minimum": number(hour.served),
    }

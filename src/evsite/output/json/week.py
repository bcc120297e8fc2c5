"""The week of a site as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.week import DAYS, show_moment
from evsite.output.json.writer import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.week import Stretch
    from evsite.studies.week import GroupWeek, WeekReport, WindowWorst


def week_dict(week: WeekReport) -> dict[str, Any]:
    """Groups with their limit by day and hour, and what each window leaves."""
    return {
        "groups": [_group(group) for group in week.groups],
        "windows": [
            {"when": _stretches(window.stretches), "groups": [_worst(worst) for worst in window.groups]}
            for window in week.windows
        ],
        "windows_left_out": week.left_out,
    }


def _group(group: GroupWeek) -> dict[str, Any]:
    return {
        "group": group.group,
        "hours": {
            day: [{f"limit_{hour.unit.lower()}": number(hour.value), "fixed": hour.fixed} for hour in hours]
            for day, hours in zip(DAYS, group.hours, strict=True)
        },
        "gaps": _stretches(group.gaps),
        "charging": None if group.charging is None else _stretches(group.charging),
    }


def _stretches(stretches: Iterable[Stretch]) -> list[dict[str, str]]:
    """From and to; the end of a day is 24:00 of that day."""
    return [{"from": show_moment(start), "to": _end(end)} for start, end in stretches]


def _end(minute: int) -> str:
    return show_moment(minute) if minute % 1440 else f"{show_moment(minute - 1)[:3]} 24:00"


def _worst(worst: WindowWorst) -> dict[str, Any]:
    limit = {"limit_kw": number(worst.limit_kw)} if worst.limit_a is None else {"limit_a": number(worst.limit_a)}
    return {
        "group": worst.group,
        **limit,
        "amps": number(worst.amps_a),
        "kw": number(worst.power_kw),
        "port": worst.port,
        "rotates": worst.rotates,
        "verdict": worst.verdict,
    }

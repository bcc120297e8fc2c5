"""What load that varies leaves for vehicles, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from evsite.network.limits import Unit


class HourLeft(NamedTuple):
    """What is left in an hour, over every quarter of it that was looked at; None where there is none.

    `least` and `median` are in the unit of the group, per conductor where that is A; `served` is the share of the time,
    from 0 to 1, in which every port can have the minimum at once, None where no port has one.
    """

    least: float | None
    median: float | None
    served: float | None


@dataclass(frozen=True, slots=True)
class GroupLeftOver:
    """What is left for a group, hour by hour.

    `week` has 168 hours from Monday 00:00; `weekdays` and `weekend` have 24 each, over all of their days together.
    """

    group: str
    unit: Unit
    minimum_a: float
    """What counts as served: the group's minimum, for ports that can take as much."""
    loads: tuple[str, ...]
    """Names of the loads that vary and are taken off."""
    week: tuple[HourLeft, ...]
    weekdays: tuple[HourLeft, ...]
    weekend: tuple[HourLeft, ...]
    total: HourLeft


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What is left for every metered group beside load that varies.

    `days` is the length of the record, None where all load is given by profiles. `quarters` were looked at, `states`
    of them differ; in `filled` of them a load has no reading, and counts with the highest at that time of the week.
    """

    groups: tuple[GroupLeftOver, ...]
    days: float | None
    quarters: int
    states: int
    filled: int = 0

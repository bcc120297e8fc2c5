"""What a report says of the week: limits by hour, windows, and what load that varies leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.studies.week import Verdict


@dataclass(frozen=True, slots=True)
class HourFigures:
    """What is left in an hour; the share `time_all_get_minimum` is from 0 to 1."""

    time_all_get_minimum: float | None
    least_a: float | None = one_of()
    median_a: float | None = one_of()
    least_kw: float | None = one_of()
    median_kw: float | None = one_of()
    least_kva: float | None = one_of()
    median_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class GroupLeftOverFigures:
    """What is left for a group, in all and hour by hour."""

    group: str
    loads: tuple[str, ...]
    min_current_a: float
    total: HourFigures
    hours: Mapping[str, tuple[HourFigures, ...]]


@dataclass(frozen=True, slots=True)
class LeftOverFigures:
    """What load that varies leaves for vehicles."""

    days_of_record: float | None
    quarter_hours: int
    quarter_hours_filled: int
    groups: tuple[GroupLeftOverFigures, ...]


@dataclass(frozen=True, slots=True)
class HourLimitFigures:
    """The limit of a group in an hour of the week."""

    fixed: bool
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class StretchFigures:
    """A stretch of the week, as "Mon 13:00"."""

    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class GroupWeekFigures:
    """The week of a group."""

    group: str
    hours: Mapping[str, tuple[HourLimitFigures, ...]]
    gaps: tuple[StretchFigures, ...]
    charging: tuple[StretchFigures, ...] | None


@dataclass(frozen=True, slots=True)
class WindowWorstFigures:
    """The least that a port of a group gets in a state of the week."""

    group: str
    current_a: float
    power_kw: float
    port: str
    rotates: bool
    longest_wait_h: float | None
    verdict: Verdict
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """A state of the week."""

    when: tuple[StretchFigures, ...]
    groups: tuple[WindowWorstFigures, ...]


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The week of a site."""

    groups: tuple[GroupWeekFigures, ...]
    windows: tuple[WindowFigures, ...]
    windows_left_out: int

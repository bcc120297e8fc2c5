"""Sums over sessions by where they belong: an hour, a weekday, a day, a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a simulation is judged

from evsite.model.week import DAYS
from evsite.studies.service.results import DayTally, MonthTally, Tally
from evsite.studies.service.wall_clock import DAY_S, hours, wall_s, weekdays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.studies.service.results import RatioName
    from evsite.studies.service.session_service import SessionService
    from evsite.studies.simulation.results import SessionOutcome

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]


class Tallies:
    """The sums over the sessions of one run, cut by the moment at which they arrive.

    Parameters
    ----------
    outcomes
        What each session got.
    services
        How well each was served, in the same order.
    """

    def __init__(self, outcomes: Sequence[SessionOutcome], services: Sequence[SessionService]) -> None:
        stated = np.array([outcome.wanted_kwh is not None for outcome in outcomes], dtype=bool)
        possible = np.array([outcome.possible_kwh for outcome in outcomes], dtype=float)
        energy = np.array([outcome.energy_kwh for outcome in outcomes], dtype=float)
        self._counted: tuple[Floats, ...] = tuple(
            np.array(values, dtype=float)
            for values in (
                np.ones(len(stated)),
                stated,
                [service.can_be_full for service in services],
                [service.full for service in services],
                [outcome.wanted_kwh or 0.0 for outcome in outcomes],
                possible * stated,
                energy * stated,
                ~stated,
                possible * ~stated,
                energy * ~stated,
            )
        )

    def all(self) -> Tally:
        """Over all sessions."""
        return self.by(np.zeros(len(self._counted[0]), np.int64), 1)[0]

    def by(self, codes: Whole, number: int) -> tuple[Tally, ...]:
        """By codes from 0 up to, not including, a number."""
        sums = [np.bincount(codes, values, number) for values in self._counted]
        return tuple(_tally(*values) for values in zip(*sums, strict=True))

    def by_hour(self, arrive_s: Floats, calendar: Calendar) -> tuple[Tally, ...]:
        """By hour of the day on the wall."""
        return self.by(hours(wall_s(calendar, arrive_s)), 24)

    def by_weekday(self, arrive_s: Floats, calendar: Calendar) -> tuple[Tally, ...]:
        """By day of the week, from Monday on."""
        return self.by(weekdays(wall_s(calendar, arrive_s)), len(DAYS))

    def by_day(self, arrive_s: Floats, calendar: Calendar) -> tuple[DayTally, ...]:
        """By day on the wall, as far as somebody arrives."""
        first = int(calendar.wall_s(0) // DAY_S)
        days, codes = np.unique(wall_s(calendar, arrive_s) // DAY_S, return_inverse=True)
        tallies = self.by(codes.astype(np.int64), len(days))
        return tuple(
            DayTally(int(day) - first, str(_date(day)) if calendar.dated else None, _label(day, first, calendar), tally)
            for day, tally in zip(days, tallies, strict=True)
        )

    def by_month(self, arrive_s: Floats, calendar: Calendar) -> tuple[MonthTally, ...]:
        """By month on the wall; none where there is one alone, or no dates."""
        if not calendar.dated:
            return ()
        months, codes = np.unique(_months(wall_s(calendar, arrive_s)), return_inverse=True)
        if len(months) < 2:
            return ()
        tallies = self.by(codes.astype(np.int64), len(months))
        return tuple(MonthTally(str(month), tally) for month, tally in zip(months, tallies, strict=True))


def ratios_by_day(by_day: Sequence[DayTally]) -> dict[RatioName, tuple[Floats, Floats]]:
    """Numerators and denominators of the ratios of a tally, by day: what a bootstrap over days takes.

    Days are the independent units, not sessions: those of one day share the limits with each other.
    """
    tallies = [day.tally for day in by_day]
    full, energy = [float(each.full) for each in tallies], [each.energy_kwh for each in tallies]
    parts: dict[RatioName, tuple[list[float], list[float]]] = {
        "full_of_stated": (full, [float(each.stated) for each in tallies]),
        "full_of_possible": (full, [float(each.can_be_full) for each in tallies]),
        "energy_of_wanted": (energy, [each.wanted_kwh for each in tallies]),
        "energy_of_possible": (energy, [each.possible_kwh for each in tallies]),
    }
    return {name: (np.array(part, float), np.array(whole, float)) for name, (part, whole) in parts.items()}


def _tally(*values: float) -> Tally:
    sessions, stated, can_be_full, full, wanted, possible, energy, unstated, unstated_possible, unstated_energy = values
    return Tally(
        sessions=round(sessions),
        stated=round(stated),
        can_be_full=round(can_be_full),
        full=round(full),
        wanted_kwh=float(wanted),
        possible_kwh=float(possible),
        energy_kwh=float(energy),
        unstated=round(unstated),
        unstated_possible_kwh=float(unstated_possible),
        unstated_energy_kwh=float(unstated_energy),
    )


def _date(day: int) -> np.datetime64:
    return np.datetime64(int(day), "D")


def _months(walls_s: Whole) -> NDArray[np.datetime64]:
    return walls_s.astype("datetime64[s]").astype("datetime64[M]")


def _label(day: int, first: int, calendar: Calendar) -> str:
    if calendar.dated:
        return str(_date(day))
    week = (int(day) - first) // 7
    name = DAYS[int(weekdays(np.array([day * DAY_S]))[0])]
    return f"week {week + 1} {name}" if week else name

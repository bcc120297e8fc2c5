"""Trips that cannot be: that leave before they come, two vehicles at one port, one vehicle at two places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile import problems
from evsite.sitefile.sessions.moments import DAY_S
from evsite.sitefile.wording import shown
from evsite.words import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.model.calendar import Calendar
    from evsite.sitefile.trips.rows import TimedTrip

MOST_DAYS = 366
"""Longest stay, and longest time from the first arrival to the last departure, in days: longer ones are slips."""


def refuse_stays(trips: Sequence[TimedTrip], calendar: Calendar) -> None:
    """Report trips that leave before they come or when they do, or stay for years."""
    for trip in trips:
        stay_s = trip.leave_s - trip.arrive_s
        if 0 < stay_s <= MOST_DAYS * DAY_S:
            continue
        leaves = _shown(calendar, trip.leave_s)
        if stay_s > 0:
            message = f"stays for {format_number(stay_s / DAY_S, 0)} days, expected at most {MOST_DAYS}"
        elif stay_s == 0:
            message = f"leaves at {leaves}, when it comes"
        else:
            message = f"leaves at {leaves}, before it comes at {_shown(calendar, trip.arrive_s)}"
        trip.raw.file.report(problems.BAD_VALUE, trip.raw.row, "leave", message)


def refuse_overlaps(trips: Sequence[TimedTrip], calendar: Calendar) -> None:
    """Report vehicles that are at two places at once, and ports that have two vehicles at once.

    Parameters
    ----------
    trips
        In order of arrival.
    calendar
        The clock of moments in messages.
    """

    def at_port(trip: TimedTrip, before: TimedTrip, until: str) -> str:
        return f"port {shown(trip.raw.port)} is taken until {until} by {_named(before)}"

    def of_vehicle(trip: TimedTrip, before: TimedTrip, until: str) -> str:
        there = "" if before.raw.port is None else f" at {shown(before.raw.port)}"
        return f"{shown(trip.raw.vehicle)} is still there{there} until {until} ({before.raw.title})"

    _refuse(trips, calendar, "port", lambda trip: trip.raw.port, at_port)
    _refuse(trips, calendar, "time", lambda trip: trip.raw.vehicle, of_vehicle)


def _refuse(
    trips: Sequence[TimedTrip],
    calendar: Calendar,
    role: str,
    key_of: Callable[[TimedTrip], str | None],
    message: Callable[[TimedTrip, TimedTrip, str], str],
) -> None:
    last: dict[str, TimedTrip] = {}
    told: set[tuple[int, int, int, int]] = set()
    for trip in trips:
        key = key_of(trip)
        if key is None:
            continue
        before = last.get(key)
        if before is not None and before.leave_s > trip.arrive_s:
            rows = id(before.raw.file), before.raw.row, id(trip.raw.file), trip.raw.row
            if rows not in told:
                # rows that repeat meet every week
                told.add(rows)
                words = message(trip, before, _shown(calendar, before.leave_s))
                trip.raw.file.report(problems.CONFLICT, trip.raw.row, role, words)
        if before is None or trip.leave_s > before.leave_s:
            last[key] = trip


def _named(trip: TimedTrip) -> str:
    return f"{shown(trip.raw.vehicle)} ({trip.raw.title})"


def _shown(calendar: Calendar, instant_s: int) -> str:
    return calendar.show(instant_s - calendar.origin_s)

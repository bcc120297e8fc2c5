"""Power by hour of the day and by day of the week: exact integrals of a curve that is constant in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a simulation is judged

from evsite.model.week import DAYS
from evsite.rounding import first_greatest
from evsite.studies.service.results import PowerProfile, PowerSlice
from evsite.studies.service.wall_clock import HOUR_S, hour_ends_s, hours, wall_s, weekdays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.studies.simulation.results import PowerCurve

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

_NOTHING = PowerSlice(0.0, None, None)


def power_profile(curve: PowerCurve, calendar: Calendar, from_s: float) -> PowerProfile:
    """The profile of a curve.

    Pieces are cut where an hour ends on the wall or the clock is put forward or back, so each lies within one hour: an
    hour that comes twice counts twice, one that is skipped never.

    Parameters
    ----------
    curve
        Power from the supplies.
    calendar
        The clock.
    from_s
        The first arrival: mean and load factor count from here.
    """
    until_s = max(curve.end_s, from_s)
    inside = (curve.start_s > from_s) & (curve.start_s < until_s)
    cuts = np.unique(np.concatenate([[from_s], curve.start_s[inside], hour_ends_s(calendar, from_s, until_s)]))
    lengths_h = np.diff(np.append(cuts, until_s)) / HOUR_S
    if not len(curve.start_s) or not lengths_h.sum():
        hours_of_day = tuple(_NOTHING for _ in range(24))
        return PowerProfile(0.0, 0.0, 0.0, from_s, None, hours_of_day, tuple(_NOTHING for _ in DAYS))
    place = np.searchsorted(curve.start_s, cuts, side="right") - 1
    power_kw = np.where(place < 0, 0.0, curve.power_kw[np.maximum(place, 0)])
    walls = wall_s(calendar, cuts)
    supply_kwh = float(power_kw @ lengths_h)
    mean_kw = supply_kwh / float(lengths_h.sum())
    highest = first_greatest(power_kw)
    peak_kw = float(power_kw[highest])
    return PowerProfile(
        supply_kwh=supply_kwh,
        mean_kw=mean_kw,
        peak_kw=peak_kw,
        peak_s=float(cuts[highest]),
        load_factor=mean_kw / peak_kw if peak_kw > 0 else None,
        by_hour=_slices(hours(walls), 24, power_kw, lengths_h),
        by_weekday=_slices(weekdays(walls), len(DAYS), power_kw, lengths_h),
    )


def _slices(codes: Whole, number: int, power_kw: Floats, lengths_h: Floats) -> tuple[PowerSlice, ...]:
    energy_kwh = np.bincount(codes, power_kw * lengths_h, number)
    time_h = np.bincount(codes, lengths_h, number)
    peak_kw = np.zeros(number)
    np.maximum.at(peak_kw, codes, power_kw)
    return tuple(
        PowerSlice(float(energy), float(energy / time), float(peak)) if time > 0 else _NOTHING
        for energy, time, peak in zip(energy_kwh, time_h, peak_kw, strict=True)
    )

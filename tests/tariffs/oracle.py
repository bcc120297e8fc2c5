"""A bill minute by minute, with nothing but datetime: what the arrays of evsite are compared with."""

from collections import defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from evsite.metering.zones import find_zone
from evsite.tariffs.curve import LoadCurve
from evsite.tariffs.model import DemandCharge, EnergyPeriod, Tariff, hourly_grid


def curve(zone, origin_s, start_s, power_kw, end_s):
    return LoadCurve(np.array(start_s, float), np.array(power_kw, float), float(end_s), origin_s, find_zone(zone))


def instant(text, zone="UTC"):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def tariff(prices=(0.2,), weekday=None, weekend=None, **more):
    """A tariff of one price, or of prices by tables of hours."""
    hours = hourly_grid(weekday or [[0] * 24] * 12, weekend or weekday or [[0] * 24] * 12)
    periods = tuple(EnergyPeriod(f"period {number}", price) for number, price in enumerate(prices))
    return Tariff(
        **{"name": "T", "utility": "", "schedule": "", "demand": (), "fixed": None, **more},
        periods=periods,
        hours=hours,
    )


def charge(weekday=None, weekend=None, *, price=10.0, interval_min=15, **more):
    window = hourly_grid(weekday or [[1] * 24] * 12, weekend or weekday or [[1] * 24] * 12)
    return DemandCharge("demand", (price,) * 12, window, interval_min, **more)


class Minutes:
    """The minutes of a curve whose powers change at full minutes, and an hour before and after it."""

    def __init__(self, load, zone):
        self.rows = []
        first = load.origin_s + int(load.start_s[0]) - 3600
        for at in range(first - first % 60, load.origin_s + int(load.end_s) + 3600, 60):
            since = at - load.origin_s
            place = int(np.searchsorted(load.start_s, since, side="right")) - 1
            drawn = 0.0 if place < 0 or since >= load.end_s else float(load.power_kw[place])
            self.rows.append((at, datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)), drawn))

    def energy(self, grid):
        """kWh by month and value of a grid."""
        found = defaultdict(float)
        for _, wall, power_kw in self.rows:
            if power_kw:
                found[f"{wall:%Y-%m}", value(grid, wall)] += power_kw / 60
        return found

    def peaks(self, grid, minutes):
        """The greatest average of each month in a window, and when its interval began."""
        sums, first, lengths = defaultdict(float), {}, defaultdict(int)
        for at, wall, power_kw in self.rows:
            key = (wall.date(), (wall.hour * 60 + wall.minute) // minutes, wall.utcoffset())
            first.setdefault(key, (at, wall))
            sums[key] += power_kw / 60
            lengths[key] += 1
        peaks = {}
        for key, (at, wall) in first.items():
            average = sums[key] * 60 / lengths[key]
            month = f"{wall:%Y-%m}"
            if value(grid, wall) and average > peaks.get(month, (0.0, None))[0] * (1 + 1e-9):
                peaks[month] = (average, at)
        return peaks


def value(grid, wall):
    return grid[wall.month - 1][wall.weekday()][(wall.hour * 60 + wall.minute) // 15]

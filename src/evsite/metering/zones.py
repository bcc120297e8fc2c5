"""Local time: from the clock on the wall to UTC and back, with hours that come twice and hours that never come."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from evsite.metering.dates import ABBREVIATIONS
from evsite.metering.errors import DataError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER_S = 900
"""No clock changes at other instants than full quarters of an hour, so one look-up serves a whole quarter."""
_DAY_S = 86_400
_LONG_AGO_S = -(2**40)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?([0-5]\d)?", re.IGNORECASE)

Wall = Literal["once", "twice", "never"]


ONCE, TWICE, NEVER = 0, 1, 2
"""How often a local time comes, in arrays."""

Instants = NDArray[np.int64]
"""Seconds since 1970: of UTC, or on the wall where the name says so."""


class Zone(ABC):
    """A rule that says how far local time is ahead of UTC."""

    name: str

    @abstractmethod
    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant (seconds since 1970, UTC)."""

    def offsets_s(self, instants_s: Instants) -> Instants:
        """`offset_s` of many instants at once."""
        if not len(instants_s):
            return np.zeros(0, np.int64)
        starts, offsets = self.changes(int(instants_s.min()), int(instants_s.max()))
        return offsets[np.searchsorted(starts[1:], instants_s, side="right")]

    def from_walls(
        self, walls_s: Instants, *, second: bool | NDArray[np.bool_] = False
    ) -> tuple[Instants, NDArray[np.int8]]:
        """The instants of many local times, and how often each comes: `ONCE`, `TWICE` or `NEVER`.

        A time that comes twice is the first one unless `second`; one that never comes, because the clock skips it, is
        taken as if the clock had not been put forward.
        """
        if not len(walls_s):
            return np.zeros(0, np.int64), np.zeros(0, np.int8)
        starts, offsets = self.changes(int(walls_s.min()) - _DAY_S, int(walls_s.max()) + _DAY_S)
        # on the wall, each stretch of one offset ends where the next begins by the clock before
        index = np.searchsorted(starts[1:] + offsets[:-1], walls_s, side="right")
        never = (index > 0) & (walls_s < starts[index] + offsets[index])
        following = np.minimum(index + 1, len(starts) - 1)
        twice = (following > index) & (walls_s >= starts[following] + offsets[following])
        chosen = np.where(never, index - 1, np.where(twice & second, following, index))
        how = np.where(never, NEVER, np.where(twice, TWICE, ONCE)).astype(np.int8)
        return walls_s - offsets[chosen], how

    def changes(self, first_s: int, last_s: int) -> tuple[Instants, Instants]:
        """When the offset changes between two instants: the beginnings of the stretches of one offset, and the offsets.

        The first stretch begins long before. No clock changes twice in a day.
        """
        days = range(first_s // _DAY_S, last_s // _DAY_S + 2)
        before = self.offset_s(days[0] * _DAY_S)
        starts, offsets = [_LONG_AGO_S], [before]
        for day in days[1:]:
            after = self.offset_s(day * _DAY_S)
            if after != before:
                low, high = (day - 1) * _DAY_S, day * _DAY_S
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if self.offset_s(middle) == before else (low, middle)
                starts.append(high)
                offsets.append(after)
                before = after
        return np.array(starts, np.int64), np.array(offsets, np.int64)


class NamedZone(Zone):
    """A time zone of the tz database, or a fixed offset. Look-ups are kept, as data asks for the same hours often."""

    def __init__(self, name: str, rule: tzinfo) -> None:
        self.name = name
        self._rule = rule
        self._days: dict[int, int | None] = {}
        self._quarters: dict[int, int] = {}
        self._wall_days: dict[int, int | None] = {}
        self._wall_quarters: dict[int, tuple[int, int]] = {}

    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant."""
        day = instant_s // _DAY_S
        if day not in self._days:
            # no clock changes twice in a day: a day that ends as it began needs no second look
            first, last = self._at(day * _DAY_S), self._at((day + 1) * _DAY_S)
            self._days[day] = first if first == last else None
        offset = self._days[day]
        if offset is None:
            quarter = instant_s // _QUARTER_S
            offset = self._quarters.get(quarter)
            if offset is None:
                offset = self._quarters[quarter] = self._at(quarter * _QUARTER_S)
        return offset

    def _at(self, instant_s: int) -> int:
        return _seconds((_EPOCH + timedelta(seconds=instant_s)).astimezone(self._rule))

    def from_wall(self, wall_s: int, *, second: bool = False) -> tuple[int, Wall]:
        """The instant of a local time (seconds since 1970 on the wall), and how often that time comes.

        A time that comes twice is the first one unless `second`; one that never comes, because the clock skips it, is
        taken as if the clock had not been put forward.
        """
        day = wall_s // _DAY_S
        if day not in self._wall_days:
            ends = {*self._on_wall(day * _DAY_S), *self._on_wall((day + 1) * _DAY_S)}
            self._wall_days[day] = ends.pop() if len(ends) == 1 else None
        offset = self._wall_days[day]
        if offset is not None:
            return wall_s - offset, "once"
        quarter = wall_s // _QUARTER_S
        if quarter not in self._wall_quarters:
            self._wall_quarters[quarter] = self._on_wall(quarter * _QUARTER_S)
        first_s, second_s = self._wall_quarters[quarter]
        if first_s == second_s:
            return wall_s - first_s, "once"
        if first_s > second_s:
            return wall_s - (second_s if second else first_s), "twice"
        return wall_s - first_s, "never"

    def _on_wall(self, wall_s: int) -> tuple[int, int]:
        """The offsets at a local time, the first and the second time that it comes."""
        local = (_EPOCH + timedelta(seconds=wall_s)).replace(tzinfo=self._rule)
        return _seconds(local), _seconds(local.replace(fold=1))


class RecordedZone(Zone):
    """The offsets that stand in the data itself, each in force until the next."""

    name = "as written in the data"

    def __init__(self, starts_s: list[int], offsets_s: list[int]) -> None:
        """Both lists in order of time; `offsets_s[i]` is in force from `starts_s[i]` on."""
        self._starts = starts_s
        self._offsets = offsets_s

    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant."""
        return self._offsets[max(0, bisect_right(self._starts, instant_s) - 1)]

    def changes(self, first_s: int, last_s: int) -> tuple[Instants, Instants]:
        """All of them, as they stand in the data."""
        del first_s, last_s
        return np.array([_LONG_AGO_S, *self._starts[1:]], np.int64), np.array(self._offsets, np.int64)


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


UTC_ZONE = NamedZone("UTC", UTC)


def fixed_zone(offset_s: int) -> NamedZone:
    """A clock that is always as far ahead of UTC."""
    sign, minutes = "-" if offset_s < 0 else "+", abs(offset_s) // 60
    return NamedZone(f"{sign}{minutes // 60:02d}:{minutes % 60:02d}", timezone(timedelta(seconds=offset_s)))


def standard_offset_s(zone: Zone, year: int) -> int:
    """Seconds that standard time, without daylight saving, is ahead of UTC: the least offset of that year's months."""
    months = (int((datetime(year, month, 1, tzinfo=UTC) - _EPOCH).total_seconds()) for month in range(1, 13))
    return min(zone.offset_s(month_s) for month_s in months)


_CLOCKS = {
    ("PST", "PDT", "PT", "Pacific"): "America/Los_Angeles",
    ("MST", "MDT", "MT", "Mountain"): "America/Denver",
    ("CST", "CDT", "CT", "Central"): "America/Chicago",
    ("EST", "EDT", "ET", "Eastern"): "America/New_York",
    ("AKST", "AKDT", "AKT", "Alaska"): "America/Anchorage",
    ("HST", "HT", "Hawaii"): "Pacific/Honolulu",
    ("AST", "ADT", "AT", "Atlantic"): "America/Halifax",
    ("NST", "NDT", "NT", "Newfoundland"): "America/St_Johns",
}
_ZONES_BY_CLOCK = {clock.casefold(): zone for clocks, zone in _CLOCKS.items() for clock in clocks}
"""For each North American clock a place that keeps it, winter and summer, for messages."""


def find_zone(name: str) -> NamedZone:
    """The zone of a name ("America/Los_Angeles") or a fixed offset ("-08:00").

    Raises
    ------
    DataError
        There is no such zone, or this system has no tz database.
    """
    text = name.strip()
    if text.upper() in {"UTC", "Z", "GMT"}:
        return UTC_ZONE
    fixed = _OFFSET.fullmatch(text)
    if fixed is not None and int(fixed[2]) <= 14:
        minutes = (int(fixed[2]) * 60 + int(fixed[3] or 0)) * (-1 if fixed[1] == "-" else 1)
        return NamedZone(text, timezone(timedelta(minutes=minutes)))
    try:
        return NamedZone(text, ZoneInfo(text))
    except (OSError, ValueError, LookupError):
        known = available_timezones()
    if not known:
        raise DataError("this system has no time zones: install the package tzdata", about="timezone")
    folded = {each.casefold(): each for each in known}
    clock = _ZONES_BY_CLOCK.get(text.casefold())
    near = get_close_matches(text.casefold(), folded, n=1, cutoff=0.6)
    if clock is not None and clock in known:
        hint = f"expected a place that keeps this clock, like '{clock}'"
    else:
        hint = f"did you mean '{folded[near[0]]}'?" if near else 'expected a name like "America/Los_Angeles"'
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:60])
    raise DataError(f"no time zone is called '{shown}'; {hint}", about="timezone")


_AREAS = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Canada|Chile|Brazil|Etc|Europe|Indian|Mexico|Pacific|US"
)
_NAME_IN_TITLE = re.compile(rf"(?<![\w/])(?:{_AREAS})/[A-Za-z][\w+/-]*(?: [A-Z][a-z]+(?=[)\]]))*")
_OFFSET_IN_TITLE = re.compile(
    r"(?<![A-Za-z])(?:UTC|GMT)\s*([+\N{MINUS SIGN}-])\s*(\d{1,2})(?::?([0-5]\d))?(?!\d)"
    r"|(?<!\d)([+-])(\d{2}):([0-5]\d)(?!\d)",
    re.IGNORECASE,
)
_CLOCK_IN_TITLE = re.compile(
    r"(?<![A-Z])(" + "|".join(name for name in ABBREVIATIONS if len(name) > 2) + r")(?![A-Za-z])|"
    r"(?<![A-Za-z])(utc|gmt|Utc|Gmt)(?![a-z])"
)


def zone_in_title(title: str) -> NamedZone | None:
    """The zone that the title of a column of time names; None where it names none.

    A name of the tz database ("Time Bucket (America/New_York)"), an offset ("Date Time, GMT-07:00"), or a clock ("Time
    (PST)"), which is a fixed offset too.

    Raises
    ------
    DataError
        It names a zone that does not exist.
    """
    text = " ".join(title.split())[:300]
    named = _NAME_IN_TITLE.search(text)
    if named is not None:
        return find_zone(named[0].replace(" ", "_"))
    offset = _OFFSET_IN_TITLE.search(text)
    if offset is not None:
        sign, hours, minutes = (offset[1], offset[2], offset[3]) if offset[1] else (offset[4], offset[5], offset[6])
        seconds = int(hours) * 3600 + int(minutes or 0) * 60
        if seconds > 14 * 3600:
            raise DataError(f"'{offset[0]}' is no offset from UTC", about="timezone")
        return fixed_zone(seconds if sign == "+" else -seconds)
    clock = _CLOCK_IN_TITLE.search(text)
    if clock is None or re.search(r"offset", text, re.IGNORECASE):
        return None
    hours_ahead = ABBREVIATIONS[clock[0].upper()]
    return fixed_zone(hours_ahead * 3600) if hours_ahead else UTC_ZONE


def day_and_time(instant_s: int, zone: Zone) -> str:
    """An instant for a message, in local time: "2024-03-10 01:45"."""
    local = _EPOCH + timedelta(seconds=instant_s + zone.offset_s(instant_s))
    return f"{local:%Y-%m-%d %H:%M}"

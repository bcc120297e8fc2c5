"""Local time: from the clock on the wall to UTC and back, with hours that come twice and hours that never come."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from typing import Literal, Protocol
from zoneinfo import ZoneInfo, available_timezones

from evsite.metering.errors import DataError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER_S = 900
"""No clock changes at other instants than full quarters of an hour, so one look-up serves a whole quarter."""
_DAY_S = 86_400
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?([0-5]\d)?", re.IGNORECASE)

Wall = Literal["once", "twice", "never"]


class Zone(Protocol):
    """A rule that says how far local time is ahead of UTC."""

    name: str

    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant (seconds since 1970, UTC)."""
        ...


class NamedZone:
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


class RecordedZone:
    """The offsets that stand in the data itself, each in force until the next."""

    name = "as written in the data"

    def __init__(self, starts_s: list[int], offsets_s: list[int]) -> None:
        """Both lists in order of time; `offsets_s[i]` is in force from `starts_s[i]` on."""
        self._starts = starts_s
        self._offsets = offsets_s

    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant."""
        return self._offsets[max(0, bisect_right(self._starts, instant_s) - 1)]


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


UTC_ZONE = NamedZone("UTC", UTC)


def find_zone(name: str) -> NamedZone:
    """The zone of a name ("America/Los_Angeles") or a fixed offset ("-08:00").

    Raises:
        DataError: there is no such zone, or this system has no tz database.
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
    near = get_close_matches(text.casefold(), folded, n=1, cutoff=0.6)
    hint = f"did you mean '{folded[near[0]]}'?" if near else 'expected a name like "America/Los_Angeles"'
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:60])
    raise DataError(f"no time zone is called '{shown}'; {hint}", about="timezone")


def day_and_time(instant_s: int, zone: Zone) -> str:
    """An instant for a message, in local time: "2024-03-10 01:45"."""
    local = _EPOCH + timedelta(seconds=instant_s + zone.offset_s(instant_s))
    return f"{local:%Y-%m-%d %H:%M}"

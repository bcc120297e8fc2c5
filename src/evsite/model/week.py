"""The recurring local week that schedules are written in: moments, windows, and what holds when.

A moment is a minute of the week, 0 for Monday 00:00, below 10,080. A window is a half-open stretch of minutes; one that
runs over midnight or over the end of the week is cut into pieces that do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_MIN = 24 * 60
WEEK_MIN = 7 * DAY_MIN
"""Minutes of a day and of a week."""

_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = {"weekdays": range(5), "weekday": range(5), "weekends": range(5, 7), "weekend": range(5, 7)}
_EVERY_DAY = {"daily", "every day", "all days", "always"}
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


class WeekError(ValueError):
    """A day or a time of the week that cannot be read; the message says what would be."""


class Stretch(NamedTuple):
    """Minutes of the week from `start` up to, not including, `end`; `start < end <= 10,080`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """A limit that holds in some stretches of the week; exactly one of the limits is given.

    `number` is the position of its table in the schedule, from 0.
    """

    stretches: tuple[Stretch, ...]
    limit_a: float | None
    limit_kw: float | None
    number: int
    limit_apparent: bool = False
    """Whether `limit_kw` is in kVA."""

    def holds(self, minute: int) -> bool:
        """Whether the window holds at a minute of the week."""
        return any(start <= minute < end for start, end in self.stretches)


@dataclass(frozen=True, slots=True)
class LoadWindow:
    """What another load draws in some stretches of the week: amperes by leg, and kVA in all."""

    stretches: tuple[Stretch, ...]
    line_a: dict[str, float]
    power_kva: float


def read_days(text: str) -> tuple[int, ...]:
    """Days named by "Mon-Fri", "weekdays", "Sat, Sun", "daily"; 0 is Monday.

    A range may run over the end of the week: "Fri-Mon" is Friday to Monday.

    Raises
    ------
    WeekError
        For anything else.
    """
    wanted = " ".join(text.lower().split())
    if wanted in _EVERY_DAY:
        return tuple(range(7))
    days: dict[int, None] = {}
    for part in re.split(r"\s*,\s*|\s+and\s+", wanted):
        if part in _WORDS:
            days.update(dict.fromkeys(_WORDS[part]))
            continue
        first, dash, last = (piece.strip() for piece in part.replace("–", "-").partition("-"))
        start = _day(first, text)
        end = _day(last, text) if dash else start
        days.update(dict.fromkeys((start + step) % 7 for step in range((end - start) % 7 + 1)))
    return tuple(sorted(days))


def _day(name: str, text: str) -> int:
    if len(name) >= 2:
        found = [index for index, full in enumerate(_FULL_NAMES) if full.startswith(name)]
        if len(found) == 1:
            return found[0]
    raise WeekError(f"cannot read '{text}' as days, expected like Mon-Fri, weekdays, Sat-Sun, Mon, Wed, daily")


def read_clock(text: str, *, starts: bool = False) -> int:
    """Minutes since midnight of "06:00"; "24:00" is the end of the day.

    Parameters
    ----------
    text
        A time of day.
    starts
        Whether something starts then, which nothing does at the end of the day.

    Raises
    ------
    WeekError
        For anything else.
    """
    match = _CLOCK.fullmatch(text.strip())
    minutes = -1 if match is None else int(match[1]) * 60 + int(match[2])
    if starts and minutes == DAY_MIN:
        raise WeekError("24:00 is the end of a day, expected 00:00 to 23:59")
    if not 0 <= minutes <= DAY_MIN:
        latest = "23:59" if starts else "24:00"
        raise WeekError(f"cannot read '{text}' as a time of day, expected 00:00 to {latest}")
    return minutes


def read_moment(text: str) -> int:
    """The minute of the week of "Mon 13:00".

    Raises
    ------
    WeekError
        For anything else, or for several days.
    """
    day, _, clock = text.strip().rpartition(" ")
    days = read_days(day) if day else ()
    if len(days) != 1:
        raise WeekError(f"cannot read '{text}' as a moment of the week, expected like Mon 13:00")
    return (days[0] * DAY_MIN + read_clock(clock)) % WEEK_MIN


def stretches_of(days: Iterable[int], from_min: int, to_min: int) -> tuple[Stretch, ...]:
    """The stretches of a window on some days; one that ends at or before its start runs into the next day."""
    pieces: list[Stretch] = []
    length = to_min - from_min if to_min > from_min else to_min - from_min + DAY_MIN
    for day in days:
        start = day * DAY_MIN + from_min
        end = start + length
        pieces.append(Stretch(start % WEEK_MIN, min(end, WEEK_MIN) if start < WEEK_MIN else end - WEEK_MIN))
        if start < WEEK_MIN < end:
            pieces.append(Stretch(0, end - WEEK_MIN))
    return tuple(sorted(pieces))


def overlap(one: Iterable[Stretch], other: Iterable[Stretch]) -> Stretch | None:
    """A stretch that both hold, if there is one."""
    others = list(other)
    for start, end in one:
        for other_start, other_end in others:
            if start < other_end and other_start < end:
                return Stretch(max(start, other_start), min(end, other_end))
    return None


def gaps(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What the stretches leave of the week."""
    left, reached = [], 0
    for start, end in sorted(stretches):
        if start > reached:
            left.append(Stretch(reached, start))
        reached = max(reached, end)
    if reached < WEEK_MIN:
        left.append(Stretch(reached, WEEK_MIN))
    return tuple(left)


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same times in order, those that touch as one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1].end:
            found[-1] = Stretch(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Stretch(start, end))
    return tuple(found)


def most_within(stretches: Iterable[Stretch], minutes: float) -> float:
    """The most minutes of recurring stretches, which must not overlap, that a time of so many minutes can meet."""
    once = list(stretches)
    # whole weeks meet all of them, whenever they begin
    whole, rest = divmod(minutes, WEEK_MIN)
    every = [(start + week * WEEK_MIN, end + week * WEEK_MIN) for week in range(2) for start, end in once]
    # the most is met where the time begins with a stretch or ends with one
    begins = {begin % WEEK_MIN for start, end in every for begin in (start, end - rest)}
    return whole * sum(end - start for start, end in once) + max(
        (sum(max(0.0, min(end, begin + rest) - max(start, begin)) for start, end in every) for begin in begins),
        default=0.0,
    )


def show_moment(minute: int) -> str:
    """A minute of the week as "Mon 13:00"; the end of a day as "24:00" of that day."""
    return f"{DAYS[minute // DAY_MIN % 7]} {minute % DAY_MIN // 60:02}:{minute % 60:02}"


def show_stretches(stretches: Iterable[Stretch]) -> str:
    """Stretches in words: "Mon-Fri 06:00-12:00, Sat-Sun all day"."""
    by_day: dict[int, list[str]] = {}
    for start, end in sorted(stretches):
        for day in range(start // DAY_MIN, (end - 1) // DAY_MIN + 1):
            first, last = max(start - day * DAY_MIN, 0), min(end - day * DAY_MIN, DAY_MIN)
            whole = (first, last) == (0, DAY_MIN)
            by_day.setdefault(day, []).append("all day" if whole else f"{_clock(first)}-{_clock(last)}")
    days_of: dict[str, list[int]] = {}
    for day, times in by_day.items():
        days_of.setdefault(" and ".join(times), []).append(day)
    if list(days_of) == ["all day"] and len(by_day) == 7:
        return "always"
    return ", ".join(f"{_show_days(days)} {times}" for times, days in days_of.items())


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _show_days(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)

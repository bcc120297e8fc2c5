"""Time stamps as meters and spreadsheets write them: ISO 8601, American, European, seconds since 1970.

A stamp is read to the clock on the wall and, where it says so, how far that clock is ahead of UTC. Whether 3/4 is in
March or in April is reported by the whole column, and where it cannot be determined the reader is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from evsite.metering.dates import date_in, time_of
from evsite.metering.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.metering.dates import DateText

_Kept = TypeVar("_Kept")
_LAST_EPOCH_S = 131 * 31_556_952
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\d{6}|\d{9}|\.\d{1,9})?", re.ASCII)
_KEPT = 200_000
"""Texts of dates and times that are remembered at most."""
_LONGEST = 80
"""Characters of a stamp at most."""
_LOOKED_AT = 4_096
"""Texts of which is remembered whether they are a time: the first rows of a file are looked at several times."""
_DIGIT = re.compile(r"[0-9]")
_STRAY = "'\"`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK} "


class Stamp(NamedTuple):
    """Seconds since 1970 on the wall, and seconds that this wall is ahead of UTC (None: not said)."""

    wall_s: int
    offset_s: int | None


class OtherOrderError(Exception):
    """Raised where a stamp shows that day and month stand the other way round than in all those read so far.

    Nothing before it said so: what was read has to be read again, with `StampColumn(..., day_first=error.day_first)`.
    """

    def __init__(self, *, day_first: bool) -> None:
        self.day_first = day_first
        super().__init__("the day comes first" if day_first else "the month comes first")


class StampColumn:
    """Reads the stamps of one column, one by one.

    Attributes
    ----------
    day_first
        The order in which "3/4/2025" is read.
    decided
        Whether a stamp, or the caller, showed that order.
    witness
        The first stamp that showed that order; empty where none did.
    guessed
        Whether a stamp was read for which the order matters, and nothing showed it up to now.
    ambiguous
        The first stamp for which the order matters; empty where there is none.
    """

    def __init__(self, sample: Iterable[str] = (), day_first: bool | None = None) -> None:  # noqa: FBT001
        """Learn the order of day and month from a sample of the column, unless it is given.

        Raises
        ------
        DataError
            Some stamps have the day first and others the month.
        """
        self._days: dict[str, int] = {}
        self._times: dict[str, tuple[int, int | None]] = {}
        self._open = False
        self._preferred: bool | None = None
        self.witness = self.ambiguous = ""
        self.decided = day_first is not None
        self.day_first = bool(day_first)
        if day_first is None:
            self._learn(sample)

    @property
    def guessed(self) -> bool:
        """Whether the order of day and month mattered, and nothing showed it up to now."""
        return self._open and not self.decided and self._preferred is None

    def prefer(self, *, day_first: bool) -> None:
        """Read the day first, or the month, where the stamps do not show it; that is no guess then."""
        self._preferred = day_first
        if not self.decided:
            self.day_first = day_first

    def _learn(self, sample: Iterable[str]) -> None:
        dotted = None
        seen: set[str] = set()
        for text in sample:
            head = text[:14]
            if head in seen:
                continue
            seen.add(head)
            found = date_in(_flat(text))
            if found is None or not found.numeric:
                continue
            dotted = found.dotted if dotted is None else dotted
            self._look(text, found)
        if not self.decided and dotted:
            # a dot between the numbers is the European way
            self.day_first = True

    def _look(self, text: str, found: DateText) -> None:
        """Note what a date says about the order of day and month."""
        if found.month_first_s is not None and found.day_first_s is not None:
            if not self._open and found.month_first_s != found.day_first_s:
                self._open, self.ambiguous = True, text
            return
        day_first = found.month_first_s is None
        if not self.decided:
            self.decided, self.day_first, self.witness = True, day_first, text
        elif day_first is not self.day_first:
            shown = (text.strip()[:30], self.witness.strip()[:30])
            first, second = shown if day_first else shown[::-1]
            if self.witness:
                raise DataError(
                    f"'{first}' has the day first and '{second}' the month: write dates as 2024-01-31",
                )
            raise DataError(f"'{shown[0]}' has the {'day' if day_first else 'month'} first")

    def read(self, text: str) -> Stamp | None:
        """One stamp; None where the text is none.

        Raises
        ------
        DataError
            The stamp has the day first where others have the month, or the other way round.
        OtherOrderError
            Likewise, where the stamps read up to now could be either.
        """
        # nearly every text is a date and a time that were seen before, each beside other ones
        head, mark, tail = text.partition(" ")
        if not mark and len(text) > 11 and text[10] == "T":
            head, tail = text[:10], text[11:]
        day_s = self._days.get(head)
        if day_s is not None:
            time = self._times.get(tail) or self._time(tail)
            if time is not None:
                return Stamp(day_s + time[0], time[1])
        return self._slowly(text, head, tail)

    def _time(self, tail: str) -> tuple[int, int | None] | None:
        """A time behind a date that was seen before."""
        time = time_of(tail) if len(tail) < _LONGEST else None
        if time is not None:
            self._remember(self._times, tail, time)
        return time

    @staticmethod
    def _remember(kept: dict[str, _Kept], text: str, value: _Kept) -> None:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[text] = value

    def _slowly(self, text: str, head: str, tail: str) -> Stamp | None:
        if len(text) > _LONGEST:
            return None
        flat = _flat(text)
        epoch = _EPOCH.fullmatch(flat)
        if epoch is not None:
            seconds = int(epoch[1])
            return Stamp(seconds, 0) if seconds < _LAST_EPOCH_S else None
        found = date_in(flat)
        if found is None:
            return None
        rest = flat[found.end :]
        time = time_of(rest) if rest else (0, None)
        if time is None:
            return None
        if found.numeric:
            self._check(text, found)
        day_s = found.day_first_s if self.day_first else found.month_first_s
        if day_s is None:
            return None
        self._keep(head, tail, day_s, time, flat, found)
        return Stamp(day_s + time[0], time[1])

    def _check(self, text: str, found: DateText) -> None:
        if not self.decided and self._open and (found.day_first_s if self.day_first else found.month_first_s) is None:
            raise OtherOrderError(day_first=not self.day_first)
        if not self.decided and not self._open and self._preferred is None:
            # a dot between the numbers is the European way
            self.day_first = found.dotted
        self._look(text, found)

    def _keep(self, head: str, tail: str, day_s: int, time: tuple[int, int | None], flat: str, found: DateText) -> None:
        """Remember the two parts of a text where each is what it is without the other."""
        rest = flat[found.end :]
        alone = date_in(_flat(head))
        if alone is None or alone.end != len(_flat(head)) or _flat(tail) != rest:
            return
        self._remember(self._days, head, day_s)
        self._remember(self._times, tail, time)


def _flat(text: str) -> str:
    """With plain spaces only, and without the marks that spreadsheets put around a text."""
    return " ".join(text.split()).strip(_STRAY) if not text.isalnum() else text


def looks_like_a_stamp(text: str) -> bool:
    """Whether a text is a time stamp, whatever the order of day and month; a number alone is none."""
    return len(text) <= _LONGEST and not text.isdigit() and _DIGIT.search(text) is not None and _is_stamp(text)


@lru_cache(_LOOKED_AT)
def _is_stamp(text: str) -> bool:
    flat = _flat(text)
    found = date_in(flat)
    return found is not None and (found.end == len(flat) or time_of(flat[found.end :]) is not None)


def looks_like_a_date(text: str) -> bool:
    """Whether a text is a date alone, "20250617" too; a midnight behind it says nothing ("2025-06-17 00:00:00")."""
    return len(text) <= _LONGEST and _DIGIT.search(text) is not None and _is_date(text)


@lru_cache(_LOOKED_AT)
def _is_date(text: str) -> bool:
    flat = _flat(text)
    found = date_in(flat)
    return found is not None and (found.end == len(flat) or flat[found.end :] in {"00:00:00", "00:00", "0:00"})


def looks_like_a_time(text: str, *, digits: bool = False) -> bool:
    """Whether a text is a time of the day alone ("00:15", "12:15 AM"); "0015" only with `digits`."""
    return len(text) <= _LONGEST and (digits or ":" in text) and _is_time(text)


@lru_cache(_LOOKED_AT)
def _is_time(text: str) -> bool:
    return time_of(_flat(text)) is not None


_BETWEEN = re.compile(r"\s(?:to|bis|until|through)\s|\s*[\N{EN DASH}\N{EM DASH}]\s*|\s+-\s+|\s+/\s+|-|/", re.IGNORECASE)


def period_of(text: str) -> tuple[str, str] | None:
    """Both ends of a period in one text: "A to B", "A - B", "A / B"; None if it is none.

    Both are stamps, or both are times of the day. Where the second part is a time alone it gets the date of the first;
    a time that is not later is on the day after it.
    """
    return _ends(text) if len(text) <= 2 * _LONGEST and _DIGIT.search(text) is not None else None


@lru_cache(_LOOKED_AT)
def _ends(text: str) -> tuple[str, str] | None:
    flat = _flat(text)
    if looks_like_a_stamp(flat):
        return None
    for match in _BETWEEN.finditer(flat):
        start, end = flat[: match.start()].strip(_STRAY), flat[match.end() :].strip(_STRAY)
        if looks_like_a_time(start) and looks_like_a_time(end):
            return start, end
        if not looks_like_a_stamp(start):
            continue
        if looks_like_a_stamp(end):
            return start, end
        found = date_in(start)
        if looks_like_a_time(end) and found is not None and found.end < len(start):
            return start, f"{start[: found.end].rstrip()} {end}"
    return None


_HOUR = re.compile(
    r"(?P<edge>HE|HB|h(?:ou)?r\.?\s*-?(?:end(?:ing|s|ed)?|begin(?:ning|s)?|start(?:ing|s)?)|hours?|hr|h)?\.?[\s:_#-]*"
    r"(?P<number>\d{1,2})(?::?(?P<minutes>00))?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE | re.ASCII,
)


_HOURS = re.compile(r"(\d{1,2})\s*(?:-|\N{EN DASH}|to)\s*(\d{1,2})", re.IGNORECASE | re.ASCII)


def hour_of(text: str) -> tuple[int, Literal["start", "end"] | None] | None:
    """The number of an hour in its day ("HE 13", "Hour 13", "13"), and which end of it that is, where it is said.

    "12-13" is the hour that begins at 12.
    """
    between = _HOURS.fullmatch(text.strip()) if len(text) < 12 else None
    if between is not None and int(between[1]) < 24 and int(between[2]) == int(between[1]) + 1:
        return int(between[1]), "start"
    found = _HOUR.fullmatch(_flat(text)) if len(text) <= _LONGEST else None
    if found is None or (found["edge"] is None and (found["minutes"] or found["half"])):
        return None
    number = int(found["number"])
    if found["half"]:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if found["half"][0] in "pP" else 0)
    if number > 25:
        return None
    edge = (found["edge"] or "").lower()
    if edge == "he" or "end" in edge:
        return number, "end"
    return number, "start" if edge == "hb" or "begin" in edge or "start" in edge else None

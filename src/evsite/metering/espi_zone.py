"""Local time as a Green Button file shows it, and the whole numbers in which it does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from evsite.metering.zones import Zone

if TYPE_CHECKING:
    from collections.abc import Mapping


def whole_number(text: str) -> int | None:
    """The whole number that a text is; None where it is none."""
    try:
        return int(text) if len(text) < 20 else None
    except ValueError:
        return None


class EspiZone(Zone):
    """Local time by the rules that stand in the file: an offset, and when daylight saving starts and ends each year."""

    name = "as the Green Button file says"

    def __init__(self, offset_s: int, saving_s: int, start_rule: str, end_rule: str) -> None:
        self._offset = offset_s
        self._saving = saving_s
        self._rules = (start_rule, end_rule)
        self._years: dict[int, tuple[int, int] | None] = {}

    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant."""
        year = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(instant_s) + self._offset)).year
        if year not in self._years:
            self._years[year] = self._turns(year)
        turns = self._years[year]
        if turns is None:
            return self._offset
        start, end = turns
        saving = start <= instant_s < end if start < end else not end <= instant_s < start
        return self._offset + (self._saving if saving else 0)

    @property
    def turns_clocks(self) -> bool:
        """Whether there are rules that change the offset."""
        return self._turns(2024) is not None

    def _turns(self, year: int) -> tuple[int, int] | None:
        start, end = (_turn(rule, year) for rule in self._rules)
        if start is None or end is None or not self._saving:
            return None
        # both are read by the clock that is in force before the turn
        return start - self._offset, end - self._offset - self._saving


def local_time(found: Mapping[str, str]) -> tuple[Zone | None, str]:
    """Local time by the LocalTimeParameters of a file, and what is odd about it in words.

    The time is None where they make no sense.
    """
    offset, saving = whole_number(found.get("tzOffset", "")), whole_number(found.get("dstOffset", "") or "0")
    if offset is None or abs(offset) > 15 * 3600 or offset % 900:
        return None, f"the tzOffset '{found.get('tzOffset', '')}' of the file is no offset in seconds"
    if saving is None or abs(saving) > 7200:
        return EspiZone(offset, 0, "", ""), "the dstOffset of the file makes no sense: standard time is kept all year"
    rules = found.get("dstStartRule", ""), found.get("dstEndRule", "")
    zone = EspiZone(offset, saving, *rules)
    if saving and not zone.turns_clocks and any(rule.strip("0").upper() not in {"", "FFFFFFFF"} for rule in rules):
        return zone, "the daylight-saving rules of the file cannot be read: standard time is kept all year"
    return zone, ""


def _turn(rule: str, year: int) -> int | None:
    """When a clock is turned in a year, in seconds since 1970 on the wall; None for no rule.

    The 32 bits of a rule, from the top: month (4), operator (3), day of the month (5), day of the week (3, Monday is
    1), hour (5), seconds (12). The operator is 0 for that day of the month, 1 for the first such day of the week from
    it on, 2 to 6 for the first to the fifth such day of the week in the month, 7 for the last.
    """
    try:
        bits = int(rule, 16) if 0 < len(rule) <= 8 else 0xFFFFFFFF
    except ValueError:
        return None
    if bits in {0, 0xFFFFFFFF}:
        return None
    month, operator, day = bits >> 28 & 15, bits >> 25 & 7, bits >> 20 & 31
    weekday, seconds = bits >> 17 & 7, (bits >> 12 & 31) * 3600 + (bits & 0xFFF)
    try:
        first = datetime(year, month, day if operator < 2 and day else 1, tzinfo=UTC)
        if operator and weekday:
            first += timedelta(days=(weekday - 1 - first.weekday()) % 7)
            if operator == 7:
                while (first + timedelta(days=7)).month == month:
                    first += timedelta(days=7)
            elif operator >= 2:
                first += timedelta(days=7 * (operator - 2))
    except (ValueError, OverflowError):
        return None
    return int(first.timestamp()) + seconds

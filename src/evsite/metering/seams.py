"""Where one file of a record ends and the next begins: the hour that comes twice, and the local time of both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.note import Note
from evsite.metering.zones import RecordedZone, day_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.series import IntervalSeries
    from evsite.metering.zones import Zone

_MOST_APART_S = 3600
"""Daylight saving is no more: offsets further apart are of other places."""
_MOST_BACK_S = 3 * 3600
"""No clock is put back by more in one night."""


def moved_to_second_hour(parts: Sequence[IntervalSeries]) -> list[IntervalSeries]:
    """The parts, their hour that comes twice moved to the second where another part ends with the first.

    A file that begins within that hour does not say which of the two it is.
    """
    return [_moved(part, [other for other in parts if other is not part]) for part in parts]


def _moved(part: IntervalSeries, others: Sequence[IntervalSeries]) -> IntervalSeries:
    first_s = int(part.start_s[0])
    if isinstance(part.zone, RecordedZone) or part.clock is not None:
        return part
    instants, offsets = part.zone.changes(first_s, first_s + _MOST_BACK_S)
    for change_s, before_s, after_s in zip(
        instants[1:].tolist(), offsets[:-1].tolist(), offsets[1:].tolist(), strict=True
    ):
        back_s = before_s - after_s
        if back_s <= 0 or not first_s < change_s <= first_s + back_s:
            continue
        twice = part.start_s < change_s
        free = not bool(((part.start_s >= change_s) & (part.start_s < change_s + back_s)).any())
        if free and any(int(other.start_s[0]) < first_s and other.end_s == change_s for other in others):
            moment = day_and_time(change_s, part.zone)
            noted = Note(
                "daylight-saving",
                "info",
                f"begins with the second hour ({moment}), as another file ends with the first",
            )
            return replace(
                part, start_s=np.where(twice, part.start_s + back_s, part.start_s), gaps=(), notes=(*part.notes, noted)
            )
    return part


def joined_zone(parts: Sequence[IntervalSeries]) -> tuple[Zone, list[Note]]:
    """The local time of several records together, and a warning where they differ in it."""
    zone = parts[0].zone
    if len(parts) > 1 and all(isinstance(part.zone, RecordedZone) for part in parts):
        noted: dict[int, int] = {}
        for part in sorted(parts, key=lambda each: int(each.start_s[0])):
            instants, offsets = part.zone.changes(int(part.start_s[0]), part.end_s)
            noted |= dict(zip([int(part.start_s[0]), *instants[1:].tolist()], offsets.tolist(), strict=True))
        starts = sorted(noted)
        zone = RecordedZone(starts, [noted[start] for start in starts])
    other = [
        part
        for part in parts
        if any(part.zone.offset_s(at) != zone.offset_s(at) for at in (int(part.start_s[0]), part.end_s - 1))
    ]
    jumps = isinstance(zone, RecordedZone) and _most_apart_s(parts) > _MOST_APART_S
    if not other and not jumps:
        return zone, []
    names = ", ".join(dict.fromkeys(part.source for part in other or parts))
    message = f"the local time of the files differs ({names}): hours of the week are those of each offset"
    if other:
        message = f"the local time of {names} is another one: hours of the week are those of {parts[0].source}"
    return zone, [Note("timezone", "warning", message)]


def _most_apart_s(parts: Sequence[IntervalSeries]) -> int:
    offsets = [part.zone.offset_s(int(part.start_s[0])) for part in parts]
    return max(offsets) - min(offsets)

"""From the clock on the wall to instants: hours that come twice or never, numbers of intervals in a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.groups import NOT_SAID
from evsite.metering.zones import UTC_ZONE, NamedZone, day_and_time, fixed_zone, standard_offset_s

if TYPE_CHECKING:
    from array import array

    from numpy.typing import NDArray

    from evsite.metering.groups import RowGroup
    from evsite.metering.options import Edge
    from evsite.metering.plans import TimePlan
    from evsite.metering.raw import Raw

    Rows = NDArray[np.int64] | slice


_DAY_S = 86_400
_HOUR_S = 3600
_PER_DAY = (24, 48, 96, 288)


def to_instants(raw: Raw, group: RowGroup, rows: Rows, zone: NamedZone | None) -> None:
    """Fill in the starts of a record (the ends, where stamps are ends), and the lengths that the rows say.

    Parameters
    ----------
    raw
        The record; its zone and notes are set.
    group
        The rows that it is of.
    rows
        Which of them have a reading; a slice takes all without copying them.
    zone
        What was said of local time.

    Raises
    ------
    DataError
        The stamps are of no zone that is known.
    """
    plan = group.plan.time
    walls = np.asarray(group.walls, dtype=np.int64)[rows]
    offsets, ends, nth = (_stated_values(each, rows) for each in (group.offsets, group.ends, group.nth))
    lengths = np.empty(0, dtype=np.int64) if ends is None else np.where(ends == NOT_SAID, 0, ends - walls)
    if offsets is not None or plan.clock == "utc":
        has_offset = np.zeros(len(walls), dtype=bool) if offsets is None else offsets != NOT_SAID
        if not has_offset.all() and plan.clock != "utc":
            raise DataError("some time stamps say how far they are from UTC and some do not")
        shift = np.zeros_like(walls) if offsets is None else np.where(has_offset, offsets, 0)
        raw.starts = walls - shift
        _local_of_instants(raw, zone, plan, shift)
    else:
        clock = plan.zone or zone
        if clock is None:
            raise DataError(
                "the time stamps do not say how far they are from UTC",
                about="timezone",
                ways_out=(OptionValue("timezone", "America/Los_Angeles"),),
            )
        raw.zone = zone or clock
        if zone is None and clock is UTC_ZONE:
            raw.note("timezone", "info", "the stamps are UTC and no local time was said: the week is that of UTC")
        elif zone is None:
            raw.note(
                "timezone", "info", f"the header names the clock of the stamps, {clock.name}: times are read by it"
            )
        if plan.clock == "standard":
            year = int(np.datetime64(int(walls[0]), "s").astype("datetime64[Y]").astype(int)) + 1970
            raw.clock = fixed_zone(standard_offset_s(clock, year))
            raw.note("standard-time", "info", f"the clock of the file stays on {raw.clock.name} all year")
            raw.starts = walls - raw.clock.offset_s(0)
        elif nth is not None:
            first = plan.number_from if plan.number is not None else 0
            raw.starts, lengths = _from_numbers(walls, nth, first, clock)
        else:
            _from_walls(raw, walls, clock, edge=plan.edge if plan.duration_min is None else "start")
            if ends is not None:
                has_end = ends != NOT_SAID
                lengths = np.where(
                    has_end, _lengths_from_walls(np.where(has_end, ends, walls + 1), raw.starts, clock), 0
                )
    if (lengths > 0).any():
        raw.seconds = lengths
    raw.ends_only = plan.edge == "end" and plan.end is None and plan.period is None and not (lengths > 0).any()


def _stated_values(values: array[int], rows: Rows) -> NDArray[np.int64] | None:
    """What rows say; None where none of them says anything."""
    whole = np.asarray(values, dtype=np.int64)
    return whole[rows] if (whole != NOT_SAID).any() else None


def hold_until_next(raw: Raw, group: RowGroup, rows: Rows, zone: NamedZone | None) -> NDArray[np.bool_]:
    """Fill in the starts and lengths of a record of changes, where a state holds until the next row.

    A row without a value ends the one before it. The last row is left out, as nothing says how long it held.

    Returns
    -------
    NDArray[np.bool_]
        Which of the rows are kept.
    """
    every = np.arange(len(group), dtype=np.int64)
    to_instants(raw, group, every, zone)
    starts = raw.starts
    order = np.argsort(starts, kind="stable")
    following = starts.copy()
    following[order[:-1]] = starts[order[1:]]
    lengths = (following - starts)[rows]
    kept = lengths > 0
    raw.starts = starts[rows][kept]
    raw.seconds = lengths[kept]
    raw.moved = set()
    if len(raw.offsets):
        raw.offsets = raw.offsets[rows][kept]
    return kept


def _local_of_instants(raw: Raw, zone: NamedZone | None, plan: TimePlan, shift: NDArray[np.int64]) -> None:
    raw.zone = zone or plan.zone
    if raw.zone is not None:
        return
    if not shift.any():
        raw.note("timezone", "info", "the stamps are UTC and no local time was said: the week is that of UTC")
        raw.zone = UTC_ZONE
    else:
        raw.offsets = shift


def _from_walls(raw: Raw, walls: NDArray[np.int64], zone: NamedZone, *, edge: Edge) -> None:
    """Local stamps to instants. Of the hour that comes twice, a stamp that comes again is the second."""
    shift = _before_end(walls, zone) if edge == "end" else 0
    instants, how = zone.from_walls(walls - shift)
    backwards = np.count_nonzero(np.diff(walls) < 0) * 2 > len(walls)
    twice = np.flatnonzero(how == 1)
    seen: set[int] = set()
    folded: set[int] = set()
    for index in twice[::-1] if backwards else twice:
        wall = int(walls[index])
        if wall in seen:
            instants[index] = zone.from_wall(wall - shift, second=True)[0]
            folded.add(wall)
        seen.add(wall)
    raw.starts = instants + shift
    skipped = np.flatnonzero(how == 2)
    raw.moved = set(skipped.tolist())
    if folded:
        first = day_and_time(zone.from_wall(min(folded) - shift)[0] + shift, zone)
        raw.note("daylight-saving", "info", f"the hour that comes twice is in the data twice ({first}): both are kept")
    if seen - folded:
        first = day_and_time(zone.from_wall(min(seen - folded) - shift)[0] + shift, zone)
        raw.note(
            "daylight-saving",
            "warning",
            f"the hour that comes twice is in the data once ({first}): taken for the first, the second is a gap",
        )
    if len(skipped):
        first = day_and_time(int(raw.starts[skipped[0]]), zone)
        raw.note(
            "daylight-saving",
            "warning",
            f"{len(skipped)} rows stand in the hour that the clock skips: counted as {first} and on, the larger "
            "value where there is one already; does the meter keep standard time all year?",
        )


def _before_end(walls: NDArray[np.int64], zone: NamedZone) -> int:
    """How long before an end its hour is looked up [s].

    An end is written as the time counted on from the start, so that 02:00 ends the hour that comes twice, or as the
    clock shows then, which is 01:00 once it has been put back. What leaves fewer stamps without their place is meant.
    """
    stamps, counts = np.unique(walls, return_counts=True)

    def doubtful(shift: int) -> int:
        how = zone.from_walls(stamps - shift)[1]
        return int(np.count_nonzero(how == 2) + np.count_nonzero((how == 1) != (counts > 1)))

    return 1 if doubtful(1) <= doubtful(0) else 0


def _lengths_from_walls(ends: NDArray[np.int64], starts: NDArray[np.int64], zone: NamedZone) -> NDArray[np.int64]:
    """Lengths to ends that are read by the clock on the wall, which may have changed in between."""
    instants, how = zone.from_walls(ends - 1)
    lengths = instants + 1 - starts
    for index in np.flatnonzero((how == 1) & (lengths <= 0)):
        lengths[index] = zone.from_wall(int(ends[index]) - 1, second=True)[0] + 1 - starts[index]
    return np.where(lengths > 0, lengths, 0)


def _from_numbers(
    days: NDArray[np.int64], nth: NDArray[np.int64], first: int, zone: NamedZone
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days and numbers of intervals in them to instants and lengths.

    On a day of 25 hours with numbers for all, or of 23 hours whose numbers have no hole, they count intervals as
    they pass; otherwise they are times by the clock.
    """
    lowest, highest = int(nth.min()), int(nth.max())
    if lowest == 0:
        first = 0
    per_day = next((each for each in _PER_DAY if highest - first + 1 <= each * 25 // 24), None)
    if per_day is None or highest - first + 1 < per_day * 23 // 24:
        raise DataError(
            f"the numbers of intervals run from {lowest} to {highest}, expected those of a day: 1 to 24, 48 or 96"
        )
    step_s = _DAY_S // per_day
    place = nth - first
    days_s, which = np.unique(days, return_inverse=True)
    midnights = zone.from_walls(days_s)[0]
    lengths_s = zone.from_walls(days_s + _DAY_S)[0] - midnights
    starts = midnights[which] + place * step_s
    for number in np.flatnonzero(lengths_s != _DAY_S):
        here = np.flatnonzero(which == number)
        if not _passing(place[here], step_s, int(lengths_s[number])):
            starts[here] = _in_order(int(days_s[number]) + place[here] * step_s, zone)
    return starts, np.full_like(days, step_s)


def _in_order(walls: NDArray[np.int64], zone: NamedZone) -> NDArray[np.int64]:
    """Instants of the times of a day, of which those that come twice are distinguished by their order."""
    instants, how = zone.from_walls(walls)
    twice = np.flatnonzero(how == 1)
    backwards = np.count_nonzero(np.diff(walls) < 0) * 2 > len(walls)
    seen: set[int] = set()
    for index in twice[::-1] if backwards else twice:
        wall = int(walls[index])
        if wall in seen:
            instants[index] = zone.from_wall(wall, second=True)[0]
        seen.add(wall)
    return instants


def _passing(numbers: NDArray[np.int64], step_s: int, day_s: int) -> bool:
    """Whether the numbers of a day of 23 or 25 hours count the intervals as they pass."""
    if day_s > _DAY_S:
        return bool(numbers.max() * step_s >= _DAY_S)
    return bool(numbers.max() * step_s < day_s and len(np.unique(numbers)) * step_s == day_s)

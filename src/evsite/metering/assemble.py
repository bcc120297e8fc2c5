"""From readings in any order to a series: sorted, each instant once, every length known, every gap reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.note import Note
from evsite.metering.series import Gap, IntervalSeries
from evsite.metering.zones import UTC_ZONE, RecordedZone, day_and_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.metering.note import NoteSeverity
    from evsite.metering.raw import Raw
    from evsite.metering.series import Floats, Ints, Unit
    from evsite.metering.zones import Zone

_LONGEST_S = 86_400
_DAY_S = 86_400
_SETTLED = 24
"""So many intervals of one length after each other are intervals of that length, and no gaps between shorter ones."""
_UNITS: dict[str, Unit] = {"A": "A", "kW": "kW", "kVA": "kVA", "kWh": "kW", "kVAh": "kVA"}
_REPEATED_SHARE = 0.2
"""Where more of the stamps than this come again with other values, they are not the time of the readings."""


def assemble(raw: Raw, source: str) -> IntervalSeries:
    """Put the readings of a record in order.

    Raises
    ------
    DataError
        There are none, their stamps are not their time, or they are a meter's register or bills rather than
        interval data.
    """
    starts = raw.starts
    if not len(starts):
        raise DataError("no readings in the data")
    values = raw.values
    lengths = np.zeros_like(starts)
    if len(raw.seconds):
        lengths = raw.seconds
    notes = list(raw.notes)
    energy = raw.measure in {"kWh", "kVAh"}
    if energy:
        _refuse_register(values)
    # nearly every record is in order of time already, and is not copied then
    order = None if bool((np.diff(starts) > 0).all()) else np.argsort(starts, kind="stable")
    _note_order(starts, raw.moved, notes)
    zone: Zone = raw.zone or UTC_ZONE
    if len(raw.offsets):
        zone = _recorded_zone(starts, raw.offsets, order)
    if order is not None:
        starts, lengths, values = _each_once(raw, starts, lengths, values, order, zone, notes)
    seconds = _lengths(starts, lengths, ends=raw.ends_only)
    if raw.ends_only:
        starts = starts - seconds
    seconds, gaps = _in_order(starts, seconds, notes)
    if energy:
        # over the length that is left: an end by the clock on the wall is an hour late where clocks change
        values = {leg: each * 3600 / seconds for leg, each in values.items()}
    return series_of(
        source,
        _UNITS[raw.measure],
        (starts, seconds, values),
        zone,
        notes,
        gaps,
        generation=raw.generation,
        clock=raw.clock,
    )


def _recorded_zone(starts: Ints, offsets: Ints, order: NDArray[np.intp] | None) -> RecordedZone:
    """The offsets that stand in the data, each from where it begins."""
    if order is not None:
        starts, offsets = starts[order], offsets[order]
    changes = np.concatenate(([0], np.flatnonzero(np.diff(offsets)) + 1))
    return RecordedZone(starts[changes].tolist(), offsets[changes].tolist())


def series_of(
    source: str,
    unit: Unit,
    rows: tuple[Ints, Ints, dict[str, Floats]],
    zone: Zone,
    notes: list[Note],
    gaps: list[Gap],
    *,
    generation: bool,
    clock: Zone | None = None,
) -> IntervalSeries:
    """A series of rows in order, with notes on what it is.

    Parameters
    ----------
    source
        Name of the file.
    unit
        Of the values.
    rows
        Starts, lengths [s], and values by leg.
    zone
        Local time.
    notes
        Those known already.
    gaps
        Time without data.
    generation
        Whether the data speaks of generation.
    clock
        That of the file, where it is not local time.

    Raises
    ------
    DataError
        These are bills, with more than a day each.
    """
    starts, seconds, values = rows
    series = IntervalSeries(
        source=source,
        unit=unit,
        start_s=starts,
        seconds=seconds,
        channels=values,
        zone=zone,
        gaps=tuple(gaps),
        clock=clock,
    )
    if series.interval_s > _LONGEST_S + 3600:
        days = f"{series.interval_s / 86_400:.0f} days"
        raise DataError(f"one reading for every {days}: these are bills, expected readings of an hour or less")
    below = np.zeros(len(starts), dtype=bool)
    for each in values.values():
        below |= each < 0
    count = int(np.count_nonzero(below))
    if count:
        least = min(float(each.min()) for each in values.values())
        share = f"{count:,} of {len(starts):,} readings are below zero (down to {least:,.4g} {unit})"
        notes.append(Note("below-zero", "warning", f"{share}: power flows back, generation hides load"))
    if not any(each.any() for each in values.values()):
        notes.append(Note("zero", "warning", "every reading is zero"))
    return replace(series, generation=generation or count > 0, notes=(*notes, *_gap_notes(series)))


def _note_order(starts: Ints, moved: set[int], notes: list[Note]) -> None:
    steady = np.delete(starts, list(moved)) if moved else starts
    falling = int(np.count_nonzero(np.diff(steady) < 0))
    if falling and falling < len(steady) - 1:
        times = "once" if falling == 1 else f"{falling:,} times"
        notes.append(Note("order", "info", f"rows were not in order of time ({times}): sorted"))


def _refuse_register(values: dict[str, Floats]) -> None:
    for each in values.values():
        steps = np.diff(each)
        steady = bool((steps >= 0).all() or (steps <= 0).all())
        if len(each) >= 24 and steady and len(np.unique(each)) * 2 > len(each):
            raise DataError(
                "the energy never falls: this is the register of a meter, expected the energy or power of each interval"
            )


def _each_once(
    raw: Raw,
    starts: Ints,
    lengths: Ints,
    values: dict[str, Floats],
    order: NDArray[np.intp],
    zone: Zone,
    notes: list[Note],
) -> tuple[Ints, Ints, dict[str, Floats]]:
    """One reading for each instant; of several the larger.

    Raises
    ------
    DataError
        So many come again with other values that the time is elsewhere.
    """
    starts, lengths = starts[order], lengths[order]
    values = {leg: each[order] for leg, each in values.items()}
    first = np.concatenate(([True], starts[1:] != starts[:-1]))
    if first.all():
        return starts, lengths, values
    begins = np.flatnonzero(first)
    again = np.flatnonzero(~first)
    moved = np.isin(order, list(raw.moved)) if raw.moved else np.zeros(len(order), dtype=bool)
    repeated = again[~moved[again] & ~moved[again - 1]]
    differs = np.zeros(len(again), dtype=bool)
    for each in values.values():
        differs |= each[again] != each[begins[np.cumsum(first)[again] - 1]]
    other = int(np.count_nonzero(differs[np.isin(again, repeated)]))
    if other > 3 and other > _REPEATED_SHARE * len(begins):
        raise _time_elsewhere(raw, other, int(starts[repeated[0]]), zone)
    if len(repeated):
        count = len(repeated)
        rows = "1 time stamp comes twice" if count == 1 else f"{count:,} time stamps come twice"
        stated = f"{other:,} with another value: the larger is kept" if other else "with the same value"
        repeated_s = count * int(np.median(np.diff(starts[begins]))) if len(begins) > 1 else 0
        if repeated_s >= _DAY_S:
            stated += f"; they fill {repeated_s / _DAY_S:.1f} days: look whether the data is of one meter and complete"
        severity: NoteSeverity = "warning" if other or repeated_s >= _DAY_S else "info"
        notes.append(
            Note("duplicate", severity, f"{rows} (first {day_and_time(int(starts[repeated[0]]), zone)}), {stated}")
        )
    return starts[begins], lengths[begins], {leg: np.maximum.reduceat(each, begins) for leg, each in values.items()}


def _time_elsewhere(raw: Raw, count: int, instant_s: int, zone: Zone) -> DataError:
    """Most stamps come again with other values: the time of the day, or the meter, is in a column not understood."""
    message = f"{count:,} time stamps come again with other values (first {day_and_time(instant_s, zone)})"
    if not raw.unread:
        return DataError(f"{message}: the file has several meters, or no time of the day", about="meter")
    shown = ", ".join(f'"{name[:40]}"' for name in raw.unread[:8])
    return DataError(
        f"{message}: the time of the day, or what distinguishes meters, is in a column that is not understood: {shown}",
        about="time_column",
        ways_out=tuple(tuple(OptionValue("time_column", name) for name in names) for names in raw.times[:4]),
    )


def _lengths(starts: Ints, given: Ints, *, ends: bool) -> Ints:
    """The length of each interval: as given, else up to the next one, else as long as those around it."""
    if len(starts) == 1:
        if not given[0]:
            raise DataError("one reading alone does not say how long its interval is", about="end_column")
        return given
    if ends:
        return _lengths(-starts[::-1], given[::-1], ends=False)[::-1]
    if given.all():
        return given
    steps = np.diff(starts)
    sizes, counts = np.unique(steps, return_counts=True)
    usual = int(sizes[np.argmax(counts)])
    # runs of one step: a run that is long, or of the usual step, says how long intervals are from there on
    edges = np.flatnonzero(np.concatenate(([True], steps[1:] != steps[:-1])))
    runs = np.diff(np.append(edges, len(steps)))
    stated = np.where((steps[edges] == usual) | (runs >= _SETTLED), steps[edges], 0)
    last = np.maximum.accumulate(np.where(stated > 0, np.arange(len(stated)), -1))
    current = np.where(last >= 0, stated[np.maximum(last, 0)], usual)
    around = np.repeat(current, runs)
    # a little more than usual is a clock that is not exact, much more is a gap
    lengths = np.append(np.where(steps < 1.5 * around, steps, around), around[-1])
    return np.where(given > 0, given, lengths)


def _in_order(starts: Ints, seconds: Ints, notes: list[Note]) -> tuple[Ints, list[Gap]]:
    """Lengths with overlaps cut off, and the gaps."""
    sizes, counts = np.unique(seconds, return_counts=True)
    usual = int(sizes[np.argmax(counts)])
    room = np.append(np.diff(starts), seconds[-1])
    over = seconds > room
    overlaps = int(np.count_nonzero(over & (room != usual)))
    if overlaps:
        notes.append(Note("overlap", "warning", f"{overlaps:,} intervals reach into the next one: cut off there"))
    # an end that is too late says nothing: energy over more than the interval before it would be less power
    before = np.maximum.accumulate(np.where(over, -1, np.arange(len(seconds))))
    settled = np.where(before >= 0, seconds[np.maximum(before, 0)], usual)
    cut = np.where(over, np.minimum(room, settled), seconds)
    holes = np.flatnonzero(cut < room)
    return cut, [Gap(int(starts[i] + cut[i]), int(starts[i + 1])) for i in holes.tolist()]


def _gap_notes(series: IntervalSeries) -> list[Note]:
    """Notes on gaps and lengths."""
    notes = []
    usual = series.interval_s
    other = int(series.seconds[np.abs(series.seconds - usual) > usual / 10].sum())
    if other * 20 > series.covered_s:
        sizes, counts = np.unique(series.seconds, return_counts=True)
        shown = ", ".join(duration(int(size)) for size in sizes[np.argsort(-counts, kind="stable")][:3])
        notes.append(Note("mixed-intervals", "info", f"intervals of different lengths: {shown}"))
    if series.gaps:
        longest = max(series.gaps, key=lambda gap: gap.seconds)
        total = sum(gap.seconds for gap in series.gaps)
        count = "1 gap" if len(series.gaps) == 1 else f"{len(series.gaps):,} gaps"
        where = f"from {day_and_time(longest.start_s, series.zone)} to {day_and_time(longest.end_s, series.zone)}"
        each = duration(total)
        if len(series.gaps) > 1:
            each = f"{each} in all, the longest {duration(longest.seconds)}"
        notes.append(Note("gap", "warning", f"{count}: {each}, {where} ({series.missing_share:.2%} of the record)"))
    return notes


def duration(seconds: int) -> str:
    """A length of time in words."""
    for unit, size in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size * (2 if unit == "days" else 1):
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds} s"

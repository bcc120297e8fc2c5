"""From readings in any order to a series: sorted, each instant once, every length known, every gap told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError
from evsite.metering.series import Gap, IntervalSeries, Note, Unit
from evsite.metering.zones import UTC_ZONE, RecordedZone, day_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.raw import Raw
    from evsite.metering.zones import Zone

_LONGEST_S = 86_400
_SETTLED = 24
"""So many intervals of one length after each other are intervals of that length, and no gaps between shorter ones."""
_UNITS: dict[str, Unit] = {"A": "A", "kW": "kW", "kVA": "kVA", "kWh": "kW", "kVAh": "kVA"}


def assemble(raw: Raw, source: str) -> IntervalSeries:
    """Put the readings of a file in order.

    Raises:
        DataError: there are none, or they are a meter's register or bills rather than interval data.
    """
    if not raw.starts:
        raise DataError("no readings in the data")
    notes = list(raw.notes)
    if raw.measure in {"kWh", "kVAh"}:
        _refuse_register(raw)
    order = sorted(range(len(raw.starts)), key=raw.starts.__getitem__)
    steady = [start for index, start in enumerate(raw.starts) if index not in raw.moved]
    falling = sum(a > b for a, b in pairwise(steady))
    if falling and falling < len(steady) - 1:
        notes.append(Note("order", "info", f"rows were not in order of time ({_times(falling)}): sorted"))
    zone: Zone = raw.zone or UTC_ZONE
    if raw.offsets:
        zone = RecordedZone([raw.starts[i] for i in order], [raw.offsets[i] for i in order])
    order, starts, values = _each_once(raw, order, zone, notes)
    given = [raw.seconds[i] if raw.seconds else None for i in order]
    seconds = _lengths(starts, given, ends=raw.ends_only)
    if raw.ends_only:
        starts = [start - length for start, length in zip(starts, seconds, strict=True)]
    if raw.measure in {"kWh", "kVAh"}:
        values = {leg: [v * 3600 / s for v, s in zip(each, seconds, strict=True)] for leg, each in values.items()}
    return _series(source, _UNITS[raw.measure], starts, seconds, values, zone, notes, generation=raw.generation)


def join(parts: Sequence[IntervalSeries]) -> IntervalSeries:
    """Several files of one meter as one record; where they overlap the larger value is kept.

    Raises:
        DataError: they do not measure the same.
    """
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    for part in parts[1:]:
        if part.unit != first.unit or part.channels.keys() != first.channels.keys():
            raise DataError(
                f"{first.source} and {part.source} do not measure the same: {_what(first)} and {_what(part)}"
            )
    rows = sorted(
        (
            (start, length, part, i)
            for part in parts
            for i, (start, length) in enumerate(zip(part.start_s.tolist(), part.seconds.tolist(), strict=True))
        ),
        key=lambda row: row[:2],
    )
    starts: list[int] = []
    seconds: list[int] = []
    values: dict[str, list[float]] = {leg: [] for leg in first.channels}
    twice = 0
    for start, length, part, index in rows:
        if starts and start == starts[-1]:
            twice += 1
            seconds[-1] = max(seconds[-1], length)
            for leg, each in values.items():
                each[-1] = max(each[-1], part.channels[leg].item(index))
            continue
        starts.append(start)
        seconds.append(length)
        for leg, each in values.items():
            each.append(part.channels[leg].item(index))
    notes = [replace(note, message=f"{part.source}: {note.message}") for part in parts for note in part.notes]
    notes = [note for note in notes if note.topic != "gap"]
    if twice:
        notes.append(Note("duplicate", "warning", f"the files overlap in {twice:,} readings: the larger is kept"))
    source = ", ".join(part.source for part in parts)
    generation = any(part.generation for part in parts)
    return _series(source, first.unit, starts, seconds, values, first.zone, notes, generation=generation)


def _what(series: IntervalSeries) -> str:
    legs = "".join(series.channels)
    return f"{series.unit}{f' on {legs}' if legs else ''}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _refuse_register(raw: Raw) -> None:
    for values in raw.values.values():
        rising = len(values) >= 24 and all(a <= b for a, b in pairwise(values)) and len(set(values)) * 2 > len(values)
        falling = len(values) >= 24 and all(a >= b for a, b in pairwise(values)) and len(set(values)) * 2 > len(values)
        if rising or falling:
            raise DataError(
                "the energy never falls: this is the register of a meter, expected the energy or power of each interval"
            )


def _each_once(
    raw: Raw, order: list[int], zone: Zone, notes: list[Note]
) -> tuple[list[int], list[int], dict[str, list[float]]]:
    """One reading for each instant; of several the larger."""
    kept: list[int] = []
    values: dict[str, list[float]] = {leg: [] for leg in raw.values}
    same = different = 0
    first = 0
    for index in order:
        if not kept or raw.starts[index] != raw.starts[kept[-1]]:
            kept.append(index)
            for leg, each in values.items():
                each.append(raw.values[leg][index])
            continue
        alike = True
        for leg, each in values.items():
            value = raw.values[leg][index]
            alike = alike and value == each[-1]
            each[-1] = max(each[-1], value)
        if index in raw.moved or kept[-1] in raw.moved:
            continue
        if not same + different:
            first = raw.starts[index]
        same, different = same + alike, different + (not alike)
    if same + different:
        rows = "1 time stamp comes twice" if same + different == 1 else f"{same + different:,} time stamps come twice"
        values_text = (
            "with the same value" if not different else f"{different:,} with another value: the larger is kept"
        )
        severity = "warning" if different else "info"
        notes.append(Note("duplicate", severity, f"{rows} (first {day_and_time(first, zone)}), {values_text}"))  # type: ignore[arg-type]
    return kept, [raw.starts[index] for index in kept], values


def _lengths(starts: list[int], given: list[int | None], *, ends: bool) -> list[int]:
    """The length of each interval: as given, else up to the next one, else as long as those around it."""
    if len(starts) == 1:
        if given[0] is None:
            raise DataError("one reading alone does not say how long its interval is")
        return [given[0]]
    if ends:
        return _lengths([-start for start in reversed(starts)], given[::-1], ends=False)[::-1]
    steps = [after - before for before, after in pairwise(starts)]
    usual = Counter(steps).most_common(1)[0][0]
    lengths: list[int] = []
    current = usual
    place = 0
    while place < len(steps):
        step = steps[place]
        run = 1
        while place + run < len(steps) and steps[place + run] == step:
            run += 1
        if step == usual or run >= _SETTLED:
            current = step
        # a little more than usual is a clock that is not exact, much more is a gap
        lengths += [step if step < 1.5 * current else current] * run
        place += run
    lengths.append(current)
    return [length if said is None else said for length, said in zip(lengths, given, strict=True)]


def _series(
    source: str,
    unit: Unit,
    starts: list[int],
    seconds: list[int],
    values: dict[str, list[float]],
    zone: Zone,
    notes: list[Note],
    *,
    generation: bool,
) -> IntervalSeries:
    """The series, with overlaps cut off and gaps found."""
    gaps = []
    overlaps = 0
    usual = Counter(seconds).most_common(1)[0][0]
    for index in range(len(starts) - 1):
        room = starts[index + 1] - starts[index]
        if seconds[index] > room:
            overlaps += room != usual
            seconds[index] = room
        elif seconds[index] < room:
            gaps.append(Gap(starts[index] + seconds[index], starts[index + 1]))
    if usual > _LONGEST_S:
        raise DataError(
            f"one reading for every {usual / 86_400:.0f} days: these are bills, expected readings of an hour or less"
        )
    if overlaps:
        notes.append(Note("overlap", "warning", f"{overlaps:,} intervals reach into the next one: cut off there"))
    below = sum(any(each[index] < 0 for each in values.values()) for index in range(len(starts)))
    if below:
        least = min(min(each) for each in values.values())
        unit_text = f"{least:,.4g} {unit}"
        share = f"{below:,} of {len(starts):,} readings are below zero (down to {unit_text})"
        notes.append(Note("generation", "warning", f"{share}: power flows back, generation hides load"))
    if all(value == 0 for each in values.values() for value in each):
        notes.append(Note("zero", "warning", "every reading is zero"))
    series = IntervalSeries(
        source=source,
        unit=unit,
        start_s=np.array(starts, dtype=np.int64),
        seconds=np.array(seconds, dtype=np.int64),
        channels={leg: np.array(each, dtype=np.float64) for leg, each in values.items()},
        zone=zone,
        gaps=tuple(gaps),
        generation=generation or below > 0,
    )
    return replace(series, notes=(*notes, *_told(series)))


def _told(series: IntervalSeries) -> list[Note]:
    """Notes on gaps and lengths."""
    notes = []
    usual = series.interval_s
    other = series.seconds[abs(series.seconds - usual) > usual / 10].sum()
    if other * 20 > series.covered_s:
        lengths = Counter(series.seconds.tolist())
        shown = ", ".join(_duration(length) for length in sorted(lengths, key=lambda length: -lengths[length])[:3])
        notes.append(Note("mixed-intervals", "info", f"intervals of different lengths: {shown}"))
    if series.gaps:
        longest = max(series.gaps, key=lambda gap: gap.seconds)
        total = sum(gap.seconds for gap in series.gaps)
        count = "1 gap" if len(series.gaps) == 1 else f"{len(series.gaps):,} gaps"
        where = f"from {day_and_time(longest.start_s, series.zone)} to {day_and_time(longest.end_s, series.zone)}"
        each = (
            f"{_duration(total)} in all, the longest {_duration(longest.seconds)}"
            if len(series.gaps) > 1
            else _duration(total)
        )
        notes.append(Note("gap", "warning", f"{count}: {each}, {where} ({series.missing_share:.2%} of the record)"))
    return notes


def _duration(seconds: int) -> str:
    for unit, size in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size * (2 if unit == "days" else 1):
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds} s"

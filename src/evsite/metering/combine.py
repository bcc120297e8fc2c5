"""Several records together: meters whose loads are added, and parts of one record that follow each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.assemble import series_of
from evsite.metering.cells import cells_of, differing, shared_by
from evsite.metering.errors import DataError, OptionValue
from evsite.metering.note import Note
from evsite.metering.seams import joined_zone, moved_to_second_hour
from evsite.metering.series import Gap
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.metering.options import Combine
    from evsite.metering.series import Floats, IntervalSeries, Ints

_HALF = 0.5
"""Of the shortest of several files: where all of them share less time they are hardly a meter each."""
_WHOLE = 0.95
"""Share of the time in which as many files as ever have data, where files of meters follow each other."""


def combined(parts: Sequence[IntervalSeries], how: Combine | None, what: str) -> IntervalSeries:
    """Several records as one.

    Parameters
    ----------
    parts
        The records.
    how
        What they are to each other. If None, records of other meters are added, records that share no time follow
        each other, and records that share some with the same values are parts of one.
    what
        They are, for messages: "files" or "meters".

    Raises
    ------
    DataError
        They do not measure the same, or it cannot be determined what they are to each other.
    """
    if len(parts) == 1:
        return parts[0]
    if how == "sequence":
        stated = _combine_note(parts, f"{what} are read as parts of one record")
        joined = _with_note(following(moved_to_second_hour(parts)), stated)
        return _with_note(joined, _of_several_meters(parts, "follow each other"))
    meters = _by_meter(parts)
    if len(meters) > 1:
        return _of_meters(meters, parts, how, what)
    if how == "sum":
        return _with_note(added(parts, apart=False), _combine_note(parts, f"{what} are added"))
    _require_same(parts)
    ordered = moved_to_second_hour(sorted(parts, key=lambda part: int(part.start_s[0])))
    shared = shared_by(ordered)
    if shared.other or shared.within:
        same = "with the same values" if not shared.other else f"{shared.other:,} of them with other values"
        raise DataError(
            f"the {what} share {shared.cells:,} readings in time, {same}: they are meters to be added, or parts of one "
            "record, in which the one given later corrects the others",
            about="combine",
            ways_out=(OptionValue("combine", "sum"), OptionValue("combine", "sequence")),
        )
    reported = Note(
        "parts", "info", f"{len(parts)} {what} are read as parts of one record, as no two give different values"
    )
    return _with_note(following(ordered), reported)


def _by_meter(parts: Sequence[IntervalSeries]) -> list[list[IntervalSeries]]:
    """The parts of each meter, where each says of which it is, and shares all of its meters with another or none."""
    if not all(part.meters for part in parts):
        return [list(parts)]
    found: dict[frozenset[str], list[IntervalSeries]] = {}
    for part in parts:
        found.setdefault(frozenset(part.meters), []).append(part)
    if sum(len(each) for each in found) > len(frozenset().union(*found)):
        return [list(parts)]
    return list(found.values())


def _of_meters(
    meters: Sequence[Sequence[IntervalSeries]], parts: Sequence[IntervalSeries], how: Combine | None, what: str
) -> IntervalSeries:
    """The sum of meters that are distinguished by their names; a record in parts where no two of them share time."""
    whole = [combined(each, None, what) for each in meters]
    if how is None and not shared_by(whole).cells:
        reported = _of_several_meters(parts, "share no time: read as one record in parts")
        return _with_note(following(sorted(whole, key=lambda part: int(part.start_s[0]))), reported)
    return _with_note(added(whole), _of_several_meters(parts, "are added"))


def _of_several_meters(parts: Sequence[IntervalSeries], what: str) -> Note | None:
    names = list(dict.fromkeys(name for part in parts for name in part.meters))
    if len(names) < 2 or len({part.meters for part in parts}) < 2:
        return None
    shown = listed([f'"{name[:40]}"' for name in names[:6]], "and")
    return Note("meters", "warning", f"{len(names)} meters in the files: {shown} {what}")


def _combine_note(parts: Sequence[IntervalSeries], what: str) -> Note:
    return Note("parts", "info", f"{len(parts)} {what}, as was specified")


def _with_note(series: IntervalSeries, note: Note | None) -> IntervalSeries:
    return series if note is None else replace(series, notes=(note, *series.notes))


def _require_same(parts: Sequence[IntervalSeries]) -> None:
    first = parts[0]
    for part in parts[1:]:
        if part.unit != first.unit or part.channels.keys() != first.channels.keys():
            raise DataError(f"{_what(first)} and {_what(part)} do not measure the same")


def _what(series: IntervalSeries) -> str:
    legs = "".join(series.channels)
    return f"{series.source} ({series.unit}{f' on {legs}' if legs else ''})"


def following(parts: Sequence[IntervalSeries], *, larger: bool = False) -> IntervalSeries:
    """Parts of one record; where they share time the part that was given later holds, or the larger value."""
    if len(parts) == 1:
        return parts[0]
    _require_same(parts)
    starts = np.concatenate([part.start_s for part in parts])
    order = np.argsort(starts, kind="stable")
    starts = starts[order]
    seconds = np.concatenate([part.seconds for part in parts])[order]
    notes = _notes(parts)
    if bool((starts[1:] >= starts[:-1] + seconds[:-1]).all()):
        values = {leg: np.concatenate([part.channels[leg] for part in parts])[order] for leg in parts[0].channels}
        return _of(parts, (starts, seconds, values), notes)
    return _of(parts, _overlapping(parts, notes, larger=larger), notes)


def _overlapping(
    parts: Sequence[IntervalSeries], notes: list[Note], *, larger: bool
) -> tuple[Ints, Ints, dict[str, Floats]]:
    """The rows of parts that share time: cells of it, those that one interval covers put together again."""
    grid = cells_of(parts)
    base = np.cumsum([0, *(len(part) for part in parts)])
    every = {leg: np.concatenate([part.channels[leg] for part in parts]) for leg in parts[0].channels}
    owner = {leg: np.full(len(grid.starts), -1, dtype=np.int64) for leg in every}
    other = np.zeros(len(grid.starts), dtype=bool)
    before: list[tuple[IntervalSeries, Ints]] = []
    for part, rows, at in zip(parts, grid.rows, base[:-1].tolist(), strict=True):
        for earlier in before:
            other |= differing(earlier, (part, rows))
        before.append((part, rows))
        for leg, values in every.items():
            takes = rows >= 0
            if larger:
                takes &= (owner[leg] < 0) | (values[rows + at] > values[owner[leg]])
            owner[leg] = np.where(takes, rows + at, owner[leg])
    count, differ = int(np.count_nonzero(grid.count > 1)), int(np.count_nonzero(other))
    holds = "the larger value" if larger else "the part given later"
    are = "1 reading is" if count == 1 else f"{count:,} readings are"
    values_are = f", {differ:,} of them with other values" if differ else ""
    notes.append(Note("duplicate", "warning", f"{are} in two parts of the record{values_are}: {holds} holds"))
    begins = np.ones(len(grid.starts), dtype=bool)
    begins[1:] = False
    for each in owner.values():
        begins[1:] |= each[1:] != each[:-1]
    first_of = np.flatnonzero(begins)
    seconds = np.add.reduceat(grid.seconds, first_of)
    reported = next(iter(owner.values()))[first_of] >= 0
    kept = first_of[reported]
    return grid.starts[kept], seconds[reported], {leg: every[leg][owner[leg][kept]] for leg in every}


def added(parts: Sequence[IntervalSeries], *, apart: bool = True) -> IntervalSeries:
    """The sum of several meters, as far as all of them have data, or those that have are above all the rest.

    Parts of several meters that follow each other are added too, where as many as ever have data all the time.

    Parameters
    ----------
    parts
        The records.
    apart
        Whether each is known to be another meter, and no part of one.

    Raises
    ------
    DataError
        They do not measure the same, or have no time in common.
    """
    if len(parts) == 1:
        return parts[0]
    _require_same(parts)
    grid = cells_of(parts)
    starts, seconds, count = grid.starts, grid.seconds, grid.count
    totals = {leg: np.zeros(len(starts)) for leg in parts[0].channels}
    for part, rows in zip(parts, grid.rows, strict=True):
        for leg, values in part.channels.items():
            totals[leg] += np.where(rows >= 0, values[rows], 0.0)
    everywhere: NDArray[np.bool_] = count == count.max()
    covered = int(seconds[everywhere].sum())
    most = max(part.covered_s for part in parts)
    if int(count.max()) == 1:
        raise DataError(
            "the meters have no time in common", about="combine", ways_out=(OptionValue("combine", "sequence"),)
        )
    few = len(parts) > 2 and not apart and covered < _HALF * min(part.covered_s for part in parts)
    if int(count.max()) < len(parts):
        most = int(seconds[count > 0].sum())
        few = covered < _WHOLE * most
    if few:
        raise DataError(
            "they share too little time to be added, and it cannot be determined which are parts of one meter: "
            "expected one file for each meter",
        )
    # what some of them took alone is no more than all of them took then
    certain = np.zeros(len(starts), dtype=bool)
    for each in totals.values():
        certain |= ~everywhere & (each > each[everywhere].max())
    notes = _notes(parts)
    if covered < most:
        share = f"{1 - covered / most:.1%}"
        message = f"added only where every meter has data: {share} of the longest record is left out"
        if certain.any():
            message += (
                f", but for {int(certain.sum()):,} readings that are above the rest without the meters that have none"
            )
        notes.append(Note("meters", "warning", message))
    everywhere |= certain
    sums = starts[everywhere], seconds[everywhere], {leg: each[everywhere] for leg, each in totals.items()}
    summed = _of(parts, sums, notes)
    # where one flows back the sum may still be above zero
    hidden = [note for note in notes if _is_below_zero(note)]
    return replace(summed, notes=tuple(dict.fromkeys([*hidden, *summed.notes])))


def _is_below_zero(note: Note) -> bool:
    return note.topic == "below-zero"


def _notes(parts: Sequence[IntervalSeries]) -> list[Note]:
    """The notes of the parts, each once, without those on gaps; the file is named where they come from several."""
    several = len({part.source for part in parts}) > 1
    notes: dict[Note, None] = {}
    for part in parts:
        for note in part.notes:
            if note.topic not in {"gap", "mixed-intervals", "zero"}:
                named = several and part.source and note.topic not in {"layout", "parts"}
                message = f"{part.source}: {note.message}" if named else note.message
                notes.setdefault(replace(note, message=message))
    return list(notes)


def _of(
    parts: Sequence[IntervalSeries], rows: tuple[Ints, Ints, dict[str, Floats]], notes: list[Note]
) -> IntervalSeries:
    starts, seconds, _ = rows
    ends = starts + seconds
    holes = np.flatnonzero(ends[:-1] < starts[1:])
    gaps = [Gap(int(ends[i]), int(starts[i + 1])) for i in holes.tolist()]
    first = parts[0]
    zone, doubts = joined_zone(parts)
    series = series_of(
        ", ".join(dict.fromkeys(part.source for part in parts)),
        first.unit,
        rows,
        zone,
        [*doubts, *(note for note in notes if not _is_below_zero(note))],
        gaps,
        generation=any(part.generation for part in parts),
        clock=first.clock,
    )
    return replace(series, meters=tuple(dict.fromkeys(name for part in parts for name in part.meters)))

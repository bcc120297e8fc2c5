"""Several records together: meters whose loads are added, and parts of one record that follow each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.assemble import series_of
from evsite.metering.errors import DataError, Say
from evsite.metering.note import Note
from evsite.metering.series import Gap
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.options import Combine
    from evsite.metering.series import Floats, IntervalSeries, Ints


def combined(parts: Sequence[IntervalSeries], how: Combine | None, what: str) -> IntervalSeries:
    """Several records as one.

    Args:
        parts: the records.
        how: what they are to each other. If None, records that share no time follow each other, and records that share
            some with the same values are parts of one.
        what: they are, for messages: "files" or "meters".

    Raises:
        DataError: they do not measure the same, or it cannot be told what they are to each other.
    """
    if len(parts) == 1:
        return parts[0]
    if how == "sum":
        return added(parts)
    if how == "sequence":
        return following(parts)
    ordered = sorted(parts, key=lambda part: int(part.start_s[0]))
    if all(before.end_s <= int(after.start_s[0]) for before, after in pairwise(ordered)):
        return following(ordered)
    shared, other = _shared(ordered)
    if other or shared == min(len(part) for part in parts):
        same = "with the same values" if not other else f"{other:,} of them with other values"
        raise DataError(
            f"the {what} share {shared:,} readings in time, {same}: they are meters to be added, or one record twice",
            about="combine",
            say=(Say("combine", "sum"), Say("combine", "sequence")),
        )
    return following(ordered)


def _require_same(parts: Sequence[IntervalSeries]) -> None:
    first = parts[0]
    for part in parts[1:]:
        if part.unit != first.unit or part.channels.keys() != first.channels.keys():
            raise DataError(f"{_what(first)} and {_what(part)} do not measure the same")


def _what(series: IntervalSeries) -> str:
    legs = "".join(series.channels)
    return f"{series.source} ({series.unit}{f' on {legs}' if legs else ''})"


def _shared(parts: Sequence[IntervalSeries]) -> tuple[int, int]:
    """How many intervals of a part begin where one of another part does, and how many of those have other values."""
    shared = other = 0
    for index, part in enumerate(parts):
        for before in parts[:index]:
            _, mine, theirs = np.intersect1d(part.start_s, before.start_s, assume_unique=True, return_indices=True)
            shared += len(mine)
            if not len(mine):
                # no stamp in common, and time in common
                overlap = min(part.end_s, before.end_s) - max(int(part.start_s[0]), int(before.start_s[0]))
                other += overlap > 0
                continue
            differs = np.zeros(len(mine), dtype=bool)
            for leg, values in part.channels.items():
                a, b = values[mine], before.channels[leg][theirs]
                differs |= np.abs(a - b) > TOLERANCE * np.maximum(np.abs(a), np.abs(b))
            other += int(np.count_nonzero(differs))
    return shared, other


def following(parts: Sequence[IntervalSeries], *, larger: bool = False) -> IntervalSeries:
    """Parts of one record; where they share time the part that was given later holds, or the larger value."""
    if len(parts) == 1:
        return parts[0]
    _require_same(parts)
    first = parts[0]
    starts = np.concatenate([part.start_s for part in parts])
    seconds = np.concatenate([part.seconds for part in parts])
    values = {leg: np.concatenate([part.channels[leg] for part in parts]) for leg in first.channels}
    order = np.argsort(starts, kind="stable")
    starts, seconds = starts[order], seconds[order]
    values = {leg: each[order] for leg, each in values.items()}
    last = np.append(starts[1:] != starts[:-1], True)
    twice = int(np.count_nonzero(~last))
    notes = _notes(parts)
    if twice:
        holds = "the larger value" if larger else "the later part"
        notes.append(Note("duplicate", "warning", f"{twice:,} readings are in two parts of the record: {holds} holds"))
    if larger:
        first_of = np.flatnonzero(np.concatenate(([True], last[:-1])))
        values = {leg: np.maximum.reduceat(each, first_of) for leg, each in values.items()}
    else:
        values = {leg: each[last] for leg, each in values.items()}
    starts, seconds = starts[last], seconds[last]
    room = np.append(np.diff(starts), seconds[-1])
    seconds = np.minimum(seconds, room)
    return _of(parts, (starts, seconds, values), notes)


def added(parts: Sequence[IntervalSeries]) -> IntervalSeries:
    """The sum of several meters, as far as all of them have data, or those that have are above all the rest.

    Raises:
        DataError: they do not measure the same, or have no time in common.
    """
    if len(parts) == 1:
        return parts[0]
    _require_same(parts)
    first = parts[0]
    edges = np.unique(np.concatenate([each for part in parts for each in (part.start_s, part.ends_s)]))
    starts, seconds = edges[:-1], np.diff(edges)
    everywhere = np.ones(len(starts), dtype=bool)
    totals = {leg: np.zeros(len(starts)) for leg in first.channels}
    for part in parts:
        place = np.searchsorted(part.start_s, starts, side="right") - 1
        inside = (place >= 0) & (starts < part.ends_s[np.maximum(place, 0)])
        everywhere &= inside
        for leg, values in part.channels.items():
            totals[leg] += np.where(inside, values[np.maximum(place, 0)], 0.0)
    if not everywhere.any():
        raise DataError("the meters have no time in common", about="combine", say=(Say("combine", "sequence"),))
    # what some of them took alone is no more than all of them took then
    certain = np.zeros(len(starts), dtype=bool)
    for each in totals.values():
        certain |= ~everywhere & (each > each[everywhere].max())
    covered = int(seconds[everywhere].sum())
    most = max(part.covered_s for part in parts)
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
    rows = starts[everywhere], seconds[everywhere], {leg: each[everywhere] for leg, each in totals.items()}
    return _of(parts, rows, notes)


def _notes(parts: Sequence[IntervalSeries]) -> list[Note]:
    """The notes of the parts, each once, without those on gaps; the file is named where they come from several."""
    several = len({part.source for part in parts}) > 1
    notes: dict[Note, None] = {}
    for part in parts:
        for note in part.notes:
            if note.topic not in {"gap", "mixed-intervals", "zero"}:
                message = f"{part.source}: {note.message}" if several and note.topic != "layout" else note.message
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
    return series_of(
        ", ".join(dict.fromkeys(part.source for part in parts)),
        first.unit,
        rows,
        first.zone,
        [note for note in notes if not (note.topic == "generation" and "below zero" in note.message)],
        gaps,
        generation=any(part.generation for part in parts),
        clock=first.clock,
    )

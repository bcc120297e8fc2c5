"""What there is to know about the choice of readings of a Green Button file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.espi_candidates import describe, without
from evsite.metering.note import Note

if TYPE_CHECKING:
    from evsite.metering.espi_candidates import Candidate, Stream
    from evsite.metering.note import NoteSeverity


def note_unread(unread: list[Candidate], streams: list[Stream], notes: list[Note]) -> None:
    """Say what is left aside, and what of it is not understood."""
    doubtful = [each for each in unread if each.verdict.state in {"unclear", "register"}]
    plain = without(unread, doubtful)
    read = describe([each for stream in streams for each in stream.candidates])
    if plain:
        notes.append(Note("columns", "info", f"{read} read, {describe(plain)} not"))
    if doubtful:
        notes.append(Note("columns", "warning", f"{read} read; not understood and left aside: {describe(doubtful)}"))


def note_kinds(streams: list[Stream], notes: list[Note]) -> None:
    """Say where what is read is no plain mean of energy delivered."""
    every = [(each, each.verdict) for stream in streams for each in stream.candidates]
    alone = {each.leg for each, _ in every}
    odd: tuple[tuple[list[Candidate], NoteSeverity, str], ...] = (
        (
            [each for each, verdict in every if verdict.direction == "total"],
            "warning",
            "delivered and received energy in one: the load is at most this",
        ),
        (
            [each for each, verdict in every if verdict.direction == "net"],
            "warning",
            "net energy: what flows back hides load",
        ),
        (
            [each for each, verdict in every if verdict.maximum],
            "warning",
            "the maximum in each interval, not the mean: the load is at most this",
        ),
        (
            [each for each, verdict in every if verdict.sampled],
            "info",
            "values at an instant, no means of an interval",
        ),
        (
            [each for each, verdict in every if verdict.why],
            "warning",
            "read as load because it is named",
        ),
        (
            [each for each, _ in every if each.leg] if len(alone) == 1 else [],
            "warning",
            "one conductor alone: read as all of the load",
        ),
    )
    notes.extend(Note("reading-type", severity, f"{describe(found)}: {text}") for found, severity, text in odd if found)

"""What there is to know about the meters' records of a site, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import COLORS, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.analysis.record_notes import RecordNotes
    from evsite.metering.note import Note
    from evsite.output.text.terminal_style import TerminalStyle

_COUNTS = {
    "demand": "its highest 15 minutes count as the load",
    "hours": "it counts for its hours alone, beside what is given",
}


def render_records(records: Sequence[RecordNotes], terminal: TerminalStyle) -> str:
    """Each record with its notes."""
    lines = [terminal.styled("records of meters", "bold")]
    for record in records:
        title = f"{record.load} on {record.on}: {record.source}; {_COUNTS[record.counts]}"
        lines.append(terminal.prose(f"  {printable(title)}", "    "))
        lines += note_lines(record.notes, terminal, indent="    ")
    return "\n".join(lines)


def note_lines(notes: Iterable[Note], terminal: TerminalStyle, *, indent: str = "  ") -> list[str]:
    """Notes, one below the other, each with its severity."""
    return [
        terminal.prose(
            f"{indent}{terminal.styled(f'{note.severity:<7}', COLORS[note.severity])} {printable(note.message)}",
            indent + " " * 8,
        )
        for note in notes
    ]

"""`evsite compare` of two designs for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import notice, printable
from evsite.words import count

if TYPE_CHECKING:
    from evsite.output.text.design_sections import ComparisonText
    from evsite.output.text.terminal_style import TerminalStyle

_COLORS = {"worse": "red", "mixed": "yellow", "better": "green"}


def render_design_comparison(comparison: ComparisonText, files: tuple[str, str], terminal: TerminalStyle) -> str:
    """The verdict, what goes with it, and a paragraph for each section.

    Parameters
    ----------
    told
        The comparison in words.
    files
        The names of both files.
    terminal
        How it looks.
    """
    word = comparison.verdict.partition(":")[0]
    style = [_COLORS[word]] if word in _COLORS else []
    head = terminal.prose(f"{printable(files[0])} to {printable(files[1])}")
    parts = ["\n".join((head, terminal.styled(terminal.prose(comparison.verdict), "bold", *style)))]
    if comparison.summary:
        parts.append("\n".join(terminal.prose(line, "  ") for line in comparison.summary))
    for section in comparison.sections:
        lines = [
            terminal.styled(section.title, "bold"),
            *(terminal.prose(f"  {each}", "    ") for each in section.lines),
        ]
        if section.left_out:
            lines.append(f"  and {count(section.left_out, 'line')} more; --all lists them")
        parts.append("\n".join(lines))
    parts.append(notice(terminal))
    return "\n\n".join(parts) + "\n"

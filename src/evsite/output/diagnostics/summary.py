"""`evsite check` for people: code frames with a count, or one line a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.output.diagnostics.full import render_concise as line
from evsite.output.diagnostics.full import render_frame
from evsite.output.located import ToolInfo, located_findings, summary_line
from evsite.output.text.terminal_style import notice, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.output.located import CheckedFile, LocatedFinding
    from evsite.output.text.terminal_style import TerminalStyle

_TOOL = ToolInfo(__version__)


def render_full(files: Sequence[CheckedFile], terminal: TerminalStyle) -> Iterator[str]:
    """Every finding with the lines of the file that it is about, how many there are, and the notice."""
    yield from render_findings(files, terminal)
    yield f"{terminal.styled(summary_line(files), 'bold')}\n{notice(terminal)}\n"


def render_findings(files: Sequence[CheckedFile], terminal: TerminalStyle) -> Iterator[str]:
    """Every finding with the lines of the file that it is about; what was not checked in a list below."""
    unchecked: dict[str, list[LocatedFinding]] = {}
    for entry in located_findings(files, _TOOL):
        if entry.finding.status == "not checked":
            unchecked.setdefault(entry.file.document.filename, []).append(entry)
        else:
            yield f"{render_frame(entry.file.document, entry.finding, terminal)}\n\n"
    for filename, missing in unchecked.items():
        title = f"not checked in {printable(filename)}, for want of input:"
        inputs: dict[str, list[LocatedFinding]] = {}
        for entry in missing:
            inputs.setdefault(entry.finding.needs or entry.finding.message, []).append(entry)
        lines = [terminal.styled(title, "bold"), *(_unchecked(waiting, terminal) for waiting in inputs.values())]
        yield "\n".join(lines) + "\n\n"


def _unchecked(waiting: Sequence[LocatedFinding], terminal: TerminalStyle) -> str:
    """One input that is missing, with every rule that waits for it."""
    first = waiting[0].finding
    place = f"line {waiting[0].span.line}"
    if not first.needs:
        return terminal.prose(f"  {first.code} {printable(first.unknown or first.message)} ({place})", " " * 8)
    unknown: dict[str, list[str]] = {}
    for entry in waiting:
        unknown.setdefault(entry.finding.code, []).append(entry.finding.unknown)
    rules = "; ".join(f"{code} {what[0]}{_more(len(what) - 1)}" for code, what in unknown.items())
    return terminal.prose(f"  {printable(first.needs)} ({place}) for {printable(rules)}", " " * 8)


def _more(number: int) -> str:
    """How often a rule waits for an input besides."""
    return f", and {number:,} more like it" if number else ""


def render_concise(files: Sequence[CheckedFile], terminal: TerminalStyle) -> Iterator[str]:
    """One line a finding: file, line, column, severity, code and message; the count where some are ignored."""
    for entry in located_findings(files, _TOOL):
        yield f"{line(entry.file.document, entry.finding, terminal)}\n"
    if any(file.ignored or file.untried for file in files):
        yield f"{summary_line(files)}\n"

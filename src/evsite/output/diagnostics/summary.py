"""`evsite check` for people: code frames with a count, or one line a finding."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.model.finding import Severity
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.output.diagnostics.full import render_concise as line
from evsite.output.diagnostics.full import render_frame
from evsite.output.diagnostics.missing import missing_inputs
from evsite.output.located import USUAL, ToolInfo, located_findings, summary_line
from evsite.output.text.terminal_style import notice, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.output.located import CheckedFile, FormatOptions, LocatedFinding
    from evsite.output.text.terminal_style import TerminalStyle

_TOOL = ToolInfo(__version__)


def render_full(files: Sequence[CheckedFile], terminal: TerminalStyle) -> Iterator[str]:
    """Every finding with the lines of the file that it is about, how many there are, and the notice."""
    yield from render_findings(files, terminal)
    yield f"{terminal.styled(summary_line(files), 'bold')}\n{notice(terminal)}\n"


def render_findings(files: Sequence[CheckedFile], terminal: TerminalStyle) -> Iterator[str]:
    """Every finding with the lines of the file that it is about; what was not checked in a list below."""
    texts = FixTexts()
    unchecked: dict[str, list[LocatedFinding]] = {}
    for entry in located_findings(files, _TOOL):
        if entry.finding.status == "not checked":
            unchecked.setdefault(entry.file.document.filename, []).append(entry)
        else:
            yield f"{render_frame(entry.file.document, entry.finding, terminal, texts)}\n\n"
    for filename, missing in unchecked.items():
        title = f"not checked in {printable(filename)}; what to write there, with examples of values:"
        lines = [terminal.styled(line, "bold") for line in terminal.prose(title, "  ").split("\n")]
        lines += [terminal.prose(f"  {each.sentence}", " " * 6) for each in missing_inputs(missing)]
        yield "\n".join(lines) + "\n\n"


def next_step(files: Sequence[CheckedFile]) -> Iterator[str]:
    """What to do next, in one line: have the gravest finding explained, or see the report where nothing is wrong."""
    found = [entry for entry in located_findings(files, _TOOL) if entry.finding.severity is not Severity.INFO]
    if found:
        gravest = min(found, key=lambda entry: entry.finding.severity.rank)
        yield f"next: evsite explain {gravest.finding.code}\n"
    elif files:
        name = files[0].document.filename
        words = ["-"] if name == "<stdin>" else [*(["--"] if name.startswith("-") else []), name]
        yield f"next: evsite report {printable(' '.join(map(quote, words)))}\n"


def render_concise(
    files: Sequence[CheckedFile], terminal: TerminalStyle, options: FormatOptions = USUAL
) -> Iterator[str]:
    """One line a finding: file, line, column, severity, code and message; the count where others are left out."""
    found = located_findings(files, _TOOL)
    decided = [entry for entry in found if entry.finding.status != "not checked"]
    for entry in decided:
        yield f"{line(entry.file.document, entry.finding, terminal)}\n"
    if options.not_checked:
        for entry in found:
            if entry.finding.status == "not checked":
                yield f"{line(entry.file.document, entry.finding, terminal)}\n"
    if len(decided) < len(found) or any(file.ignored or file.untried for file in files):
        yield f"{summary_line(files)}\n"

"""Workflow commands of GitHub Actions: lines on stdout that become annotations of the change.

A step may show ten errors, ten warnings and ten notices, so the gravest findings come first; the whole list belongs
in the step summary, which is what the markdown format is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.output.located import USUAL, advice, located_findings, summary_line
from evsite.sitefile.file_names import plain
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.located import CheckedFile, FormatOptions, LocatedFinding, RuleInfo, ToolInfo

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """A command for each finding, errors first, and a last plain line with the count, of what was not checked too."""
    del rules
    found = sorted(options.results(located_findings(files, tool)), key=_rank)
    return "".join(f"{_command(entry)}\n" for entry in found) + f"{tool.name}: {summary_line(files)}\n"


def _rank(entry: LocatedFinding) -> tuple[int, bool]:
    return entry.finding.severity.rank, entry.finding.status == "not checked"


def _command(entry: LocatedFinding) -> str:
    finding, span = entry.finding, entry.span
    properties = {
        "title": f"{finding.code} {finding.name}",
        "file": entry.path,
        "line": span.line,
        "endLine": span.end_line,
    }
    if span.line == span.end_line:
        # GitHub refuses columns of an annotation that spans lines
        properties |= {"col": span.column, "endColumn": span.end_column}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    # the log of the step shows the message alone, so the place is said again
    lines = [f"{entry.path}:{span.line}:{span.column}: {finding.code} {finding.message}"]
    lines += [f"{label}: {text}" for label, text in advice(finding)]
    message = _data("\n".join(lines))
    return f"::{_COMMANDS[finding.severity]} {listed}::{message}"


def _data(text: str) -> str:
    # what is left of control characters would steer whoever reads the log of the step
    return printable(plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Code Quality report of GitLab: a list of issues, of which the merge request shows the description alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.finding import Severity
from evsite.output.json.writer import dumps
from evsite.output.located import USUAL, located_findings
from evsite.sitefile.file_names import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.located import CheckedFile, FormatOptions, LocatedFinding, RuleInfo, ToolInfo

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """Every finding as an issue; an ignored one stays in the list as `info` with its reason.

    What was not checked because input is missing is no issue, unless it is asked for.

    GitLab joins issues of the same fingerprint and calls an issue new when the target branch has not got its
    fingerprint, so fingerprints are unique and know no lines.
    """
    del rules
    return dumps([_issue(entry) for entry in options.results(located_findings(files, tool, ignored=True))], indent=2)


def _issue(entry: LocatedFinding) -> dict[str, Any]:
    finding, span = entry.finding, entry.span
    description = f"{finding.code}: {finding.message}"
    severity = _SEVERITIES[finding.severity]
    if entry.ignored_because is not None:
        description = f"{description} (ignored: {entry.ignored_because})"
        severity = "info"
    elif finding.remedy:
        description = f"{description}; help: {finding.remedy}"
    # an end that stands before the first column of a line does not take that line in
    last = span.end_line if span.end_column > 1 else max(span.line, span.end_line - 1)
    return {
        "type": "issue",
        "check_name": f"{finding.code} {finding.name}",
        "description": plain(description),
        "categories": ["Bug Risk"],
        "severity": severity,
        "fingerprint": entry.fingerprint,
        "location": {"path": entry.path, "lines": {"begin": span.line, "end": last}},
    }

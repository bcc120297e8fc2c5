"""Findings as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE
from evsite.output.from_result import from_result
from evsite.output.json.contract.findings import EditFigures, FileFindings, FindingFigures, LabelFigures, Summary
from evsite.output.located import counts, located_findings, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.remedy import Edit
    from evsite.output.located import CheckedFile, LocatedFinding, ToolInfo


def finding_figures(entry: LocatedFinding) -> FindingFigures:
    """A finding with its further places, and why it is ignored if it is."""
    document = entry.file.document
    labels = (
        LabelFigures(label.text, label.path, *document.span(label.path, label.anchor)) for label in entry.finding.labels
    )
    place = entry.span._asdict()
    edits = tuple(tuple(_edit_figures(edit) for edit in edits) for edits in entry.finding.fix.edits)
    return from_result(
        FindingFigures, entry.finding, edits=edits, labels=tuple(labels), reason=entry.ignored_because, **place
    )


def _edit_figures(edit: Edit) -> EditFigures:
    return EditFigures(edit.path, None if edit.value is REMOVE else edit.value)


def file_findings(file: CheckedFile, tool: ToolInfo) -> FileFindings:
    """What was found in a file."""
    found = located_findings([file], tool, ignored=True)
    return FileFindings(
        file=path_of(file, tool),
        findings=tuple(finding_figures(entry) for entry in found if entry.ignored_because is None),
        records=file.records,
        ignored=tuple(finding_figures(entry) for entry in found if entry.ignored_because is not None),
        summary=summary([file]),
    )


def summary(files: Sequence[CheckedFile]) -> Summary:
    """Findings by severity, how many were ignored, and how many have remedies that were not tried."""
    found = counts([finding for file in files for finding in file.findings])
    ignored, untried = sum(len(file.ignored) for file in files), sum(file.untried for file in files)
    return Summary(**found, ignored=ignored, remedies_not_tried=untried)

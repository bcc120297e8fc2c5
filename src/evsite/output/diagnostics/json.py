"""The contract format: one JSON document for one file, and a list of such documents for several."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from evsite.output.diagnostics.located import counts, entries, shown_path
from evsite.output.json.writer import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Span
    from evsite.output.diagnostics.located import CheckedFile, Entry, RuleInfo, ToolInfo

FORMAT_VERSION = "1.0"


def render(files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo) -> str:
    """The document of the one file, or `{"files": [...], "summary": ...}` when there are several (or none).

    Lines and columns count from 1, ends are exclusive, columns are characters. Keys are only ever added within one
    major `format_version`.
    """
    del rules  # the document has no place for them
    documents = [_document(file, tool) for file in files]
    body = documents[0] if len(documents) == 1 else {"files": documents, "summary": summary(files)}
    return "".join(pieces({**head(tool), **body}))


def head(tool: ToolInfo) -> dict[str, Any]:
    """What tells a reader which version of the contract this is, and who wrote it."""
    return {"format_version": FORMAT_VERSION, "tool": {"name": tool.name, "version": tool.version}}


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON of ASCII alone, so that the bytes are the same whatever the encoding of the stream, and a line end."""
    return json.dumps(value, indent=indent, allow_nan=False) + "\n"


def summary(files: Sequence[CheckedFile]) -> dict[str, int]:
    """Findings by severity, and how many were ignored."""
    found = counts([finding for file in files for finding in file.findings])
    return {**found, "ignored": sum(len(file.ignored) for file in files)}


def as_dict(entry: Entry) -> dict[str, Any]:
    """A finding under the keys of the contract, with its further places, and why it is ignored if it is."""
    finding, document = entry.finding, entry.file.document
    told: dict[str, Any] = {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "status": finding.status,
        "message": finding.message,
        "path": list(finding.path),
        **_region(entry.span),
        "source": finding.source,
        "remedy": finding.remedy,
        "notes": list(finding.notes),
        "labels": [
            {"text": label.text, "path": list(label.path), **_region(document.span(label.path, label.anchor))}
            for label in finding.labels
        ],
    }
    return told if entry.ignored_because is None else {**told, "reason": entry.ignored_because}


def _region(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _document(file: CheckedFile, tool: ToolInfo) -> dict[str, Any]:
    found = entries([file], tool, ignored=True)
    return {
        "file": shown_path(file.document.filename, tool.root),
        "findings": [as_dict(entry) for entry in found if entry.ignored_because is None],
        "ignored": [as_dict(entry) for entry in found if entry.ignored_because is not None],
        "summary": summary([file]),
    }

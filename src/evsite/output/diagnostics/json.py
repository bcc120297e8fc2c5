"""The contract format: one JSON document for one file, and a list of such documents for several."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from evsite.model.one_of import one_of
from evsite.model.remedy import REMOVE
from evsite.output.diagnostics.located import counts, entries, shown_path
from evsite.output.json.serialize import as_json
from evsite.output.json.writer import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.finding import Path, Severity, Status
    from evsite.model.remedy import Edit
    from evsite.output.diagnostics.located import CheckedFile, Entry, RuleInfo, ToolInfo

FORMAT_VERSION: Literal["2.0"] = "2.0"


@dataclass(frozen=True, slots=True)
class ToldLabel:
    """A further place that belongs to a finding."""

    text: str
    path: Path
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class ToldEdit:
    """A key of the site file and the value that it gets: null where it is removed, an object for a new table."""

    path: Path
    value: str | bool | float | Sequence[str] | Mapping[str, str | bool | float] | None


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding with its place; `reason` is why it is ignored, where it is.

    `remedy` says the ways out in words. `edits` holds those that are edits: of each the edits that are made together.
    """

    code: str
    name: str
    severity: Severity
    status: Status
    message: str
    path: Path
    line: int
    column: int
    end_line: int
    end_column: int
    source: str
    remedy: str
    edits: tuple[tuple[ToldEdit, ...], ...]
    notes: tuple[str, ...]
    labels: tuple[ToldLabel, ...]
    reason: str | None = one_of()


@dataclass(frozen=True, slots=True)
class Summary:
    """Findings by severity, and how many were ignored."""

    error: int
    warning: int
    info: int
    ignored: int


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
    labels = tuple(
        ToldLabel(label.text, label.path, *document.span(label.path, label.anchor)) for label in finding.labels
    )
    told = ToldFinding(
        finding.code,
        finding.name,
        finding.severity,
        finding.status,
        finding.message,
        finding.path,
        *entry.span,
        source=finding.source,
        remedy=finding.remedy,
        edits=tuple(tuple(_edit(edit) for edit in edits) for edits in finding.fix.edits),
        notes=finding.notes,
        labels=labels,
        reason=entry.ignored_because,
    )
    found: dict[str, Any] = as_json(told)
    return found


def _edit(edit: Edit) -> ToldEdit:
    return ToldEdit(edit.path, None if edit.value is REMOVE else edit.value)


def _document(file: CheckedFile, tool: ToolInfo) -> dict[str, Any]:
    found = entries([file], tool, ignored=True)
    return {
        "file": shown_path(file.document.filename, tool.root),
        "findings": [as_dict(entry) for entry in found if entry.ignored_because is None],
        "ignored": [as_dict(entry) for entry in found if entry.ignored_because is not None],
        "summary": summary([file]),
    }

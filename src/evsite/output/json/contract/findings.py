"""The documents of `evsite check`, and how a finding is shown in any document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.analysis.record_notes import RecordNotes
    from evsite.model.finding import Path, Severity, Status


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """A further place that belongs to a finding."""

    text: str
    path: Path
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class EditFigures:
    """A key of the site file and the value that it gets: null where it is removed, an object for a new table."""

    path: Path
    value: str | bool | float | Sequence[str | bool | float] | Mapping[str, str | bool | float] | None


@dataclass(frozen=True, slots=True)
class FindingFigures:
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
    edits: tuple[tuple[EditFigures, ...], ...]
    notes: tuple[str, ...]
    labels: tuple[LabelFigures, ...]
    reason: str | None = one_of()


@dataclass(frozen=True, slots=True)
class Summary:
    """Findings by severity, how many were ignored, and how many have remedies that were not tried and are left out."""

    error: int
    warning: int
    info: int
    ignored: int
    remedies_not_tried: int


@dataclass(frozen=True)
class FileFindings:
    """What was found in one file, and what there is to know about the meters' records that it names."""

    file: str
    findings: tuple[FindingFigures, ...]
    records: tuple[RecordNotes, ...]
    ignored: tuple[FindingFigures, ...]
    summary: Summary


@dataclass(frozen=True, kw_only=True)
class CheckDocument(FileFindings, Head):
    """`evsite check` of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFilesDocument(Head):
    """`evsite check` of several files, or of none."""

    files: tuple[FileFindings, ...]
    summary: Summary

"""The documents of `evsite check`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Head

if TYPE_CHECKING:
    from evsite.output.diagnostics.json import Summary, ToldFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDocument(Head):
    """`evsite check` of one file."""

    file: str
    findings: tuple[ToldFinding, ...]
    ignored: tuple[ToldFinding, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class FileFindings:
    """One file of a check of several."""

    file: str
    findings: tuple[ToldFinding, ...]
    ignored: tuple[ToldFinding, ...]
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFilesDocument(Head):
    """`evsite check` of several files, or of none."""

    files: tuple[FileFindings, ...]
    summary: Summary

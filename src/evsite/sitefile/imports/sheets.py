"""What is imported, as sheets of lines: a table of CSV is one, a workbook has several, and JSON is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.document import Document

if TYPE_CHECKING:
    from evsite.model.finding import Finding
    from evsite.model.remedy import Way
    from evsite.sitefile.problem import Problem

MOST_LINES = 50_000
"""More rows than the largest of sites has ports."""
MOST_FINDINGS = 1000


@dataclass(slots=True)
class Sheet:
    """A table of a file, with what is wrong with it and what of it is not read."""

    document: Document
    lines: list[str]
    separator: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    without_result: list[tuple[int, str]] = field(default_factory=list)
    """Lines and cells ("E8") that hold a formula whose result the file does not have."""
    unreported: int = 0
    """Findings beyond those that are kept."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.document.filename

    def report(self, problem: Problem, span: Span, message: str, remedy: Way = None) -> None:
        """Report something that is wrong with it."""
        if len(self.findings) >= MOST_FINDINGS:
            self.unreported += 1
        else:
            self.findings.append(problem.finding(message, remedy=remedy, span=span))

    def not_read(self, line: int, text: str) -> None:
        """Note a line that is not read."""
        self.notes.append(f"{self.name}:{line}: not read: {text}")


def checked(sheet: Sheet) -> Sheet:
    """A sheet, with the lines beyond those that are looked at left out and reported."""
    if len(sheet.lines) > MOST_LINES + 1:
        message = f"the file has {len(sheet.lines):,} lines, expected at most {MOST_LINES:,}"
        sheet.report(problems.TOO_MANY, Span(1, 1, 1, 2), message)
        sheet.lines = []
    return sheet


def refused(filename: str, message: str, way: str | None = None) -> SiteFileError:
    """That a file is not read at all."""
    finding = problems.UNREADABLE_FILE.finding(message, span=Span(1, 1, 1, 1), remedy=way)
    return SiteFileError(Document.plain("", filename), [finding], unreadable=True)

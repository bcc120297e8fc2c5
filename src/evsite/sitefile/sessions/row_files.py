"""Files of rows, of sessions or of trips: where each row stands, what is wrong with it, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.finding import Finding, Path
    from evsite.model.remedy import Remedy, Way
    from evsite.sitefile.document import Document
    from evsite.sitefile.problem import FindingMarks, Problem

MOST_FINDINGS = 100
"""What is reported of one file at most; the rest is counted."""
EXAMPLES = 3
"""Rows that are named of those that are left out."""


class RowFilesError(SiteFileError):
    """Raised when files of rows cannot be read; `errors` has one for each file that is wrong, itself the first."""

    def __init__(self, errors: list[SiteFileError]) -> None:
        first = errors[0]
        self.errors = tuple(errors)
        super().__init__(first.document, first.findings, unreadable=first.unreadable)
        self.args = ("; ".join(str(error) for error in errors),)


@dataclass(slots=True)
class Skipped:
    """Rows that are left out for one reason."""

    count: int = 0
    examples: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """The files that have them."""

    def add(self, example: str, number: int = 1) -> None:
        """Count a row, or several, and keep the first few examples."""
        self.count += number
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)

    def merge(self, other: Skipped, filename: str) -> None:
        """Count those of another file too."""
        self.files.append(filename)
        self.count += other.count
        self.examples += other.examples[: EXAMPLES - len(self.examples)]


@dataclass(slots=True)
class RowFile:
    """A file, and what is wrong with it."""

    document: Document
    place_of: Callable[[int, str | None], tuple[Path, Span | None]]
    """Where a row stands, or the cell of a role in it: a route of keys, or a place in the text."""
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: dict[str, Skipped] = field(default_factory=dict)
    """Rows that are left out, by the reason."""
    settled: bool = True
    """Whether it is known what the columns mean: which number is the day, and the units. Rows by themselves are not
    judged beside others where it is not."""
    unreported: int = 0
    """Findings beyond those that are kept."""

    def report(self, problem: Problem, row: int, role: str | None, message: str, remedy: Way | Remedy = None) -> None:
        """Report something that is wrong with a row."""
        if len(self.findings) >= MOST_FINDINGS:
            self.unreported += 1
            return
        path, span = self.place_of(row, role)
        marks: FindingMarks = {} if span is None else {"span": span}
        self.findings.append(problem.finding(message, path, remedy=remedy, **marks))

    def skip(self, reason: str, example: str, number: int = 1) -> None:
        """Leave out a row, or several, and count them."""
        self.skipped.setdefault(reason, Skipped()).add(example, number)

    def error(self) -> SiteFileError | None:
        """What is wrong with it, in the order of the file; None where nothing is."""
        if not self.findings:
            return None
        found = sorted(self.findings, key=lambda finding: self.document.locate(finding)[:2])
        if self.unreported:
            message = f"{self.unreported:,} more problems of this kind are not listed"
            last = self.document.locate(found[-1])
            found.append(problems.TOO_MANY.finding(message, span=last))
        return SiteFileError(self.document, found)

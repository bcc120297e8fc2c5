"""What evsite has to say about a site file: findings, and where they point.

A finding knows its place as a route of keys (`("circuits", "C1", "breaker")`). The route becomes line and
column only when somebody wants to see it, so rules never touch text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from evsite.model.remedy import NOTHING, Edit, KeyPath, Remedy
from evsite.model.remedy_words import sentence

Path = KeyPath
Anchor = Literal["value", "key", "header"]
Status = Literal["violation", "advice", "not checked"]
"""Whether a rule is broken, something is advised, or the site file does not say enough for a rule to be decided."""


FORMER_RULES = {"ev115": "EV209", "transformer-secondary-length": "EV209"}
"""Codes and names of rules that have become a part of others, in lower case; ignores and options still name them."""


LONGEST_HEADLINE = 60
"""Characters of the headline of a finding."""


class Severity(StrEnum):
    """How bad a finding is; the order of the members is the order of gravity."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _RANKS[self]

    @property
    def status(self) -> Status:
        """What a finding of this severity is, where its rule could be decided."""
        return "violation" if self is Severity.ERROR else "advice"


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Span(NamedTuple):
    """A region of text: lines and columns from 1, the end exclusive, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that belongs to a finding, and what to see there."""

    path: Path
    text: str
    anchor: Anchor = "value"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to report to the reader of a site file.

    `path` is a route of keys into the file; `anchor` says whether to point at the value, the key or the table header
    found there. `span` is set only where there is no route (text that is not TOML). `label` is the short text under the
    marked place in a code frame; `source` names section and edition, or the guide's section; `fix` holds the edits that
    would pass, `remedy` says them in a sentence. `status` says what a severity cannot: that nothing was decided because
    input is missing. Then `needs` is that input, and `unknown` what it would decide, where the message is made from
    these; `missing` are the keys of it, with examples of values. `title` is what is wrong in a few words, `subject`
    what it is about and `details` what was found there; they are empty where the message is short enough to be a
    headline.
    """

    code: str
    name: str
    severity: Severity
    message: str
    status: Status = field(kw_only=True)
    path: Path = ()
    anchor: Anchor = "value"
    source: str = ""
    fix: Remedy = NOTHING
    label: str = ""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    span: Span | None = None
    needs: str = ""
    unknown: str = ""
    missing: tuple[Edit, ...] = ()
    title: str = ""
    subject: str = ""
    details: str = ""

    @property
    def headline(self) -> str:
        """What is wrong in a few words, with what it is about where both are short enough."""
        headline_text = f"{self.title}: {self.subject}" if self.subject else self.title
        return (headline_text if len(headline_text) <= LONGEST_HEADLINE else self.title) or self.message

    @property
    def at_place(self) -> str:
        """What is stated under the place in the file: all that the headline does not say."""
        if not self.title:
            return self.label
        if self.label:
            return f"{self.details}: {self.label}"  # what the key is, of a message that stands there whole
        return self.details if not self.subject or self.headline.endswith(f": {self.subject}") else self.message

    @property
    def remedy(self) -> str:
        """What to do about it, in words; empty where nothing is known to help."""
        return sentence(self.fix, self.path)


class SiteFileError(Exception):
    """Raised by `load` when a file cannot be read as a site; holds every problem found, in file order.

    `unreadable` is true when there was no site to look at: the file is missing, is not text, or is not TOML.
    """

    def __init__(self, document: object, findings: list[Finding], *, unreadable: bool = False) -> None:
        self.document = document
        self.findings = findings
        self.unreadable = unreadable
        super().__init__("; ".join(finding.message for finding in findings))

"""What a rule is: data, and one small function over a `SiteAnalysis` that yields `Problem`s.

The function never sees the text of the site file and never prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.editions import cite
from evsite.model.finding import Anchor, Finding, Label, Path, Severity, Status
from evsite.model.remedy import NOTHING, Edit, Remedy, Way, remedy
from evsite.model.remedy_words import keys_to_write
from evsite.model.stated import NOT_READ, unseen_words

if TYPE_CHECKING:
    from evsite.model.stated import UnseenValue
    from evsite.rules.example_site import Example

__all__ = ["GUIDE", "Check", "Problem", "Problems", "Rule", "SiteAnalysis", "not_checked"]

GUIDE = "ChargePoint Power Sharing Reference Guide v1 (2025)"
"""The vendor guide whose sections rules of power sharing cite."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found; `Rule.findings` adds code, name, title and source.

    `subject` is what it is about ("Feeder to EV1"; empty where the place says it), `details` what was found there, with
    the numbers. `title` replaces what the rule says of a failure where a case is another one.
    `remedy` is an edit of the file that would pass, several to be made together, several ways out (`remedy(...)`), or
    words where no edit can be named; or a function that gives them, where it takes long to work them out. `severity`
    and `source` replace the rule's own where a case is graver or milder, or rests on another section.
    """

    subject: str
    details: str
    path: Path
    anchor: Anchor = "value"
    remedy: Remedy | Way | Callable[[], Remedy] = None
    title: str = ""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    severity: Severity | None = None
    source: str | None = None
    status: Status | None = None
    needs: str = ""
    unknown: str = ""
    missing: tuple[Edit, ...] = ()
    rests_on: tuple[UnseenValue, ...] = ()
    """Figures of the catalogue that it rests on and not confirmed in a document: no error then."""

    @property
    def message(self) -> str:
        """One sentence for those who show no lines of the file."""
        return f"{self.subject}: {self.details}" if self.subject else self.details


Problems = Iterator[Problem]
Check = Callable[[SiteAnalysis], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks and why, where that comes from, examples that are run as tests, and the check.

    `title` says what is right, `fails` what is wrong where it is not: the headline of a finding, without numbers.
    `topics` are keys of the edition map; `otherwise` is what the rule rests on in editions that have no section of
    them; `guide` names a section of the vendor guide or another source.
    `inputs` are the keys of the site file that it reads; `failing` and `passing` are site files (`str` of each gives
    its text).
    """

    code: str
    name: str
    title: str
    severity: Severity
    asks: str
    why: str
    inputs: tuple[str, ...]
    failing: tuple[Example | str, ...]
    passing: tuple[Example | str, ...]
    topics: tuple[str, ...] = ()
    otherwise: str = ""
    guide: str = ""
    fails: str = field(kw_only=True)
    check: Check = field(repr=False, kw_only=True)

    def source(self, edition: int) -> str:
        """Where the rule comes from in an edition of the NEC."""
        return "; ".join(part for part in (cite(self.topics, edition) or self.otherwise, self.guide) if part)

    def findings(self, analysis: SiteAnalysis, *, remedies: bool = True) -> Iterator[Finding]:
        """Everything that the rule has to say about a site.

        Parameters
        ----------
        analysis
            The site.
        remedies
            Whether remedies are worked out that take long; without that such findings have none.
        """
        for problem in self.check(analysis):
            severity, notes = problem.severity or self.severity, problem.notes
            if problem.rests_on:
                severity = Severity.WARNING if severity is Severity.ERROR else severity
                notes += (f"it rests on {unseen_words(problem.rests_on)}, {NOT_READ}: confirm it on the data sheet",)
            yield Finding(
                code=self.code,
                name=self.name,
                severity=severity,
                message=problem.message,
                status=problem.status or severity.status,
                path=problem.path,
                anchor=problem.anchor,
                source=self.source(analysis.site.nec) if problem.source is None else problem.source,
                fix=_fix(problem.remedy, worked_out=remedies),
                title=problem.title or self.fails,
                subject=problem.subject,
                details=problem.details,
                labels=problem.labels,
                notes=notes,
                needs=problem.needs,
                unknown=problem.unknown,
                missing=problem.missing,
            )


def _fix(given: Remedy | Way | Callable[[], Remedy], *, worked_out: bool) -> Remedy:
    if callable(given):
        return given() if worked_out else NOTHING
    return given if isinstance(given, Remedy) else remedy(given)


def not_checked(
    what: str,
    path: Path,
    *,
    missing: Iterable[Edit] = (),
    needs: str = "",
    anchor: Anchor = "key",
    remedy: Remedy | Way = None,
    source: str | None = None,
) -> Problem:
    """What a rule says that cannot be decided: "not checked: ... needs X"; never silence.

    `what` is what is not known; `missing` are the keys that would say it, each with an example of a value that passes
    by itself; `needs` says it in words, where these say more, or where no key can be named.
    """
    edits = tuple({edit.path: edit for edit in missing}.values())
    needs = needs or keys_to_write(edits)
    return Problem(
        "not checked",
        f"{what} needs {needs}" if needs else what,
        path,
        anchor,
        remedy=remedy,
        source=source,
        severity=Severity.INFO,
        status="not checked",
        needs=needs,
        unknown=what,
        missing=edits,
    )

"""What a rule is, and the list of all of them.

A rule is one small function over a `Survey` that yields `Problem`s; the decorator gives it its code, its words and
its sources. The function never sees text and never prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.model.finding import Anchor, Finding, Label, Path, Severity

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import Survey

GUIDE = "ChargePoint Power Sharing Reference Guide v1 (2025)"
"""The vendor guide whose sections rules of power sharing cite."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found; `Rule.finding` adds code, name and source.

    `severity` and `source` replace the rule's own where a case is graver or milder, or rests on another section.
    """

    message: str
    path: Path
    anchor: Anchor = "value"
    remedy: str = ""
    label: str = ""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    severity: Severity | None = None
    source: str | None = None


Check = Callable[["Survey"], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Example:
    """A site file that a rule finds fault with, or does not; `edition` says which NEC where editions differ."""

    toml: str
    edition: int = 2023


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks and why, where that comes from, examples that are run as tests, and the check.

    `topics` are keys of the edition map; `guide` names a section of the vendor guide or another source.
    `inputs` are the keys of the site file that it reads.
    """

    code: str
    name: str
    title: str
    severity: Severity
    asks: str
    why: str
    inputs: tuple[str, ...]
    failing: tuple[Example, ...]
    passing: tuple[Example, ...]
    topics: tuple[str, ...] = ()
    guide: str = ""
    check: Check = field(repr=False, kw_only=True)

    def source(self, edition: int) -> str:
        """Where the rule comes from in an edition of the NEC."""
        return "; ".join(part for part in (cite(self.topics, edition), self.guide) if part)

    def findings(self, survey: Survey) -> Iterator[Finding]:
        """Everything that the rule has to say about a site."""
        for problem in self.check(survey):
            yield Finding(
                code=self.code,
                name=self.name,
                severity=problem.severity or self.severity,
                message=problem.message,
                path=problem.path,
                anchor=problem.anchor,
                source=self.source(survey.site.nec) if problem.source is None else problem.source,
                remedy=problem.remedy,
                label=problem.label,
                labels=problem.labels,
                notes=problem.notes,
            )


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    title: str,
    severity: Severity,
    *,
    asks: str,
    why: str,
    inputs: tuple[str, ...],
    failing: Example | tuple[Example, ...],
    passing: Example | tuple[Example, ...],
    topics: tuple[str, ...] = (),
    guide: str = "",
) -> Callable[[Check], Check]:
    """Register a function as a rule."""

    def register(check: Check) -> Check:
        assert code not in _RULES, code
        assert all(other.name != name for other in _RULES.values()), name
        _RULES[code] = Rule(
            code=code,
            name=name,
            title=title,
            severity=severity,
            asks=asks,
            why=why,
            inputs=inputs,
            failing=failing if isinstance(failing, tuple) else (failing,),
            passing=passing if isinstance(passing, tuple) else (passing,),
            topics=topics,
            guide=guide,
            check=check,
        )
        return check

    return register


def registered() -> dict[str, Rule]:
    """Every rule that has been registered so far, by code."""
    return _RULES


def not_checked(needs: str, path: Path, *, what: str) -> Problem:
    """What a rule says that cannot be decided: "not checked: ... needs X"; never silence."""
    return Problem(f"not checked: {what} needs {needs}", path, severity=Severity.INFO, anchor="key")

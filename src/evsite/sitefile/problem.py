"""What a kind of problem is, and the parts of a site file that its examples are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

from evsite.model.finding import LONGEST_HEADLINE, Finding, Severity
from evsite.model.remedy import Remedy
from evsite.model.remedy import remedy as remedy_of

if TYPE_CHECKING:
    from evsite.model.finding import Anchor, Label, Path, Span
    from evsite.model.remedy import Way


class FindingMarks(TypedDict, total=False):
    """Where a finding points besides, and what is stated there, by the names of its fields."""

    anchor: Anchor
    label: str
    labels: tuple[Label, ...]
    notes: tuple[str, ...]
    span: Span


class FindingFields(FindingMarks, total=False):
    """What else a finding may have."""

    remedy: Way | Remedy


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem. `fails` and `passes` are site files, or parts of one that are put under `FRAME`."""

    code: str
    name: str
    title: str
    asks: str
    why: str
    fails: str
    passes: str
    severity: Severity = Severity.ERROR

    def finding(
        self, message: str, path: Path = (), *, remedy: Way | Remedy = None, **more: Unpack[FindingMarks]
    ) -> Finding:
        """One case of this problem, at a place in the file."""
        one_line, status = _one_line(message), self.severity.status
        # a message that is too long for a headline stands at the place, under the kind of problem
        title, details = (self.title, one_line) if len(one_line) > LONGEST_HEADLINE else ("", "")
        return Finding(
            self.code,
            self.name,
            self.severity,
            one_line,
            status=status,
            path=path,
            fix=_fix(remedy),
            title=title,
            subject=next((part for part in reversed(path) if isinstance(part, str)), "") if title else "",
            details=details,
            **more,
        )


def _fix(given: Way | Remedy) -> Remedy:
    if isinstance(given, Remedy):
        return given
    return remedy_of(_one_line(given) if isinstance(given, str) else given)


def _one_line(text: str) -> str:
    # what a file says is quoted in messages; line ends and control characters have no business on a terminal
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "�" for letter in text)


FRAME = """\
[site]
nec = 2023

[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"

[panels.EV1]
fed_from = "T1"
main = "400 A"
"""
"""What stands above the snippets that are no whole file."""

CIRCUIT = """
[circuits.C1]
panel = "EV1"
breaker = "40 A"
"""
FAMILY = """
[circuits.C]
panel = "EV1"
count = 2
breaker = "40 A"
"""
STATION = """
[stations.S]
max_current = "32 A"
circuits = "C1"
"""

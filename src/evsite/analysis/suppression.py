"""Findings that the site file ignores: which `[[ignore]]` takes which finding, and which ones take none.

A path means the place that it names and everything below: "circuits.C" holds every finding on that table, whichever of
its circuits it is about. What is wrong with the file itself cannot be ignored; nor can what is wrong with an ignore.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.finding import FORMER_RULES, Severity
from evsite.sitefile.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from evsite.model.finding import Finding, Path
    from evsite.model.settings import Ignore
    from evsite.model.site import Site

HOUSEKEEPING = "EV9"
"""How the codes of rules about ignores begin."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings sorted by the ignores of a site; `used` are the numbers of the ignores that took one."""

    kept: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...]
    used: frozenset[int]


def suppress(site: Site, findings: Iterable[Finding], today: date) -> Suppression:
    """Take out what is ignored. The first ignore that fits gives the reason; all that fit count as used."""
    ignores = [(number, ignore, _places(ignore.path)) for number, ignore in in_force(site, today)]
    kept: list[Finding] = []
    ignored: list[tuple[Finding, str]] = []
    used: set[int] = set()
    for finding in findings:
        fitting = [(number, ignore) for number, ignore, places in ignores if _fits(ignore, places, finding)]
        used.update(number for number, _ in fitting)
        if fitting:
            ignored.append((finding, fitting[0][1].reason))
        else:
            kept.append(finding)
    return Suppression(tuple(kept), tuple(ignored), frozenset(used))


def in_force(site: Site, today: date) -> Iterator[tuple[int, Ignore]]:
    """The ignores that hold on a day, with their numbers; `until` is the last day."""
    for number, ignore in enumerate(site.ignores):
        if ignore.until is None or today <= ignore.until:
            yield number, ignore


def can_be_ignored(code: str) -> bool:
    """Whether a finding may be ignored at all: problems of the file, other than notices, and of ignores may not."""
    if code.startswith(HOUSEKEEPING):
        return False
    return not any(problem.code == code and problem.severity is Severity.ERROR for problem in PROBLEMS)


def dotted(path: Path) -> str:
    """A place as an ignore writes it: "circuits.C.breaker"."""
    return ".".join(map(str, path))


def _places(path: str) -> re.Pattern[str]:
    """What the paths of the findings that are meant look like."""
    parts = [".+?" if part == "*" else re.escape(part) for part in path.split(".")]
    return re.compile(rf"{re.escape('.').join(parts)}(?:\..*)?", re.DOTALL)


def _fits(ignore: Ignore, places: re.Pattern[str], finding: Finding) -> bool:
    wanted = ignore.rule.casefold()
    if wanted not in {finding.code.casefold(), finding.name} and FORMER_RULES.get(wanted) != finding.code:
        return False
    return can_be_ignored(finding.code) and places.fullmatch(dotted(finding.path)) is not None

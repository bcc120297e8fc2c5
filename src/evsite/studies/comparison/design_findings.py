"""Findings that are new, fixed, ignored or kept: matched by their rule and by what they are about."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from evsite.studies.comparison.design_results import FindingChange, FindingCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from evsite.model.finding import Finding
    from evsite.rules.checking import CheckResult
    from evsite.studies.comparison.design_matching import Matching

_ByKey = dict["Hashable", list["Finding"]]
_SEVERITIES: tuple[Literal["error", "warning", "info"], ...] = ("error", "warning", "info")


def compared_findings(
    checks: tuple[CheckResult, CheckResult], matching: Matching
) -> tuple[tuple[FindingCounts, ...], tuple[FindingChange, ...]]:
    """How many findings there are on both sides, and those that are not on both.

    A finding is known by its rule, its severity, and the route of keys to what it is about: neither by its line nor by
    its words, and by the name that a renamed table has now.
    """
    tables = matching.new_tables()

    def as_after(finding: Finding) -> Hashable:
        path = tables.get(finding.path[:2], finding.path[:2])
        return finding.code, finding.severity, *path, *finding.path[2:]

    def as_is(finding: Finding) -> Hashable:
        return finding.code, finding.severity, *finding.path

    active = _by_key(_decided(checks[0]), as_after), _by_key(_decided(checks[1]), as_is)
    silent = (
        _by_key((finding for finding, _ in checks[0].ignored), as_after),
        _by_key((finding for finding, _ in checks[1].ignored), as_is),
    )
    gone = _beyond(active[0], active[1])
    come = _beyond(active[1], active[0])
    now_ignored = _by_key(gone, as_after), _beyond(silent[1], silent[0])
    no_longer = _by_key(come, as_is), _beyond(silent[0], silent[1])
    hidden = _also(now_ignored[0], _by_key(now_ignored[1], as_is))
    shown = _also(no_longer[0], _by_key(no_longer[1], as_after))
    fixed = [finding for finding in gone if id(finding) not in hidden]
    new = [finding for finding in come if id(finding) not in shown]
    changes = [
        *(FindingChange("new", each) for each in new),
        *(FindingChange("no longer ignored", each) for each in come if id(each) in shown),
        *(FindingChange("fixed", each) for each in fixed),
        *(FindingChange("now ignored", each) for each in gone if id(each) in hidden),
    ]
    changes.sort(key=lambda change: change.finding.severity.rank)
    counts = []
    for severity in _SEVERITIES:
        before, after, without, added, removed = (
            sum(each.severity == severity for each in found)
            for found in (_decided(checks[0]), _decided(checks[1]), come, new, fixed)
        )
        counts.append(FindingCounts(severity, before, after, added, removed, after - without))
    return tuple(counts), tuple(changes)


def not_checked(result: CheckResult) -> dict[str, str]:
    """Rules that could not be decided because input is missing, by code: their names."""
    return {each.code: each.name for each in result.findings if each.status == "not checked"}


def _decided(result: CheckResult) -> list[Finding]:
    return [finding for finding in result.findings if finding.status != "not checked"]


def _by_key(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> _ByKey:
    found: _ByKey = defaultdict(list)
    for finding in findings:
        found[key(finding)].append(finding)
    return found


def _beyond(these: _ByKey, others: _ByKey) -> list[Finding]:
    """Findings that are more often among the first: of several alike those whose words the others do not have."""
    left = []
    for key, findings in these.items():
        known = others.get(key, ())
        more = len(findings) - len(known)
        if more > 0:
            words = {each.message for each in known}
            left += sorted(findings, key=lambda each: each.message in words)[:more]
    return left


def _also(these: _ByKey, others: _ByKey) -> set[int]:
    """Those of the first for which there is one among the others."""
    return {id(each) for key, findings in these.items() for each in findings[: len(others.get(key, ()))]}

"""The rules that a site is checked against: findings as data, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.finding import Finding, Severity
from evsite.sitefile.document import LoadedSite

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from evsite.model.site import Site
    from evsite.rules.registry import Rule

_FAMILIES = (
    "catalogue",
    "conductors",
    "disconnect",
    "equipment",
    "housekeeping",
    "installation",
    "jurisdiction",
    "management",
    "metering",
    "minimums",
    "offline",
    "overcurrent",
    "panelboard",
    "products",
    "protection",
    "setpoints",
    "sharing",
    "supply",
    "wiring",
)
"""Modules of rules; importing one registers what is in it."""

__all__ = ["CheckResult", "all_rules", "check", "find_rule"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found; `findings` stand in the order of the file, then of their codes.

    `ignored` are those that an `[[ignore]]` of the site file takes out, each with the reason given there.
    """

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        counts = {severity.value: 0 for severity in Severity}
        for finding in self.findings:
            counts[finding.severity] += 1
        return counts

    def worst(self) -> Severity | None:
        """The gravest severity that was found; None where there is nothing."""
        return min((finding.severity for finding in self.findings), key=lambda severity: severity.rank, default=None)


def check(site: Site, *, select: Collection[str] | None = None, today: date | None = None) -> CheckResult:
    """Check a site against every rule, or against those whose code or name is in `select`.

    Notices from reading the file (an edition that was assumed, say) are part of the result. Whether an ignore of the
    file has run out is judged on the day `today`, this day unless given.
    """
    return check_loaded(LoadedSite.of(site), select=select, today=today)


def check_loaded(
    loaded: LoadedSite, *, select: Collection[str] | None = None, today: date | None = None
) -> CheckResult:
    """As `check`, for a site whose document is at hand: its places are looked up once for all who ask for them."""
    from evsite.analysis.site_analysis import Survey
    from evsite.analysis.suppression import HOUSEKEEPING, sort_findings

    site, document = loaded
    survey = Survey(site)
    wanted = [rule for rule in all_rules() if select is None or rule.code in select or rule.name in select]
    findings = list(site.notices)
    for rule in wanted:
        if not rule.code.startswith(HOUSEKEEPING):
            findings.extend(rule.findings(survey))
    ignored: tuple[tuple[Finding, str], ...] = ()
    if site.ignores:
        survey.today = today or _this_day()
        survey.selected = None if select is None else frozenset(select)
        survey.silenced = sort_findings(site, findings, survey.today)
        findings, ignored = list(survey.silenced.kept), survey.silenced.ignored
        for rule in wanted:
            if rule.code.startswith(HOUSEKEEPING):
                findings.extend(rule.findings(survey))

    def place(finding: Finding) -> tuple[object, ...]:
        return (document.locate(finding), finding.code)

    return CheckResult(tuple(sorted(findings, key=place)), tuple(sorted(ignored, key=lambda entry: place(entry[0]))))


def _this_day() -> date:
    from datetime import datetime

    return datetime.now().astimezone().date()


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    from importlib import import_module

    from evsite.rules.registry import registered

    for family in _FAMILIES:
        import_module(f"evsite.rules.{family}")
    return tuple(rule for _, rule in sorted(registered().items()))


def find_rule(code_or_name: str) -> Rule | None:
    """The rule of that code or name, in any case; None if there is none."""
    wanted = code_or_name.strip().casefold()
    return next((rule for rule in all_rules() if wanted in {rule.code.casefold(), rule.name}), None)

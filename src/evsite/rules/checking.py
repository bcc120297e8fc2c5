"""Checking a site against the rules: findings as data, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.analysis.suppression import HOUSEKEEPING, suppress
from evsite.model.finding import Finding, Severity
from evsite.rules.remedies.proving import prove
from evsite.rules.rule_list import RULES, known_rules
from evsite.rules.unconfirmed_errors import without_unconfirmed_errors
from evsite.sitefile.document import LoadedSite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from evsite.analysis.record_notes import RecordNotes
    from evsite.model.site import Site
    from evsite.rules.remedies.trial import Judge
    from evsite.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found; `findings` stand in the order of the file, then of their codes.

    `ignored` are those that an `[[ignore]]` of the site file takes out, each with the reason given there.
    """

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...] = ()
    untried: int = 0
    """How many findings have remedies that were not tried out, for there are too many; they are not shown."""
    records: tuple[RecordNotes, ...] = ()
    """The meters' records of the site, and what there is to know about each."""

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


def check(
    site: Site, *, select: Collection[str] | None = None, today: date | None = None, remedies: bool = True
) -> CheckResult:
    """Check a site against the rules.

    Notices from reading the file (an edition that was assumed, say) are part of the result.

    Parameters
    ----------
    site
        The site.
    select
        Codes or names of the rules to check against; default all.
    today
        The day on which it is judged whether an ignore of the file has run out; default this day.
    remedies
        Whether remedies that are edits are tried out, which takes longer than the check where much is wrong;
        without that findings come as their rules give them.

    Returns
    -------
    CheckResult
        Findings in the order of the file, then of their codes; each has its source, by section and edition of the NEC.
    """
    return check_loaded(LoadedSite.of(site), select=select, today=today, remedies=remedies)


def check_loaded(
    loaded: LoadedSite,
    *,
    select: Collection[str] | None = None,
    today: date | None = None,
    remedies: bool = True,
    shown: bool = True,
    analysis: SiteAnalysis | None = None,
    on_step: Callable[[], None] | None = None,
) -> CheckResult:
    """As `check`, for a site whose document is at hand: its places are looked up once for all who ask for them.

    Others may go on with an `analysis` of the site that they give. Where remedies are not `shown` to anybody, those
    that take long to work out are left out, and none is tried. `on_step` is called before each rule is asked, of
    the site and of each edited one; what it raises ends the check.
    """
    site, document = loaded
    analysis = SiteAnalysis(site) if analysis is None else analysis
    wanted = [rule for rule in RULES if select is None or rule.code in select or rule.name in select]
    requested = _findings(analysis, wanted, on_step, remedies=shown)
    findings = requested
    ignored: tuple[tuple[Finding, str], ...] = ()
    if site.ignores:
        analysis.today = today or _this_day()
        analysis.known_rules = known_rules()
        analysis.selected = None if select is None else frozenset(select)
        analysis.suppression = suppress(site, requested, analysis.today)
        findings, ignored = list(analysis.suppression.kept), analysis.suppression.ignored
        for rule in wanted:
            if rule.code.startswith(HOUSEKEEPING):
                findings.extend(rule.findings(analysis))
    untried = 0
    if remedies and shown:
        before = requested if select is None else None
        findings, untried = prove(loaded, analysis, findings, _judge(on_step), before)

    def place(finding: Finding) -> tuple[object, ...]:
        return (document.locate(finding), finding.code)

    in_order = tuple(sorted(findings, key=place))
    in_place = tuple(sorted(ignored, key=lambda entry: place(entry[0])))
    return CheckResult(in_order, in_place, untried, analysis.records)


def _findings(
    analysis: SiteAnalysis,
    rules: Sequence[Rule],
    on_step: Callable[[], None] | None = None,
    *,
    remedies: bool = True,
) -> list[Finding]:
    """What rules say about a site; those about its ignores have to wait for what these take out."""
    requested = [rule for rule in rules if not rule.code.startswith(HOUSEKEEPING)]
    found: list[Finding] = []
    for rule in requested:
        if on_step is not None:
            on_step()
        found.extend(rule.findings(analysis, remedies=remedies))
    return [*analysis.site.notices, *without_unconfirmed_errors(analysis.site, requested, found)]


def _judge(on_step: Callable[[], None] | None) -> Judge:
    """What rules say about an edited site: all of them, or those that read some keys."""

    def judged(site: Site, read: Collection[str] | None = None) -> list[Finding]:
        return _findings(SiteAnalysis(site), RULES if read is None else rules_that_read(read), on_step)

    return judged


def rules_that_read(keys: Collection[str]) -> list[Rule]:
    """The rules of which an input is one of some keys of the site file, by the last part of its route."""
    return [rule for rule in RULES if any(key.rpartition(".")[2] in keys for key in rule.inputs)]


def _this_day() -> date:
    return datetime.now().astimezone().date()

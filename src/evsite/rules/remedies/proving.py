"""Which remedies of a site are shown: those that were tried out and that leave nothing newly wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import tomli

from evsite.analysis.suppression import HOUSEKEEPING
from evsite.model.remedy import Remedy
from evsite.rules.remedies.branch import Branches
from evsite.rules.remedies.equivalent_branches import BranchNames
from evsite.rules.remedies.together import completions, in_words
from evsite.rules.remedies.trial import Tables, same_findings, try_edits
from evsite.sitefile.descriptive import design_only
from evsite.sitefile.named_files import NamedFiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Finding
    from evsite.model.remedy import Alternative
    from evsite.rules.remedies.trial import Judge, Trial
    from evsite.sitefile.document import LoadedSite

MOST_TRIALS = 200
"""Most edited sites that are looked at in a run; the remedies left over are counted."""
SMALL = 40
"""A site of so many ports at most is judged whole; of a larger one the branch that an edit can change."""
LEAST_PORTS = 6_000
"""So many ports may stand on all edited sites together; as many as on the site itself where that has more."""


class Proved(NamedTuple):
    """Findings with the remedies that were proved, and how many have remedies that were not tried."""

    findings: list[Finding]
    untried: int


def prove(
    loaded: LoadedSite,
    analysis: SiteAnalysis,
    findings: Sequence[Finding],
    judge: Judge,
    before: Sequence[Finding] | None,
) -> Proved:
    """Try the remedies of findings out, the gravest findings first, and keep those that help and do no harm.

    Parameters
    ----------
    loaded
        The site.
    analysis
        What is known of it.
    findings
        What was found, whatever is ignored left out.
    judge
        Asks all rules about a site.
    before
        Everything that all rules say about the site; None where that is not known yet.
    """
    waiting = [number for number, finding in enumerate(findings) if _can_be_tried(finding)]
    if not waiting:
        return Proved(list(findings), 0)
    prover = _Prover(loaded, analysis, judge, before)
    proved = list(findings)
    scopes = {number: prover.scope(findings[number]) for number in waiting}
    # what takes the whole site comes last: it leaves no room for anything else
    waiting.sort(key=lambda number: (prover.is_whole(scopes[number]), findings[number].severity.rank))
    for number in waiting:
        proved[number] = replace(findings[number], fix=prover.fix(findings[number], scopes[number]))
    return Proved(proved, prover.untried)


def _can_be_tried(finding: Finding) -> bool:
    """Whether a finding has edits that are to be tried: not where input is asked for, or an ignore goes."""
    return bool(finding.fix.edits) and finding.status != "not checked" and not finding.code.startswith(HOUSEKEEPING)


class Scope(NamedTuple):
    """What is judged for a finding: a branch of the site, or all of it."""

    tables: Tables
    ports: int
    branch_data: Mapping[str, Any] | None
    """Tables by which findings are alike; None where each is looked at by itself."""


class _Kept(NamedTuple):
    """A way out that is shown: of the rule itself by its number, the same with one more edit, or what it lacks."""

    number: int
    more: Alternative | None = None
    lacks: Trial | None = None


class _Prover:
    """Tries remedies out on branches of the site, as long as the work for it is small beside that of the check."""

    def __init__(
        self, loaded: LoadedSite, analysis: SiteAnalysis, judge: Judge, before: Sequence[Finding] | None
    ) -> None:
        document, ports = loaded.document, len(loaded.site.ports)
        # a list of stalls would not fit any more where an edit makes more stations, nor would what was built
        data = design_only(document.data or tomli.loads(document.text))
        tables = Tables(data, document.filename, NamedFiles(document.folder, document.outside), resolved=loaded.site)
        self._whole = Scope(tables, ports, None)
        self._branches = Branches(tables, analysis) if ports > SMALL else None
        self._judge = judge
        self._before: dict[int, Sequence[Finding]] = {} if before is None else {id(tables): before}
        self._proved: dict[object, tuple[BranchNames, list[_Kept], bool]] = {}
        self._trials = MOST_TRIALS
        self._ports = max(LEAST_PORTS, ports)
        self.untried = 0

    def scope(self, finding: Finding) -> Scope:
        """The part of the site that the edits of a finding can change."""
        edits = [edit for edits in finding.fix.edits for edit in edits]
        branch = None if self._branches is None else self._branches.around(finding.path, edits)
        if branch is not None:
            return Scope(branch.tables, branch.ports, branch.tables.data)
        alone = None if self._branches is None else self._branches.alone(finding.path, edits)
        return self._whole._replace(branch_data=alone)

    def is_whole(self, scope: Scope) -> bool:
        """Whether all of the site is judged."""
        return scope.tables is self._whole.tables

    def fix(self, finding: Finding, scope: Scope) -> Remedy:
        """The remedy of a finding without the edits that do not help, or that make something else wrong."""
        own = BranchNames(scope.branch_data or {})
        kind = object() if scope.branch_data is None else own.kind(finding, scope.branch_data)
        if kind not in self._proved:
            self._proved[kind] = own, *self._kept(finding, scope)
        names, kept, untried = self._proved[kind]
        self.untried += untried
        ways = []
        for number, more, lacks in kept:
            way = finding.fix.alternatives[number]
            if more is not None:
                way = replace(more, edits=tuple(names.translated(edit, own) for edit in more.edits))
            ways.append(way if lacks is None else in_words(way, lacks, finding))
        return Remedy(tuple(ways))

    def _kept(self, finding: Finding, scope: Scope) -> tuple[list[_Kept], bool]:
        """What is shown of the remedy, and whether there is more that was not tried, for it is too much work."""
        kept: list[_Kept] = []
        blocked: list[_Kept] = []
        untried = False
        ways = finding.fix.alternatives
        trials = [self._try(way, finding, scope) if way.edits else None for way in ways]
        enough = [way for way, trial in zip(ways, trials, strict=True) if trial is not None and trial.good]
        for number, (way, trial) in enumerate(zip(ways, trials, strict=True)):
            if not way.edits:
                kept.append(_Kept(number))
                continue
            if trial is None:
                untried = True
                continue
            more = None if trial.good else self._completed(way, trial, finding, scope, enough)
            if trial.good or more is not None:
                kept.append(_Kept(number, more))
            elif trial.helps:
                blocked.append(_Kept(number, None, trial))
        return kept if kept or untried else blocked[:1], untried

    def _completed(
        self, way: Alternative, trial: Trial, finding: Finding, scope: Scope, enough: Sequence[Alternative]
    ) -> Alternative | None:
        """The same with one edit more, which puts right what is left of the finding, or what is newly wrong.

        Nothing is added to what is enough with fewer keys.
        """
        fewer = [{edit.path for edit in other.edits} for other in enough]
        for more in completions(way, trial):
            keys = {edit.path for edit in more.edits}
            if any(other <= keys for other in fewer):
                continue
            again = self._try(more, finding, scope)
            if again is not None and again.good:
                return more
        return None

    def _try(self, way: Alternative, finding: Finding, scope: Scope) -> Trial | None:
        """What comes of edits; None where that would be too much work, or where a branch does not show the finding."""
        key = id(scope.tables)
        ports = scope.ports if key in self._before else 2 * scope.ports
        if not self._trials or ports > self._ports:
            return None
        self._trials -= 1
        self._ports -= ports
        if key not in self._before:
            self._before[key] = self._judge(scope.tables.site())
        before = self._before[key]
        if not any(same_findings(finding, before)):
            return None
        return try_edits(scope.tables, way.edits, finding, before, self._judge)

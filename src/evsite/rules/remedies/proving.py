"""Which remedies of a site are shown: those that were tried out and that leave nothing newly wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import tomli

from evsite.analysis.suppression import HOUSEKEEPING
from evsite.model.remedy import Remedy
from evsite.rules.remedies.together import completions, helps, in_words
from evsite.rules.remedies.trial import Tables, try_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Finding
    from evsite.model.remedy import Alternative
    from evsite.rules.remedies.trial import Judge, Trial
    from evsite.sitefile.document import LoadedSite

MOST_TRIALS = 200
"""Most edited sites that are looked at in a run; the remedies left over are counted."""
LEAST_PORTS = 5_000
"""So many ports may stand on all edited sites together; as many as on the site itself where that has more."""


class Proved(NamedTuple):
    """Findings with the remedies that were proved, and how many have remedies that were not tried."""

    findings: list[Finding]
    untried: int


def prove(loaded: LoadedSite, findings: Sequence[Finding], judge: Judge, before: Sequence[Finding] | None) -> Proved:
    """Try the remedies of findings out, the gravest findings first, and keep those that help and do no harm.

    Args:
        loaded: the site.
        findings: what was found, whatever is ignored left out.
        judge: asks all rules about a site.
        before: everything that all rules say about the site; None where that is not known yet.
    """
    waiting = [number for number, finding in enumerate(findings) if _can_be_tried(finding)]
    if not waiting:
        return Proved(list(findings), 0)
    prover = _Prover(loaded, judge, before)
    proved = list(findings)
    for number in sorted(waiting, key=lambda number: findings[number].severity.rank):
        proved[number] = replace(findings[number], fix=prover.fix(findings[number]))
    return Proved(proved, prover.untried)


def _can_be_tried(finding: Finding) -> bool:
    """Whether a finding has edits that are to be tried: not where input is asked for, or an ignore goes."""
    return bool(finding.fix.edits) and finding.status != "not checked" and not finding.code.startswith(HOUSEKEEPING)


class _Prover:
    """Tries remedies out on the site, as long as the work for it is small beside that of the check."""

    def __init__(self, loaded: LoadedSite, judge: Judge, before: Sequence[Finding] | None) -> None:
        self._site = loaded.site
        document = loaded.document
        self._tables = Tables(document.data or tomli.loads(document.text), document.filename, document.folder)
        self._judge = judge
        self._before = before
        self._trials = MOST_TRIALS
        self._ports = max(LEAST_PORTS, len(loaded.site.ports))
        self.untried = 0

    def fix(self, finding: Finding) -> Remedy:
        """The remedy of a finding without the edits that do not help, or that make something else wrong."""
        kept: list[Alternative] = []
        blocked: list[Alternative] = []
        untried = False
        for way in finding.fix.alternatives:
            trial = self._try(way, finding) if way.edits else None
            if trial is None:
                untried = untried or bool(way.edits)
                kept += [] if way.edits else [way]
            elif trial.good:
                kept.append(way)
            else:
                more = self._completed(way, trial, finding)
                kept += [] if more is None else [more]
                blocked += [in_words(way, trial, finding)] if more is None and helps(trial, finding) else []
        self.untried += untried
        if not kept and not untried:
            kept = blocked[:1]
        return Remedy(tuple(kept))

    def _completed(self, way: Alternative, trial: Trial, finding: Finding) -> Alternative | None:
        """The same with one edit more, which puts right what is left of the finding, or what is newly wrong."""
        for more in completions(way, trial, finding):
            again = self._try(more, finding)
            if again is not None and again.good:
                return more
        return None

    def _try(self, way: Alternative, finding: Finding) -> Trial | None:
        """What comes of edits; None where that would be too much work."""
        ports = len(self._site.ports)
        if not self._trials or ports > self._ports:
            return None
        self._trials -= 1
        self._ports -= ports
        if self._before is None:
            self._before = self._judge(self._site)
        return try_edits(self._tables, way.edits, finding, self._before, self._judge)

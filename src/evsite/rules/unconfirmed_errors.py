"""Errors that rest on figures of the catalogue not confirmed in a document: they are reported as warnings.

This holds for every rule, whether it asks for marks or not: an error stays one only if it is found with those figures
as small, and as great, as they could be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.analysis.unconfirmed_values import has_unconfirmed_values, with_other_values
from evsite.model.finding import Severity
from evsite.model.stated import NOT_READ, unseen_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.finding import Finding, Path
    from evsite.model.site import Site
    from evsite.model.stated import UnseenValue
    from evsite.rules.rule import Rule

    Values = dict[str, tuple[UnseenValue, ...]]

_MOST_MODELS = 3


def without_unconfirmed_errors(site: Site, rules: Iterable[Rule], findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with errors that other values of the catalogue could undo as warnings that say so.

    Parameters
    ----------
    site
        The site.
    rules
        The rules that were asked.
    findings
        What they found.
    """
    failing = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    requested = [rule for rule in rules if rule.code in failing]
    if not requested or not has_unconfirmed_values(site):
        return list(findings)
    certain = _errors(with_other_values(site, least=True), requested)
    # where the file says itself what is not confirmed of a model, the least and the greatest are one
    if certain and any(station.unseen for station in site.stations.values()):
        certain &= _errors(with_other_values(site, least=False), requested)
    codes = {rule.code for rule in requested}
    values = _values_by_place(site)
    return [
        _as_warning(finding, values)
        if finding.severity is Severity.ERROR and finding.code in codes and _place(finding) not in certain
        else finding
        for finding in findings
    ]


def _errors(site: Site, rules: Iterable[Rule]) -> set[tuple[str, Path]]:
    analysis = SiteAnalysis(site)
    return {
        _place(finding) for rule in rules for finding in rule.findings(analysis) if finding.severity is Severity.ERROR
    }


def _place(finding: Finding) -> tuple[str, Path]:
    return finding.code, finding.path


def _values_by_place(site: Site) -> dict[Path, Values]:
    """What is not confirmed of the models of each table of stations and of circuits, and of all of them."""
    found: dict[Path, Values] = {(): {}}
    unseen = {id(station.model): station.model.unseen_values for station in site.stations.values() if station.model}
    for station in site.stations.values():
        if station.model is None or not unseen[id(station.model)]:
            continue
        tables = {(), station.path, *(site.circuits[name].path for name in station.circuits)}
        for table in tables:
            found.setdefault(table, {})[station.model.id] = station.unseen or unseen[id(station.model)]
    return found


def _as_warning(finding: Finding, values: Mapping[Path, Values]) -> Finding:
    """The same as a warning, with a note of what it rests on."""
    concerned = values.get(finding.path[:2], values[()])
    texts = [f"{name}: {unseen_words(unseen)}" for name, unseen in list(concerned.items())[:_MOST_MODELS]]
    note = f"no error, as it rests on values of the catalogue {NOT_READ}: {'; '.join(texts)}"
    return replace(finding, severity=Severity.WARNING, status=Severity.WARNING.status, notes=(*finding.notes, note))

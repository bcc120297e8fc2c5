"""The result of a check of the site as a sheet: every finding with its place, and the section by edition."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.documents.flat import where_words
from evsite.documents.model import Column, Number, Table, made_sheet
from evsite.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.model import Sheet
    from evsite.model.finding import Finding

_COLUMNS = (
    Column("result", "result"),
    Column("rule", "rule", label=True),
    Column("place", "in the file at", wrap=True),
    Column("message", "finding", wrap=True),
    Column("section", "section", wrap=True),
    Column("remedy", "remedy", wrap=True),
)
NOT_CHECKED = "not checked"
_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def code_report_sheet(findings: Sequence[Finding], ignored: Sequence[tuple[Finding, str]]) -> Sheet:
    """What a check finds.

    Parameters
    ----------
    findings
        Its findings.
    ignored
        Those that the file has ignored, each with its reason.
    """
    counted = Counter(map(_result, findings))
    kinds = (*_WORDS.values(), NOT_CHECKED)
    columns = (*(Column(kind.replace(" ", "_"), kind, align="right") for kind in kinds), Column("ignored", "ignored"))
    summary = Table(
        "findings",
        "findings",
        columns,
        ((*(Number(counted[kind]) for kind in kinds), Number(len(ignored))),),
        form=True,
    )
    ranked = sorted(findings, key=lambda each: (kinds.index(_result(each)), each.code))
    rows = tuple(
        (_result(each), each.code, where_words(each.path or None), each.message, each.source, each.remedy)
        for each in ranked
    )
    tables = [summary, Table("code_report", "findings by rule", _COLUMNS, rows, titled=True)]
    if ignored:
        silent = tuple((each.code, where_words(each.path or None), each.message, why) for each, why in ignored)
        columns = (*_COLUMNS[1:4], Column("reason", "ignored because", wrap=True))
        tables.append(Table("ignored_findings", "ignored", columns, silent, titled=True))
    return made_sheet("CR-1", "code report", "code report", tuple(tables))


def _result(finding: Finding) -> str:
    return NOT_CHECKED if finding.status == "not checked" else _WORDS[finding.severity]

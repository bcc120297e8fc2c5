"""What a check finds: the gravest first, each with its place and what would help."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.model.finding import Severity
from evsite.output.diagnostics.missing import missing_inputs
from evsite.output.documents.html_parts import html_text
from evsite.output.located import CheckedFile, ToolInfo, decided, located_findings
from evsite.output.page.parts import Section, Sign, bullets, folded, paragraph, sign
from evsite.words import count

if TYPE_CHECKING:
    from evsite.documents.site_page import SitePage
    from evsite.output.located import LocatedFinding

MOST_SHOWN = 40
_SIGN: dict[Severity, Sign] = {Severity.ERROR: "bad", Severity.WARNING: "open", Severity.INFO: "note"}
_WORD = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Note"}


def findings(page: SitePage) -> Section:
    """All findings, then those that are accepted, and what could not be decided."""
    found = page.found
    checked = CheckedFile(page.loaded.document, found.findings, found.ignored, found.untried, found.records)
    located = located_findings([checked], ToolInfo(__version__), ignored=True)
    active = [entry for entry in located if entry.ignored_because is None]
    shown = sorted(decided(active), key=lambda entry: entry.finding.severity.rank)
    if shown:
        body = f'<ul class="findings">\n{"".join(map(_finding, shown[:MOST_SHOWN]))}</ul>\n'
    else:
        body = f'<p class="outcome good">{sign("good")}<span>The check finds nothing.</span></p>\n'
    if len(shown) > MOST_SHOWN:
        body += paragraph(f"and {len(shown) - MOST_SHOWN:,} more; evsite check shows them all", "small")
    silent = [entry for entry in located if entry.ignored_because is not None]
    if silent:
        entries = [
            f"{entry.finding.code} {entry.finding.message}: accepted, {entry.ignored_because}"
            for entry in silent[:MOST_SHOWN]
        ]
        body += folded(f"{count(len(silent), 'finding')} accepted in the site file", bullets(entries))
    waiting = [entry for entry in active if entry.finding.status == "not checked"]
    if waiting:
        entries = [each.sentence for each in missing_inputs(waiting)[:MOST_SHOWN]]
        body += folded(
            f"{count(len(waiting), 'question')} not decided, because the site file does not say enough",
            bullets(entries),
        )
    return Section("findings", "Findings of the check", body, short="Findings")


def _finding(entry: LocatedFinding) -> str:
    finding = entry.finding
    kind = finding.severity
    place = f"{PurePath(entry.path).name}, line {entry.span.line}"
    rows = [("Where", place), ("What helps", finding.remedy), ("Source", finding.source)]
    entries = "".join(f"<dt>{name}</dt><dd>{html_text(text)}</dd>\n" for name, text in rows if text)
    return (
        f'<li class="finding {_SIGN[kind]}"><p class="what">{sign(_SIGN[kind])} <strong>{_WORD[kind]} '
        f"{html_text(finding.code)}</strong> {html_text(finding.message)}</p>\n<dl>\n{entries}</dl></li>\n"
    )

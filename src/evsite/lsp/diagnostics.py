"""Findings as diagnostics of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from evsite._version import __version__
from evsite.model.finding import Severity
from evsite.output.located import FormatOptions, ToolInfo, advice, located_findings
from evsite.output.rule_addresses import rule_address
from evsite.sitefile.file_names import plain

if TYPE_CHECKING:
    from evsite.lsp.text_positions import TextPositions
    from evsite.output.located import CheckedFile, LocatedFinding

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def shown_findings(file: CheckedFile, *, not_checked: bool) -> list[LocatedFinding]:
    """The findings that an editor shows of a file; what was not checked for want of input only if it is asked for."""
    return FormatOptions(not_checked=not_checked).results(located_findings([file], ToolInfo(__version__)))


def diagnostic_of(entry: LocatedFinding, positions: TextPositions, uri: str, *, related: bool) -> types.Diagnostic:
    """A finding as a diagnostic.

    Parameters
    ----------
    entry
        The finding.
    positions
        Those of the text.
    uri
        The address of the file.
    related
        Whether the editor shows further places of a diagnostic; else the message says their lines.
    """
    finding, document = entry.finding, entry.file.document
    places = [(document.span(label.path, label.anchor), plain(label.text) or "related") for label in finding.labels]
    lines = [finding.message, *(f"{label}: {text}" for label, text in advice(finding))]
    if not related:
        lines += [f"line {span.line}: {text}" for span, text in places]
    severity = _SEVERITIES[finding.severity]
    return types.Diagnostic(
        range=positions.range_of(entry.span),
        message=plain("\n".join(lines)),
        severity=types.DiagnosticSeverity.Hint if finding.status == "not checked" else severity,
        code=finding.code,
        code_description=types.CodeDescription(rule_address(finding.code)),
        source="evsite",
        related_information=[
            types.DiagnosticRelatedInformation(types.Location(uri, positions.range_of(span)), text)
            for span, text in places
        ]
        if related and places
        else None,
        data=entry.fingerprint,
    )

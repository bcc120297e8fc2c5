"""SARIF 2.1.0 for code scanning, within what GitHub demands of an upload.

Those demands go beyond the schema: every rule is listed in every run and in the same order, every result has a region
with all four corners, nothing that must be there is empty, and `security-severity` stays away, since these are no
security alerts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evsite.model.finding import Severity
from evsite.output.diagnostics.sarif_fixes import Fixes, region
from evsite.output.json.writer import dumps
from evsite.output.located import USUAL, advice, all_rules, located_findings
from evsite.output.rule_addresses import rule_address
from evsite.sitefile.file_names import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Finding, Span
    from evsite.output.located import CheckedFile, FormatOptions, LocatedFinding, RuleInfo, ToolInfo

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_LONGEST_DESCRIPTION = 1024
_LINK = re.compile(r"\[([^\]]*)\]\(")
_BRACKET = re.compile(r"([\\\[\]])")


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """One run with all rules and all results; ignored findings are results with a suppression.

    What was not checked because input is missing is no result unless it is asked for, and then an open one: there was
    not enough information to decide. The run's properties count it.
    """
    listed = all_rules(files, rules)
    index = {rule.code: number for number, rule in enumerate(listed)}
    every, fixes = located_findings(files, tool, ignored=True), Fixes()
    unchecked = sum(entry.finding.status == "not checked" for entry in every)
    driver = {
        "name": tool.name,
        "version": tool.version,
        "semanticVersion": tool.version,
        "rules": [_rule(rule) for rule in listed],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, index, fixes) for entry in options.results(every)],
        "properties": {"notChecked": unchecked},
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: RuleInfo) -> dict[str, Any]:
    summary = _sentence(rule.summary or rule.name)
    source = f"Source: {_sentence(rule.source)}" if rule.source else ""
    text = "\n\n".join(part for part in (rule.help or summary, source) if part)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _clipped(summary)},
        "fullDescription": {"text": _clipped(" ".join(part for part in (summary, source) if part))},
        "helpUri": rule_address(rule.code),
        "help": {"text": plain(text), "markdown": plain(f"**{rule.code} {rule.name}**\n\n{text}")},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"precision": "high", "problem.severity": _PROBLEMS[rule.severity], "tags": ["ev-charging"]},
    }


def _result(entry: LocatedFinding, index: dict[str, int], fixes: Fixes) -> dict[str, Any]:
    finding = entry.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        **_outcome(finding),
        "message": {"text": _message(entry)},
        "locations": [_location(entry.path, entry.span)],
        # the upload action adds GitHub's own line hash; this one is for every other reader
        "partialFingerprints": {"evsiteRoute/v1": entry.fingerprint},
    }
    if finding.labels:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(entry.path, entry.file.document.span(label.path, label.anchor)),
                "message": {"text": plain(label.text) or "related"},
            }
            for number, label in enumerate(finding.labels, start=1)
        ]
    edits = fixes.of(entry, _uri(entry.path))
    if edits:
        result["fixes"] = edits
    if entry.ignored_because is not None:
        result["suppressions"] = [
            {"kind": "inSource", "status": "accepted", "justification": plain(entry.ignored_because)}
        ]
    return result


def _outcome(finding: Finding) -> dict[str, str]:
    # a result of another kind than "fail", the default, has no level (SARIF 2.1.0, 3.27.9 and 3.27.10)
    if finding.status == "not checked":
        return {"kind": "open", "level": "none"}
    return {"level": _LEVELS[finding.severity]}


def _message(entry: LocatedFinding) -> str:
    """The message as sentences, since viewers may show the first alone; labels are links to related locations."""
    finding = entry.finding
    sentences = [_unlinked(finding.message) or finding.name]
    if finding.labels:
        links = [f"[{_escaped(label.text)}]({number})" for number, label in enumerate(finding.labels, start=1)]
        sentences.append(f"See {', '.join(links)}")
    sentences += [f"{label.capitalize()}: {_unlinked(text)}" for label, text in advice(finding)]
    return plain(" ".join(_sentence(sentence) for sentence in sentences))


def _escaped(text: str) -> str:
    """Link text of a SARIF message, in which brackets and backslashes need a backslash."""
    return _BRACKET.sub(r"\\\1", text) or "here"


def _unlinked(text: str) -> str:
    """The text with a space where a viewer would read `[..](..)` as a link."""
    return _LINK.sub(r"[\1] (", text)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _clipped(text: str) -> str:
    text = plain(text)
    return text if len(text) <= _LONGEST_DESCRIPTION else text[: _LONGEST_DESCRIPTION - 1] + "\u2026"


def _location(path: str, span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region(span)}}


def _uri(path: str) -> str:
    """A relative URI reference; a path outside the root stays absolute, as a file URI."""
    quoted = quote(path)
    if re.match("[A-Za-z]:/", path):
        return f"file:///{quoted}"
    return f"file://{quoted}" if path.startswith("/") else quoted

"""JUnit XML: a suite for each file and a case for each rule, as test dashboards read it.

Readers differ in how many failures of one case they show, and all show one. So a case has one failure, and its text
has every finding of the rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from evsite.output.located import USUAL, advice, all_rules, located_findings, path_of, summary_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.output.located import CheckedFile, FormatOptions, LocatedFinding, RuleInfo, ToolInfo

# what XML 1.0 has no way to write, not even as a character reference
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """Suites in the order of the files. What the check fails for fails a case.

    Milder findings stand in the output of their case, which passes. A case is skipped when the findings of its rule are
    all ignored. A rule that could not be checked because input is missing is no case, or a skipped one where that is
    asked for; the suite's properties count such. There is no time of day in it, and every duration is zero, so that the
    same files give the same bytes.
    """
    listed = all_rules(files, rules)
    root = ET.Element("testsuites", name=tool.name)
    for file in files:
        root.append(_suite(file, listed, tool, options))
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    root.set("time", "0")
    ET.indent(root)
    text: str = ET.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(file: CheckedFile, rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions) -> ET.Element:
    path = _legal(path_of(file, tool))
    suite = ET.Element("testsuite", name=path, file=path)
    found = located_findings([file], tool, ignored=True)
    by_code: dict[str, list[LocatedFinding]] = {}
    for entry in found:
        by_code.setdefault(entry.finding.code, []).append(entry)
    cases = [
        _case(path, rule, options.results(by_code.get(rule.code, ())), options)
        for rule in rules
        if rule.code not in by_code or options.results(by_code[rule.code])
    ]
    properties = ET.SubElement(suite, "properties")
    unchecked = sum(entry.finding.status == "not checked" for entry in found)
    ET.SubElement(properties, "property", name="not checked", value=str(unchecked))
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("time", "0")
    suite.extend(cases)
    ET.SubElement(suite, "system-out").text = summary_line([file])
    return suite


def _case(path: str, rule: RuleInfo, found: Sequence[LocatedFinding], options: FormatOptions) -> ET.Element:
    case = ET.Element("testcase", classname=path, name=_legal(f"{rule.code} {rule.name}"), time="0")
    silent = [entry for entry in found if entry.ignored_because is not None]
    active = [entry for entry in found if entry.ignored_because is None]
    failing = [entry for entry in active if options.fails(entry.finding)]
    milder = [entry for entry in active if not options.fails(entry.finding)]
    decided = [entry for entry in milder if entry.finding.status != "not checked"]
    if failing:
        worst = min(failing, key=lambda entry: entry.finding.severity.rank).finding
        _outcome(case, "failure", _headline(worst.message, failing), _text(failing)).set("type", worst.severity.value)
    elif silent and not decided:
        _outcome(case, "skipped", _headline(f"ignored: {silent[0].ignored_because}", silent))
    elif milder and not decided:
        _outcome(case, "skipped", _headline(milder[0].finding.message, milder))
    printed = [*milder, *silent]
    if printed:
        ET.SubElement(case, "system-out").text = _legal(_text(printed))
    return case


def _outcome(case: ET.Element, tag: str, message: str, text: str = "") -> ET.Element:
    outcome = ET.SubElement(case, tag, message=_legal(message))
    outcome.text = _legal(text) or None
    return outcome


def _headline(first: str, found: Sequence[LocatedFinding]) -> str:
    return first if len(found) == 1 else f"{first} (and {len(found) - 1} more)"


def _text(found: Iterable[LocatedFinding]) -> str:
    """A paragraph for each finding: place, severity, message, and what goes with it."""
    paragraphs = []
    for entry in found:
        finding, span = entry.finding, entry.span
        lines = [f"{entry.path}:{span.line}:{span.column}: {finding.severity.value}: {finding.message}"]
        if entry.ignored_because is not None:
            lines.append(f"  ignored: {entry.ignored_because}")
        lines += [f"  {label}: {text}" for label, text in advice(finding)]
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)

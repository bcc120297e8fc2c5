"""Every remedy that is an edit is made in the example that it is for, and the finding goes away."""

from __future__ import annotations

import re

import pytest
import tomli
from edges import EDGES

from evsite.model.remedy import REMOVE
from evsite.output.diagnostics.fix_diff import ChangedLine, changed_lines
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.output.diagnostics.full import render_frame
from evsite.rules import all_rules, check
from evsite.rules.rule_list import AS_BUILT
from evsite.sitefile.document import Document
from evsite.sitefile.edits import apply_edits, replacements
from evsite.sitefile.loading import loads
from evsite.toml_text import value_text

IN_WORDS = {
    "EV131": "data to be recorded, which is in no example",
    "EV132": "data to be recorded, which is in no example",
    "EV134": "what a panel carries only somebody on site knows",
    "EV208": "what a neutral carries is told, nothing is wrong",
    "EV507": "so many ports on circuits of their own, outside of all groups",
    "EV420": "what the drivers need to know",
    "EV424": "stalls that are there, which no site file knows",
    "EV508": "the adopted text",
    "EV601": "a data sheet to read",
    "EV613": "the maker to ask",
    "EV621": "an order to place",
    "EV631": "weather",
    "EV633": "another name, wherever it stands",
    "EV505": "stations and limits, by what holds the port",
    **{rule.code: "edits where a table was built alike, in test_as_built_rules" for rule in AS_BUILT},
}
"""Rules that name no edit for any of their examples, and what is to be done instead."""

EXAMPLES = [
    (rule.code, number, example) for rule in all_rules() for number, example in enumerate(map(str, rule.failing))
]
EXAMPLES += [(code, f"edge-{fails}", toml.replace("{}", f"{fails}")) for code, toml, _, fails in EDGES]
CASES = [
    pytest.param(example, finding, edits, id=f"{code}-{number}-{place}-{nth}")
    for code, number, example in EXAMPLES
    for place, finding in enumerate(f for f in check(loads(example)).findings if f.code == code)
    for nth, edits in enumerate(finding.fix.edits)
]


SHOWN = list({id(case.values[1]): pytest.param(*case.values[:2], id=case.id) for case in CASES}.values())
"""One case for each finding."""


@pytest.mark.parametrize(("example", "finding", "edits"), CASES)
def test_the_edits_of_a_remedy_make_the_finding_go_away(example, finding, edits):
    mended = apply_edits(example, edits)
    assert not still_there(mended, finding)


@pytest.mark.slow
@pytest.mark.parametrize(("example", "finding", "edits"), CASES)
def test_the_edits_of_a_remedy_have_their_place_in_the_text(example, finding, edits):
    text, found = example, replacements(example, edits)
    assert found
    for start, end, new in reversed(found):
        text = text[:start] + new + text[end:]
    assert text == apply_edits(example, edits)
    assert patched(example, changed_lines(example, found)) == _lines(text)


@pytest.mark.slow
@pytest.mark.parametrize(("example", "finding"), SHOWN)
def test_the_change_that_is_shown_is_the_first_remedy_line_for_line(example, finding):
    """With the test that edits make the finding go away: who changes the lines that he sees is rid of it."""
    frame = render_frame(Document.parse(example, "x.toml"), finding, texts=FixTexts())
    shown = re.findall(r"^ *(\d+) ([-+])(?: (.*))?$", frame, re.MULTILINE)
    lines = [ChangedLine(int(number), sign, text) for number, sign, text in shown]
    assert patched(example, lines) == _lines(apply_edits(example, finding.fix.edits[0]))


def patched(text, changes):
    """The lines of a text after a change as a person makes it: lines are struck out, then others put in."""
    gone = {line.number for line in changes if line.sign == "-"}
    lines = [line for number, line in enumerate(_lines(text), 1) if number not in gone]
    for line in changes:
        if line.sign == "+":
            lines.insert(line.number - 1, line.text)
    return lines


def _lines(text):
    return text.removesuffix("\n").split("\n")


def still_there(text: str, finding) -> list[str]:
    """Whether a site has a finding like this one, at the same place and as grave."""
    unchecked = finding.status == "not checked"
    return [
        again.message
        for again in check(loads(text)).findings
        if (again.code, again.path, again.severity) == (finding.code, finding.path, finding.severity)
        and (again.message == finding.message or not (unchecked or again.status == "not checked"))
    ]


@pytest.mark.parametrize(("example", "finding", "edits"), CASES)
def test_the_sentence_has_the_values_of_the_edits(example, finding, edits):
    for edit in edits:
        values = edit.value.values() if isinstance(edit.value, dict) else [edit.value]
        assert all(said(value) in finding.remedy for value in values)


def said(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "remove" if value is REMOVE else value_text(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_names_an_edit_or_says_why_not(rule):
    named = any(
        finding.fix.edits
        for code, _, example in EXAMPLES
        if code == rule.code
        for finding in check(loads(example)).findings
        if finding.code == code
    )
    assert named != (rule.code in IN_WORDS)


@pytest.mark.slow
@pytest.mark.parametrize(("example", "finding", "edits"), CASES)
def test_what_an_edit_does_not_touch_stays_as_it_was_written(example, finding, edits):
    text = "\n".join(part for line in example.splitlines() for part in (f"# {line}", line))
    kept = [line for line in text.splitlines() if line.startswith("#")]
    if any(edit.value is REMOVE and isinstance(edit.path[-1], int) for edit in edits):
        # the comments of a table go with it; it is the last one here
        kept = kept[: text[: text.index("\n[[")].count("\n# ")]
    assert [line for line in apply_edits(text, edits).splitlines() if line.startswith("#")][: len(kept)] == kept
    assert tomli.loads(apply_edits(text, edits)) == tomli.loads(apply_edits(example, edits))

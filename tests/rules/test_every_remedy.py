"""Every remedy that is an edit is made in the example that it is for, and the finding goes away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
import tomli
from edges import EDGES
from findings_of_texts import findings_of

from evsite.model.remedy import REMOVE, Edit
from evsite.output.diagnostics.fix_diff import ChangedLine, changed_lines
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.output.diagnostics.full import render_frame
from evsite.rules import all_rules
from evsite.rules.rule_list import AS_BUILT
from evsite.sitefile.document import Document
from evsite.sitefile.edits import apply_edits, replacements
from evsite.toml_text import value_text

if TYPE_CHECKING:
    from evsite.model.finding import Finding

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

EXAMPLES = {rule.code: list(map(str, rule.failing)) for rule in all_rules()}
for edge_code, toml, _, fails in EDGES:
    EXAMPLES[edge_code].append(toml.replace("{}", f"{fails}"))


class Told(NamedTuple):
    """A finding of a rule, and a change that its remedy names."""

    example: str
    finding: Finding
    edits: tuple[Edit, ...]


@pytest.fixture(scope="module", params=EXAMPLES)
def reported(request):
    """Every change that remedies of a rule name in its examples; the tests of a rule stand together, for one worker."""
    return [
        Told(example, finding, edits)
        for example in EXAMPLES[request.param]
        for finding in findings_of(example)
        if finding.code == request.param
        for edits in finding.fix.edits
    ]


def test_a_rule_names_an_edit_or_says_why_not(request, reported):
    assert bool(reported) != (request.node.callspec.params["reported"] in IN_WORDS)


def test_the_edits_of_a_remedy_make_the_finding_go_away(reported):
    for example, finding, edits in reported:
        assert not still_there(apply_edits(example, edits), finding), edits


@pytest.mark.slow
def test_the_edits_of_a_remedy_have_their_place_in_the_text(reported):
    for example, _, edits in reported:
        text, found = example, replacements(example, edits)
        assert found, edits
        for start, end, new in reversed(found):
            text = text[:start] + new + text[end:]
        assert text == apply_edits(example, edits)
        assert patched(example, changed_lines(example, found)) == _lines(text)


@pytest.mark.slow
def test_the_change_that_is_shown_is_the_first_remedy_line_for_line(reported):
    """With the test that edits make the finding go away: who changes the lines that he sees is rid of it."""
    for example, finding in {id(each.finding): each[:2] for each in reported}.values():
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
        for again in findings_of(text, remedies=False)
        if (again.code, again.path, again.severity) == (finding.code, finding.path, finding.severity)
        and (again.message == finding.message or not (unchecked or again.status == "not checked"))
    ]


def test_the_sentence_has_the_values_of_the_edits(reported):
    for _, finding, edits in reported:
        for edit in edits:
            values = edit.value.values() if isinstance(edit.value, dict) else [edit.value]
            assert all(said(value) in finding.remedy for value in values), finding.remedy


def said(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "remove" if value is REMOVE else value_text(value) if isinstance(value, list) else str(value)


@pytest.mark.slow
def test_what_an_edit_does_not_touch_stays_as_it_was_written(reported):
    for example, _, edits in reported:
        text = "\n".join(part for line in example.splitlines() for part in (f"# {line}", line))
        kept = [line for line in text.splitlines() if line.startswith("#")]
        if any(edit.value is REMOVE and isinstance(edit.path[-1], int) for edit in edits):
            # the comments of a table go with it; it is the last one here
            kept = kept[: text[: text.index("\n[[")].count("\n# ")]
        after = apply_edits(text, edits)
        assert [line for line in after.splitlines() if line.startswith("#")][: len(kept)] == kept
        assert tomli.loads(after) == tomli.loads(apply_edits(example, edits))

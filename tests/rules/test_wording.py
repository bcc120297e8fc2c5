"""Every number in the rules from both sides, and every word that they say about their examples."""

from __future__ import annotations

import pytest
from edges import EDGES

from evsite.rules import all_rules, check
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads


def found(toml: str, code: str):
    return [finding for finding in check(loads(toml), select=[code]).findings if finding.code == code]


@pytest.mark.parametrize(
    ("code", "toml", "passes", "fails"), EDGES, ids=[f"{code}-{passes}-{fails}" for code, _, passes, fails in EDGES]
)
def test_the_last_value_that_passes_and_the_first_that_does_not(code, toml, passes, fails):
    def told(value) -> list[str]:
        return [f.message for f in found(toml.replace("{}", f"{value}"), code) if f.status != "not checked"]

    assert told(passes) == []
    assert told(fails)


def words() -> str:
    """All findings of all rules on their failing examples, and on the failing sides of the edges."""
    sites = [(rule.code, example) for rule in all_rules() for example in map(str, rule.failing)]
    sites += [(code, toml.replace("{}", f"{fails}")) for code, toml, _, fails in EDGES]
    lines = []
    for code, toml in sorted(sites, key=lambda entry: entry[0]):
        document = LoadedSite.of(loads(toml)).document
        for finding in found(toml, code):
            span = document.locate(finding)
            lines.append(f"{finding.code} {finding.severity} {span.line}:{span.column} {finding.message}")
            spans = [document.span(label.path, label.anchor) for label in finding.labels]
            labels = [(f"label at {at.line}", each.text) for at, each in zip(spans, finding.labels, strict=True)]
            notes = [("note", note) for note in finding.notes]
            more = [*labels, ("help", finding.remedy), ("source", finding.source), *notes]
            lines += [f"    {key} {text}" for key, text in more if text]
    return "\n".join(lines) + "\n"


def test_the_words_are_those_that_were_read_and_approved(golden):
    """`EVSITE_GOLDEN=write` writes them anew; read the difference before you commit it."""
    golden("rules.txt", words())

"""The examples of every rule: the failing one gives the finding, the passing one does not."""

from __future__ import annotations

import pytest

from evsite.rules import all_rules, check
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads

FAILING = [(rule, number, example) for rule in all_rules() for number, example in enumerate(map(str, rule.failing))]
PASSING = [(rule, number, example) for rule in all_rules() for number, example in enumerate(map(str, rule.passing))]


def _codes(toml: str) -> list[str]:
    return [finding.code for finding in check(loads(toml), remedies=False).findings]


@pytest.mark.parametrize(("rule", "number", "example"), FAILING, ids=[f"{r.code}-{r.name}-{n}" for r, n, _ in FAILING])
def test_failing_example_has_the_finding(rule, number, example):
    assert rule.code in _codes(example)


@pytest.mark.parametrize(("rule", "number", "example"), PASSING, ids=[f"{r.code}-{r.name}-{n}" for r, n, _ in PASSING])
def test_passing_example_does_not(rule, number, example):
    assert rule.code not in _codes(example)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_has_words_examples_and_a_source(rule):
    # what is wrong with the data of a meter, or with a record, is not in the site file
    assert rule.failing or {"loads.*.data", "site.as_built"} & {*rule.inputs}
    assert rule.passing
    assert rule.asks.endswith(".")
    assert rule.why.endswith(".")
    assert rule.title[0].islower() or rule.title.startswith("EV")
    assert all(rule.source(edition) for edition in (2017, 2020, 2023, 2026))
    assert rule.code[:2] == "EV"
    assert rule.name == rule.name.lower()


@pytest.mark.parametrize(("rule", "number", "example"), FAILING, ids=[f"{r.code}-{n}" for r, n, _ in FAILING])
def test_a_finding_has_a_place_and_a_plain_message(rule, number, example):
    site, document = LoadedSite.of(loads(example))
    for finding in check(site, select=[rule.code]).findings:
        assert document.locate(finding).line >= 1
        assert not finding.message.endswith(".")
        assert finding.path
        assert finding.source or finding.code.startswith("EV0")

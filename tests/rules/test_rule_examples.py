"""The examples of every rule: the failing one gives the finding, the passing one does not."""

from __future__ import annotations

import pytest

from effort import hold_for_each
from evsite.model.finding import Severity
from evsite.rules import all_rules, check
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads

every_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


@every_rule
def test_the_failing_examples_have_the_finding_and_the_passing_ones_do_not(rule):
    """And a finding was decided, or says in its message that it was not; outputs read the status alone."""
    examples = {f"failing {number}": (str(example), True) for number, example in enumerate(rule.failing)}
    examples |= {f"passing {number}": (str(example), False) for number, example in enumerate(rule.passing)}

    def holds(example, fails):
        findings = check(loads(example), remedies=False).findings
        assert (rule.code in [finding.code for finding in findings]) == fails
        for finding in findings:
            assert (finding.status == "not checked") == finding.message.startswith("not checked: ")
            if finding.status == "not checked":
                assert finding.severity is Severity.INFO
            else:
                assert finding.status == ("violation" if finding.severity is Severity.ERROR else "advice")

    hold_for_each(examples, holds)


def test_a_rule_has_words_examples_and_a_source():
    hold_for_each({rule.code: rule for rule in all_rules()}, has_words_examples_and_a_source)


def has_words_examples_and_a_source(rule):
    # what is wrong with the data of a meter, or with a record, is not in the site file
    assert rule.failing or {"loads.*.data", "site.as_built"} & {*rule.inputs}
    assert rule.passing
    assert rule.asks.endswith(".")
    assert rule.why.endswith(".")
    assert rule.title[0].islower() or rule.title.startswith("EV")
    assert all(rule.source(edition) for edition in (2017, 2020, 2023, 2026))
    assert rule.code[:2] == "EV"
    assert rule.name == rule.name.lower()


@every_rule
def test_a_finding_has_a_place_and_a_plain_message(rule):
    examples = {f"failing {number}": (str(example), rule) for number, example in enumerate(rule.failing)}
    if examples:
        hold_for_each(examples, has_a_place_and_a_plain_message)


def has_a_place_and_a_plain_message(example, rule):
    site, document = LoadedSite.of(loads(example))
    for finding in check(site, select=[rule.code]).findings:
        assert document.locate(finding).line >= 1
        assert not finding.message.endswith(".")
        assert finding.path
        assert finding.source or finding.code.startswith("EV0")

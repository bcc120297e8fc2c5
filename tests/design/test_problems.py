"""The registry of problems: stable codes, and snippets that do what they say."""

from __future__ import annotations

import re

import evsite
from effort import for_each
from evsite.sitefile.problem import FRAME
from evsite.sitefile.problems import PROBLEMS


def whole(snippet: str) -> str:
    return snippet if snippet.startswith("[site]") else FRAME + snippet


def findings_of(text: str) -> list[evsite.Finding]:
    try:
        return evsite.loads(text).notices
    except evsite.SiteFileError as error:
        return error.findings


def test_codes_and_names_are_unique_and_in_order():
    codes = [problem.code for problem in PROBLEMS]
    assert codes == sorted(set(codes))
    assert len({problem.name for problem in PROBLEMS}) == len(PROBLEMS)
    assert all(re.fullmatch(r"EV0[0-9]{2}", code) for code in codes)


@for_each("problem", [problem for problem in PROBLEMS if problem.fails], ids=lambda problem: problem.name)
def test_the_failing_file_has_that_problem_and_no_other(problem):
    findings = findings_of(whole(problem.fails))
    assert problem.code in {finding.code for finding in findings}
    assert {finding.code for finding in findings if finding.severity is evsite.Severity.ERROR} <= {problem.code}


@for_each("problem", [problem for problem in PROBLEMS if problem.passes], ids=lambda problem: problem.name)
def test_the_passing_file_does_not_have_it(problem):
    assert problem.code not in {finding.code for finding in findings_of(whole(problem.passes))}


@for_each("problem", [problem for problem in PROBLEMS if problem.fails], ids=lambda problem: problem.name)
def test_messages_are_phrases(problem):
    for finding in findings_of(whole(problem.fails)):
        assert finding.message
        assert not finding.message.endswith(".")
        assert "\n" not in finding.message

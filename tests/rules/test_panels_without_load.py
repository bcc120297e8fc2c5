"""EV134: which of several existing panels is asked for its load."""

import pytest

from evsite.rules import check
from evsite.sitefile.loading import loads

SITE = """
[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "800 A"
system = "208Y/120"
[panels.M]
fed_from = "U"
main = "800 A"
status = "existing"
[panels.A]
fed_from = "M"
main = "400 A"
status = "existing"
[panels.B]
fed_from = "M"
main = "400 A"
status = "existing"
[circuits.D]
panel = "B"
breaker = "40 A"
"""
LOAD = '[loads.L]\non = "{}"\ncurrent = "4 A"\ncontinuous = true\n'


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("", ["M"]),  # not A and B as well
        (LOAD.format("D"), ["A"]),  # M has it below
        (LOAD.format("A"), ["B"]),
        (LOAD.format("M"), []),
        (LOAD.format("U"), []),
    ],
)
def test_the_panel_furthest_up_is_asked_and_none_with_load_above_or_below(more, asked):
    findings = check(loads(SITE + more)).findings
    assert [finding.path[1] for finding in findings if finding.code == "EV134"] == asked


def test_a_panel_that_is_new_or_not_said_to_be_existing_is_not_asked():
    for status in ('status = "new"', ""):
        findings = check(loads(SITE.replace('status = "existing"', status))).findings
        assert "EV134" not in {finding.code for finding in findings}
